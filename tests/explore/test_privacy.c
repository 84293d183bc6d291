/* Managers in C whose inner steps are private, or are not: what is found by running everything. */
#include "privacy_managers.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <string.h>

static const exn_result *explored(const char *scenario, exn_check_options options)
{
    options.understudy = privacy_manager;
    return checked_with(scenario, options);
}

/* How many interleavings there are with all of this tried. */
static void expect_all(const char *scenario, const char *interleavings)
{
    const exn_result *result = explored(scenario, (exn_check_options){.no_snapshots = true});
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

/* Whatever is reduced: nothing that is found is lost. */
static void expect_equal_searches(const char *scenario)
{
    const exn_result *runs = explored(scenario, (exn_check_options){.no_snapshots = true});
    const exn_result *all = explored(scenario, (exn_check_options){.no_reduction = true});
    const exn_result *some = explored(scenario, (exn_check_options){.no_snapshots = false});
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
    expect_equal_searches("scope: {pool: [neighbour, honest, a]}\n"
                          "managers: {a: {enter: [enters, fails], steps: 2}}\n"
                          "cancel: anywhere\n");
    expect_equal_searches("scope: {stack: [neighbour, {pool: [honest, a]}]}\n"
                          "managers: {a: {enter: [enters, fails]}}\n"
                          "cancel: anywhere\n");
}

Test(privacy, loses_nothing_where_a_step_is_not_declared_private)
{
    expect_equal_searches("{pool: [neighbour, open]}");
    const exn_result *result =
        explored("{pool: [neighbour, open]}", (exn_check_options){.no_snapshots = false});
    expect_outcomes(result, "raises open.enter", "returns");
}

Test(privacy, leaves_states_out)
{
    const exn_result *result =
        explored("{pool: [neighbour, honest]}", (exn_check_options){.no_snapshots = false});
    const exn_result *all =
        explored("{pool: [neighbour, honest]}", (exn_check_options){.no_reduction = true});
    cr_expect_lt(result->states, all->states, "nothing is left out");
}

/* --- the audit -------------------------------------------------------------------------------- */

static void expect_convicted(exn_check_options options)
{
    options.audits_privacy = true;
    const exn_result *result = explored("{pool: [neighbour, liar]}", options);
    expect_verdict(result, "invalid", false);
    cr_assert_eq(result->complaint_count, 1);
    const char *message = result->complaints[0].message;
    cr_expect_not_null(strstr(message, "`liar` declares itself private"), "%s", message);
}

Test(privacy, is_audited_in_every_manner_of_exploring)
{
    expect_convicted((exn_check_options){.no_snapshots = true});
    expect_convicted((exn_check_options){.no_reduction = true});
    expect_convicted((exn_check_options){.workers = 4});
}

Test(privacy, that_is_kept_passes_its_audit)
{
    exn_check_options options = {.audits_privacy = true};
    const exn_result *result = explored("{pool: [neighbour, honest]}", options);
    expect_verdict(result, "holds", true);
    cr_expect_str_eq(result->interleavings, "40");
}

Test(privacy, that_is_not_claimed_is_not_audited)
{
    exn_check_options options = {.audits_privacy = true};
    expect_outcomes(explored("{pool: [neighbour, open]}", options), "raises open.enter", "returns");
}
