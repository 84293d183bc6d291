/* A verdict follows from what was found, what was expected, and what was left out. */
#include "checker/verdict.h"

#include "base/own_assert.h"
#include "checker/untested.h"
#include "contract/profiles.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 3, 4))) static bool append(char ***list, size_t *count,
                                                         const char *format, ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return exn_strings_add(list, count, text);
}

/* --- vacuity: what the scenario declares and was never put to the test ------------------------ */

typedef struct vacuity {
    const exn_run *run;
    exn_result *result;
    bool complete; /* memory has sufficed so far */
} vacuity;

/* Of alternatives; `what` has them: "vm1 enter". */
static void list_untaken(vacuity *self, const char *what, const exn_alternative *list, size_t count)
{
    exn_result *result = self->result;
    for (size_t i = 0; self->complete && i < count; i++) {
        if (list[i].declared && !self->run->totals.tested[list[i].number]) {
            self->complete = append(&result->vacuous, &result->vacuous_count, "%s `%s` (line %u)",
                                    what, list[i].text, list[i].place.line);
        }
    }
}

static void list_untaken_of_plan(vacuity *self, const char *name, const char *operation,
                                 const exn_plan *plan)
{
    char what[400];
    snprintf(what, sizeof what, "%s%s", name, operation);
    list_untaken(self, what, plan->alternatives, plan->alternative_count);
}

static void list_untaken_on_cancel(vacuity *self, const char *name, const exn_plan *plan)
{
    char what[400];
    snprintf(what, sizeof what, "%s on-cancel", name);
    list_untaken(self, what, plan->on_cancel, plan->on_cancel_count);
}

/* Lists expected outcomes that never came. If only one is expected, a run that ends otherwise
 * violates it. */
static void list_unmet_outcomes(vacuity *self)
{
    const exn_scenario *scenario = self->run->scenario;
    exn_result *result = self->result;
    for (size_t i = 0; self->complete && i < scenario->outcome_count; i++) {
        const exn_expected_outcome *outcome = &scenario->outcomes[i];
        if (!self->run->totals.tested[outcome->number]) {
            self->complete = append(&result->vacuous, &result->vacuous_count,
                                    "outcome `%s` (line %u)", outcome->text, outcome->place.line);
        }
    }
}

/* Lists words that no manager waits for: they never come, whatever is wrong. */
static void list_unknown_words(vacuity *self)
{
    const exn_scenario *scenario = self->run->scenario;
    exn_result *result = self->result;
    for (size_t i = 0; self->complete && i < scenario->never_count; i++) {
        const exn_pattern *never = &scenario->never[i];
        if (never->kind == EXN_WORD && !self->run->totals.tested[never->number]) {
            self->complete = append(&result->vacuous, &result->vacuous_count,
                                    "never `%s` (line %u): %s waits for nothing of that name",
                                    never->text, never->place.line,
                                    never->node >= 0 ? scenario->nodes[never->node].name : "body");
        }
    }
}

/* Lists what is to follow from something that never happens. */
static void list_unmet_firsts(vacuity *self)
{
    const exn_scenario *scenario = self->run->scenario;
    exn_result *result = self->result;
    for (size_t i = 0; self->complete && i < scenario->whenever_count; i++) {
        const exn_response *pair = &scenario->whenever[i];
        if (!self->run->totals.tested[pair->number]) {
            self->complete =
                append(&result->vacuous, &result->vacuous_count, "whenever `%s` (line %u)",
                       pair->first.text, pair->first.place.line);
        }
    }
}

/* What else is expected happens in every run (`order`, `always`), in none (`never`), or is one
 * number (`interleavings`): if it does not hold it is violated, never vacuous. */
static bool list_vacuous(const exn_run *run, exn_result *result)
{
    const exn_scenario *scenario = run->scenario;
    vacuity self = {.run = run, .result = result, .complete = true};
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        if (!exn_declares(scenario, i)) {
            continue;
        }
        const char *name = exn_declared_name(node);
        list_untaken_of_plan(&self, name, " enter", &node->enter);
        list_untaken_of_plan(&self, name, " exit", &node->exit);
        list_untaken_on_cancel(&self, name, &node->exit);
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        const char *name = exn_run_view(run)->tasks[i].body;
        list_untaken_of_plan(&self, name, "", &scenario->tasks[i].body);
        list_untaken_on_cancel(&self, name, &scenario->tasks[i].body);
    }
    if (self.complete && scenario->has_cancel && scenario->cancels > 0 &&
        !run->totals.cancel_taken) {
        self.complete = append(&result->vacuous, &result->vacuous_count, "cancel: anywhere");
    }
    if (self.complete && scenario->asks_operations &&
        !run->totals.tested[scenario->asking_number]) {
        self.complete = append(&result->vacuous, &result->vacuous_count, "operations: anywhere");
    }
    if (self.complete && scenario->memory_fails && !scenario->memory_may_suffice &&
        !run->totals.tested[scenario->memory_number]) {
        self.complete =
            append(&result->vacuous, &result->vacuous_count, "faults: {memory: anywhere}");
    }
    list_unmet_outcomes(&self);
    list_unknown_words(&self);
    list_unmet_firsts(&self);
    return self.complete;
}

/* --- what was expected ------------------------------------------------------------------------ */

static bool add_expectation(exn_result *result, const char *name, const char *message)
{
    exn_violation *grown =
        realloc(result->violations, (result->violation_count + 1) * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    result->violations = grown;
    exn_violation *violation = &grown[result->violation_count];
    *violation = (exn_violation){.kind = EXN_OF_EXPECTATION,
                                 .rule = strdup(exn_violation_word(EXN_OF_EXPECTATION, 0)),
                                 .name = strdup(name),
                                 .message = strdup(message),
                                 .tape = strdup("")};
    result->violation_count += 1;
    return violation->rule != NULL && violation->name != NULL && violation->message != NULL &&
           violation->tape != NULL;
}

static bool expect_count(const exn_run *run, exn_result *result)
{
    const char *wanted = run->scenario->interleavings;
    exn_assert(result->interleavings == NULL || result->interleavings[0] != '\0');
    if (wanted == NULL || !run->options.expects || result->interleavings == NULL ||
        strcmp(wanted, result->interleavings) == 0) {
        return true;
    }
    char message[300];
    snprintf(message, sizeof message, "expected %s interleavings, found %s", wanted,
             result->interleavings);
    return add_expectation(result, "interleavings", message);
}

/* Whether `violates` and `blame` name it. */
static bool is_wanted(const exn_scenario *scenario, const exn_violation *violation)
{
    bool is_rule =
        violation->kind == EXN_OF_RULE && (scenario->violates >> violation->broken & 1u) != 0;
    const char *blame = scenario->blame;
    return is_rule &&
           (blame == NULL || violation->blame == NULL || strcmp(blame, violation->blame) == 0);
}

/* Returns whether all that was found is expected, which is nothing unless it `wants_breach`. */
static bool mark_expected(const exn_run *run, bool wants_breach, exn_result *result)
{
    bool all = true;
    for (size_t i = 0; i < result->violation_count; i++) {
        exn_violation *violation = &result->violations[i];
        violation->expected = wants_breach && is_wanted(run->scenario, violation);
        all = all && violation->expected;
    }
    return all;
}

/* The rules that were found broken, as a set of bits. */
static uint32_t broken_rules(const exn_result *result)
{
    uint32_t rules = 0;
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *violation = &result->violations[i];
        if (violation->kind == EXN_OF_RULE) {
            exn_assert(violation->broken < EXN_RULES);
            rules |= (uint32_t)1 << violation->broken;
        }
    }
    return rules;
}

static bool expect_broken(const exn_run *run, exn_result *result)
{
    bool complete = true;
    uint32_t found = broken_rules(result);
    for (int rule = 0; complete && rule < EXN_RULES; rule++) {
        uint32_t bit = (uint32_t)1 << rule;
        if ((run->scenario->violates & bit) && !(found & bit)) {
            char message[200];
            snprintf(message, sizeof message, "expected %s (%s) to be violated, and it is not",
                     exn_rule_name((exn_rule)rule), exn_rule_number((exn_rule)rule));
            complete = add_expectation(result, "violates", message);
        }
    }
    return complete;
}

/* A limit from the command line left something out. */
static bool list_cut(const exn_run *run, exn_result *result)
{
    char text[120] = "runs with more than";
    size_t length = strlen(text);
    bool of_cancels = exn_limits_cancels(run);
    exn_assert(of_cancels || !run->options.limits_are_claimed); /* some limit has cut */
    if (!run->options.limits_are_claimed) {
        length +=
            (size_t)snprintf(text + length, sizeof text - length, " %" PRIu32 " fault%s",
                             run->options.faults_max, run->options.faults_max == 1 ? "" : "s");
    }
    if (of_cancels) {
        snprintf(text + length, sizeof text - length, "%s %" PRIu32 " cancel request%s",
                 run->options.limits_are_claimed ? "" : " or", run->options.cancels_limit,
                 run->options.cancels_limit == 1 ? "" : "s");
    }
    return append(&result->left_out, &result->left_out_count, "%s", text);
}

/* Says what has become of the schedule of a kept scenario. */
static bool remark_on_schedule(const exn_run *run, exn_result *result)
{
    if (run->totals.departure == 0) {
        return append(&result->remarks, &result->remark_count,
                      "its schedule breaks nothing, and %s",
                      result->exhaustive ? "everything behind it was explored"
                                         : "anything may come behind it");
    }
    exn_assert(run->totals.departure <= run->scenario->item_count);
    const exn_item *item = &run->scenario->items[run->totals.departure - 1];
    return append(&result->remarks, &result->remark_count,
                  "`%s` (line %u) is not possible any more: %s", item->text, item->place.line,
                  result->exhaustive ? "everything from there on was explored"
                                     : "anything may come from there on");
}

static bool expects_anything(const exn_scenario *scenario)
{
    return scenario->outcome_count + scenario->order_count + scenario->always_count +
                   scenario->never_count + scenario->whenever_count >
               0 ||
           scenario->interleavings != NULL || scenario->violates != 0;
}

/* Says that the answers of the implementation are others than those of the scenario's profile, so
 * that what the scenario expects is not asked of it (SPEC 8). */
static bool remark_on_profile(const exn_run *run, exn_result *result)
{
    const exn_scenario *scenario = run->scenario;
    exeunt_profile expected = scenario->has_profile ? scenario->profile : EXEUNT_PROFILE_EXEUNT;
    exn_assert(!run->options.expects && expects_anything(scenario));
    return append(&result->remarks, &result->remark_count,
                  "`%s` is not asked: it is of profile `%s`",
                  scenario->violates != 0 ? "violates" : "expect", exn_profile_name(expected));
}

bool exn_verdict_of_crash(exn_result *result)
{
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *violation = &result->violations[i];
        if (violation->kind == EXN_OF_CRASH) {
            exn_assert(result->tape == NULL && !result->passed);
            result->verdict = EXN_CRASHED;
            result->tape = strdup(violation->tape);
            return result->tape != NULL && exn_result_complain(result, 0, 0, violation->message);
        }
    }
    return true;
}

bool exn_verdict_reach(const exn_run *run, const char *stopped_by, exn_result *result)
{
    const exn_scenario *scenario = run->scenario;
    bool is_own = run->options.expects && run->options.is_own;
    bool wants_breach = is_own && scenario->violates != 0;
    /* Runs end at their first breach: another number of them follows from one. */
    bool complete = !mark_expected(run, wants_breach, result) || expect_count(run, result);
    complete = complete && (!wants_breach || expect_broken(run, result));
    if (complete && stopped_by != NULL) {
        complete = append(&result->left_out, &result->left_out_count, "%s", stopped_by);
    }
    if (complete && run->totals.cut) {
        complete = list_cut(run, result);
    }
    if (complete && result->violation_count == 0 && scenario->kept) {
        /* Its writer has expected nothing of what it leaves open. */
        complete = remark_on_schedule(run, result);
    } else if (complete && result->violation_count == 0 && result->exhaustive &&
               run->options.expects) {
        complete = list_vacuous(run, result);
    }
    if (complete && !run->options.expects && expects_anything(scenario)) {
        complete = remark_on_profile(run, result);
    }
    complete = complete && (result->violation_count > 0 || exn_list_untested(run, result));
    if (!complete) {
        return false;
    }
    result->verdict = result->violation_count > 0 ? EXN_VIOLATED
                      : !result->exhaustive       ? EXN_SAMPLED
                      : result->vacuous_count > 0 ? EXN_VACUOUS
                                                  : EXN_HOLDS;
    result->passed = mark_expected(run, wants_breach, result);
    exn_assert(result->verdict != EXN_HOLDS || result->passed);
    exn_assert(result->exhaustive || result->left_out_count > 0);
    return exn_verdict_of_crash(result);
}
