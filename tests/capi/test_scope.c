/* Scopes that a program brings along, and larger spaces. */
#include "../planted/planted.h"
#include "checked.h"
#include "session.h"

#include <criterion/criterion.h>

#include <string.h>

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

static const exeunt_check_config large = {.scenario = "scope: {pool: [a, b, c, d]}\n"
                                                      "body: [returns, raises]\n",
                                          .cancels = 1,
                                          .snapshots = true};

Test(large, a_scope_is_explored_by_several_processes)
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

Test(scope, is_explored_at_random)
{
    exeunt_check_config config = {.managers = {SESSION("db", SESSION_STAYS_WAITING)},
                                  .cancels = 1,
                                  .strategy = EXEUNT_STRATEGY_RANDOM,
                                  .seed = 7,
                                  .runs_max = 1000};
    expect_broken(checked(config), "M3 db");
    config.strategy = EXEUNT_STRATEGY_PCT;
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "M3 db");
    cr_expect_not(result->exhaustive);
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

/* A step that settles writes to the memory of its scope. */
static void on_step(exeunt_external *external, unsigned result)
{
    (void)result;
    exeunt_entered(external->data, NULL);
}

typedef struct boaster {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external step;
} boaster;

static void enter(exeunt_manager *manager)
{
    boaster *self = (boaster *)manager;
    exeunt_border_expect(self->border, &self->step);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static exeunt_manager *make_boaster(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    boaster *self = exeunt_border_allocate(border, sizeof *self);
    (void)data;
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->step = (exeunt_external){.deliver = on_step, .data = self, .private_step = true};
    return &self->manager;
}

Test(scope, is_explored_with_an_audit_of_private_steps)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .managers = {{"boaster", make_boaster, NULL}}, .audits_privacy = true});
    expect_verdict(result, "invalid");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect_not_null(strstr(result->complaints[0].message, "`boaster` declares itself private"));
}
