#include "contract/recorder.h"

#include "contract/holdings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void exn_recorder_begin(exn_recorder *recorder)
{
    recorder->trace_count = 0;
    recorder->acquired_count = 0;
    recorder->closed = false;
    recorder->breach.happened = false;
    recorder->breach.note[0] = '\0';
}

void exn_recorder_free(exn_recorder *recorder)
{
    free(recorder->trace);
    free(recorder->words);
    free(recorder->acquired);
    recorder->trace = NULL;
    recorder->acquired = NULL;
    recorder->acquired_count = 0;
    recorder->acquired_capacity = 0;
    recorder->words = NULL;
    recorder->word_count = 0;
    recorder->trace_count = 0;
    recorder->trace_capacity = 0;
}

static void append(exn_recorder *recorder, const exn_record *record)
{
    if (recorder->trace_count == recorder->trace_capacity) {
        size_t capacity = recorder->trace_capacity == 0 ? 256 : recorder->trace_capacity * 2;
        exn_record *grown = realloc(recorder->trace, capacity * sizeof *grown);
        if (grown == NULL) {
            recorder->out_of_memory = true;
            longjmp(recorder->ended, 1);
        }
        recorder->trace = grown;
        recorder->trace_capacity = capacity;
    }
    recorder->trace[recorder->trace_count++] = *record;
}

void exn_record_acquisition(exn_recorder *recorder, const exn_acquisition *acquisition)
{
    if (recorder->acquired_count == recorder->acquired_capacity) {
        size_t capacity = recorder->acquired_capacity == 0 ? 64 : recorder->acquired_capacity * 2;
        exn_acquisition *grown = realloc(recorder->acquired, capacity * sizeof *grown);
        if (grown == NULL) {
            recorder->out_of_memory = true;
            longjmp(recorder->ended, 1);
        }
        recorder->acquired = grown;
        recorder->acquired_capacity = capacity;
    }
    recorder->acquired[recorder->acquired_count] = *acquisition;
    recorder->acquired[recorder->acquired_count++].behind = recorder->trace_count;
}

void exn_record_words(exn_recorder *recorder, uint32_t member, const char *words)
{
    uint32_t i = 0;
    while (i < recorder->word_count && strcmp(recorder->words[i], words) != 0) {
        i += 1;
    }
    if (i == recorder->word_count) {
        const char **grown = realloc(recorder->words, (i + 1) * sizeof *grown);
        if (grown == NULL) {
            recorder->out_of_memory = true;
            longjmp(recorder->ended, 1);
        }
        recorder->words = grown;
        recorder->words[recorder->word_count++] = words;
    }
    append(recorder, &(exn_record){EXN_EVENT_KINDS, member, EXN_NONE, i});
}

static uint32_t kept_count(uint32_t error_count)
{
    return error_count < EXN_OUTCOME_ERRORS_MAX ? error_count : EXN_OUTCOME_ERRORS_MAX;
}

void exn_closing_copy(exn_closing *to, const exn_closing *from)
{
    memcpy(to->errors, from->errors, kept_count(from->error_count) * sizeof *to->errors);
    to->error_count = from->error_count;
    to->canceled = from->canceled;
    to->suppressed = from->suppressed;
}

static void keep_closing(exn_closing *closing, const exn_event *event)
{
    uint32_t kept = kept_count(event->error_count);
    if (kept > 0) {
        memcpy(closing->errors, event->errors, kept * sizeof *closing->errors);
    }
    closing->error_count = event->error_count;
    closing->canceled = event->outcome_canceled;
    closing->suppressed = event->outcome_suppressed;
}

/* A manager holds what it should not: since when? */
static void tell_since(exn_recorder *recorder, const exn_view *view, uint32_t member)
{
    size_t since = exn_holdings_since(recorder, view, member);
    if (since == 0) {
        return;
    }
    char event[160];
    char text[200];
    exn_breach *breach = &recorder->breach;
    exn_record_text(recorder, view, &recorder->trace[since - 1], event, sizeof event);
    snprintf(text, sizeof text, " (since `%s`)", event);
    exn_append_text(breach->message, sizeof breach->message, strlen(breach->message), text);
}

void exn_record_event(exn_recorder *recorder, exn_view *view, const exn_event *event)
{
    if ((int)event->kind < (int)EXN_EVENT_KINDS) {
        append(recorder,
               &(exn_record){(uint32_t)event->kind, event->member, event->scope, event->error});
        if (event->kind == EXN_CLOSES) {
            keep_closing(event->scope == 0 ? &recorder->closing : &recorder->moved, event);
        }
    }
    if (exn_rules_check(view, event, &recorder->tally, &recorder->breach)) {
        if (recorder->breach.rule == EXN_M3 || recorder->breach.rule == EXN_M4) {
            tell_since(recorder, view, event->member);
        }
        longjmp(recorder->ended, 1);
    }
    exn_view_take(view, event);
    if (event->kind == EXN_CLOSES && event->scope == 0) {
        recorder->closed = true;
    }
    if (recorder->watch != NULL) {
        recorder->watch(recorder->watch_context, event);
    }
}

void exn_record_end_of_busy_step(exn_recorder *recorder, exn_view *view)
{
    uint64_t *asked = &recorder->tally.checked[EXN_X11];
    if (view->scopes[0].rest == EXN_RESTS_ASKED) {
        *asked += 1;
        return;
    }
    if (exn_rules_rest(view)) {
        exn_view_rest(view, false);
        return;
    }
    uint64_t asked_before = *asked;
    exn_event event = {
        .kind = (exn_event_kind)EXN_STEP_ENDS, .member = EXN_NONE, .scope = EXN_NONE};
    exn_record_event(recorder, view, &event);
    exn_view_rest(view, *asked > asked_before);
}

/* --- text --- */

static const char *const words[EXN_EVENT_KINDS] = {
#define EXN_EVENT_WORDS(kind, text) [kind] = text,
    EXN_EVENT_MAP(EXN_EVENT_WORDS)
#undef EXN_EVENT_WORDS
};

void exn_record_text(const exn_recorder *recorder, const exn_view *view, const exn_record *record,
                     char *text, size_t size)
{
    exn_event_kind kind = (exn_event_kind)record->kind;
    char detail[2048] = "";
    const char *subject = "body ";
    if (kind == EXN_CANCEL || kind == EXN_TIME_PASSES) {
        subject = "";
    } else if (record->member != EXN_NONE) {
        subject = view->facts[record->member].name;
    }
    if (kind == EXN_CLOSES) {
        subject = view->scopes[record->scope].is->name;
        exn_outcome_text(view, record->scope == 0 ? &recorder->closing : &recorder->moved, detail,
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
    snprintf(text, size, "%s%s%s%s", subject, record->member != EXN_NONE ? " " : "",
             kind == EXN_EVENT_KINDS ? recorder->words[record->error] : words[kind], detail);
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
    size_t at = exn_append_text(text, size, 0, closing->error_count > 1 ? "raises [" : "raises ");
    for (uint32_t i = 0; i < closing->error_count && i < EXN_OUTCOME_ERRORS_MAX; i++) {
        at = exn_append_text(text, size, at, i > 0 ? ", " : "");
        exn_id_name(view, closing->errors[i], text + at, size - at);
        at += strlen(text + at);
    }
    bool all = closing->error_count <= EXN_OUTCOME_ERRORS_MAX;
    at = exn_append_text(text, size, at, all ? "" : ", ...");
    at = exn_append_text(text, size, at, closing->error_count > 1 ? "]" : "");
    exn_append_text(text, size, at, closing->canceled ? " + canceled" : "");
}
