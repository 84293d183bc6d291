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

Test(neighbours, what_looks_at_others_is_made)
{
    for (nosy way = NOSY_ABOUT_STATE; way < NOSY_WAYS; way++) {
        expect_same(way, EXN_FENCE_OF_KEYS);
        expect_same(way, EXN_FENCE_OF_PAGES);
    }
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
