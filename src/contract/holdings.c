/* What managers written in C hold, as text: holdings.h. */
#include "contract/holdings.h"

#include "base/own_assert.h"
#include "contract/border.h"
#include "contract/error_names.h"

#include <stdio.h>

static bool is_of(const exeunt_border *border, uint32_t member)
{
    return border != NULL && border->member == member;
}

static bool is_timer_of(exn_timer *place, uint32_t member)
{
    return place->purpose == EXN_OWN_TIMER && is_of(exn_timer_at(place)->border, member);
}

exn_block *exn_block_of(const exn_holdings *holdings, const void *memory)
{
    if (holdings == NULL || (uintptr_t)memory <= sizeof(exn_block)) {
        return NULL;
    }
    exn_block *block = (exn_block *)(uintptr_t)memory - 1;
    size_t bytes = exn_heap_size_of(holdings->world->heap, block);
    bool fits = bytes > sizeof *block && block->size <= bytes - sizeof *block &&
                bytes - sizeof *block - block->size <= sizeof(exn_granule);
    return fits ? block : NULL;
}

/* --- text ------------------------------------------------------------------------------------- */

static bool lies_in(const void *thing, const void *memory, size_t size)
{
    return (uintptr_t)thing - (uintptr_t)memory < size;
}

bool exn_holdings_inside(const exn_holdings *holdings, uint32_t member, const void *memory,
                         size_t size, char *text, size_t text_size)
{
    for (const exeunt_external *i = holdings->pending.first; i != NULL; i = i->next) {
        if (is_of(i->border, member) && lies_in(i, memory, size)) {
            snprintf(text, text_size, "the external `%s`, which it waits for",
                     exn_external_words(i));
            return true;
        }
    }
    for (exn_timer *i = holdings->world->timers; i != NULL; i = i->next) {
        if (is_timer_of(i, member) && lies_in(exn_timer_at(i), memory, size)) {
            snprintf(text, text_size, "a timer that it has started");
            return true;
        }
    }
    for (const exeunt_task *i = holdings->world->ready_first; i != NULL; i = i->next) {
        if (is_of(i->border, member) && lies_in(i, memory, size)) {
            snprintf(text, text_size, "a callback that it has posted");
            return true;
        }
    }
    return false;
}

/* Appends the names of the externals that the member waits for and was not made with. */
static size_t name_externals(const exn_holdings *holdings, uint32_t member, char *text, size_t size,
                             size_t at)
{
    const char *before = " (`";
    for (const exeunt_external *i = holdings->pending.first; i != NULL; i = i->next) {
        if (is_of(i->border, member) && !i->made_with) {
            at = exn_append_text(text, size, at, before);
            at = exn_append_text(text, size, at, exn_external_words(i));
            before = "`, `";
        }
    }
    return exn_append_text(text, size, at, "`)");
}

void exn_holdings_text(const exn_view *view, uint32_t member, char *text, size_t size)
{
    static const struct {
        exn_thing thing;
        const char *word;
    } order[] = {{EXN_EXTERNAL, "external"},
                 {EXN_TIMER, "timer"},
                 {EXN_CALLBACK, "callback"},
                 {EXN_HOLD, "hold"},
                 {EXN_MEMORY, "byte"}};
    size_t at = exn_append_text(text, size, 0, "");
    for (size_t i = 0; view->holdings != NULL && i < sizeof order / sizeof *order; i++) {
        const exn_held *held = &view->holdings->of[member];
        uint64_t count = held->count[order[i].thing];
        if (count == 0) {
            continue;
        }
        exn_assert(view->members[member]->held > 0 && "what is listed is counted");
        count = order[i].thing == EXN_MEMORY ? held->bytes : count;
        char piece[64];
        snprintf(piece, sizeof piece, "%s%llu %s%s", at > 0 ? ", " : "", (unsigned long long)count,
                 order[i].word, count == 1 ? "" : "s");
        at = exn_append_text(text, size, at, piece);
        if (order[i].thing == EXN_EXTERNAL) {
            at = name_externals(view->holdings, member, text, size, at);
        }
    }
    exn_append_text(text, size, at, at == 0 ? "something" : "");
}

/* --- where it was acquired -------------------------------------------------------------------- */

/* Whether the thing that was acquired at this place is still held, and was not acquired again
 * later. */
static bool is_held_still(const exn_acquisitions *acquired, const exn_holdings *holdings, size_t at)
{
    exn_assert(at < acquired->count);
    const exn_acquisition *wanted = &acquired->items[at];
    bool held = false;
    if (wanted->thing == EXN_MEMORY) {
        const exn_block *block = exn_block_of(holdings, wanted->which);
        held = block != NULL && block->member == wanted->member && block->fate == EXN_BLOCK_HELD;
    } else if (wanted->thing == EXN_EXTERNAL) {
        const exeunt_external *i = holdings->pending.first;
        while (i != NULL && i != wanted->which) {
            i = i->next;
        }
        held = i != NULL && is_of(i->border, wanted->member) && !i->made_with;
    } else if (wanted->thing == EXN_TIMER) {
        exn_timer *i = holdings->world->timers;
        while (i != NULL && (i->purpose != EXN_OWN_TIMER || exn_timer_at(i) != wanted->which)) {
            i = i->next;
        }
        held = i != NULL && is_timer_of(i, wanted->member) && !exn_timer_at(i)->made_with;
    } else if (wanted->thing == EXN_CALLBACK) {
        const exeunt_task *i = holdings->world->ready_first;
        while (i != NULL && i != wanted->which) {
            i = i->next;
        }
        held = i != NULL && is_of(i->border, wanted->member);
    }
    for (size_t i = at + 1; held && i < acquired->count; i++) {
        const exn_acquisition *later = &acquired->items[i];
        held = later->thing != wanted->thing || later->which != wanted->which;
    }
    return held;
}

/* Holds have no address. The first hold is the one since which the member has always had one. */
static size_t first_hold(const exn_acquisitions *acquired, uint32_t member)
{
    size_t first = acquired->count;
    int64_t holds = 0;
    for (size_t i = 0; i < acquired->count; i++) {
        const exn_acquisition *now = &acquired->items[i];
        if (now->member == member && now->thing == EXN_HOLD) {
            first = holds == 0 && !now->gone ? i : first;
            holds += now->gone ? -1 : 1;
        }
    }
    return holds > 0 ? first : acquired->count;
}

size_t exn_holdings_since(const exn_acquisitions *acquired, const exn_view *view, uint32_t member)
{
    if (view->holdings == NULL) {
        return 0;
    }
    size_t end = first_hold(acquired, member);
    size_t at = 0;
    while (at < end &&
           (acquired->items[at].member != member || !is_held_still(acquired, view->holdings, at))) {
        at += 1;
    }
    return at < acquired->count ? acquired->items[at].behind : 0;
}
