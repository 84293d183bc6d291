/* Scopes that look at the neighbours of what settles: what is remembered is the same as what is
 * made, because of the fence (world/cell_fence.h), and of nothing else. */
#include "modes.h"
#include "nosy_pool.h"
#include "trial.h"

#include "world/cell_fence.h"

#include <criterion/criterion.h>

static const char four[] = "scope: {pool: [a, b, c, d], enter: wait-all}\n"
                           "managers:\n"
                           "  a: {enter: [enters, fails]}\n"
                           "  b: {enter: [enters, fails]}\n"
                           "  c: {enter: [enters, fails]}\n"
                           "  d: {enter: [enters, fails], exit: [exits, fails]}\n";

static const exn_result *explored(const exn_scenario *scenario, bool remembers)
{
    return explored_scenario(scenario, (exn_explore_options){.subject = &nosy_pool_implementation,
                                                             .no_remembering = !remembers,
                                                             .remembers_all = remembers});
}

static const exn_result *expect_same(nosy way, exn_cell_fence_kind kind)
{
    char why[4096] = "other counts";
    nosy_at = way;
    exn_cell_fence_use(kind);
    const exn_scenario *scenario = scenario_of(four);
    const exn_result *made = explored(scenario, false);
    const exn_result *repeated = explored(scenario, true);
    cr_expect(counts_agree(made, repeated) && ways_agree(made, repeated, why, sizeof why),
              "way %d, kind %d: %s", way, kind, why);
    cr_expect_null(repeated->fallback);
    cr_expect_eq(made->repeated, 0);
    return repeated;
}

Test(neighbours, what_keeps_to_its_own_is_repeated)
{
    cr_expect_gt(expect_same(NOSY_ABOUT_NOTHING, EXN_FENCE_OF_KEYS)->repeated, 100);
    cr_expect_gt(expect_same(NOSY_ABOUT_NOTHING, EXN_FENCE_OF_PAGES)->repeated, 100);
}

static void expect_same_of_all_ways(exn_cell_fence_kind kind)
{
    for (nosy way = NOSY_ABOUT_STATE; way < NOSY_WAYS; way++) {
        expect_same(way, kind);
    }
}

Test(neighbours, what_looks_at_others_is_made)
{
    expect_same_of_all_ways(EXN_FENCE_OF_KEYS);
}

Test(large, what_looks_at_others_is_made_behind_pages)
{
    expect_same_of_all_ways(EXN_FENCE_OF_PAGES);
}

/* Otherwise this test would show nothing. */
Test(neighbours, without_a_fence_it_is_wrong)
{
    for (nosy way = NOSY_ABOUT_STATE; way < NOSY_WAYS; way++) {
        nosy_at = way;
        exn_cell_fence_use(EXN_FENCE_OF_NOTHING);
        const exn_scenario *scenario = scenario_of(four);
        const exn_result *made = explored(scenario, false);
        const exn_result *repeated = explored(scenario, true);
        cr_expect(!counts_agree(made, repeated) || repeated->fallback != NULL, "way %d", way);
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
    const exn_scenario *scenario = scenario_of(four);
    nosy_at = NOSY_LATER;
    unsigned long calls = MANY - left_of(scenario, MANY);
    for (unsigned long before_end = FROM; before_end < TO; before_end += APART) {
        cr_expect_lt(left_of(scenario, calls - before_end), MANY, "it does not end the process");
    }
}
