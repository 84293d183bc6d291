/* What the scenario expects on top of the rules. `order`, `always`, `never` and `whenever` are
 * watched while the run goes on; the outcome is looked at when it ends. */
#include "stage/expect.h"

#include "base/own_assert.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "stage/stage_scopes.h"
#include "stage/tested.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

_Noreturn void exn_expect_fail(exn_stage *stage, exn_mismatch_kind kind, const char *format, ...)
{
    exn_run *run = stage->run;
    exn_assert(!run->current.mismatch.happened && "the first one ends the run");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run->current.mismatch.message, sizeof run->current.mismatch.message, format,
              arguments);
    va_end(arguments);
    run->current.mismatch.happened = true;
    run->current.mismatch.kind = kind;
    run->current.mismatch.knows_blame = false;
    exn_leave(run, EXN_RUN_UNEXPECTED);
}

static exn_error_id wanted_id(const exn_stage *stage, const exn_error_name *name)
{
    uint32_t index;
    switch (name->kind) {
    case EXN_ERROR_BODY:
        return exn_id(EXN_ID_BODY, exn_task_of_node_body(name->node));
    case EXN_ERROR_CANCELED:
        return exn_id(EXN_ID_CANCELED, 0);
    case EXN_ERROR_DEADLINE:
        return exn_id(EXN_ID_DEADLINE, exn_scope_of_node(stage, name->node));
    default:
        index = exn_member_of_node(stage, name->node);
        exn_assert(index != EXN_NONE && "the reader has looked whether it is there");
        if (stage->probe.view.facts[index].inside !=
            EXN_NONE) { /* the combined error of a nested pool */
            return exn_id(EXN_ID_SEVERAL, stage->probe.view.facts[index].inside);
        }
        return exn_id(name->kind == EXN_ERROR_ENTER ? EXN_ID_ENTER : EXN_ID_EXIT, index);
    }
}

/* The hash of the errors that an exn_closing has no room for. */
static exn_hash wanted_others(const exn_stage *stage, const exn_expected_outcome *wanted)
{
    exn_error_id errors[EXN_OUTCOME_ERRORS_MAX];
    exn_hash hash = {0, 0};
    size_t count = 0;
    for (size_t i = EXN_OUTCOME_ERRORS_MAX; i < wanted->error_count; i++) {
        errors[count++] = wanted_id(stage, &wanted->errors[i]);
        if (count == EXN_OUTCOME_ERRORS_MAX || i + 1 == wanted->error_count) {
            hash = exn_closing_hash_others(hash, errors, count);
            count = 0;
        }
    }
    return hash;
}

static bool fits(const exn_stage *stage, const exn_expected_outcome *wanted,
                 const exn_closing *closing)
{
    static const exn_outcome_word words[] = {EXN_OUTCOME_RETURNS, EXN_OUTCOME_SUPPRESSED};
    exn_outcome_word word = closing->error_count > 0 ? EXN_OUTCOME_RAISES
                            : closing->canceled      ? EXN_OUTCOME_CANCELED
                                                     : words[closing->suppressed];
    if (word != wanted->word ||
        (word == EXN_OUTCOME_RAISES && closing->error_count != wanted->error_count)) {
        return false;
    }
    for (size_t i = 0; i < wanted->error_count && i < EXN_OUTCOME_ERRORS_MAX; i++) {
        if (closing->errors[i] != wanted_id(stage, &wanted->errors[i])) {
            return false;
        }
    }
    if (wanted->error_count > EXN_OUTCOME_ERRORS_MAX &&
        !exn_hash_equal(closing->others, wanted_others(stage, wanted))) {
        return false;
    }
    return wanted->canceled == EXN_FLAG_OPEN ||
           (wanted->canceled == EXN_FLAG_SET) == closing->canceled;
}

/* Whether the event is what `closes` means of a scope: a nested one closes by settling. */
static bool is_end_of(const exn_stage *stage, const exn_event *event, exn_node_id node)
{
    if (event->kind == EXN_CLOSES) {
        return stage->scopes[event->scope].node == node;
    }
    bool settles = event->kind == EXN_ENTER_FAILS || event->kind == EXN_ENTER_CANCELED ||
                   event->kind == EXN_EXITED || event->kind == EXN_EXIT_SUPPRESSES ||
                   event->kind == EXN_EXIT_FAILS;
    return settles && event->member != EXN_NONE &&
           stage->probe.view.facts[event->member].inside != EXN_NONE &&
           stage->member_plans[event->member].node == node;
}

/* Whether an event of a kind that bodies have is that of this one. */
static bool is_of_body(const exn_stage *stage, const exn_event *event, exn_node_id body)
{
    const exn_view *view = &stage->probe.view;
    uint32_t task = exn_task_of_node_body(body);
    exn_assert(exn_node_is_body(body) && task < view->task_count);
    return event->member == exn_body(task) ||
           (event->member == EXN_NONE && event->scope == view->tasks[task].scope);
}

static bool matches(const exn_stage *stage, const exn_pattern *pattern, const exn_event *event)
{
    if (pattern->kind == EXN_CLOSES) {
        const exn_recorder *recorder = &stage->run->recorder;
        return is_end_of(stage, event, pattern->node) &&
               (!pattern->has_outcome ||
                fits(stage, &pattern->outcome,
                     exn_closing_of(recorder, &stage->probe.view, event->scope)));
    }
    if (pattern->kind != event->kind) {
        return false;
    }
    if (pattern->kind == EXN_CALL || pattern->kind == EXN_CALL_REFUSED) {
        return strcmp(event->words, pattern->word) == 0;
    }
    if (pattern->kind == EXN_WORD) {
        return pattern->node == exn_speaker(stage, event->member, event->scope) &&
               strcmp(event->words, pattern->word) == 0;
    }
    if (pattern->kind == EXN_CANCEL) {
        return pattern->node == stage->scopes[event->scope].node;
    }
    if (pattern->node >= 0 && (event->member >= stage->probe.view.member_count ||
                               stage->member_plans[event->member].node != pattern->node)) {
        return false;
    }
    if (exn_node_is_body(pattern->node) && !is_of_body(stage, event, pattern->node)) {
        return false;
    }
    if (!pattern->has_cause) {
        return true;
    }
    return event->error ==
           (pattern->cause_is_none ? exn_id(EXN_ID_NONE, 0) : wanted_id(stage, &pattern->cause));
}

static bool is_word_of(const exn_pattern *pattern, exn_node_id node)
{
    return pattern->kind == EXN_WORD && pattern->node == node;
}

static bool have_word_of(const exn_pattern *patterns, size_t count, exn_node_id node)
{
    size_t i = 0;
    while (i < count && !is_word_of(&patterns[i], node)) {
        i += 1;
    }
    return i < count;
}

static bool pairs_have_word_of(const exn_scenario *scenario, exn_node_id node)
{
    size_t i = 0;
    while (i < scenario->whenever_count && !is_word_of(&scenario->whenever[i].first, node) &&
           !is_word_of(&scenario->whenever[i].second, node)) {
        i += 1;
    }
    return i < scenario->whenever_count;
}

bool exn_expect_hears(const exn_scenario *scenario, exn_node_id node)
{
    return have_word_of(scenario->order, scenario->order_count, node) ||
           have_word_of(scenario->always, scenario->always_count, node) ||
           have_word_of(scenario->never, scenario->never_count, node) ||
           pairs_have_word_of(scenario, node);
}

void exn_expect_may_hear(exn_stage *stage, exn_node_id speaker, const char *word)
{
    const exn_scenario *scenario = stage->run->scenario;
    for (size_t i = 0; i < scenario->never_count; i++) {
        const exn_pattern *never = &scenario->never[i];
        if (is_word_of(never, speaker) && strcmp(never->word, word) == 0) {
            stage->run->totals.tested[never->number] = true;
        }
    }
}

bool exn_expect_matters(const exn_scenario *scenario)
{
    return scenario->order_count + scenario->always_count + scenario->never_count +
               scenario->whenever_count >
           0;
}

/* One event may be the second of an earlier pair and the first of a new one. */
static void expect_later(exn_stage *stage, const exn_event *event)
{
    const exn_scenario *scenario = stage->run->scenario;
    for (size_t i = 0; i < scenario->whenever_count; i++) {
        const exn_response *pair = &scenario->whenever[i];
        uint64_t bit = (uint64_t)1 << (i % 64);
        if (matches(stage, &pair->second, event)) {
            stage->owed[i / 64] &= ~bit;
        }
        if (matches(stage, &pair->first, event)) {
            stage->owed[i / 64] |= bit;
            exn_mark_tested(stage->run, pair->number);
        }
    }
}

void exn_expect_event(void *context, const exn_event *event)
{
    exn_stage *stage = context;
    exn_run *run = stage->run;
    const exn_scenario *scenario = run->scenario;
    for (size_t i = 0; i < scenario->never_count; i++) {
        if (matches(stage, &scenario->never[i], event)) {
            exn_expect_fail(stage, EXN_MISMATCH_NEVER, "`%s` was never to happen, and does",
                            scenario->never[i].text);
        }
    }
    for (size_t i = 0; i < scenario->always_count; i++) {
        if (matches(stage, &scenario->always[i], event)) {
            stage->always[i / 64] |= (uint64_t)1 << (i % 64);
        }
    }
    if (stage->now->order_at < scenario->order_count &&
        matches(stage, &scenario->order[stage->now->order_at], event)) {
        stage->now->order_at += 1;
    }
    expect_later(stage, event);
}

static void expect_outcome(exn_stage *stage, uint32_t task)
{
    exn_assert(stage->run->recorder.closed && "the outermost scope has closed");
    const exn_scenario *scenario = stage->run->scenario;
    const exn_view *view = &stage->probe.view;
    const exn_closing *closing =
        exn_closing_of(&stage->run->recorder, view, view->tasks[task].scope);
    const exn_expected_outcome *first = NULL;
    size_t count = 0;
    bool fitting = false;
    for (size_t i = 0; i < scenario->outcome_count; i++) {
        const exn_expected_outcome *outcome = &scenario->outcomes[i];
        if (outcome->task != task) {
            continue;
        }
        first = first != NULL ? first : outcome;
        count += 1;
        if (fits(stage, outcome, closing)) {
            stage->run->totals.tested[outcome->number] = true;
            fitting = true;
        }
    }
    if (count > 0 && !fitting) {
        char found[300];
        const char *name = scenario->tasks[task].name;
        exn_outcome_text(view, closing, found, sizeof found);
        exn_expect_fail(stage, EXN_MISMATCH_OUTCOME, "%s%sexpected `%s`%s, found `%s`",
                        name != NULL ? name : "", name != NULL ? ": " : "", first->text,
                        count > 1 ? " or another one of the list" : "", found);
    }
}

void exn_expect_end(exn_stage *stage)
{
    exn_assert(stage->now->order_at <= stage->run->scenario->order_count);
    exn_run *run = stage->run;
    const exn_scenario *scenario = run->scenario;
    for (uint32_t i = 0; i < scenario->task_count && scenario->outcome_count > 0; i++) {
        expect_outcome(stage, i);
    }
    if (stage->now->order_at < scenario->order_count) {
        exn_expect_fail(stage, EXN_MISMATCH_ORDER, "`%s` does not happen, or not in its place",
                        scenario->order[stage->now->order_at].text);
    }
    for (size_t i = 0; i < scenario->always_count; i++) {
        if (!((stage->always[i / 64] >> (i % 64)) & 1u)) {
            exn_expect_fail(stage, EXN_MISMATCH_ALWAYS, "`%s` does not happen",
                            scenario->always[i].text);
        }
    }
    for (size_t i = 0; i < scenario->whenever_count; i++) {
        if ((stage->owed[i / 64] >> (i % 64)) & 1u) {
            exn_expect_fail(stage, EXN_MISMATCH_WHENEVER,
                            "`%s` happens, and `%s` does not happen later",
                            scenario->whenever[i].first.text, scenario->whenever[i].second.text);
        }
    }
}
