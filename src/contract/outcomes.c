/* How outermost scopes close, and what a run comes to. */
#include "contract/outcomes.h"

#include "base/own_assert.h"
#include "contract/error_names.h"

#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* --- of one scope ----------------------------------------------------------------------------- */

static uint32_t kept_count(uint32_t error_count)
{
    return error_count < EXN_OUTCOME_ERRORS_MAX ? error_count : EXN_OUTCOME_ERRORS_MAX;
}

void exn_closing_copy(exn_closing *to, const exn_closing *from)
{
    memcpy(to->errors, from->errors, kept_count(from->error_count) * sizeof *to->errors);
    to->others = from->others;
    to->error_count = from->error_count;
    to->canceled = from->canceled;
    to->suppressed = from->suppressed;
}

bool exn_closing_equal(const exn_closing *a, const exn_closing *b)
{
    return a->error_count == b->error_count && a->canceled == b->canceled &&
           a->suppressed == b->suppressed && exn_hash_equal(a->others, b->others) &&
           memcmp(a->errors, b->errors, kept_count(a->error_count) * sizeof *a->errors) == 0;
}

uint64_t exn_closing_hash(const exn_closing *closing)
{
    uint64_t flags = (uint64_t)closing->error_count << 2 | (closing->canceled ? 2u : 0u) |
                     (closing->suppressed ? 1u : 0u);
    size_t size = kept_count(closing->error_count) * sizeof *closing->errors;
    return XXH3_64bits_withSeed(closing->errors, size, flags ^ closing->others.low);
}

exn_hash exn_closing_hash_others(exn_hash before, const exn_error_id *errors, size_t count)
{
    struct {
        exn_hash before;
        exn_error_id errors[EXN_OUTCOME_ERRORS_MAX];
    } all = {.before = before};
    exn_assert(count <= EXN_OUTCOME_ERRORS_MAX && "one part of the errors at a time");
    memcpy(all.errors, errors, count * sizeof *errors);
    XXH128_hash_t hash = XXH3_128bits(&all, sizeof all.before + count * sizeof *errors);
    return (exn_hash){hash.low64, hash.high64};
}

void exn_closing_keep(exn_closing *closing, const exn_event *event)
{
    uint32_t kept = kept_count(event->error_count);
    if (kept > 0) {
        memcpy(closing->errors, event->errors, kept * sizeof *closing->errors);
    }
    closing->others = (exn_hash){0, 0};
    for (uint32_t i = kept; i < event->error_count; i += kept) {
        uint32_t left = kept_count(event->error_count - i);
        closing->others = exn_closing_hash_others(closing->others, event->errors + i, left);
    }
    exn_assert((event->error_count > EXN_OUTCOME_ERRORS_MAX) ==
                   !exn_hash_equal(closing->others, (exn_hash){0, 0}) &&
               "there is a hash of the errors that are not shown, and of no others");
    closing->error_count = event->error_count;
    closing->canceled = event->outcome_canceled;
    closing->suppressed = event->outcome_suppressed;
}

void exn_outcome_text(const exn_view *view, const exn_closing *closing, char *text, size_t size)
{
    if (closing->error_count == 0) {
        snprintf(text, size, "%s",
                 closing->canceled     ? "canceled"
                 : closing->suppressed ? "suppressed"
                                       : "returns");
        return;
    }
    bool several = closing->error_count > 1;
    bool all = closing->error_count <= EXN_OUTCOME_ERRORS_MAX;
    size_t at = exn_append_text(text, size, 0, several ? "raises [" : "raises ");
    for (uint32_t i = 0; i < closing->error_count && i < EXN_OUTCOME_ERRORS_MAX; i++) {
        at = i > 0 ? exn_append_text(text, size, at, ", ") : at;
        at += exn_id_name(view, closing->errors[i], text + at, size - at);
    }
    at = exn_append_text(text, size, at, all ? "" : ", ...");
    at = exn_append_text(text, size, at, several ? "]" : "");
    exn_append_text(text, size, at, closing->canceled ? " + canceled" : "");
}

/* --- of a run --------------------------------------------------------------------------------- */

/* The outcome of a run with several tasks is their outcomes, one after the other in one list of
 * errors. Each begins with a mark, which is no error and has the flags. */
static exn_error_id mark_of(const exn_closing *closing)
{
    uint32_t flags = (closing->canceled ? 1u : 0u) | (closing->suppressed ? 2u : 0u);
    return exn_id(EXN_ID_NONE, 1 + flags);
}

static bool is_mark(exn_error_id id)
{
    return exn_id_kind_of(id) == EXN_ID_NONE;
}

static void add(exn_closing *to, exn_error_id id)
{
    exn_assert(to->error_count < UINT32_MAX);
    if (to->error_count < EXN_OUTCOME_ERRORS_MAX) {
        to->errors[to->error_count] = id;
    } else {
        to->others = exn_closing_hash_others(to->others, &id, 1);
    }
    to->error_count += 1;
}

void exn_closing_combine(exn_closing *to, const exn_closing *of_tasks, uint32_t task_count)
{
    exn_assert(task_count > 1 && "the outcome of one task is that of the run");
    to->others = (exn_hash){0, 0};
    to->error_count = 0;
    to->canceled = false;
    to->suppressed = false;
    for (uint32_t task = 0; task < task_count; task++) {
        const exn_closing *from = &of_tasks[task];
        add(to, mark_of(from));
        for (uint32_t i = 0; i < from->error_count && i < EXN_OUTCOME_ERRORS_MAX; i++) {
            add(to, from->errors[i]);
        }
        if (from->error_count > EXN_OUTCOME_ERRORS_MAX) {
            exn_error_id others[sizeof from->others / sizeof(exn_error_id)];
            memcpy(others, &from->others, sizeof from->others);
            to->others =
                exn_closing_hash_others(to->others, others, sizeof others / sizeof *others);
        }
    }
}

/* Takes the outcome of the next task out of the list; returns where the one after it begins. */
static uint32_t take_next(const exn_closing *from, uint32_t at, exn_closing *to)
{
    exn_assert(is_mark(from->errors[at]) && "each outcome begins with its mark");
    uint32_t flags = exn_id_index(from->errors[at]) - 1;
    to->canceled = (flags & 1u) != 0;
    to->suppressed = (flags & 2u) != 0;
    to->error_count = 0;
    at += 1;
    while (at < from->error_count && at < EXN_OUTCOME_ERRORS_MAX && !is_mark(from->errors[at])) {
        to->errors[to->error_count++] = from->errors[at++];
    }
    return at;
}

void exn_run_outcome_text(const exn_view *view, const exn_closing *closing, char *text, size_t size)
{
    if (view->task_count == 1) {
        exn_outcome_text(view, closing, text, size);
        return;
    }
    exn_assert(closing->error_count >= view->task_count && "there is a mark of each");
    size_t length = 0;
    uint32_t at = 0;
    text[0] = '\0';
    for (uint32_t task = 0; task < view->task_count; task++) {
        bool is_shown = at < closing->error_count && at < EXN_OUTCOME_ERRORS_MAX;
        if (!is_shown) {
            exn_append_text(text, size, length, ", ...");
            return;
        }
        exn_closing one;
        at = take_next(closing, at, &one);
        length = exn_append_text(text, size, length, task > 0 ? ", " : "");
        const char *name = exn_scope_name(view, view->tasks[task].scope);
        length = exn_append_text(text, size, length, name);
        length = exn_append_text(text, size, length, " ");
        exn_outcome_text(view, &one, text + length, size - length);
        length += strlen(text + length);
    }
}
