/* From findings to a verdict. */
#include "trial.h"

#include <criterion/criterion.h>

#include <string.h>

/* SPEC 10: how findings become a verdict, and whether it is what the scenario expects. */

#define GATHER "implementation: gather-cm\nscope: "

static const exn_violation *only_violation(const exn_result *result)
{
    cr_assert_eq(result->violation_count, 1, "%zu violations", result->violation_count);
    return &result->violations[0];
}

/* --- violates and blame ----------------------------------------------------------------------- */

Test(verdicts, are_passed_if_exactly_the_expected_rules_are_broken)
{
    expect_verdict(checked(GATHER "{pool: []}\nbody: raises\nviolates: propagation"), "violated",
                   true);
    expect_verdict(checked(GATHER "{pool: []}\nbody: raises\nviolates: propagation\nblame: scope"),
                   "violated", true);
    expect_verdict(checked(GATHER "{pool: [a, b]}\ncancel: anywhere\n"
                                  "violates: [exactly-once, settled]"),
                   "violated", true);
}

Test(verdicts, are_not_passed_if_another_rule_is_broken)
{
    expect_verdict(checked(GATHER "{pool: []}\nbody: raises\nviolates: conservation"), "violated",
                   false);
    expect_verdict(checked(GATHER "{pool: []}\nbody: raises"), "violated", false);
}

Test(verdicts, are_not_passed_if_one_more_rule_is_broken)
{
    expect_verdict(checked(GATHER "{pool: [a, b]}\ncancel: anywhere\nviolates: exactly-once"),
                   "violated", false);
}

Test(verdicts, are_not_passed_if_an_expected_rule_is_kept)
{
    const exn_result *result = checked("scope: {pool: [a]}\nviolates: exactly-once");
    expect_verdict(result, "violated", false);
    cr_assert_str_eq(only_violation(result)->rule, "expect");
    cr_assert_str_eq(only_violation(result)->name, "violates");
    cr_assert_str_eq(only_violation(result)->message,
                     "expected exactly-once (X1) to be violated, and it is not");
}

Test(verdicts, are_not_passed_if_another_one_is_to_blame)
{
    const char *bad = "scope: {pool: [a, b]}\n"
                      "managers: {a: {enter: stops unasked}}\n"
                      "violates: cancel-asked\n";
    char text[256];
    expect_verdict(checked(bad), "violated", true);
    snprintf(text, sizeof text, "%sblame: a", bad);
    expect_verdict(checked(text), "violated", true);
    snprintf(text, sizeof text, "%sblame: b", bad);
    expect_verdict(checked(text), "violated", false);
    snprintf(text, sizeof text, "%sblame: scope", bad);
    expect_verdict(checked(text), "violated", false);
}

/* Only the body is to blame if it hangs; the deadline would have asked it to stop. */
Test(verdicts, blame_the_body_that_hangs)
{
    const char *bad = "scope: {pool: [a]}\n"
                      "body: [returns, hangs]\n"
                      "violates: progress\n";
    char text[256];
    const exn_violation *violation = only_violation(checked(bad));
    cr_assert_str_eq(violation->rule, "X9");
    cr_assert_str_eq(violation->blame, "body");
    cr_assert_str_eq(violation->message, "the body never settles: a cancel request (`at-least: 1`) "
                                         "or a deadline would ask it to stop");
    snprintf(text, sizeof text, "%sblame: body", bad);
    expect_verdict(checked(text), "violated", true);
    snprintf(text, sizeof text, "%sblame: scope", bad);
    expect_verdict(checked(text), "violated", false);
    expect_verdict(checked("scope: {pool: [a], deadline: 5ms}\nbody: [returns, hangs]"), "holds",
                   true);
}

/* Runs end at their first breach, so their number depends on it; unless the breach is expected. */
Test(verdicts, tell_no_number_that_follows_from_a_breach)
{
    const char *bad = "scope: {pool: [a, b]}\n"
                      "managers: {a: {enter: stops unasked}}\n";
    char text[256];
    snprintf(text, sizeof text, "%sexpect: {interleavings: 4}", bad);
    cr_assert_str_eq(only_violation(checked(text))->rule, "M7");
    snprintf(text, sizeof text, "%sexpect: {interleavings: 4}\nviolates: clean-exit", bad);
    const exn_result *result = checked(text);
    cr_assert_eq(result->violation_count, 2);
    cr_expect_str_eq(result->violations[1].name, "violates");
    snprintf(text, sizeof text, "%sexpect: {interleavings: 2}\nviolates: cancel-asked", bad);
    expect_verdict(checked(text), "violated", true);
    snprintf(text, sizeof text, "%sexpect: {interleavings: 4}\nviolates: cancel-asked", bad);
    result = checked(text);
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 2);
    cr_expect_str_eq(result->violations[1].name, "interleavings");
}

static void expect_measure(const exn_violation *violation, uint32_t faults, uint64_t steps)
{
    cr_expect_eq(violation->faults, faults, "%s: %u faults", violation->message, violation->faults);
    cr_expect_eq(violation->steps, steps, "%s: %ju steps", violation->message,
                 (uintmax_t)violation->steps);
    cr_expect(violation->shortest);
}

/* Each hang is one fault; "nothing more comes" is neither a fault nor a step. */
Test(verdicts, count_what_hangs_and_not_that_it_does)
{
    expect_measure(only_violation(checked("scope: {pool: [a]}\nbody: hangs")), 1, 1);
    expect_measure(only_violation(checked("scope: {pool: [a]}\n"
                                          "managers: {a: {enter: hangs, steps: 0}}")),
                   1, 0);
    const exn_result *result = checked(
        "scope: {pool: [a, b]}\nmanagers: {a: {enter: [enters, hangs]}, b: {enter: hangs}}");
    cr_assert_eq(result->violation_count, 2);
    expect_measure(&result->violations[0], 2, 0); /* of a: both hang */
    expect_measure(&result->violations[1], 1, 1); /* of b: a has entered */
}

/* A missing operation of a manager comes first, because it is older than the body. */
Test(verdicts, blame_the_manager_that_hangs_before_the_body)
{
    const exn_violation *violation =
        only_violation(checked("scope: {stack: []}\n"
                               "managers: {a: {enter: hangs}}\n"
                               "body: {actions: [enter a], ends: hangs}"));
    cr_assert_str_eq(violation->rule, "M2");
    cr_assert_str_eq(violation->blame, "a");
}

/* `violates` is about the implementation that the scenario names: any other one has to hold. */
Test(verdicts, of_another_implementation_expect_no_breach)
{
    exn_explore_options options = {.implementation = "exeunt"};
    expect_verdict(checked_with(GATHER "{pool: []}\nbody: raises\nviolates: propagation", options),
                   "holds", true);
}

/* --- expectations ----------------------------------------------------------------------------- */

Test(verdicts, tell_an_outcome_that_was_not_expected)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "body: [returns, raises]\n"
                                       "expect: {outcome: returns}");
    expect_verdict(result, "violated", false);
    cr_assert_str_eq(only_violation(result)->rule, "expect");
    cr_assert_str_eq(only_violation(result)->name, "outcome");
    cr_assert_str_eq(only_violation(result)->message, "expected `returns`, found `raises body`");
    cr_assert_null(only_violation(result)->blame);
    expect_verdict(checked("scope: {pool: [a]}\n"
                           "body: [returns, raises]\n"
                           "expect: {outcome: [returns, raises body]}"),
                   "holds", true);
}

Test(verdicts, demand_the_flag_where_the_outcome_does)
{
#define RAISES_CANCELED                                                                            \
    "scope: {pool: [a]}\nbody: raises\n"                                                           \
    "schedule: [a enters, cancel, body raises, a exits]\n"                                         \
    "expect: {outcome: "
    expect_verdict(checked(RAISES_CANCELED "raises body}"), "holds", true);
    expect_verdict(checked(RAISES_CANCELED "raises body + canceled}"), "holds", true);
    expect_verdict(checked(RAISES_CANCELED "raises body + not canceled}"), "violated", false);
}

Test(verdicts, tell_an_order_that_does_not_happen)
{
#define TWO "scope: {pool: [a, b]}\nexpect: "
    expect_verdict(checked(TWO "{order: [a enter begins, b enter begins, body begins]}"), "holds",
                   true);
    const exn_result *result = checked(TWO "{order: [a entered, b entered]}");
    expect_verdict(result, "violated", false);
    cr_assert_str_eq(only_violation(result)->name, "order");
    cr_assert_str_eq(only_violation(result)->message,
                     "`b entered` does not happen, or not in its place");
    cr_assert_eq(only_violation(ran(TWO "{order: [a entered, b entered]}"))->schedules, 2);
}

Test(verdicts, tell_what_always_and_never_happens)
{
    expect_verdict(checked(TWO "{always: [a exited], never: [a exit fails]}"), "holds", true);
    const exn_result *result = checked(TWO "{always: [a exit fails]}");
    cr_assert_str_eq(only_violation(result)->name, "always");
    cr_assert_str_eq(only_violation(result)->message, "`a exit fails` does not happen");
    result = checked(TWO "{never: [body begins]}");
    cr_assert_str_eq(only_violation(result)->name, "never");
    cr_assert_str_eq(only_violation(result)->message,
                     "`body begins` was never to happen, and does");
}

/* A cause in parentheses must match; without one any cause does. */
Test(verdicts, compare_the_causes_that_are_expected)
{
#define RAISES "scope: {pool: [a]}\nbody: raises\nexpect: "
    expect_verdict(checked(RAISES "{always: [a exit begins]}"), "holds", true);
    expect_verdict(checked(RAISES "{always: [a exit begins (body)]}"), "holds", true);
    expect_verdict(checked(RAISES "{always: [a exit begins (none)]}"), "violated", false);
}

/* `closes` may have its outcome. */
Test(verdicts, compare_the_outcome_behind_closes)
{
    expect_verdict(checked(RAISES "{always: [pool closes]}"), "holds", true);
    expect_verdict(checked(RAISES "{always: [pool closes raises body]}"), "holds", true);
    expect_verdict(checked(RAISES "{always: [pool closes returns]}"), "violated", false);
    expect_verdict(checked(RAISES "{never: [pool closes returns]}"), "holds", true);
}

Test(verdicts, compare_the_number_of_interleavings)
{
    expect_verdict(checked(TWO "{interleavings: 4}"), "holds", true);
    const exn_result *result = checked(TWO "{interleavings: 5}");
    expect_verdict(result, "violated", false);
    cr_assert_str_eq(only_violation(result)->name, "interleavings");
    cr_assert_str_eq(only_violation(result)->message, "expected 5 interleavings, found 4");
}

/* An action that is refused, or not, differs from what the scenario says. */
Test(verdicts, tell_an_action_that_is_refused)
{
    const exn_result *result = checked("scope: {stack: [a]}\n"
                                       "body: {actions: [close, close]}");
    expect_verdict(result, "violated", false);
    cr_assert_str_eq(only_violation(result)->name, "action");
    cr_assert_str_eq(only_violation(result)->message, "the action `close` was refused (line 3)");
    result = checked("scope: {stack: [a]}\n"
                     "body: {actions: [\"push b -> refused\"]}");
    cr_assert_str_eq(only_violation(result)->message,
                     "the action `push b` was not refused (line 3)");
}

/* SPEC 8: expectations count under the profile that they name; under another one only the
 * invariants are checked. */
Test(verdicts, expect_nothing_under_another_profile)
{
    exn_explore_options options = {.has_profile = true, .profile = EXEUNT_PROFILE_JAVA};
    expect_verdict(checked_with(RAISES "{outcome: returns}", options), "holds", true);
    expect_verdict(checked(RAISES "{outcome: returns}"), "violated", false);
}

/* --- the shortest schedule -------------------------------------------------------------------- */

static const exn_violation *violation_of(const exn_result *result, const char *rule)
{
    size_t i = 0;
    while (i < result->violation_count && strcmp(result->violations[i].rule, rule) != 0) {
        i += 1;
    }
    cr_assert_lt(i, result->violation_count, "%s is not violated", rule);
    return &result->violations[i];
}

/* By faults, then cancels, then steps. */
Test(verdicts, show_the_shortest_schedule)
{
    const exn_result *result = checked(GATHER "{pool: [a, b]}\ncancel: anywhere");
    const exn_violation *violation = violation_of(result, "X4");
    cr_assert_eq(violation->faults, 0);
    cr_assert_eq(violation->cancels, 1);
    cr_assert_eq(violation->steps, 1);
    cr_assert(violation->shortest);
    expect_texts_at(__FILE__, __LINE__, "event", violation->trace, violation->trace_count,
                    TEXTS("a enter begins", "b enter begins", "cancel", "pool closes canceled"));
    expect_texts_at(__FILE__, __LINE__, "item", violation->schedule, violation->schedule_count,
                    TEXTS("cancel"));
}

/* By running, all schedules that show it are counted; by states that number is unknown. */
Test(verdicts, count_the_schedules_that_were_run)
{
    const char *text = GATHER "{pool: [a, b]}\ncancel: anywhere";
    cr_assert_gt(violation_of(ran(text), "X4")->schedules, 1);
    cr_assert_eq(violation_of(checked(text), "X4")->schedules, 0);
}

/* Fewer faults are shorter than fewer steps. */
Test(verdicts, prefer_a_schedule_with_fewer_faults)
{
    const exn_result *result =
        checked(GATHER "{pool: [a, b], enter: wait-all}\n"
                       "managers:\n"
                       "  a: {enter: [fails, enters], exit: [exits, fails]}\n"
                       "  b: {enter: [fails, enters], exit: [fails, exits]}");
    const exn_violation *violation = only_violation(result);
    cr_assert_str_eq(violation->rule, "X7");
    cr_assert_eq(violation->faults, 1);
    cr_assert_str_eq(violation->message, "b.exit was raised, and does not leave pool");
}

/* One rule broken by two managers: two findings, each with a schedule of its own. */
Test(verdicts, tell_breaches_apart_by_whom_they_blame)
{
    const exn_result *result = checked("scope: {pool: [a, b]}\n"
                                       "managers:\n"
                                       "  a: {enter: stops unasked}\n"
                                       "  b: {enter: stops unasked}");
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_str_eq(result->violations[i].rule, "M7");
        cr_assert_str_eq(result->violations[i].blame, i == 0 ? "a" : "b");
        cr_assert_str_eq(result->violations[i].schedule[0],
                         i == 0 ? "a stops unasked" : "b stops unasked");
    }
}

/* --- skipped and invalid ---------------------------------------------------------------------- */

static void expect_skipped(const char *text, const char *reason)
{
    const exn_result *result = checked(text);
    expect_verdict(result, "skipped", true);
    cr_assert_eq(result->complaint_count, 1);
    cr_assert_str_eq(result->complaints[0].message, reason);
    cr_assert_eq(result->runs, 0);
}

Test(verdicts, skip_what_the_implementation_cannot_do)
{
    expect_skipped(GATHER "{stack: [a]}", "gather-cm has no stack");
    expect_skipped(GATHER "{pool: [a], deadline: 10ms}", "gather-cm has no deadline");
    expect_skipped(GATHER "{pool: [a], grace: 10ms}", "gather-cm has no grace");
    expect_skipped(GATHER "{pool: [a, {pool: [b]}]}", "gather-cm has no nest");
    expect_verdict(checked(GATHER "{pool: [a]}"), "holds", true);
}

Test(verdicts, refuse_an_implementation_that_nobody_knows)
{
    const exn_result *result = checked("implementation: nonesuch\nscope: {pool: [a]}");
    expect_verdict(result, "invalid", false);
    cr_assert_str_eq(result->complaints[0].message,
                     "unknown implementation `nonesuch`; `exeunt list` names those there are");
}

/* --- what a result contains ------------------------------------------------------------------- */

Test(verdicts, come_with_what_was_explored)
{
    const exn_result *result = checked("{pool: [a, b]}");
    cr_assert_str_eq(result->implementation, "exeunt");
    cr_assert_str_eq(result->profile, "exeunt");
    cr_assert_str_eq(result->interleavings, "4");
    cr_assert_eq(result->states, 8); /* 2 (k + 1)^N: both enter, the body, both exit */
    cr_assert_eq(result->transitions, 10);
    cr_assert_eq(result->runs, 0);
    cr_assert_eq(result->depth_max, 5);
    cr_assert(result->exhaustive);
}

Test(verdicts, come_with_what_was_run)
{
    const exn_result *result = ran("{pool: [a, b]}");
    cr_assert_str_eq(result->interleavings, "4");
    cr_assert_eq(result->runs, 4);
    cr_assert_eq(result->depth_max, 5);
    cr_assert_eq(result->transitions, 20);
    cr_assert_eq(result->states, 0);
    cr_assert(result->exhaustive);
}

Test(verdicts, of_a_replay_come_with_its_trace)
{
    const exn_scenario *scenario = scenario_of("{pool: [a]}");
    const exn_result *result = replayed(scenario, "");
    expect_texts_at(__FILE__, __LINE__, "event", result->trace, result->trace_count,
                    TEXTS("a enter begins", "a entered", "body begins", "body returns",
                          "a exit begins", "a exited", "pool closes returns"));
    cr_assert_str_eq(result->replayed_outcome, "returns");
    cr_assert(result->passed);
}
