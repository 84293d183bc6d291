/* Reads finished traces literally: literal.h. */
#include "literal.h"

#include "contract/error_names.h"

#include <stdio.h>
#include <string.h>

enum { ERRORS_MAX = 128, EXITS_MAX = 128 };

/* The errors that propagate out of a scope so far, the newest first. */
typedef struct chain {
    exn_error_id errors[ERRORS_MAX];
    uint32_t count;
    exn_error_id head; /* the one error that an exit receives */
    bool has_cause;    /* it ends in the cause from the parent */
} chain;

/* What one scope has come to. */
typedef struct ending {
    chain errors;
    bool has_suppressed;   /* an exit of it suppressed an error, and that took effect */
    bool cause_suppressed; /* the cause from the parent was suppressed */
} ending;

typedef struct reading {
    const exn_run *run;
    const exn_view *view; /* for names, for the tree, and for the deadlines that have expired */
    char *why;
    size_t size;
    bool differs;
} reading;

static ending read_scope(reading *reader, uint32_t scope);

/* --- the trace -------------------------------------------------------------------------------- */

static const exn_record *record_at(const reading *reader, size_t at)
{
    return &reader->run->recorder.trace[at];
}

static size_t trace_end(const reading *reader)
{
    return reader->run->recorder.trace_count;
}

/* Finds the first event of a kind from `at` on: of a member or, for EXN_NONE, of any member of
 * `scope`. */
static size_t find(const reading *reader, size_t at, uint32_t kind, uint32_t scope, uint32_t member)
{
    while (at < trace_end(reader)) {
        const exn_record *record = record_at(reader, at);
        bool is_its = member == EXN_NONE ? record->scope == scope : record->member == member;
        if (record->kind == kind && is_its) {
            return at;
        }
        at += 1;
    }
    return at;
}

static bool happened(const reading *reader, uint32_t kind, uint32_t scope, uint32_t member)
{
    return find(reader, 0, kind, scope, member) < trace_end(reader);
}

/* Returns how the exit that begins at `at` settles. */
static const exn_record *settlement_of(const reading *reader, size_t at)
{
    uint32_t member = record_at(reader, at)->member;
    for (size_t i = at + 1; i < trace_end(reader); i++) {
        const exn_record *record = record_at(reader, i);
        bool settles = record->kind == EXN_EXITED || record->kind == EXN_EXIT_SUPPRESSES ||
                       record->kind == EXN_EXIT_FAILS;
        if (record->member == member && settles) {
            return record;
        }
    }
    return NULL;
}

/* --- facts ------------------------------------------------------------------------------------ */

static bool is_pool(const reading *reader, uint32_t scope)
{
    return reader->view->scopes[scope].is->kind == EXEUNT_KIND_POOL;
}

static bool is_nested(const reading *reader, uint32_t scope)
{
    return reader->view->scopes[scope].is->member != EXN_NONE;
}

static uint32_t inside(const reading *reader, uint32_t member)
{
    return reader->view->facts[member].inside;
}

static bool is_closed_by_action(const reading *reader, uint32_t scope)
{
    return reader->view->scopes[scope].closing;
}

/* Whether its body ran; of a nested scope, whether it settled as entered. */
static bool had_body(const reading *reader, uint32_t scope)
{
    return is_nested(reader, scope)
               ? happened(reader, EXN_ENTERED, scope, reader->view->scopes[scope].is->member)
               : happened(reader, EXN_BODY_BEGINS, scope, EXN_NONE);
}

/* The cause that a nested scope received from its parent; none if it was never exited. */
static exn_error_id told_by_parent(const reading *reader, uint32_t scope)
{
    size_t at = find(reader, 0, EXN_EXIT_BEGINS, scope, reader->view->scopes[scope].is->member);
    return at < trace_end(reader) ? record_at(reader, at)->error : exn_id(EXN_ID_NONE, 0);
}

/* Whether it was asked to stop before its first exit began (C7). */
static bool was_asked(const reading *reader, uint32_t scope)
{
    size_t first_exit = find(reader, 0, EXN_EXIT_BEGINS, scope, EXN_NONE);
    size_t request = is_nested(reader, scope) ? find(reader, 0, EXN_CANCEL_REQUESTED, scope,
                                                     reader->view->scopes[scope].is->member)
                                              : find(reader, 0, EXN_CANCEL, scope, EXN_NONE);
    return request < first_exit;
}

/* The cause while no error propagates (C7). */
static exn_error_id quiet(const reading *reader, uint32_t scope)
{
    bool expired = reader->view->scopes[scope].expired;
    bool stopped = false;
    if (!had_body(reader, scope)) {
        stopped = expired || was_asked(reader, scope);
    } else if (is_nested(reader, scope)) {
        stopped = exn_id_kind_of(told_by_parent(reader, scope)) == EXN_ID_CANCELED;
    } else { /* a body that has closed the scope counts as one that has returned */
        stopped = happened(reader, EXN_BODY_CANCELED, scope, EXN_NONE) &&
                  !is_closed_by_action(reader, scope);
    }
    return !stopped  ? exn_id(EXN_ID_NONE, 0)
           : expired ? exn_id(EXN_ID_DEADLINE, scope)
                     : exn_id(EXN_ID_CANCELED, 0);
}

/* Whether a suppression takes effect: M5, S8, C5, P6, S1. */
static bool suppression_counts(const reading *reader, uint32_t scope, exn_error_id told)
{
    exn_id_kind kind = exn_id_kind_of(told);
    bool is_error =
        kind != EXN_ID_NONE && kind != EXN_ID_CANCELED && told != exn_id(EXN_ID_DEADLINE, scope);
    bool is_lenient = !is_pool(reader, scope) && !is_nested(reader, scope);
    return is_error && (is_lenient || had_body(reader, scope));
}

/* --- errors ----------------------------------------------------------------------------------- */

static void append(chain *to, exn_error_id error)
{
    if (to->count < ERRORS_MAX) {
        to->errors[to->count++] = error;
    }
}

static void append_all(chain *to, const chain *from)
{
    for (uint32_t i = 0; i < from->count; i++) {
        append(to, from->errors[i]);
    }
}

/* The errors that a member raised when it failed with this event; none if it had received that
 * error. */
static chain raised_by(reading *reader, const exn_record *failure)
{
    chain raised = {.count = 0};
    uint32_t member = failure->member;
    exn_id_kind own = failure->kind == EXN_ENTER_FAILS ? EXN_ID_ENTER : EXN_ID_EXIT;
    if (inside(reader, member) != EXN_NONE) {
        raised = read_scope(reader, inside(reader, member)).errors;
    } else if (failure->error == exn_id(own, member)) {
        append(&raised, failure->error);
    }
    raised.head = failure->error;
    raised.has_cause = false;
    return raised;
}

/* The first enter of the scope's plan that failed, in time; NULL: none. */
static const exn_record *first_failure(const reading *reader, uint32_t scope)
{
    for (size_t i = 0; i < trace_end(reader); i++) {
        const exn_record *record = record_at(reader, i);
        if (record->kind == EXN_ENTER_FAILS && record->scope == scope &&
            !reader->view->facts[record->member].dynamic) {
            return record;
        }
    }
    return NULL;
}

/* The error that propagates when the exits begin: of the body, of the parent, or of an enter. */
static chain beginning(reading *reader, uint32_t scope)
{
    chain begun = {.count = 0};
    const exn_record *failure = first_failure(reader, scope);
    if (failure != NULL) {
        return raised_by(reader, failure);
    }
    if (is_nested(reader, scope)) {
        exn_error_id told = told_by_parent(reader, scope);
        exn_id_kind kind = exn_id_kind_of(told);
        begun.has_cause = kind != EXN_ID_NONE && kind != EXN_ID_CANCELED;
        begun.head = begun.has_cause ? told : begun.head;
        return begun;
    }
    size_t raises = find(reader, 0, EXN_BODY_RAISES, scope, EXN_NONE);
    if (raises < trace_end(reader) && !is_closed_by_action(reader, scope)) {
        begun.head = record_at(reader, raises)->error;
        append(&begun, begun.head);
    }
    return begun;
}

/* --- exits ------------------------------------------------------------------------------------ */

static exn_error_id told_now(const reading *reader, uint32_t scope, const chain *propagates)
{
    bool is_error = propagates->count > 0 || propagates->has_cause;
    return is_error ? propagates->head : quiet(reader, scope);
}

/* Compares the cause of an exit with the expected one. */
static void compare_cause(reading *reader, const exn_record *begins, exn_error_id expected)
{
    const exn_view *view = reader->view;
    if (view->members[begins->member]->callback) {
        expected = exn_id(EXN_ID_NONE, 0); /* S8 */
    }
    if (begins->error != expected && !reader->differs) {
        char found[160];
        char wanted[160];
        exn_id_name(view, begins->error, found, sizeof found);
        exn_id_name(view, expected, wanted, sizeof wanted);
        snprintf(reader->why, reader->size, "the exit of %s was told %s, and %s propagated",
                 view->facts[begins->member].name, found, wanted);
        reader->differs = true;
    }
}

/* Whether an exit suppressed its cause; a nested scope may fail in addition (E6). */
static bool suppressed(reading *reader, const exn_record *settles)
{
    uint32_t scope = inside(reader, settles->member);
    return settles->kind == EXN_EXIT_SUPPRESSES ||
           (settles->kind == EXN_EXIT_FAILS && scope != EXN_NONE &&
            read_scope(reader, scope).cause_suppressed);
}

/* Takes an exit of a stack as that of a scope around what the exits before it have left. */
static void go_round(reading *reader, uint32_t scope, size_t begins_at, ending *account)
{
    const exn_record *begins = record_at(reader, begins_at);
    const exn_record *settles = settlement_of(reader, begins_at);
    chain *left = &account->errors;
    compare_cause(reader, begins, told_now(reader, scope, left));
    if (settles == NULL) {
        return;
    }
    if (suppressed(reader, settles) && suppression_counts(reader, scope, begins->error)) {
        account->has_suppressed = true;
        account->cause_suppressed = account->cause_suppressed || left->has_cause;
        *left = (chain){.count = 0};
    }
    if (settles->kind == EXN_EXIT_FAILS) {
        chain raised = raised_by(reader, settles);
        if (raised.count > 0) {
            raised.has_cause = left->has_cause;
            append_all(&raised, left);
            *left = raised;
        }
    }
}

static ending read_stack(reading *reader, uint32_t scope)
{
    ending account = {.errors = beginning(reader, scope)};
    size_t at = find(reader, 0, EXN_EXIT_BEGINS, scope, EXN_NONE);
    while (at < trace_end(reader)) {
        go_round(reader, scope, at, &account);
        at = find(reader, at + 1, EXN_EXIT_BEGINS, scope, EXN_NONE);
    }
    return account;
}

/* P13: appends the error that a member raised in one of its operations. */
static void append_failure(reading *reader, uint32_t member, const exn_record *primary, chain *to)
{
    for (size_t i = 0; i < trace_end(reader); i++) {
        const exn_record *record = record_at(reader, i);
        bool fails = record->kind == EXN_ENTER_FAILS || record->kind == EXN_EXIT_FAILS;
        if (record->member == member && fails && record != primary) {
            chain raised = raised_by(reader, record);
            append_all(to, &raised);
        }
    }
}

static ending read_pool(reading *reader, uint32_t scope)
{
    ending account = {.cause_suppressed = false};
    const exn_record *primary = first_failure(reader, scope);
    chain cause = beginning(reader, scope);
    exn_error_id told = told_now(reader, scope, &cause); /* P10 */
    size_t at = find(reader, 0, EXN_EXIT_BEGINS, scope, EXN_NONE);
    while (at < trace_end(reader)) {
        const exn_record *settles = settlement_of(reader, at);
        compare_cause(reader, record_at(reader, at), told);
        if (settles != NULL && suppressed(reader, settles) &&
            suppression_counts(reader, scope, told)) {
            account.has_suppressed = true; /* P12 */
        }
        at = find(reader, at + 1, EXN_EXIT_BEGINS, scope, EXN_NONE);
    }
    account.cause_suppressed = account.has_suppressed && cause.has_cause;
    if (!account.has_suppressed) {
        append_all(&account.errors, &cause);
    }
    for (uint32_t i = 0; i < reader->view->member_count; i++) {
        if (reader->view->places[i].holder == scope) {
            append_failure(reader, i, primary, &account.errors);
        }
    }
    return account;
}

static ending read_scope(reading *reader, uint32_t scope)
{
    ending account = is_pool(reader, scope) ? read_pool(reader, scope) : read_stack(reader, scope);
    if (reader->view->scopes[scope].expired) {
        append(&account.errors, exn_id(EXN_ID_DEADLINE, scope)); /* C6 */
    }
    return account;
}

/* --- the outcome ------------------------------------------------------------------------------ */

/* An error of the body that came after it had closed the scope comes before all others. */
static void put_late_error_first(const reading *reader, uint32_t scope, chain *errors)
{
    size_t raises = find(reader, 0, EXN_BODY_RAISES, scope, EXN_NONE);
    if (is_closed_by_action(reader, scope) && raises < trace_end(reader)) {
        chain late = {.count = 0};
        append(&late, record_at(reader, raises)->error);
        append_all(&late, errors);
        *errors = late;
    }
}

static exn_closing expected_closing(reading *reader, uint32_t scope)
{
    ending account = read_scope(reader, scope);
    exn_closing closing = {
        .canceled = find(reader, 0, EXN_CANCEL, scope, EXN_NONE) <
                    find(reader, 0, EXN_CLOSES, scope, EXN_NONE), /* P14 */
        .suppressed = account.has_suppressed,
    };
    put_late_error_first(reader, scope, &account.errors);
    closing.error_count = account.errors.count;
    memcpy(closing.errors, account.errors.errors, account.errors.count * sizeof *closing.errors);
    return closing;
}

static bool same_closing(const exn_closing *one, const exn_closing *other)
{
    return one->error_count == other->error_count && one->canceled == other->canceled &&
           one->suppressed == other->suppressed &&
           memcmp(one->errors, other->errors, one->error_count * sizeof *one->errors) == 0;
}

static bool task_agrees(reading *reader, uint32_t scope)
{
    const exn_recorder *recorder = &reader->run->recorder;
    if (is_closed_by_action(reader, scope) && !had_body(reader, scope)) {
        return true; /* the trace does not show whether it was asked before */
    }
    exn_closing expected = expected_closing(reader, scope);
    const exn_closing *closing = exn_closing_of(recorder, reader->view, scope);
    bool closed = happened(reader, EXN_CLOSES, scope, EXN_NONE);
    if (closed && !reader->differs && !same_closing(&expected, closing)) {
        char found[400];
        char wanted[400];
        exn_outcome_text(reader->view, closing, found, sizeof found);
        exn_outcome_text(reader->view, &expected, wanted, sizeof wanted);
        snprintf(reader->why, reader->size, "%s closed with `%s`, and its trace comes to `%s`",
                 reader->view->scopes[scope].is->name, found, wanted);
        reader->differs = true;
    }
    return !reader->differs;
}

bool literal_agrees(const exn_run *run, char *why, size_t size)
{
    const exn_view *view = exn_run_view(run);
    reading reader = {.run = run, .view = view, .why = why, .size = size};
    bool agrees = true;
    for (uint32_t i = 0; i < view->task_count; i++) {
        agrees = agrees && task_agrees(&reader, view->tasks[i].scope);
    }
    return agrees;
}

bool literal_has_a_say(const exn_run *run)
{
    const exn_recorder *recorder = &run->recorder;
    const exn_record *last = &recorder->trace[recorder->trace_count - 1];
    exn_rule rule = recorder->breach.rule;
    bool ends_task =
        last->kind == EXN_CLOSES && exn_task_closed_by(exn_run_view(run), last->scope) != EXN_NONE;
    bool at_its_place = last->kind == EXN_EXIT_BEGINS || ends_task;
    return at_its_place && (rule == EXN_X6 || rule == EXN_X7 || rule == EXN_X8);
}

/* --- what follows from what ------------------------------------------------------------------- */

/* Whether an event happens at `at`. Its cause follows in the trace, and need not be expected. */
static bool happens_at(const exn_run *run, size_t at, const exn_pattern *expected)
{
    char text[400];
    const exn_record *record = &run->recorder.trace[at];
    size_t length = strlen(expected->text);
    exn_record_text(&run->recorder, exn_run_view(run), record, text, sizeof text);
    bool ends = text[length < strlen(text) ? length : strlen(text)] == '\0';
    bool tells_cause = record->kind == EXN_EXIT_BEGINS && !ends && text[length] == ' ';
    return strncmp(text, expected->text, length) == 0 && (ends || tells_cause);
}

static bool happens_later(const exn_run *run, size_t than, const exn_pattern *expected)
{
    size_t at = than + 1;
    while (at < run->recorder.trace_count && !happens_at(run, at, expected)) {
        at += 1;
    }
    return at < run->recorder.trace_count;
}

static bool is_readable(const exn_response *pair)
{
    return pair->first.kind != EXN_CLOSES && pair->second.kind != EXN_CLOSES;
}

bool literal_reads_pairs(const exn_run *run)
{
    bool reads = true;
    for (size_t i = 0; i < run->scenario->whenever_count; i++) {
        reads = reads && is_readable(&run->scenario->whenever[i]);
    }
    return reads;
}

static bool pair_follows(const exn_run *run, const exn_response *pair)
{
    if (!is_readable(pair)) {
        return true;
    }
    for (size_t at = 0; at < run->recorder.trace_count; at++) {
        if (happens_at(run, at, &pair->first) && !happens_later(run, at, &pair->second)) {
            return false;
        }
    }
    return true;
}

bool literal_follows(const exn_run *run)
{
    bool follows = true;
    for (size_t i = 0; i < run->scenario->whenever_count; i++) {
        follows = follows && pair_follows(run, &run->scenario->whenever[i]);
    }
    return follows;
}
