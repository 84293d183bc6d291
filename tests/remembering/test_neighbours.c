/* Scopes that look at the neighbours of what settles: what is remembered is the same as what is
 * made, because of the fence (world/cell_fence.h), and of nothing else. */
#include "modes.h"
#include "nosy_pool.h"
#include "trial.h"

#include "search/trials.h"

#include <criterion/criterion.h>

#include <string.h>

/* Enough for two states that only the memory of one member tells apart: a pool keeps how many have
 * failed, who was the first of them and who the last, and members keep the rest. */
static const char five[] = "scope: {pool: [a, b, c, d, e], enter: wait-all}\n"
                           "managers:\n"
                           "  a: {enter: [enters, fails]}\n"
                           "  b: {enter: [enters, fails]}\n"
                           "  c: {enter: [enters, fails]}\n"
                           "  d: {enter: [enters, fails]}\n";

static const exn_result *explored(const exn_scenario *scenario, bool remembers)
{
    return explored_scenario(scenario, (exn_explore_options){.subject = &nosy_pool_implementation,
                                                             .no_remembering = !remembers,
                                                             .remembers_all = remembers});
}

static const exn_result *expect_same(nosy way)
{
    char why[4096] = "other counts";
    nosy_at = way;
    const exn_scenario *scenario = scenario_of(five);
    const exn_result *made = explored(scenario, false);
    const exn_result *repeated = explored(scenario, true);
    cr_expect(counts_agree(made, repeated) && ways_agree(made, repeated, why, sizeof why),
              "way %d: %s", way, why);
    cr_expect_null(repeated->fallback);
    cr_expect_eq(made->repeated, 0);
    return repeated;
}

Test(neighbours, what_keeps_to_its_own_is_repeated)
{
    cr_expect_gt(expect_same(NOSY_ABOUT_NOTHING)->repeated, 100);
}

/* The scope that the body moves all to is no manager, and so there is no cell. */
Test(neighbours, where_no_manager_is_nothing_is_remembered)
{
    const exn_scenario *scenario = scenario_of("scope: {stack: []}\n"
                                               "body: {actions: [move s]}\n");
    const exn_result *result =
        explored_scenario(scenario, (exn_explore_options){.remembers_all = true});
    cr_expect_eq(result->verdict, EXN_HOLDS);
    cr_expect_eq(result->repeated, 0);
}

Test(large, what_looks_at_others_is_made)
{
    for (nosy way = NOSY_ABOUT_STATE; way < NOSY_WAYS; way++) {
        expect_same(way);
    }
}

/* Otherwise this test would show nothing. Audits find it, and nothing is remembered then.
 * A handler of signals sees nothing where it is sanitized. */
Test(large, without_a_fence_it_is_wrong)
{
    exn_trials_pass_all(true);
    for (nosy way = NOSY_ABOUT_STATE; way < NOSY_BY_A_SIGNAL; way++) {
        nosy_at = way;
        const exn_scenario *scenario = scenario_of(five);
        const exn_result *made = explored(scenario, false);
        const exn_result *repeated = explored(scenario, true);
        cr_expect(!counts_agree(made, repeated) || repeated->repeated == 0, "way %d", way);
    }
}

/* How many calls of a pool are left over that becomes another one after so many: the last ones come
 * while schedules are counted, after the search and its audits. */
static unsigned long left_of(const exn_scenario *scenario, unsigned long calls)
{
    nosy_calls = calls;
    const exn_result *result = explored_scenario(
        scenario, (exn_explore_options){
                      .subject = &nosy_pool_implementation, .counts = true, .remembers_all = true});
    cr_expect(result->fallback != NULL || result->repeated > 100);
    return nosy_calls;
}

Test(large, what_lies_outside_of_the_world_is_no_fault_of_what_is_remembered)
{
    enum { MANY = 1000000, FROM = 140, TO = 260, APART = 20 };
    const exn_scenario *scenario = scenario_of(five);
    nosy_at = NOSY_LATER;
    unsigned long calls = MANY - left_of(scenario, MANY);
    for (unsigned long before_end = FROM; before_end < TO; before_end += APART) {
        cr_expect_lt(left_of(scenario, calls - before_end), MANY, "it does not end the process");
    }
}

static bool breaks(const exn_result *result, const char *rule)
{
    size_t i = 0;
    while (i < result->violation_count && strcmp(result->violations[i].rule, rule) != 0) {
        i += 1;
    }
    return i < result->violation_count;
}

/* The pool has become another one for good when the search is made anew, so that only the first one
 * can see that it does: that is kept. */
Test(large, what_was_seen_to_differ_is_told_though_nothing_is_remembered_any_more)
{
    enum { CALLS_MAX = 800, APART = 100 };
    nosy_at = NOSY_AND_LIES;
    for (unsigned long calls = APART; calls <= CALLS_MAX; calls += APART) {
        nosy_calls = calls;
        const exn_result *result = explored(scenario_of(five), true);
        cr_expect_eq(nosy_calls, 0);
        cr_expect(breaks(result, "M9"), "after %lu calls: %s", calls, result->fallback);
    }
}
