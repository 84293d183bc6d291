/* A scope of one's own, and larger spaces. */
#include "../planted/planted.h"
#include "checked.h"
#include "session.h"

#include <criterion/criterion.h>

Test(scope, may_be_the_callers_own)
{
    exeunt_check_config config = {.scenario = "scope: {pool: [db, cache]}\n"
                                              "managers: {cache: {exit: [exits, fails]}}\n",
                                  .managers = {SESSION("db", SESSION_SOUND)},
                                  .implementation = &planted_implementation};
    planted = NO_BUG;
    expect_verdict(checked(config), "holds");
    planted = DROPS_EXIT_FAILURES;
    expect_broken(checked(config), "X7 scope");
}

static const exeunt_check_config large = {.scenario = "scope: {pool: [a, b, c, d, e]}\n"
                                                      "body: [returns, raises]\n",
                                          .cancels = 1,
                                          .snapshots = true};

Test(scope, is_explored_by_several_processes)
{
    exeunt_check_config config = large;
    config.managers[0] = (exeunt_check_manager)SESSION("?", SESSION_SOUND);
    const exeunt_check_result *alone = checked(config);
    config.workers = 3;
    const exeunt_check_result *shared = checked(config);
    expect_verdict(alone, "holds");
    expect_verdict(shared, "holds");
    cr_expect_eq(shared->states, alone->states);
    cr_expect_eq(shared->transitions, alone->transitions);
}

Test(scope, is_explored_as_far_as_states_may_go)
{
    exeunt_check_config config = large;
    config.managers[0] = (exeunt_check_manager)SESSION("?", SESSION_SOUND);
    config.states_max = 100;
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "sampled");
    cr_expect_gt(result->left_out_count, 0);
}
