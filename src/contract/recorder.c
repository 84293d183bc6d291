/* Takes events into the trace, past the rules and into the view; writes them as text. */
#include "contract/recorder.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "contract/allocations.h"
#include "contract/error_names.h"
#include "contract/invariants.h"
#include "contract/view_check.h"
#include "contract/view_update.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void exn_recorder_begin(exn_recorder *recorder)
{
    recorder->trace_count = 0;
    recorder->acquired.count = 0;
    recorder->call = NULL;
    recorder->closed = false;
    recorder->breach.happened = false;
    recorder->breach.has_note = false;
}

void exn_recorder_free(exn_recorder *recorder)
{
    free(recorder->trace);
    exn_event_lines_forget(&recorder->lines);
    free(recorder->words);
    free(recorder->acquired.items);
    free(recorder->room.records);
    free(recorder->room.ids);
    free(recorder->room.contexts);
    free(recorder->of_tasks);
    free(recorder->moved);
    recorder->of_tasks = NULL;
    recorder->moved = NULL;
    recorder->moved_count = 0;
    recorder->room = (exn_room){.capacity = 0};
    recorder->trace = NULL;
    recorder->acquired = (exn_acquisitions){.items = NULL};
    recorder->words = NULL;
    recorder->word_count = 0;
    recorder->word_capacity = 0;
    recorder->trace_count = 0;
    recorder->trace_capacity = 0;
}

_Noreturn static void leave_out_of_memory(exn_recorder *recorder)
{
    recorder->out_of_memory = true;
    longjmp(recorder->ended, 1);
}

void exn_recorder_make_room(exn_recorder *recorder, size_t count)
{
    exn_room *room = &recorder->room;
    size_t capacity = room->capacity; /* of both arrays, once both have grown */
    if (!EXN_MAKE_ROOM(room->records, capacity, count) ||
        !EXN_MAKE_ROOM(room->ids, room->capacity, count)) {
        leave_out_of_memory(recorder);
    }
    exn_assert(room->capacity >= count && capacity >= count);
}

void exn_recorder_make_room_for_contexts(exn_recorder *recorder, size_t count)
{
    exn_room *room = &recorder->room;
    if (!EXN_MAKE_ROOM(room->contexts, room->context_capacity, count)) {
        leave_out_of_memory(recorder);
    }
    exn_assert(room->context_capacity >= count);
}

static void append(exn_recorder *recorder, const exn_record *record)
{
    if (!EXN_MAKE_ROOM(recorder->trace, recorder->trace_capacity, recorder->trace_count + 1)) {
        leave_out_of_memory(recorder);
    }
    recorder->trace[recorder->trace_count++] = *record;
}

void exn_record_acquisition(exn_recorder *recorder, const exn_acquisition *acquisition)
{
    exn_acquisitions *all = &recorder->acquired;
    if (!EXN_MAKE_ROOM(all->items, all->capacity, all->count + 1)) {
        leave_out_of_memory(recorder);
    }
    all->items[all->count] = *acquisition;
    exn_assert(all->count == 0 || all->items[all->count - 1].behind <= recorder->trace_count);
    all->items[all->count++].behind = recorder->trace_count;
}

/* The number of these words; each has one. */
static uint32_t number_of(exn_recorder *recorder, const char *words)
{
    uint32_t i = 0;
    while (i < recorder->word_count && strcmp(recorder->words[i], words) != 0) {
        i += 1;
    }
    if (i == recorder->word_count) {
        if (!EXN_MAKE_ROOM(recorder->words, recorder->word_capacity, (size_t)i + 1)) {
            leave_out_of_memory(recorder);
        }
        recorder->words[recorder->word_count++] = words;
    }
    return i;
}

/* Passes an event that has words of its own to the watcher. */
static void tell_words(exn_recorder *recorder, exn_event_kind kind, uint32_t member, uint32_t scope,
                       const char *words)
{
    exn_event event = {.kind = kind, .member = member, .scope = scope, .words = words};
    if (recorder->watch != NULL) {
        recorder->watch(recorder->watch_context, &event);
    }
}

/* The call under way has led to an event, or has returned: the watcher learns of it now. */
static void tell_call(exn_recorder *recorder)
{
    const char *action = recorder->call;
    recorder->call = NULL;
    if (action != NULL) {
        tell_words(recorder, EXN_CALL, EXN_NONE, EXN_NONE, action);
    }
}

void exn_record_word(exn_recorder *recorder, uint32_t member, const char *word)
{
    append(recorder, &(exn_record){EXN_WORD, member, EXN_NONE, number_of(recorder, word)});
    tell_words(recorder, EXN_WORD, member, EXN_NONE, word);
}

void exn_record_choice(exn_recorder *recorder, uint32_t member, uint32_t scope, const char *word)
{
    append(recorder, &(exn_record){EXN_WORD, member, scope, number_of(recorder, word)});
    tell_words(recorder, EXN_WORD, member, scope, word);
}

size_t exn_record_call(exn_recorder *recorder, const char *action)
{
    tell_call(recorder); /* one from within another one */
    append(recorder, &(exn_record){EXN_CALL, EXN_NONE, EXN_NONE, number_of(recorder, action)});
    recorder->call = action;
    return recorder->trace_count - 1;
}

void exn_record_answer(exn_recorder *recorder, size_t call, const char *action, bool refused)
{
    if (!refused) {
        tell_call(recorder);
        return;
    }
    exn_assert(call < recorder->trace_count && "a call stands in the trace before its answer");
    exn_record answer = recorder->trace[call];
    exn_assert(answer.kind == EXN_CALL && strcmp(recorder->words[answer.error], action) == 0);
    answer.kind = EXN_CALL_REFUSED;
    if (call + 1 == recorder->trace_count) {
        recorder->trace[call] = answer;
        recorder->call = NULL;
    } else {
        append(recorder, &answer);
    }
    tell_words(recorder, EXN_CALL_REFUSED, EXN_NONE, EXN_NONE, action);
}

/* --- outcomes --------------------------------------------------------------------------------- */

const exn_closing *exn_closing_of(const exn_recorder *recorder, const exn_view *view,
                                  uint32_t scope)
{
    uint32_t task = exn_task_closed_by(view, scope);
    if (task == EXN_NONE) {
        uint32_t from_last = view->scope_count - scope;
        exn_require(from_last >= 1 && from_last <= recorder->moved_count);
        return &recorder->moved[recorder->moved_count - from_last];
    }
    return recorder->of_tasks != NULL ? &recorder->of_tasks[task] : &recorder->closing;
}

/* An outermost scope has closed. With the last one the outcome of the run is known. */
static void end_task(exn_recorder *recorder, const exn_view *view)
{
    for (uint32_t i = 0; i < view->task_count; i++) {
        if (!view->scopes[view->tasks[i].scope].closed) {
            return;
        }
    }
    exn_assert((recorder->of_tasks != NULL) == (view->task_count > 1));
    if (recorder->of_tasks != NULL) {
        exn_closing_combine(&recorder->closing, recorder->of_tasks, view->task_count);
    }
    recorder->closed = true;
}

/* --- events ----------------------------------------------------------------------------------- */

/* A manager holds what it should not: writes since when; nothing if that is not known. */
static void write_since(const exn_recorder *recorder, const exn_view *view, uint32_t member,
                        char *text, size_t size)
{
    size_t since = exn_holdings_since(&recorder->acquired, view, member);
    exn_assert(since <= recorder->trace_count && "it was acquired after an event of this run");
    text[0] = '\0';
    if (since > 0) {
        char event[160];
        exn_record_text(recorder, view, &recorder->trace[since - 1], event, sizeof event);
        snprintf(text, size, "since `%s`", event);
    }
}

/* Something is left of a member, or of the scopes (EXN_NONE): adds to the message since when it has
 * been there, and where it was allocated, as far as that is known. */
static void tell_origin(exn_recorder *recorder, const exn_view *view, uint32_t member)
{
    char since[200] = "";
    char place[200];
    char text[420];
    exn_breach *breach = &recorder->breach;
    if (member != EXN_NONE) {
        write_since(recorder, view, member, since, sizeof since);
    }
    exn_allocations_left(member, place, sizeof place);
    const char *comma = *since != '\0' && *place != '\0' ? ", " : "";
    if (*since != '\0' || *place != '\0') {
        snprintf(text, sizeof text, " (%s%s%s)", since, comma, place);
        exn_append_text(breach->message, sizeof breach->message, strlen(breach->message), text);
    }
}

/* Finds the member whose exit suppressed the error that a scope ends with: the first one that did,
 * because no later exit was told of the error. Returns false if the trace does not show it. */
static bool find_suppressor(const exn_recorder *recorder, const exn_view *view,
                            const exn_event *event, uint32_t *member)
{
    uint32_t scope = event->kind == EXN_CLOSES ? event->scope : view->facts[event->member].inside;
    for (size_t i = 0; i < recorder->trace_count; i++) {
        const exn_record *record = &recorder->trace[i];
        if (record->kind == EXN_EXIT_SUPPRESSES && record->scope == scope &&
            !view->members[record->member]->callback) {
            *member = record->member;
            return true;
        }
    }
    return false;
}

/* A rule is broken, or could not be looked at. The run ends. */
_Noreturn static void end_run(exn_recorder *recorder, const exn_view *view, const exn_event *event)
{
    if (!recorder->breach.happened) {
        leave_out_of_memory(recorder);
    }
    exn_view_assert(view); /* before anybody is blamed */
    recorder->breach.at_rest = event->kind == EXN_STEP_ENDS || event->kind == EXN_STUCK ||
                               event->kind == EXN_ENDLESS || event->kind == EXN_NEVER_RESTS;
    exn_assert((view->waived >> recorder->breach.rule & 1) == 0 && "a waived rule ends no run");
    /* Looks once more, now that the message can say who suppressed the error. */
    if (recorder->breach.rule == EXN_X6) {
        exn_event told = *event;
        told.knows_suppressor = find_suppressor(recorder, view, event, &told.suppressed_by);
        exn_ruling again = exn_x6_at_end(view, &told, &recorder->breach);
        exn_assert(again == EXN_BROKEN && "a rule judges the same event twice in the same way");
    }
    if (recorder->breach.rule == EXN_M3 || recorder->breach.rule == EXN_M4) {
        tell_origin(recorder, view, event->member);
    } else if (event->kind == EXN_WORLD_ENDS) {
        tell_origin(recorder, view, EXN_NONE);
    }
    exn_event_lines_put_breach(&recorder->lines, recorder->trace_count);
    longjmp(recorder->ended, 1);
}

void exn_record_event(exn_recorder *recorder, exn_view *view, const exn_event *event)
{
    if (event->kind < EXN_BORDER_KINDS) {
        append(recorder, &(exn_record){event->kind, event->member, event->scope, event->error});
        if (event->kind == EXN_CLOSES) {
            exn_closing_keep((exn_closing *)exn_closing_of(recorder, view, event->scope), event);
        }
    }
    if (exn_rules_check(view, event, recorder->tally, &recorder->breach)) {
        end_run(recorder, view, event);
    }
    exn_view_take(view, event);
    if (event->kind == EXN_CLOSES && exn_task_closed_by(view, event->scope) != EXN_NONE) {
        exn_assert(view->scopes[event->scope].closed && "the trace and the view close together");
        end_task(recorder, view);
    }
    if (recorder->watch != NULL && event->kind < EXN_TRACE_KINDS) {
        tell_call(recorder);
        recorder->watch(recorder->watch_context, event);
    }
}

void exn_record_assert_step(const exn_recorder *recorder, const exn_view *view)
{
    exn_event ends = {.kind = EXN_STEP_ENDS, .member = EXN_NONE, .scope = EXN_NONE};
    exn_tally tally = *recorder->tally;
    exn_breach breach = {.happened = false};
    exn_view_assert(view);
    if (exn_view_is_exact(view) && view->scopes[0].quiescence != EXN_QUIESCENT_ASKED &&
        exn_rules_rest(view)) {
        bool ended = exn_rules_check(view, &ends, &tally, &breach);
        exn_assert(!ended && "a request or an exit is owed, and the short cut does not see it");
        exn_assert(tally.checked[EXN_X11] == recorder->tally->checked[EXN_X11]);
    }
}

void exn_record_end_of_busy_step(exn_recorder *recorder, exn_view *view)
{
    uint64_t *asked = &recorder->tally->checked[EXN_X11];
    if (view->scopes[0].quiescence == EXN_QUIESCENT_ASKED) {
        *asked += 1;
        return;
    }
    if (exn_rules_rest(view)) {
        exn_view_rest(view, false);
        return;
    }
    uint64_t asked_before = *asked;
    exn_event event = {.kind = EXN_STEP_ENDS, .member = EXN_NONE, .scope = EXN_NONE};
    exn_record_event(recorder, view, &event);
    exn_view_rest(view, *asked > asked_before);
}

/* --- text ------------------------------------------------------------------------------------- */

static const char *const words[EXN_BORDER_KINDS] = {
#define EXN_EVENT_WORDS(kind, text) [kind] = text,
    EXN_EVENT_MAP(EXN_EVENT_WORDS)
#undef EXN_EVENT_WORDS
};

/* Whose event it is. */
static const char *subject_of(const exn_view *view, const exn_record *record)
{
    if (record->member < view->member_count) {
        return view->facts[record->member].name;
    }
    if (exn_is_body(record->member)) {
        return view->tasks[exn_task_of_body(record->member)].body;
    }
    exn_assert(record->scope < view->scope_count && "what is no member's is a scope's");
    const exn_scope_facts *scope = view->scopes[record->scope].is;
    bool is_of_scope = record->kind == EXN_CLOSES || record->kind == EXN_WORD;
    return is_of_scope ? scope->name : view->tasks[scope->task].body;
}

void exn_record_text(const exn_recorder *recorder, const exn_view *view, const exn_record *record,
                     char *text, size_t size)
{
    exn_event_kind kind = record->kind;
    exn_assert(kind < EXN_TRACE_KINDS && "it stands in a trace");
    exn_assert(kind < EXN_BORDER_KINDS || record->error < recorder->word_count);
    if (kind == EXN_CALL || kind == EXN_CALL_REFUSED) {
        snprintf(text, size, "call %s%s", recorder->words[record->error],
                 kind == EXN_CALL ? "" : " refused");
        return;
    }
    char detail[2048] = "";
    if (kind == EXN_CANCEL && view->task_count > 1) {
        snprintf(text, size, "cancel %s", view->scopes[record->scope].is->name);
        return;
    }
    bool stands_alone = kind == EXN_CANCEL || kind == EXN_TIME_PASSES;
    const char *subject = stands_alone ? "" : subject_of(view, record);
    if (kind == EXN_CLOSES) {
        exn_outcome_text(view, exn_closing_of(recorder, view, record->scope), detail,
                         sizeof detail);
        snprintf(text, size, "%s closes %s", subject, detail);
        return;
    }
    if (kind == EXN_EXIT_BEGINS && record->error != 0) {
        detail[0] = ' ';
        detail[1] = '(';
        exn_id_name(view, record->error, detail + 2, sizeof detail - 4);
        strcat(detail, ")");
    }
    const char *what = kind == EXN_WORD ? recorder->words[record->error] : words[kind];
    snprintf(text, size, "%s%s%s%s%s", subject, stands_alone ? "" : " ",
             kind == EXN_WORD && exn_word_is_taken(what, record->member < view->member_count)
                 ? "word "
                 : "",
             what, detail);
}
