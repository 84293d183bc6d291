/* Managers in C whose inner steps are private, or are not; compared with running everything. */
#include "independence_managers.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <string.h>

static const exn_result *explored(const char *scenario, exn_explore_options options)
{
    options.manager_factory = privacy_manager;
    return checked_with(scenario, options);
}

/* Expects this number of interleavings when everything is tried. */
static void expect_all(const char *scenario, const char *interleavings)
{
    const exn_result *result = explored(scenario, (exn_explore_options){.no_snapshots = true});
    expect_verdict(result, "holds", true);
    cr_expect_str_eq(result->interleavings, interleavings);
}

Test(privacy, counts_every_step_where_each_run_begins_anew)
{
    expect_all("{pool: [honest]}", "1");
    expect_all("{pool: [neighbour, honest]}", "40"); /* 6! / (3! 3!), and two orders of exits */
}

static void expect_same_outcomes(const exn_result *some, const exn_result *others)
{
    cr_assert_eq(some->outcome_count, others->outcome_count);
    for (size_t i = 0; i < some->outcome_count; i++) {
        cr_expect_str_eq(some->outcomes[i], others->outcomes[i]);
    }
}

/* Expects that reduction loses nothing that is found. */
static void expect_equal_searches(const char *scenario)
{
    const exn_result *runs = explored(scenario, (exn_explore_options){.no_snapshots = true});
    const exn_result *all = explored(scenario, (exn_explore_options){.no_reduction = true});
    const exn_result *some = explored(scenario, (exn_explore_options){.no_snapshots = false});
    expect_verdict(runs, "holds", true);
    expect_verdict(all, "holds", true);
    expect_verdict(some, "holds", true);
    expect_same_outcomes(runs, all);
    expect_same_outcomes(runs, some);
    cr_expect_str_eq(runs->interleavings, all->interleavings);
    cr_expect_leq(some->states, all->states);
}

Test(privacy, loses_nothing_where_steps_are_private)
{
    expect_equal_searches("{pool: [neighbour, honest]}");
    expect_equal_searches("scope: {pool: [neighbour, a]}\n"
                          "managers: {a: {enter: [enters, fails]}}\n"
                          "cancel: anywhere\n");
    expect_equal_searches("scope: {stack: [neighbour, {pool: [honest, a]}]}\n"
                          "managers: {a: {enter: [enters, fails]}}\n");
}

Test(privacy, loses_nothing_where_a_step_is_not_declared_private)
{
    expect_equal_searches("{pool: [neighbour, open]}");
    const exn_result *result =
        explored("{pool: [neighbour, open]}", (exn_explore_options){.no_snapshots = false});
    expect_outcomes(result, "raises open.enter", "returns");
}

Test(privacy, leaves_states_out)
{
    const exn_result *result =
        explored("{pool: [neighbour, honest]}", (exn_explore_options){.no_snapshots = false});
    const exn_result *all =
        explored("{pool: [neighbour, honest]}", (exn_explore_options){.no_reduction = true});
    cr_expect_lt(result->states, all->states, "nothing is left out");
}

/* --- the audit -------------------------------------------------------------------------------- */

/* Expects a conviction in each mode by itself; by running there is no reduction that could be
 * wrong. */
static void expect_conviction(const char *scenario, exn_explore_options options, const char *why)
{
    options.audits_privacy = true;
    options.manager_factory = privacy_manager;
    const exn_result *result = explored_scenario(scenario_of(scenario), options);
    expect_verdict(result, "invalid", false);
    cr_assert_eq(result->complaint_count, 1);
    const char *message = result->complaints[0].message;
    cr_expect_not_null(strstr(message, why), "%s", message);
    cr_expect_not(result->exhaustive);
}

static void expect_acquittal(const char *scenario)
{
    exn_explore_options options = {.audits_privacy = true, .manager_factory = privacy_manager};
    const exn_result *audited = explored_scenario(scenario_of(scenario), options);
    expect_verdict(audited, "holds", true);
    cr_expect_not(audited->reduced);
    options.audits_privacy = false;
    expect_same_outcomes(audited, explored_scenario(scenario_of(scenario), options));
}

static const char liar[] = "{pool: [neighbour, liar]}";
static const char touches[] = "`liar` declares itself private, and touches what is not its manager";

Test(privacy, of_memory_is_audited_in_every_manner_of_exploring)
{
    expect_conviction(liar, (exn_explore_options){.no_snapshots = true}, touches);
    expect_conviction(liar, (exn_explore_options){.no_reduction = true}, touches);
    expect_conviction(liar, (exn_explore_options){.workers = 4}, touches);
}

Test(large, privacy_that_is_kept_passes_its_audit)
{
    exn_explore_options options = {.audits_privacy = true};
    const exn_result *result = explored("{pool: [neighbour, honest]}", options);
    expect_verdict(result, "holds", true);
    cr_expect_str_eq(result->interleavings, "40");
    expect_acquittal("scope: {pool: [neighbour, honest, a]}\n"
                     "managers: {a: {enter: [enters, fails], steps: 2}}\n"
                     "cancel: {where: anywhere, times: 2}\n");
    expect_acquittal("scope: {stack: [neighbour, {pool: [honest, a]}], deadline: 5ms}\n"
                     "managers: {a: {enter: [enters, fails], takes: 2ms}}\n"
                     "cancel: anywhere\n");
}

/* Memory that others read is not private, even if the manager's own steps stay within it. */
Test(privacy, is_no_more_where_somebody_else_looks)
{
    expect_conviction("{pool: [neighbour, open]}", (exn_explore_options){.workers = 1},
                      "`neighbour` declares itself private, and it makes a difference whether it "
                      "comes before or behind `open steps` (tapes 0, 1)");
}

/* More states than one process explores alone without the audit: the audit compares states, so one
 * process must know all of them. */
Test(large, privacy_is_audited_by_one_process)
{
    const exn_result *result = explored_scenario(
        scenario_of("scope: {pool: [neighbour, open, a, b, c]}\n"
                    "managers: {a: {steps: 4}, b: {steps: 4}, c: {steps: 4}}\n"),
        (exn_explore_options){
            .workers = 4, .audits_privacy = true, .manager_factory = privacy_manager});
    expect_verdict(result, "invalid", false);
    cr_assert_gt(result->states, 2500, "too few to be shared");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect_not_null(strstr(result->complaints[0].message,
                              "`neighbour` declares itself private, and it makes a difference"));
}

Test(privacy, that_is_not_claimed_is_not_audited)
{
    expect_acquittal("{pool: [honest, open]}");
    exn_explore_options options = {.audits_privacy = true, .no_snapshots = true};
    expect_outcomes(ran_with("{pool: [a, b]}", options), "returns");
}

/* --- steps and requests ----------------------------------------------------------------------- */

#define ASKED(name) "scope: {pool: [" name "]}\ncancel: anywhere\n"

Test(privacy, of_a_step_that_looks_for_a_request_is_none)
{
    expect_conviction(ASKED("wary"), (exn_explore_options){.workers = 1},
                      "`wary` declares itself private, and it makes a difference whether it comes "
                      "before or behind `cancel` (tapes ");
    const exn_result *reduced = explored_scenario(
        scenario_of(ASKED("wary")), (exn_explore_options){.manager_factory = privacy_manager});
    /* `raises wary.enter` is missing, which the audit must find. */
    expect_outcomes(reduced, "canceled", "returns");
}

Test(privacy, of_a_step_that_a_request_looks_for_is_none)
{
    expect_conviction(ASKED("counting"), (exn_explore_options){.workers = 4}, "behind `cancel`");
}

/* By fail-fast (P3), at the end of grace (C4), by a deadline (C6). */
Test(privacy, is_audited_for_requests_of_the_scope)
{
    exn_explore_options options = {.workers = 1};
    expect_conviction("scope: {pool: [wary, a]}\nmanagers: {a: {enter: [enters, fails]}}\n",
                      options, "behind `a fails`");
    expect_conviction("scope: {pool: [wary], deadline: 10ms}\n", options, "behind `time passes`");
}

/* It leaves other bytes behind, but nothing ever reads them. */
Test(privacy, is_not_lost_by_what_is_left_behind)
{
    expect_acquittal(ASKED("hasty"));
    expect_acquittal("scope: {pool: [hasty, honest, a]}\n"
                     "managers: {a: {enter: [enters, fails]}}\n"
                     "cancel: anywhere\n");
}

/* The reduction applies to managers that the scenario plays, too: a stop comes however many steps
 * are left. */
Test(large, privacy_of_what_scenarios_play_is_audited)
{
    expect_acquittal("scope: {pool: [a, {stack: [b, c]}], grace: 3ms, deadline: 9ms}\n"
                     "managers:\n"
                     "  a: {enter: [enters, fails], steps: 2, on-cancel: [stops, fails]}\n"
                     "  b: {exit: [exits, suppresses, fails], steps: {enter: 2, exit: 3}}\n"
                     "  c: {steps: 2, on-cancel: ignores}\n"
                     "body: {steps: 2, ends: [returns, raises]}\n"
                     "cancel: {where: anywhere, times: 2}\n"
                     "limits: {faults: 2}\n");
}

/* A limit leaves some of it unknown: nothing is convicted of what was not seen. */
Test(privacy, is_not_judged_by_what_was_left_out)
{
    exn_explore_options options = {
        .audits_privacy = true, .manager_factory = privacy_manager, .states_max = 3};
    const exn_result *result = explored_scenario(
        scenario_of("scope: {pool: [neighbour, honest]}\ncancel: anywhere\n"), options);
    expect_verdict(result, "sampled", true);
}
