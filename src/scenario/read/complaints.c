/* Gathers the errors of a file, and reports them in the order of their places. */
#include "scenario/read/complaints.h"

#include <stdlib.h>

enum { COMPLAINTS_MAX = 100 };

struct exn_complaint_entry {
    exn_place place;
    size_t index; /* keeps errors of one place in the order in which they were found */
    const char *message;
};

bool exn_complaints_suffice(const exn_complaints *complaints)
{
    return complaints->count > COMPLAINTS_MAX;
}

void exn_complain(exn_complaints *complaints, exn_place place, const char *format, ...)
{
    if (exn_complaints_suffice(complaints)) {
        return;
    }
    if (complaints->count == complaints->room) {
        complaints->entries = exn_arena_grow(complaints->arena, complaints->entries,
                                             &complaints->room, sizeof *complaints->entries);
    }
    struct exn_complaint_entry *entry = &complaints->entries[complaints->count];
    entry->place = place;
    entry->index = complaints->count++;
    if (entry->index == COMPLAINTS_MAX) {
        entry->message = "too many errors: the rest is left out";
        return;
    }
    va_list list;
    va_start(list, format);
    entry->message = exn_arena_format_list(complaints->arena, format, list);
    va_end(list);
}

static int compare(const void *left, const void *right)
{
    const struct exn_complaint_entry *a = left, *b = right;
    /* The entry that says there are more errors stays the last one. */
    bool a_is_last = a->index == COMPLAINTS_MAX, b_is_last = b->index == COMPLAINTS_MAX;
    if (a_is_last != b_is_last) {
        return a_is_last ? 1 : -1;
    }
    if (a->place.line != b->place.line) {
        return a->place.line < b->place.line ? -1 : 1;
    }
    if (a->place.column != b->place.column) {
        return a->place.column < b->place.column ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

void exn_complaints_report(exn_complaints *complaints, exn_complaint_fn *complain, void *context)
{
    if (complaints->count == 0) {
        return;
    }
    qsort(complaints->entries, complaints->count, sizeof *complaints->entries, compare);
    for (size_t i = 0; i < complaints->count; i++) {
        complain(context, complaints->entries[i].place, complaints->entries[i].message);
    }
}
