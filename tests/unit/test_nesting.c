/* A scope is a manager: scopes in scopes (E5, E6, P6). Requests and time are in
 * test_nesting_cancel.c. */
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

/* --- the enter of a nested scope -------------------------------------------------------------- */

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

/* --- the exit of a nested scope --------------------------------------------------------------- */

/* stack: [c, inner: [a, b]]; everything has entered, and the error of the body closes the stack. */
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

static exeunt_settlement settlement;

static void note_settlement(exeunt_manager *manager, const exeunt_result *result)
{
    (void)manager;
    settlement = result->settlement;
}

Test(nesting, E5_without_a_cause_no_suppression_is_told_outwards)
{
    exeunt_stack *inner = stack_of(a, b);
    a->enter = b->enter = SUCCEEDS;
    b->exit = FAILS;
    a->exit = SUPPRESSES;

    exeunt_manager_enter(&inner->scope.manager, note_settlement, NULL);
    cr_expect_eq(settlement, EXEUNT_SETTLED_ENTERED);
    exeunt_manager_exit(&inner->scope.manager, NULL, note_settlement, NULL);
    cr_expect_eq(settlement, EXEUNT_SETTLED_EXITED);
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
    /* The inner stack is exited in a rollback of the middle one. It may suppress for itself. The
     * middle one does not count that (P6), so all three errors must stand. */
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

Test(nesting, X7_a_sibling_that_suppresses_ends_the_chain_in_an_outermost_pool_too)
{
    exeunt_pool *outer = pool_named("outer", stack_of(a, b), c);

    a->enter = b->enter = c->enter = SUCCEEDS;
    exeunt_pool_begin(outer);
    exeunt_pool_close(outer, body_error());
    skip_trace();
    exit_fails(b);
    exit_fails(a);
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit < b.exit < body");
    suppresses(c);
    expect_trace("a exit begins (b.exit)", "outer closes (raises [a.exit, b.exit])");
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit < b.exit");
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
    exeunt_pool_set_policy(inner, EXEUNT_POLICY_WAIT_ALL);

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
    cr_assert_eq(exeunt_stack_enter(outer, &inner->scope.manager, trace_body), 0);
    enter_fails(b);
    exit_fails(a);
    skip_trace();
    exeunt_stack_close(outer, inner->scope.manager.raised);
    exit_fails(c);
    expect_trace("c exit begins (a.exit)", "outer closes (raises [c.exit, a.exit, b.enter])");
}
