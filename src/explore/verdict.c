#include "explore/verdict.h"

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

/* --- vacuity: what the scenario declares and was never put to the test --- */

static bool list_untaken(const exn_run *run, const char *owner, const char *operation,
                         const exn_plan *plan, exn_result *result)
{
    uint64_t taken = run->taken[exn_plan_index(run->scenario, plan)];
    bool complete = true;
    for (size_t i = 0; complete && i < plan->alternative_count; i++) {
        const exn_alternative *alternative = &plan->alternatives[i];
        if (alternative->declared && !((taken >> i) & 1u)) {
            complete =
                append(&result->vacuous, &result->vacuous_count, "%s%s `%s` (line %u)", owner,
                       operation, exn_ending_word(alternative->ending), alternative->place.line);
        }
    }
    return complete;
}

/* `taken`: by any of the operations that these are declared for. */
static bool list_untaken_on_cancel(const char *owner, const exn_plan *plan, uint64_t taken,
                                   exn_result *result)
{
    bool complete = true;
    for (size_t i = 0; complete && i < plan->on_cancel_count; i++) {
        const exn_alternative *alternative = &plan->on_cancel[i];
        if (alternative->declared && !((taken >> (32 + i)) & 1u)) {
            complete =
                append(&result->vacuous, &result->vacuous_count, "%s on-cancel `%s` (line %u)",
                       owner, exn_ending_word(alternative->ending), alternative->place.line);
        }
    }
    return complete;
}

/* on-cancel is declared once for enter and exit: one of them puts it to the test. */
static bool list_vacuous_of_node(const exn_run *run, const exn_node *node, exn_result *result)
{
    bool is_callback = node->role == EXN_ROLE_CALLBACK;
    uint64_t taken = run->taken[exn_plan_index(run->scenario, &node->enter)] |
                     run->taken[exn_plan_index(run->scenario, &node->exit)];
    return (is_callback || list_untaken(run, node->name, " enter", &node->enter, result)) &&
           list_untaken(run, node->name, " exit", &node->exit, result) &&
           list_untaken_on_cancel(node->name, &node->exit, taken, result);
}

static bool list_vacuous(const exn_run *run, exn_result *result)
{
    const exn_scenario *scenario = run->scenario;
    const exn_plan *body = &scenario->body;
    bool complete = true;
    for (size_t i = 0; complete && i < scenario->node_count; i++) {
        if (scenario->nodes[i].kind == EXN_NODE_LEAF) {
            complete = list_vacuous_of_node(run, &scenario->nodes[i], result);
        }
    }
    uint64_t taken = run->taken[exn_plan_index(scenario, body)];
    complete = complete && list_untaken(run, "body", "", body, result) &&
               list_untaken_on_cancel("body", body, taken, result);
    if (complete && scenario->has_cancel && scenario->cancels > 0 && !run->cancel_taken) {
        complete = append(&result->vacuous, &result->vacuous_count, "cancel: anywhere");
    }
    return complete;
}

/* --- what was expected --- */

static bool add_expectation(exn_result *result, const char *name, const char *message)
{
    exn_violation *grown =
        realloc(result->violations, (result->violation_count + 1) * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    result->violations = grown;
    exn_violation *violation = &grown[result->violation_count];
    *violation = (exn_violation){.rule = strdup("expect"),
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
    if (wanted == NULL || !run->expects || result->interleavings == NULL ||
        strcmp(wanted, result->interleavings) == 0) {
        return true;
    }
    char message[300];
    snprintf(message, sizeof message, "expected %s interleavings, found %s", wanted,
             result->interleavings);
    return add_expectation(result, "interleavings", message);
}

/* The rules that were found broken, as a set of bits; `strange` if anything else was found, or
 * another one was to be blamed. */
static uint32_t broken_rules(const exn_run *run, const exn_result *result, bool *strange)
{
    uint32_t rules = 0;
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *violation = &result->violations[i];
        exn_rule rule;
        if (!exn_rule_from_name(violation->name, &rule) || strcmp(violation->rule, "expect") == 0) {
            *strange = true;
            continue;
        }
        rules |= (uint32_t)1 << rule;
        const char *blame = run->scenario->blame;
        if (blame != NULL && violation->blame != NULL && strcmp(blame, violation->blame) != 0) {
            *strange = true;
        }
    }
    return rules;
}

static bool expect_broken(const exn_run *run, exn_result *result)
{
    bool complete = true;
    bool ignored = false;
    uint32_t found = broken_rules(run, result, &ignored);
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
    bool of_cancels = run->cancels_limit < run->cancels_max;
    if (!run->limits_are_claimed) {
        length += (size_t)snprintf(text + length, sizeof text - length, " %" PRIu32 " fault%s",
                                   run->faults_max, run->faults_max == 1 ? "" : "s");
    }
    if (of_cancels) {
        snprintf(text + length, sizeof text - length, "%s %" PRIu32 " cancel request%s",
                 run->limits_are_claimed ? "" : " or", run->cancels_limit,
                 run->cancels_limit == 1 ? "" : "s");
    }
    return append(&result->left_out, &result->left_out_count, "%s", text);
}

bool exn_verdict_reach(const exn_run *run, const char *stopped_by, exn_result *result)
{
    const exn_scenario *scenario = run->scenario;
    const char *own = scenario->implementation; /* NULL: what is expected holds for any */
    bool is_own = run->expects && (own == NULL || strcmp(result->implementation, own) == 0);
    bool wants_breach = is_own && scenario->violates != 0;
    bool complete = expect_count(run, result) && (!wants_breach || expect_broken(run, result));
    if (complete && stopped_by != NULL) {
        complete = append(&result->left_out, &result->left_out_count, "%s", stopped_by);
    }
    if (complete && run->cut) {
        complete = list_cut(run, result);
    }
    if (complete && result->violation_count == 0 && result->exhaustive && run->expects) {
        complete = list_vacuous(run, result);
    }
    if (!complete) {
        return false;
    }
    bool strange = false;
    uint32_t found = broken_rules(run, result, &strange);
    result->verdict = result->violation_count > 0 ? EXN_VIOLATED
                      : !result->exhaustive       ? EXN_SAMPLED
                      : result->vacuous_count > 0 ? EXN_VACUOUS
                                                  : EXN_HOLDS;
    result->passed =
        wants_breach ? !strange && found == scenario->violates : result->violation_count == 0;
    return true;
}
