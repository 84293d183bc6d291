/* Managers in C that look at a neighbour: what they do is made each time, whatever is remembered of
 * what the scenario plays beside them. Where one of them goes on by itself, that is no settlement
 * that may be remembered; where one is called on the way, the fence is there. */
#include "modes.h"
#include "nosy_manager.h"
#include "nosy_pool.h"
#include "trial.h"

#include <criterion/criterion.h>

static const exn_result *explored(const char *text, exn_explore_options options)
{
    options.subject = nosy_managers_scope();
    options.manager_factory = nosy_manager;
    return explored_scenario(scenario_of(text), options);
}

static void expect_same(nosy way)
{
    static const char text[] = "scope: {pool: [a, b, c, d, nosy], enter: wait-all}\n"
                               "managers:\n"
                               "  a: {enter: [enters, fails]}\n"
                               "  b: {enter: [enters, fails]}\n"
                               "  c: {enter: [enters, fails], exit: [exits, fails]}\n";
    char why[4096] = "other counts";
    nosy_at = way;
    const exn_result *made = explored(text, (exn_explore_options){.no_remembering = true});
    const exn_result *repeated = explored(text, (exn_explore_options){.remembers_all = true});
    cr_expect(counts_agree(made, repeated) && ways_agree(made, repeated, why, sizeof why),
              "way %d: %s", way, why);
    cr_expect_null(repeated->fallback, "way %d", way);
    cr_expect_gt(repeated->repeated, 0, "way %d", way);
    cr_expect_eq(made->violation_count > 0, way != NOSY_ABOUT_NOTHING, "way %d", way);
}

Test(managers, what_looks_at_others_is_made)
{
    for (nosy way = NOSY_ABOUT_NOTHING; way <= NOSY_BY_A_GLOBAL; way++) {
        expect_same(way);
    }
}

/* Where nobody asks for it nothing is remembered beside managers in C, however much there is to
 * explore: they keep what is theirs in shared memory, where no settlement finds the same again. */
Test(large, one_in_c_keeps_all_from_being_remembered)
{
    static const char text[] = "scope: {pool: [nosy, a, b, c, d, e, f, g], enter: wait-all}\n"
                               "managers:\n"
                               "  a: {enter: [enters, fails]}\n"
                               "  b: {enter: [enters, fails]}\n"
                               "  c: {enter: [enters, fails]}\n"
                               "  d: {enter: [enters, fails]}\n"
                               "  e: {enter: [enters, fails]}\n"
                               "  f: {enter: [enters, fails]}\n"
                               "  g: {enter: [enters, fails]}\n";
    nosy_at = NOSY_ABOUT_NOTHING;
    cr_expect_eq(explored(text, (exn_explore_options){.subject = NULL})->repeated, 0);
    exn_explore_options played = {.subject = nosy_managers_scope()};
    cr_expect_gt(explored_scenario(scenario_of(text), played)->repeated, 1000,
                 "beside one that the scenario plays much is");
}
