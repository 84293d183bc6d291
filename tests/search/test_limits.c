/* Limits of scenarios and of the command line. */
#include "modes.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <string.h>

/* D6: the scenario's own limits are part of the claim; what a limit of the command line cut is
 * reported as left out. */

#define TWO_MAY_FAIL                                                                               \
    "scope: {pool: [a, b], enter: wait-all}\n"                                                     \
    "managers: {a: {enter: [enters, fails]}, b: {enter: [enters, fails]}}\n"

static void expect_sampled(const exn_result *result, const char *left_out)
{
    expect_verdict(result, "sampled", true);
    cr_assert_not(result->exhaustive);
    cr_assert_null(result->interleavings, "what was not explored is not counted");
    cr_assert_eq(result->left_out_count, 1);
    cr_assert_str_eq(result->left_out[0], left_out);
}

/* --- of the scenario -------------------------------------------------------------------------- */

Test(limits, of_the_scenario_are_part_of_the_claim)
{
    const exn_result *result = checked(TWO_MAY_FAIL "limits: {faults: 1}");
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "raises a.enter", "raises b.enter", "returns");
    cr_assert(result->exhaustive);
    cr_assert(result->has_faults_limit);
    cr_assert_eq(result->faults_max, 1);
    cr_assert_eq(result->left_out_count, 0);
}

/* Once the limit is reached, only plain alternatives are followed; an operation without one fails
 * in spite of it. */
Test(limits, do_not_stop_an_operation_that_can_only_fail)
{
    const exn_result *result =
        checked("scope: {pool: [a, b], enter: wait-all}\n"
                "managers: {a: {enter: fails}, b: {enter: [enters, fails]}}\n"
                "limits: {faults: 1}");
    expect_outcomes(result, "raises [b.enter, a.enter]", "raises a.enter");
}

/* A canceled settlement is no fault. */
Test(limits, do_not_count_cancels_as_faults)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "cancel: anywhere\n"
                                       "limits: {faults: 0}");
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "canceled", "returns");
}

/* An expired deadline is a fault. */
Test(limits, count_an_expired_deadline)
{
    expect_outcomes(checked("scope: {pool: [a], deadline: 10ms}\nlimits: {faults: 0}"), "returns");
    expect_outcomes(checked("scope: {pool: [a], deadline: 10ms}\n"
                            "managers: {a: {enter: [enters, fails]}}\n"
                            "limits: {faults: 1}"),
                    "raises a.enter", "raises pool.deadline", "returns");
}

/* D5 */
Test(limits, of_steps_break_x9_where_a_run_does_not_end)
{
    const exn_result *result = checked("{pool: [a, b]}\nlimits: {steps: 4}");
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 1);
    cr_assert_str_eq(result->violations[0].rule, "X9");
    cr_assert_str_eq(result->violations[0].message,
                     "the run exceeds its step limit: it does not end");
    cr_assert_eq(ran("{pool: [a, b]}\nlimits: {steps: 4}")->violations[0].schedules, 4);
    expect_verdict(checked("{pool: [a, b]}\nlimits: {steps: 5}"), "holds", true);
}

/* D5: settling inside a call is not a step. */
Test(limits, of_steps_count_no_settling_inside_a_call)
{
    expect_verdict(checked("scope: {pool: [a, b]}\n"
                           "managers: {a: {steps: 0}, b: {steps: 0}}\n"
                           "limits: {steps: 1}"),
                   "holds", true);
}

/* --- of the command line ---------------------------------------------------------------------- */

Test(limits, of_faults_from_outside_make_it_sampled)
{
    exn_explore_options options = {.has_faults = true, .faults_max = 1};
    const exn_result *result = checked_with(TWO_MAY_FAIL, options);
    expect_sampled(result, "runs with more than 1 fault");
    expect_outcomes(result, "raises a.enter", "raises b.enter", "returns");
}

Test(limits, of_faults_from_outside_that_cut_nothing_change_nothing)
{
    exn_explore_options options = {.has_faults = true, .faults_max = 2};
    expect_verdict(checked_with(TWO_MAY_FAIL, options), "holds", true);
    options.faults_max = 1;
    expect_verdict(checked_with(TWO_MAY_FAIL "limits: {faults: 1}", options), "holds", true);
}

Test(limits, of_cancels_from_outside_make_it_sampled)
{
    exn_explore_options options = {.has_cancels = true, .cancels_max = 0};
    const exn_result *result = checked_with("{pool: [a]}\ncancel: anywhere", options);
    expect_sampled(result, "runs with more than 0 cancel requests");
    expect_outcomes(result, "returns");
    options.cancels_max = 1;
    const char *twice = "{pool: [a]}\ncancel: {where: anywhere, times: 2}";
    expect_sampled(checked_with(twice, options), "runs with more than 1 cancel request");
    exn_explore_options both = {.has_faults = true, .has_cancels = true, .cancels_max = 1};
    expect_sampled(checked_with(TWO_MAY_FAIL "cancel: {where: anywhere, times: 2}", both),
                   "runs with more than 0 faults or 1 cancel request");
    options.no_snapshots = true;
    cr_assert_eq(checked_with(twice, options)->runs, 8);
}

/* Requests by the body count, too: if the others alone stay within the limit, it still cuts. */
Test(limits, of_cancels_from_outside_count_those_of_actions)
{
    exn_explore_options options = {.has_cancels = true, .cancels_max = 1};
    expect_sampled(checked_with("{pool: [a]}\n"
                                "body: {actions: [cancel]}\n"
                                "cancel: anywhere",
                                options),
                   "runs with more than 1 cancel request");
}

/* It is only a limit: nothing is explored that the scenario does not allow. */
Test(limits, of_cancels_from_outside_allow_no_more_than_the_scenario)
{
    exn_explore_options options = {.has_cancels = true, .cancels_max = 2};
    const exn_result *result = checked_with("{pool: [a]}", options);
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "returns");
    result = checked_with("{pool: [a]}\ncancel: anywhere", options);
    expect_verdict(result, "holds", true);
    cr_assert_str_eq(result->interleavings, "8");
}

/* What a schedule demands is not searched, and not limited. */
Test(limits, of_cancels_from_outside_leave_a_schedule_as_it_is)
{
    exn_explore_options options = {.has_cancels = true, .cancels_max = 1};
    const exn_result *result = checked_with("scope: {pool: [a]}\n"
                                            "cancel: {where: anywhere, times: 2}\n"
                                            "schedule: [call cancel, cancel, a stops]",
                                            options);
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "canceled");
}

Test(limits, of_runs_make_it_sampled)
{
    exn_explore_options options = {.runs_max = 3};
    const exn_result *result = checked_with("{pool: [a, b]}", options);
    expect_sampled(result, "the number of runs was reached");
    cr_assert_eq(result->runs, 3);
    options.runs_max = 4;
    expect_verdict(checked_with("{pool: [a, b]}", options), "holds", true);
}

Test(limits, of_time_make_it_sampled)
{
    exn_explore_options options = {.budget_s = 1e-9, .no_snapshots = true};
    const exn_result *result = checked_with("{pool: [a, b, c, d]}", options);
    expect_sampled(result, "the time budget was used up");
    cr_assert_gt(result->runs, 0);
    cr_assert_lt(result->runs, 576);
}

static bool at_once(void *context)
{
    *(int *)context += 1;
    return true;
}

Test(limits, include_an_interruption)
{
    int asked = 0;
    exn_explore_options options = {.stop = at_once, .context = &asked, .no_snapshots = true};
    const exn_result *result = checked_with("{pool: [a, b, c, d]}", options);
    expect_sampled(result, "the run was interrupted");
    cr_assert_eq(asked, 1);
}

static void count(void *context, const exn_progress *progress)
{
    uint64_t *seen = context;
    cr_assert_gt(progress->runs, *seen);
    cr_assert_gt(progress->transitions, progress->runs);
    *seen = progress->runs;
}

Test(limits, leave_time_to_tell_the_progress)
{
    uint64_t seen = 0;
    exn_explore_options options = {.progress = count, .context = &seen, .no_snapshots = true};
    checked_with("{pool: [a, b, c, d]}", options);
    cr_assert_gt(seen, 0);
}

/* A breach that was found in a part is a breach; what was left out is reported in any case. */
Test(limits, do_not_hide_a_breach)
{
    exn_explore_options options = {.runs_max = 1};
    const exn_result *result = checked_with(
        "implementation: gather-cm\nscope: {pool: []}\nbody: [raises, returns]", options);
    expect_verdict(result, "violated", false);
    cr_assert_not(result->violations[0].shortest);
    cr_assert_eq(result->left_out_count, 1);
}

/* --- of states -------------------------------------------------------------------------------- */

static void expect_states(const exn_result *result, uint64_t limit)
{
    expect_verdict(result, "sampled", true);
    cr_expect_eq(result->states, limit);
}

/* The scenario's own limit of states applies, unless the one of the command line is smaller. */
Test(limits, of_states_stand_in_scenarios_too)
{
    const exn_scenario *scenario = scenario_of("scope: {pool: [a, b, c]}\nlimits: {states: 9}\n");
    exn_explore_options options = {.states_max = 0};
    expect_states(explored_scenario(scenario, options), 9);
    options.states_max = 4;
    expect_states(explored_scenario(scenario, options), 4);
    options.states_max = 1000;
    expect_states(explored_scenario(scenario, options), 9);
}

/* One limit for each possible number of states: the search ends at exactly that number, and the
 * last limit cuts nothing. */
Test(limits, of_states_cut_at_exactly_that_number)
{
    const exn_scenario *scenario = scenario_of(TWO_MAY_FAIL "cancel: anywhere");
    exn_explore_options options = {.no_reduction = true};
    uint64_t all = explored_scenario(scenario, options)->states;
    cr_assert_gt(all, 20);
    for (options.states_max = 1; options.states_max < all; options.states_max++) {
        expect_states(explored_scenario(scenario, options), options.states_max);
    }
    for (; options.states_max < all + 2; options.states_max++) {
        expect_verdict(explored_scenario(scenario, options), "holds", true);
    }
}

/* Some thousand states, enough for workers to share; with breaches in some. */
#define SOME_BREAK                                                                                 \
    "implementation: gather-cm\n"                                                                  \
    "scope: {pool: [a, b, c, d, e]}\n"                                                             \
    "managers:\n"                                                                                  \
    "  a: &m {steps: 3, exit: [exits, fails]}\n"                                                   \
    "  b: *m\n  c: *m\n  d: *m\n  e: *m\n"

/* Everything that a user relies on is the same, however many workers share the search (D6). */
static void expect_the_same_by_workers(const exn_scenario *scenario, exn_explore_options options)
{
    char why[4096];
    options.workers = 1;
    const exn_result *alone = explored_scenario(scenario, options);
    for (options.workers = 2; options.workers <= 8; options.workers *= 2) {
        const exn_result *shared = explored_scenario(scenario, options);
        cr_assert(ways_agree(alone, shared, why, sizeof why), "%u workers, %lu states: %s",
                  options.workers, (unsigned long)options.states_max, why);
        cr_assert_eq(shared->states, alone->states);
        cr_assert_eq(shared->transitions, alone->transitions);
        for (int rule = 0; rule < EXN_RULES; rule++) {
            cr_assert_eq(shared->invariants[rule].checked, alone->invariants[rule].checked,
                         "%u workers: %s", options.workers, exn_rule_number((exn_rule)rule));
        }
    }
}

Test(large, limits_of_states_do_not_depend_on_the_number_of_workers)
{
    const exn_scenario *scenario = scenario_of(SOME_BREAK);
    exn_explore_options options = {.no_reduction = true};
    uint64_t all = explored_scenario(scenario, options)->states;
    cr_assert_gt(all, 3000);
    const uint64_t limits[] = {1, 2499, 2500, 2501, 3000, all - 1, all, all + 1, 0};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        options.states_max = limits[i];
        expect_the_same_by_workers(scenario, options);
    }
}

/* The same if the scenario has the limit; and a limit of runs, which a single process makes. */
Test(limits, do_not_depend_on_the_number_of_workers)
{
    exn_explore_options options = {.no_reduction = true};
    expect_the_same_by_workers(scenario_of(SOME_BREAK "limits: {states: 3000}"), options);
    options.runs_max = 500;
    expect_the_same_by_workers(scenario_of(SOME_BREAK), options);
}
