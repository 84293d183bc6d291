/* Assertions of the simulator: one about itself is no finding, one about what it was given is. */
#include "base/own_assert.h"

#include <exeunt/check.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

typedef struct waiter {
    exeunt_manager manager;
    exeunt_border *border;
    exeunt_external step;
} waiter;

static void on_step(exeunt_external *step, unsigned result)
{
    (void)result;
    exeunt_entered(&((waiter *)step->data)->manager, NULL);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

/* `data` is the type. */
static exeunt_manager *make_waiter(exeunt_border *border, const char *name, void *data)
{
    waiter *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, data, name);
    self->border = border;
    self->step = (exeunt_external){.deliver = on_step, .data = self};
    return &self->manager;
}

static exeunt_check_result *checked_with(exeunt_manager_type *type)
{
    return exeunt_check(&(exeunt_check_config){
        .scenario = "scope: {pool: [h]}", .managers = {{"h", make_waiter, type}}, .workers = 1});
}

/* Stands for a fault of the simulator, in the middle of a run. */
static void enter_and_see_it_fail(exeunt_manager *manager)
{
    (void)manager;
    exn_assertion_failed("all_is_well", "stage.c", 1, "step");
}

/* The code under test would be blamed for it. */
Test(whose_fault, an_assertion_of_the_simulator_ends_the_program, .signal = SIGABRT)
{
    exeunt_manager_type type = {.enter = enter_and_see_it_fail, .exit = leave};
    signal(SIGABRT, SIG_DFL); /* as outside of Criterion */
    exeunt_check_free(checked_with(&type));
}

/* Waits twice for the same thing, which the header forbids. */
static void enter_and_expect_twice(exeunt_manager *manager)
{
    waiter *self = (waiter *)manager;
    exeunt_border_expect(self->border, &self->step);
    exeunt_border_expect(self->border, &self->step);
}

Test(whose_fault, a_header_that_was_not_kept_is_a_finding)
{
    exeunt_manager_type type = {.enter = enter_and_expect_twice, .exit = leave};
    exeunt_check_result *result = checked_with(&type);
    cr_assert_eq(result->verdict, EXEUNT_VERDICT_CRASHED);
    cr_expect_str_eq(result->violations[0].blame, "h");
    cr_expect_not_null(strstr(result->violations[0].message, "the code under test has broken"),
                       "%s", result->violations[0].message);
    exeunt_check_free(result);
}
