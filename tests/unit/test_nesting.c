/* A scope is a manager: scopes in scopes (E5, E6, P6, C4, C6). */
#include "support.h"

static test_manager *a;
static test_manager *b;
static test_manager *c;

static void make_managers(void)
{
    a = manager_named("a");
    b = manager_named("b");
    c = manager_named("c");
}

TestSuite(nesting, .init = make_managers);

/* --- the enter of a nested scope --- */

Test(nesting, entering_a_scope_enters_its_managers_and_exiting_it_closes_it)
{
    exeunt_pool *inner = pool_of(a, b);
    exeunt_stack *outer = stack_of(c, inner);
    c->enter = SUCCEEDS;

    exeunt_stack_begin(outer);
    enters(b);
    enters(a);
    expect_trace("c enter begins", "a enter begins", "b enter begins", "body begins");
    cr_expect_eq(inner->scope.manager.value, inner);
    exeunt_stack_close(outer, body_error());
    exits(a);
    exits(b);
    exits(c);
    expect_trace("b exit begins (body)", "a exit begins (body)", "c exit begins (body)",
                 "stack closes (raises [body])");
}

Test(nesting, a_stack_in_a_pool_exits_in_order_while_its_sibling_exits)
{
    exeunt_stack *inner = stack_of(a, b);
    exeunt_pool *outer = pool_of(inner, c);
    a->enter = b->enter = c->enter = SUCCEEDS;

    exeunt_pool_begin(outer);
    skip_trace();
    exeunt_pool_close(outer, NULL);
    expect_trace("c exit begins", "b exit begins");
    exits(b);
    expect_trace("a exit begins");
    exits(a);
    exits(c);
    expect_trace("pool closes (returns)");
}

Test(nesting, the_calls_of_an_owner_are_refused)
{
    exeunt_pool *inner = pool_of(a);
    exeunt_stack *inner_stack = stack_named("inner", b);
    a->enter = b->enter = SUCCEEDS;

    exeunt_pool_begin(pool_named("outer", inner, inner_stack));
    cr_expect_eq(exeunt_pool_close(inner, NULL), EXEUNT_ESTATE);
    cr_expect_eq(exeunt_stack_close(inner_stack, NULL), EXEUNT_ESTATE);
}

Test(nesting, E5_a_failed_enter_of_a_pool_goes_out_as_it_is)
{
    exeunt_stack *outer = stack_of(c, pool_of(a, b));
    c->enter = SUCCEEDS;

    exeunt_stack_begin(outer);
    enters(a);
    enter_fails(b);
    expect_trace("c enter begins", "a enter begins", "b enter begins", "a exit begins (b.enter)");
    exits(a);
    expect_trace("c exit begins (b.enter)");
    exits(c);
    expect_trace("stack closes (raises [b.enter])");
}

Test(nesting, E5_asked_to_stop_its_enter_rolls_back_though_all_have_entered)
{
    exeunt_pool *outer = pool_of(stack_of(a), b);

    exeunt_pool_begin(outer);
    exeunt_scope_cancel(&outer->scope);
    enters(a);
    enter_stops(b);
    expect_trace("a enter begins", "b enter begins", "a cancel requested", "b cancel requested",
                 "a exit begins (canceled)");
    exits(a);
    expect_trace("pool closes (canceled)");
}

Test(nesting, E5_asked_to_stop_it_settles_failed_if_an_error_stands)
{
    exeunt_pool *outer = pool_of(stack_of(a), b);

    exeunt_pool_begin(outer);
    enter_fails(b);
    enters(a);
    exit_fails(a);
    expect_trace("a enter begins", "b enter begins", "a cancel requested",
                 "a exit begins (canceled)", "pool closes (raises [b.enter, a.exit])");
}

Test(nesting, P6_suppressions_do_not_count_while_the_enter_of_a_nested_stack_unwinds)
{
    exeunt_stack *outer = stack_named("outer", stack_of(a, b));

    exeunt_stack_begin(outer);
    enters(a);
    enter_fails(b);
    suppresses(a);
    expect_trace("a enter begins", "b enter begins", "a exit begins (b.enter)",
                 "outer closes (raises [b.enter])");
    cr_expect_not(ended_suppressed());
}

Test(nesting, P6_a_chain_in_such_a_rollback_is_kept)
{
    exeunt_stack *outer = stack_named("outer", stack_of(a, b));

    exeunt_stack_begin(outer);
    enters(a);
    enter_fails(b);
    suppresses_and_fails(a);
    expect_trace("a enter begins", "b enter begins", "a exit begins (b.enter)",
                 "outer closes (raises [a.exit, b.enter])");
}

/* --- the exit of a nested scope --- */

/* stack: [c, inner: [a, b]], everything entered, and closed with the error of the body. */
static void close_around(void *inner)
{
    exeunt_stack *outer = stack_named("outer", c, inner);

    a->enter = b->enter = c->enter = SUCCEEDS;
    exeunt_stack_begin(outer);
    exeunt_stack_close(outer, body_error());
    skip_trace();
}

Test(nesting, E5_the_cause_is_the_parents_and_not_raised_again)
{
    close_around(pool_of(a, b));

    exits(a);
    exits(b);
    exits(c);
    expect_trace("c exit begins (body)", "outer closes (raises [body])");
}

Test(nesting, E5_a_suppressed_cause_settles_suppressed)
{
    close_around(pool_of(a, b));

    suppresses(a);
    exits(b);
    exits(c);
    expect_trace("c exit begins", "outer closes (suppressed)");
}

Test(nesting, E5_an_error_that_came_and_went_inside_settles_exited)
{
    exeunt_stack *outer = stack_named("outer", c, stack_of(a, b));

    a->enter = b->enter = c->enter = SUCCEEDS;
    exeunt_stack_begin(outer);
    exeunt_stack_close(outer, NULL);
    skip_trace();
    exit_fails(b);
    suppresses(a);
    exits(c);
    expect_trace("a exit begins (b.exit)", "c exit begins", "outer closes (returns)");
}

Test(nesting, E5_one_error_of_a_pool_goes_out_as_it_is)
{
    close_around(pool_of(a, b));

    exit_fails(a);
    exits(b);
    expect_trace("c exit begins (a.exit)");
    exits(c);
    expect_trace("outer closes (raises [a.exit, body])");
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit < body");
}

Test(nesting, E5_several_errors_of_a_pool_are_members_of_one)
{
    exeunt_pool *inner = pool_of(a, b);
    close_around(inner);

    exit_fails(b);
    exit_fails(a);
    expect_trace("c exit begins (pool)");
    exits(c);
    expect_trace("outer closes (raises [a.exit, b.exit, body])");
    cr_expect_str_eq(chain_of(inner->scope.manager.raised), "pool < body");
}

Test(nesting, E5_several_errors_of_a_stack_are_the_chain_of_its_newest)
{
    close_around(stack_of(a, b));

    exit_fails(b);
    exit_fails(a);
    expect_trace("a exit begins (b.exit)", "c exit begins (a.exit)");
    exits(c);
    expect_trace("outer closes (raises [a.exit, b.exit, body])");
}

Test(nesting, E5_the_chain_of_one_member_goes_out_of_a_pool_as_it_is)
{
    close_around(pool_of(stack_of(a, b)));

    exit_fails(b);
    exit_fails(a);
    exits(c);
    expect_trace("a exit begins (b.exit)", "c exit begins (a.exit)",
                 "outer closes (raises [a.exit, b.exit, body])");
}

Test(nesting, E6_the_suppression_first_and_then_the_failure_without_a_context)
{
    close_around(stack_of(a, b));

    suppresses(b);
    exit_fails(a);
    exits(c);
    expect_trace("a exit begins", "c exit begins (a.exit)", "outer closes (raises [a.exit])");
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit");
    cr_expect(ended_suppressed());
}

Test(nesting, E6_a_pool_that_suppresses_and_fails_twice)
{
    test_manager *d = manager_named("d");
    exeunt_pool *inner = pool_of(a, b, d);

    d->enter = SUCCEEDS;
    close_around(inner);
    exit_fails(a);
    exit_fails(b);
    suppresses(d);
    exits(c);
    expect_trace("c exit begins (pool)", "outer closes (raises [a.exit, b.exit])");
    cr_expect_str_eq(chain_of(inner->scope.manager.raised), "pool");
}

Test(nesting, E6_a_sibling_that_suppresses_ends_the_chain_of_a_stack_in_the_pool)
{
    test_manager *d = manager_named("d");

    d->enter = SUCCEEDS;
    close_around(pool_of(stack_of(a, b), d));
    exit_fails(b);
    exit_fails(a);
    suppresses(d);
    exits(c);
    expect_trace("a exit begins (b.exit)", "c exit begins (a.exit)",
                 "outer closes (raises [a.exit, b.exit])");
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit < b.exit");
}

Test(nesting, E6_a_suppression_that_does_not_count_loses_nothing)
{
    /* The inner stack is exited in a rollback of the middle one: it may suppress for itself, the
     * middle one does not let it count (P6), and all three errors must stand. */
    exeunt_stack *inner = stack_named("inner", a, b);
    exeunt_stack *outer = stack_named("outer", stack_named("middle", inner, c));
    a->enter = b->enter = SUCCEEDS;

    exeunt_stack_begin(outer);
    enter_fails(c);
    skip_trace();
    suppresses_and_fails(b);
    exit_fails(a);
    expect_trace("a exit begins (b.exit)", "outer closes (raises [a.exit, b.exit, c.enter])");
}

Test(nesting, three_levels_with_an_error_on_each)
{
    exeunt_stack *outer = stack_named("outer", a, pool_named("middle", b, stack_named("inner", c)));
    a->enter = b->enter = c->enter = SUCCEEDS;

    exeunt_stack_begin(outer);
    skip_trace();
    exeunt_stack_close(outer, body_error());
    expect_trace("c exit begins (body)", "b exit begins (body)");
    exit_fails(c);
    exit_fails(b);
    expect_trace("a exit begins (middle)");
    exit_fails(a);
    expect_trace("outer closes (raises [a.exit, b.exit, c.exit, body])");
}

Test(nesting, P13_the_errors_of_a_nested_scope_stand_where_its_member_stands)
{
    exeunt_pool *inner = pool_named("inner", a, b);
    exeunt_pool *outer = pool_named("outer", inner, c);
    exeunt_pool_set_policy(inner, EXEUNT_WAIT_ALL);

    exeunt_pool_begin(outer);
    enter_fails(b);
    enter_fails(c);
    enter_fails(a);
    expect_trace("a enter begins", "b enter begins", "c enter begins", "a cancel requested",
                 "outer closes (raises [c.enter, b.enter, a.enter])");
}

Test(nesting, an_error_of_the_enter_of_a_nested_scope_may_be_raised_by_the_body)
{
    exeunt_stack *outer = stack_named("outer", c);
    exeunt_stack *inner = stack_named("inner", a, b);
    c->enter = a->enter = SUCCEEDS;

    exeunt_stack_begin(outer);
    exeunt_stack_enter(outer, &inner->scope.manager, tell_body);
    enter_fails(b);
    exit_fails(a);
    skip_trace();
    exeunt_stack_close(outer, inner->scope.manager.raised);
    exit_fails(c);
    expect_trace("c exit begins (a.exit)", "outer closes (raises [c.exit, a.exit, b.enter])");
}

/* --- cancel and time --- */

Test(nesting, C4_the_exits_of_an_inner_scope_are_shielded)
{
    exeunt_pool *outer = pool_named("outer", pool_of(a, b), c);

    exeunt_pool_begin(outer);
    enters(a);
    enter_fails(b);
    expect_trace("a enter begins", "b enter begins", "c enter begins", "a exit begins (b.enter)");
    exeunt_scope_cancel(&outer->scope);
    expect_trace("c cancel requested");
    exits(a);
    enter_stops(c);
    expect_trace("outer closes (raises [b.enter] + canceled)");
}

Test(nesting, P14_the_flag_of_an_inner_scope_stays_there)
{
    exeunt_pool *outer = pool_named("outer", pool_of(a), b);
    a->when_asked_to_stop = STOPS;

    exeunt_pool_begin(outer);
    enter_fails(b);
    expect_trace("a enter begins", "b enter begins", "a cancel requested",
                 "outer closes (raises [b.enter])");
}

Test(nesting, C7_the_inner_exits_are_told_that_the_outer_scope_was_canceled)
{
    exeunt_stack *outer = stack_named("outer", stack_of(a, b));
    a->enter = b->enter = SUCCEEDS;

    exeunt_stack_begin(outer);
    exeunt_scope_cancel(&outer->scope);
    skip_trace();
    exeunt_stack_close(outer, exeunt_error_canceled());
    suppresses(b);
    suppresses(a);
    expect_trace("b exit begins (canceled)", "a exit begins (canceled)", "outer closes (canceled)");
}

Test(nesting, C6_the_deadline_of_a_nested_scope_is_an_error_of_its_enter)
{
    exeunt_stack *inner = stack_named("inner", a, b);
    exeunt_pool *outer = pool_named("outer", inner, c);
    c->enter = a->enter = SUCCEEDS;

    exeunt_pool_begin(outer);
    exeunt_scope_expire(&inner->scope);
    enter_stops(b);
    exit_fails(a);
    exits(c);
    expect_trace("a enter begins", "b enter begins", "c enter begins", "b cancel requested",
                 "a exit begins (inner.deadline)", "c exit begins (a.exit)",
                 "outer closes (raises [a.exit, inner.deadline])");
}

Test(nesting, C6_an_enter_that_fails_after_the_deadline_stands_before_it)
{
    exeunt_stack *inner = stack_named("inner", pool_of(a, b));
    exeunt_stack *outer = stack_named("outer", inner);

    exeunt_stack_begin(outer);
    exeunt_scope_expire(&inner->scope);
    enter_fails(b);
    enter_fails(a);
    expect_trace("a enter begins", "b enter begins", "a cancel requested", "b cancel requested",
                 "outer closes (raises [b.enter, a.enter, inner.deadline])");
}

Test(nesting, C5_the_deadline_of_the_outer_scope_may_be_suppressed_inside_and_still_stands)
{
    exeunt_stack *outer = stack_named("outer", c, stack_of(a, b));
    a->enter = b->enter = c->enter = SUCCEEDS;

    exeunt_stack_begin(outer);
    exeunt_scope_expire(&outer->scope);
    skip_trace();
    exeunt_stack_close(outer, exeunt_error_canceled());
    suppresses(b);
    exit_fails(a);
    exits(c);
    expect_trace("b exit begins (outer.deadline)", "a exit begins", "c exit begins (a.exit)",
                 "outer closes (raises [a.exit, outer.deadline])");
}

Test(nesting, C6_the_deadline_of_a_nested_scope_covers_its_enter_only)
{
    exeunt_pool *inner = pool_named("inner", a);
    exeunt_stack *outer = stack_named("outer", inner);

    trace_clocks();
    exeunt_stack_begin(outer);
    enters(a);
    expect_trace("outer deadline starts", "inner deadline starts", "a enter begins",
                 "inner deadline stops", "body begins");
    exeunt_scope_expire(&inner->scope);
    exeunt_stack_close(outer, NULL);
    exits(a);
    expect_trace("outer deadline stops", "a exit begins", "inner grace stops", "outer grace stops",
                 "outer closes (returns)");
}

Test(nesting, C4_the_end_of_grace_reaches_an_inner_scope_as_a_request)
{
    exeunt_pool *inner = pool_named("inner", a);
    exeunt_pool *outer = pool_named("outer", inner);
    a->enter = SUCCEEDS;

    trace_clocks();
    exeunt_pool_begin(outer);
    exeunt_pool_close(outer, NULL);
    exeunt_scope_cancel(&outer->scope);
    skip_trace();
    exeunt_scope_end_grace(&outer->scope);
    expect_trace("inner grace starts");
    exeunt_scope_end_grace(&inner->scope);
    expect_trace("a cancel requested");
    exits(a);
    expect_trace("inner grace stops", "outer grace stops", "outer closes (canceled)");
}
