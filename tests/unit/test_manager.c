/* The manager contract (SPEC 3), seen by a scope that is not of this library. */
#include "support.h"

#include <signal.h>

/* The last settlement that the test's own scope has received. */
static exeunt_result last;
static int settlements;

static void settled(exeunt_manager *manager, const exeunt_result *result)
{
    cr_expect_not(exeunt_manager_in_flight(manager), "it is over when the scope is told");
    last = *result;
    settlements++;
}

TestSuite(manager);

Test(manager, M1_each_settlement_reaches_the_scope_once)
{
    test_manager *a = manager_named("a");

    exeunt_manager_enter(&a->base, settled, NULL);
    cr_expect(exeunt_manager_in_flight(&a->base));
    enters(a);
    cr_expect_eq(settlements, 1);
    cr_expect_eq(last.settlement, EXEUNT_SETTLED_ENTERED);
    cr_expect_eq(last.value, a);

    exeunt_manager_exit(&a->base, body_error(), settled, NULL);
    cr_expect_eq(a->told, body_error());
    suppresses(a);
    cr_expect_eq(settlements, 2);
    cr_expect_eq(last.settlement, EXEUNT_SETTLED_SUPPRESSED);
}

Test(manager, M1_settling_inside_the_call_is_allowed)
{
    test_manager *a = inline_manager_named("a");

    exeunt_manager_enter(&a->base, settled, NULL);
    cr_expect_eq(settlements, 1);
    cr_expect_not(exeunt_manager_in_flight(&a->base));
}

Test(manager, M1_settling_twice_is_asserted, .signal = SIGABRT)
{
    test_manager *a = inline_manager_named("a");

    exeunt_manager_enter(&a->base, settled, NULL);
    enters(a);
}

Test(manager, M1_an_exit_cannot_settle_as_entered, .signal = SIGABRT)
{
    test_manager *a = inline_manager_named("a");
    exeunt_stack *stack = stack_of(a);

    a->exit = WAITS;
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, NULL);
    enters(a);
}

Test(manager, X3_a_second_operation_in_flight_is_asserted, .signal = SIGABRT)
{
    test_manager *a = manager_named("a");

    exeunt_manager_enter(&a->base, settled, NULL);
    exeunt_manager_exit(&a->base, NULL, settled, NULL);
}

static void never_exits(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)manager;
    (void)cause;
}

Test(manager, what_can_only_be_pushed_is_not_entered, .signal = SIGABRT)
{
    static const exeunt_manager_type type = {.exit = never_exits};
    exeunt_manager pushed;

    exeunt_manager_init(&pushed, &type, "pushed");
    exeunt_manager_enter(&pushed, settled, NULL);
}

Test(manager, E1_a_recorded_code_is_negative, .signal = SIGABRT)
{
    exeunt_result failed = {.settlement = EXEUNT_SETTLED_FAILED, .code = 0};

    exeunt_manager_record(&manager_named("a")->base, EXEUNT_ORIGIN_ENTER, &failed, NULL);
}

Test(manager, E7_canceled_is_the_context_of_no_record, .signal = SIGABRT)
{
    exeunt_result failed = {.settlement = EXEUNT_SETTLED_FAILED, .code = -5};

    exeunt_manager_record(&manager_named("a")->base, EXEUNT_ORIGIN_EXIT, &failed,
                          exeunt_error_canceled());
}

Test(manager, C2_an_operation_gets_at_most_one_request)
{
    test_manager *a = manager_named("a");

    exeunt_manager_enter(&a->base, settled, NULL);
    exeunt_manager_cancel(&a->base);
    exeunt_manager_cancel(&a->base);
    expect_trace("a enter begins", "a cancel requested");
    enters(a);
    exeunt_manager_cancel(&a->base);
    expect_silence();
    exeunt_manager_exit(&a->base, NULL, settled, NULL);
    exeunt_manager_cancel(&a->base);
    expect_trace("a exit begins", "a cancel requested");
}

static void exit_at_once(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

Test(manager, M6_a_manager_without_cancel_ignores_requests)
{
    static const exeunt_manager_type type = {NULL, exit_at_once, NULL};
    exeunt_manager manager;

    exeunt_manager_init(&manager, &type, "vm");
    exeunt_manager_cancel(&manager);
    exeunt_manager_exit(&manager, NULL, settled, NULL);
    exeunt_manager_cancel(&manager);
    cr_expect_eq(settlements, 1);
}

Test(manager, E1_a_new_error_is_recorded_in_the_manager)
{
    test_manager *a = manager_named("a");

    exeunt_manager_enter(&a->base, settled, NULL);
    exeunt_failed(&a->base, -13, "not allowed");
    const exeunt_error *error =
        exeunt_manager_record(&a->base, EXEUNT_ORIGIN_ENTER, &last, body_error());
    cr_expect_eq(error, &a->base.error);
    cr_expect_eq(error, a->base.raised);
    cr_expect_eq(error->code, -13);
    cr_expect_str_eq(error->message, "not allowed");
    cr_expect_str_eq(chain_of(error), "a.enter < body");
}

Test(manager, E1_an_error_that_is_raised_on_stays_what_it_is)
{
    test_manager *a = manager_named("a");

    exeunt_manager_exit(&a->base, body_error(), settled, NULL);
    exeunt_raised(&a->base, body_error());
    const exeunt_error *error =
        exeunt_manager_record(&a->base, EXEUNT_ORIGIN_EXIT, &last, body_error());
    cr_expect_eq(error, body_error());
    cr_expect_null(error->context);
}

Test(manager, may_be_used_again_after_its_scope_has_ended)
{
    test_manager *a = inline_manager_named("a");

    a->exit = FAILS;
    for (int i = 0; i < 2; i++) {
        exeunt_stack *stack = stack_of(a);
        exeunt_stack_begin(stack);
        exeunt_stack_close(stack, NULL);
        expect_trace("a enter begins", "body begins", "a exit begins",
                     "stack closes (raises [a.exit])");
    }
}
