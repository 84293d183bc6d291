/* Requests and time in nested scopes (C4-C7, P14). */
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

TestSuite(nesting_cancel, .init = make_managers);

Test(nesting_cancel, C4_the_exits_of_an_inner_scope_are_shielded)
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

Test(nesting_cancel, a_request_to_an_inner_scope_does_not_ask_the_body)
{
    exeunt_pool *inner = pool_named("inner", a);
    exeunt_pool *outer = pool_named("outer", inner);
    a->enter = SUCCEEDS;

    exeunt_pool_begin(outer);
    skip_trace();
    exeunt_scope_cancel(&inner->scope);
    expect_silence();
    exeunt_pool_close(outer, NULL);
    exits(a);
    expect_trace("a exit begins", "outer closes (returns)");
}

Test(nesting_cancel, P14_the_flag_of_an_inner_scope_stays_there)
{
    exeunt_pool *outer = pool_named("outer", pool_of(a), b);
    a->when_asked_to_stop = STOPS;

    exeunt_pool_begin(outer);
    enter_fails(b);
    expect_trace("a enter begins", "b enter begins", "a cancel requested",
                 "outer closes (raises [b.enter])");
}

Test(nesting_cancel, C7_the_inner_exits_are_told_that_the_outer_scope_was_canceled)
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

Test(nesting_cancel, C6_the_deadline_of_a_nested_scope_is_an_error_of_its_enter)
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

Test(nesting_cancel, C6_the_deadline_alone_is_the_error_of_the_enter)
{
    exeunt_stack *inner = stack_named("inner", a);
    exeunt_pool *outer = pool_named("outer", inner, pool_named("other", b));
    a->when_asked_to_stop = b->when_asked_to_stop = STOPS;

    exeunt_pool_begin(outer);
    exeunt_scope_expire(&inner->scope);
    expect_trace("a enter begins", "b enter begins", "a cancel requested", "b cancel requested",
                 "outer closes (raises [inner.deadline])");
}

Test(nesting_cancel, C6_an_enter_that_fails_after_the_deadline_stands_before_it)
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

Test(nesting_cancel, C5_the_deadline_of_the_outer_scope_may_be_suppressed_inside_and_still_stands)
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

Test(nesting_cancel, C6_the_deadline_of_a_nested_scope_covers_its_enter_only)
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

Test(nesting_cancel, C4_the_end_of_grace_reaches_an_inner_scope_as_a_request)
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
