/* Cancellation and time (C1-C7), in stacks and pools alike. */
#include "support.h"

static exeunt_stack *stack;
static exeunt_pool *pool;
static test_manager *a;
static test_manager *b;

static void make_managers(void)
{
    a = manager_named("a");
    b = manager_named("b");
}

TestSuite(cancel, .init = make_managers);
TestSuite(deadline, .init = make_managers);
TestSuite(grace, .init = make_managers);

static void enter_stack(void)
{
    a->enter = b->enter = SUCCEEDS;
    stack = stack_of(a, b);
    exeunt_stack_begin(stack);
    skip_trace();
}

static void enter_pool(void)
{
    a->enter = b->enter = SUCCEEDS;
    pool = pool_of(a, b);
    exeunt_pool_begin(pool);
    skip_trace();
}

/* --- requests --------------------------------------------------------------------------------- */

Test(cancel, before_a_stack_begins_nothing_is_entered)
{
    stack = stack_of(a);

    exeunt_scope_cancel(&stack->scope);
    exeunt_stack_begin(stack);
    expect_trace("stack closes (canceled)");
}

Test(cancel, before_a_pool_begins_nothing_is_entered)
{
    pool = pool_of(a);

    exeunt_scope_cancel(&pool->scope);
    exeunt_pool_begin(pool);
    expect_trace("pool closes (canceled)");
}

Test(cancel, C1_errors_outrank_the_flag_and_do_not_erase_it)
{
    pool = pool_of(a);

    exeunt_pool_begin(pool);
    exeunt_scope_cancel(&pool->scope);
    enter_fails(a);
    expect_trace("a enter begins", "a cancel requested",
                 "pool closes (raises [a.enter] + canceled)");
}

Test(cancel, C1_a_body_that_fails_after_the_request_has_failed)
{
    enter_stack();

    exeunt_scope_cancel(&stack->scope);
    exeunt_stack_close(stack, body_error());
    exits(b);
    exits(a);
    expect_trace("body cancel requested", "b exit begins (body)", "a exit begins (body)",
                 "stack closes (raises [body] + canceled)");
}

Test(cancel, C2_two_requests_are_one)
{
    pool = pool_of(a);

    exeunt_pool_begin(pool);
    exeunt_scope_cancel(&pool->scope);
    exeunt_scope_cancel(&pool->scope);
    expect_trace("a enter begins", "a cancel requested");
}

Test(cancel, C3_what_has_completed_before_the_request_stays)
{
    pool = pool_of(a, b);

    exeunt_pool_begin(pool);
    enters(a);
    exeunt_scope_cancel(&pool->scope);
    expect_trace("a enter begins", "b enter begins", "b cancel requested");
    enter_stops(b);
    expect_trace("a exit begins (canceled)");
}

Test(cancel, C4_exits_are_shielded_and_the_request_is_recorded)
{
    enter_pool();

    exeunt_pool_close(pool, NULL);
    exeunt_scope_cancel(&pool->scope);
    exits(a);
    exits(b);
    expect_trace("b exit begins", "a exit begins", "pool closes (canceled)");
}

Test(cancel, C4_the_error_of_the_body_is_not_lost_by_a_request_during_the_exits)
{
    enter_stack();

    exeunt_stack_close(stack, body_error());
    exeunt_scope_cancel(&stack->scope);
    exits(b);
    exits(a);
    expect_trace("b exit begins (body)", "a exit begins (body)",
                 "stack closes (raises [body] + canceled)");
}

Test(cancel, C5_nobody_suppresses_a_cancellation)
{
    enter_stack();

    exeunt_scope_cancel(&stack->scope);
    exeunt_stack_close(stack, exeunt_error_canceled());
    suppresses(b);
    suppresses(a);
    expect_trace("body cancel requested", "b exit begins (canceled)", "a exit begins (canceled)",
                 "stack closes (canceled)");
    cr_expect_not(ended_suppressed());
}

Test(cancel, C5_nobody_suppresses_a_cancellation_in_a_pool)
{
    enter_pool();

    exeunt_scope_cancel(&pool->scope);
    exeunt_pool_close(pool, exeunt_error_canceled());
    suppresses(b);
    suppresses(a);
    expect_trace("body cancel requested", "b exit begins (canceled)", "a exit begins (canceled)",
                 "pool closes (canceled)");
    cr_expect_not(ended_suppressed());
}

Test(cancel, C7_a_failing_exit_hides_the_cancellation_until_it_is_suppressed)
{
    test_manager *c = manager_named("c");
    a->enter = b->enter = c->enter = SUCCEEDS;
    stack = stack_of(a, b, c);

    exeunt_stack_begin(stack);
    exeunt_scope_cancel(&stack->scope);
    skip_trace();
    exeunt_stack_close(stack, exeunt_error_canceled());
    exit_fails(c);
    suppresses(b);
    exits(a);
    expect_trace("c exit begins (canceled)", "b exit begins (c.exit)", "a exit begins (canceled)",
                 "stack closes (canceled)");
    cr_expect_str_eq(chain_of(c->base.raised), "c.exit");
}

Test(cancel, C7_a_body_that_returned_all_the_same_has_returned)
{
    enter_stack();

    exeunt_scope_cancel(&stack->scope);
    exeunt_stack_close(stack, NULL);
    exits(b);
    exits(a);
    expect_trace("body cancel requested", "b exit begins", "a exit begins",
                 "stack closes (canceled)");
}

Test(cancel, C7_an_enter_that_failed_after_the_request_leaves_the_cancellation_behind)
{
    test_manager *c = manager_named("c");
    a->enter = b->enter = SUCCEEDS;
    stack = stack_of(a, b, c);

    exeunt_stack_begin(stack);
    exeunt_scope_cancel(&stack->scope);
    enter_fails(c);
    skip_trace();
    suppresses(b);
    expect_trace("a exit begins (canceled)");
}

Test(cancel, C7_a_body_that_raised_leaves_nothing_behind)
{
    enter_stack();

    exeunt_scope_cancel(&stack->scope);
    exeunt_stack_close(stack, body_error());
    skip_trace();
    suppresses(b);
    expect_trace("a exit begins");
    exits(a);
    expect_trace("stack closes (canceled)");
}

static void cancel_stack(void)
{
    exeunt_scope_cancel(&stack->scope);
}

Test(cancel, may_come_from_inside_a_manager_and_settle_there)
{
    stack = stack_of(a);
    a->during_enter = cancel_stack;
    a->when_asked_to_stop = STOPS;

    exeunt_stack_begin(stack);
    expect_trace("a enter begins", "a cancel requested", "stack closes (canceled)");
}

static void stop_body(exeunt_scope *scope)
{
    exeunt_pool_close((exeunt_pool *)scope, exeunt_error_canceled());
}

Test(cancel, the_body_may_end_inside_the_request)
{
    enter_pool();
    a->exit = b->exit = SUCCEEDS;
    when_body_is_asked_to_stop = stop_body;

    exeunt_scope_cancel(&pool->scope);
    expect_trace("body cancel requested", "b exit begins (canceled)", "a exit begins (canceled)",
                 "pool closes (canceled)");
}

Test(cancel, after_the_end_it_does_nothing)
{
    pool = pool_of_none();

    exeunt_pool_begin(pool);
    exeunt_pool_close(pool, NULL);
    skip_trace();
    exeunt_scope_cancel(&pool->scope);
    exeunt_scope_expire(&pool->scope);
    exeunt_scope_end_grace(&pool->scope);
    expect_silence();
    cr_expect_not(exeunt_scope_stopping(&pool->scope));
}

/* --- deadline --------------------------------------------------------------------------------- */

Test(deadline, C6_acts_like_a_request_and_stands_in_the_outcome)
{
    pool = pool_of(a, b);

    exeunt_pool_begin(pool);
    enters(a);
    exeunt_scope_expire(&pool->scope);
    enter_stops(b);
    exits(a);
    expect_trace("a enter begins", "b enter begins", "b cancel requested",
                 "a exit begins (pool.deadline)", "pool closes (raises [pool.deadline])");
}

Test(deadline, C6_nobody_suppresses_it_in_its_own_scope)
{
    enter_stack();

    exeunt_scope_expire(&stack->scope);
    exeunt_stack_close(stack, exeunt_error_canceled());
    suppresses(b);
    suppresses(a);
    expect_trace("body cancel requested", "b exit begins (stack.deadline)",
                 "a exit begins (stack.deadline)", "stack closes (raises [stack.deadline])");
    cr_expect_not(ended_suppressed());
}

Test(deadline, C6_comes_after_all_other_errors_of_a_stack)
{
    enter_stack();

    exeunt_scope_expire(&stack->scope);
    exeunt_stack_close(stack, exeunt_error_canceled());
    exit_fails(b);
    exit_fails(a);
    expect_trace("body cancel requested", "b exit begins (stack.deadline)",
                 "a exit begins (b.exit)",
                 "stack closes (raises [a.exit, b.exit, stack.deadline])");
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit < b.exit < stack.deadline");
}

Test(deadline, C6_comes_after_all_other_errors_of_a_pool)
{
    pool = pool_of(a, b);

    exeunt_pool_begin(pool);
    enter_fails(b);
    exeunt_scope_expire(&pool->scope);
    enter_fails(a);
    expect_trace("a enter begins", "b enter begins", "a cancel requested",
                 "pool closes (raises [b.enter, a.enter, pool.deadline])");
}

Test(deadline, C6_the_body_may_raise_after_it)
{
    enter_stack();

    exeunt_scope_expire(&stack->scope);
    exeunt_stack_close(stack, body_error());
    suppresses(b);
    exits(a);
    expect_trace("body cancel requested", "b exit begins (body)", "a exit begins",
                 "stack closes (raises [stack.deadline])");
}

Test(deadline, C6_a_body_that_returns_after_it_has_returned)
{
    enter_pool();

    exeunt_scope_expire(&pool->scope);
    exeunt_pool_close(pool, NULL);
    exits(a);
    exits(b);
    expect_trace("body cancel requested", "b exit begins", "a exit begins",
                 "pool closes (raises [pool.deadline])");
}

Test(deadline, C6_stands_once_though_the_body_raises_an_enter_that_failed_after_it)
{
    stack = stack_of_none();

    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_enter(stack, &a->base, trace_body), 0);
    exeunt_scope_expire(&stack->scope);
    enter_fails(a);
    skip_trace();
    exeunt_stack_close(stack, a->base.raised);
    expect_trace("stack closes (raises [a.enter, stack.deadline])");
}

Test(deadline, C7_outranks_the_request)
{
    pool = pool_of(a, b);

    exeunt_pool_begin(pool);
    enters(a);
    exeunt_scope_cancel(&pool->scope);
    exeunt_scope_expire(&pool->scope);
    enter_stops(b);
    exits(a);
    expect_trace("a enter begins", "b enter begins", "b cancel requested",
                 "a exit begins (pool.deadline)",
                 "pool closes (raises [pool.deadline] + canceled)");
}

Test(deadline, C6_covers_enters_and_body_and_nothing_more)
{
    trace_clocks();
    a->enter = SUCCEEDS;
    stack = stack_of(a);

    exeunt_stack_begin(stack);
    expect_trace("stack deadline starts", "a enter begins", "body begins");
    exeunt_stack_close(stack, NULL);
    expect_trace("stack deadline stops", "a exit begins");
    exeunt_scope_expire(&stack->scope);
    exits(a);
    expect_trace("stack grace stops", "stack closes (returns)");
}

Test(deadline, C6_stops_when_the_first_exit_of_a_rollback_begins)
{
    trace_clocks();
    pool = pool_of(a, b);

    exeunt_pool_begin(pool);
    enters(a);
    expect_trace("pool deadline starts", "a enter begins", "b enter begins");
    enter_fails(b);
    expect_trace("pool deadline stops", "a exit begins (b.enter)");
}

Test(deadline, does_not_start_if_nothing_will_be_entered)
{
    trace_clocks();
    pool = pool_of(a);

    exeunt_scope_cancel(&pool->scope);
    exeunt_pool_begin(pool);
    expect_trace("pool grace stops", "pool closes (canceled)");
}

/* --- grace ------------------------------------------------------------------------------------ */

Test(grace, C4_counts_from_the_request_when_exits_have_begun)
{
    trace_clocks();
    enter_pool();

    exeunt_pool_close(pool, NULL);
    expect_trace("pool deadline stops", "b exit begins", "a exit begins");
    exeunt_scope_cancel(&pool->scope);
    exeunt_scope_cancel(&pool->scope);
    expect_trace("pool grace starts");
}

Test(grace, C4_counts_from_the_first_exit_after_a_request)
{
    trace_clocks();
    enter_pool();

    exeunt_scope_cancel(&pool->scope);
    exeunt_pool_close(pool, exeunt_error_canceled());
    expect_trace("body cancel requested", "pool deadline stops", "b exit begins (canceled)",
                 "pool grace starts", "a exit begins (canceled)");
}

Test(grace, C4_its_end_asks_each_exit_in_flight_once_and_waits_for_it)
{
    enter_pool();

    exeunt_scope_cancel(&pool->scope);
    exeunt_pool_close(pool, exeunt_error_canceled());
    exits(b);
    skip_trace();
    exeunt_scope_end_grace(&pool->scope);
    exeunt_scope_end_grace(&pool->scope);
    expect_trace("a cancel requested");
    exits(a);
    expect_trace("pool closes (canceled)");
}

Test(grace, C4_in_a_stack_later_exits_are_not_asked)
{
    enter_stack();
    b->when_asked_to_stop = STOPS;

    exeunt_scope_cancel(&stack->scope);
    exeunt_stack_close(stack, exeunt_error_canceled());
    skip_trace();
    exeunt_scope_end_grace(&stack->scope);
    expect_trace("b cancel requested", "a exit begins (canceled)");
    exeunt_scope_end_grace(&stack->scope);
    expect_silence();
}

Test(grace, C4_the_requests_of_fail_fast_do_not_start_it)
{
    trace_clocks();
    pool = pool_of(a, b);

    exeunt_pool_begin(pool);
    enters(a);
    enter_fails(b);
    skip_trace();
    exits(a);
    expect_trace("pool grace stops", "pool closes (raises [b.enter])");
}

Test(grace, ends_nothing_that_has_not_started)
{
    enter_pool();

    exeunt_pool_close(pool, NULL);
    skip_trace();
    exeunt_scope_end_grace(&pool->scope);
    expect_silence();
}
