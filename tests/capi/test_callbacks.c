/* Endless callbacks: the run ends, and whatever posts them is to blame (D5). */
#include "checked.h"

#include <criterion/criterion.h>

#include <string.h>

enum { MOST = 10000 + 2 * 100 }; /* in one step, with two managers */

typedef enum place { IN_ITS_ENTER, WHILE_IT_IS_ENTERED, IN_ITS_EXIT, NOWHERE } place;

typedef struct poster {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_task task;
    place where;
    uint32_t left; /* callbacks to post; UINT32_MAX: for ever */
    bool exits;
} poster;

static void post(poster *self)
{
    self->left -= self->left == UINT32_MAX ? 0 : 1;
    exeunt_border_post(self->border, &self->task);
}

static void on_task(exeunt_task *task)
{
    poster *self = task->data;
    if (self->left > 0) {
        post(self);
    } else if (self->exits) {
        exeunt_exited(&self->manager);
    } else {
        exeunt_entered(&self->manager, self);
    }
}

static void enter(exeunt_manager *manager)
{
    poster *self = (poster *)manager;
    if (self->where == IN_ITS_ENTER) {
        post(self);
        return;
    }
    exeunt_entered(manager, self);
    if (self->where == WHILE_IT_IS_ENTERED) {
        post(self);
    }
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    poster *self = (poster *)manager;
    (void)cause;
    self->exits = true;
    if (self->where == IN_ITS_EXIT) {
        post(self);
    } else {
        exeunt_exited(manager);
    }
}

typedef struct order {
    place where;
    uint32_t callbacks;
} order;

static exeunt_manager *make(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    const order *given = data;
    poster *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->where = given->where;
    self->left = given->callbacks;
    self->task = (exeunt_task){.run = on_task, .data = self};
    return &self->manager;
}

static const exeunt_check_result *checked_with(place where, uint32_t callbacks)
{
    order given = {where, callbacks};
    return checked((exeunt_check_config){.scenario = "scope: {stack: [b, a]}",
                                         .managers = {{"a", make, &given}}});
}

static void expect_endless(place where)
{
    const exeunt_check_result *result = checked_with(where, UINT32_MAX);
    expect_broken(result, "M2 a");
    cr_expect_str_eq(result->violations[0].message,
                     "a posts callbacks for ever: 10200 have run in one step");
}

Test(callbacks, for_ever_in_an_enter)
{
    expect_endless(IN_ITS_ENTER);
}

Test(callbacks, for_ever_in_an_exit)
{
    expect_endless(IN_ITS_EXIT);
}

Test(callbacks, for_ever_of_a_manager_that_is_entered)
{
    expect_endless(WHILE_IT_IS_ENTERED);
}

Test(callbacks, as_many_as_a_step_may_have)
{
    expect_verdict(checked_with(IN_ITS_EXIT, MOST), "holds");
    expect_broken(checked_with(IN_ITS_EXIT, MOST + 1), "M2 a");
}

/* --- scopes ----------------------------------------------------------------------------------- */

static bool enters_again; /* else it posts a callback that only posts itself */

/* A pool of one manager. */
typedef struct restless {
    exeunt_border *border;
    const exeunt_plan *plan;
    exeunt_task task;
} restless;

static void entered(exeunt_manager *manager, const exeunt_result *result);

static void on_own_task(exeunt_task *task)
{
    restless *self = task->data;
    exeunt_border_post(self->border, task);
}

static void begin(void *subject)
{
    restless *self = subject;
    if (enters_again) {
        exeunt_manager_enter(self->plan->entries[0].manager, entered, self);
    } else {
        exeunt_border_post(self->border, &self->task);
    }
}

static void entered(exeunt_manager *manager, const exeunt_result *result)
{
    (void)result; /* it failed */
    begin(manager->owner);
}

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    restless *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->border = plan->border;
    self->plan = plan;
    self->task = (exeunt_task){.run = on_own_task, .data = self};
    return self;
}

static void destroy(void *subject)
{
    exeunt_border_free(((restless *)subject)->border, subject);
}

static void unused(void *subject)
{
    (void)subject;
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    (void)subject;
    (void)end;
    (void)error;
}

static const exeunt_implementation restless_pool = {.abi = EXEUNT_IMPLEMENTATION_ABI,
                                                    .name = "restless",
                                                    .about = "never comes to rest",
                                                    .profile = EXEUNT_PROFILE_EXEUNT,
                                                    .capabilities =
                                                        EXEUNT_CAN_POOL | EXEUNT_CAN_WAIT_ALL,
                                                    .create = create,
                                                    .destroy = destroy,
                                                    .begin = begin,
                                                    .body_settled = body_settled,
                                                    .cancel = unused,
                                                    .expire = unused,
                                                    .end_grace = unused};

/* A manager that fails in a callback of its own. */
static void fail_in_task(exeunt_task *task)
{
    exeunt_failed(task->data, -5, "refused");
}

static void enter_to_fail(exeunt_manager *manager)
{
    poster *self = (poster *)manager;
    exeunt_border_post(self->border, &self->task);
}

static exeunt_manager *make_failing(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_to_fail, .exit = leave};
    order none = {NOWHERE, 0};
    poster *self = (poster *)make(border, name, &none);
    (void)data;
    self->manager.type = &type;
    self->task = (exeunt_task){.run = fail_in_task, .data = self};
    return &self->manager;
}

static const exeunt_check_result *checked_restless(bool again)
{
    enters_again = again;
    return checked((exeunt_check_config){.scenario = "scope: {pool: [a], enter: wait-all}",
                                         .implementation = &restless_pool,
                                         .managers = {{"a", make_failing, NULL}}});
}

Test(callbacks, for_ever_of_a_scope)
{
    const exeunt_check_result *result = checked_restless(false);
    expect_broken(result, "X9 scope");
    cr_expect_str_eq(result->violations[0].message,
                     "callbacks are posted for ever: 10100 have run in one step");
}

/* The callbacks belong to the manager, which does what it is asked to each time. A pool does not
 * enter a manager again after a failed enter. */
Test(callbacks, for_ever_of_a_scope_that_enters_again)
{
    const exeunt_check_result *result = checked_restless(true);
    expect_broken(result, "X12 scope");
    cr_expect_str_eq(result->violations[0].message, "pool enters a a second time");
}
