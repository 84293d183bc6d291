/* The exit stack, rule by rule (S1-S8). Moving, closing and requests are in test_stack_life.c, a
 * million managers (S13) in test_depth.c. */
#include "support.h"

static exeunt_stack *stack;
static test_manager *a;
static test_manager *b;
static test_manager *c;

static void make_managers(void)
{
    a = manager_named("a");
    b = manager_named("b");
    c = manager_named("c");
}

TestSuite(stack, .init = make_managers);

/* A stack that has entered a, b and c, each of which enters inside the call and waits to exit. */
static void enter_three(void)
{
    a->enter = b->enter = c->enter = SUCCEEDS;
    stack = stack_of(a, b, c);
    exeunt_stack_begin(stack);
    skip_trace();
}

Test(stack, of_none_runs_its_body)
{
    stack = stack_of_none();

    exeunt_stack_begin(stack);
    expect_trace("body begins");
    exeunt_stack_close(stack, body_error());
    expect_trace("stack closes (raises [body])");
}

/* --- enters ----------------------------------------------------------------------------------- */

Test(stack, S1_enters_run_one_at_a_time)
{
    stack = stack_of(a, b);

    exeunt_stack_begin(stack);
    expect_trace("a enter begins");
    enters(a);
    expect_trace("b enter begins");
    enters(b);
    expect_trace("body begins");
}

Test(stack, S1_a_second_enter_in_flight_is_refused)
{
    stack = stack_of_none();

    exeunt_stack_begin(stack);
    cr_expect_eq(exeunt_stack_enter(stack, &a->base, trace_body), 0);
    cr_expect_eq(exeunt_stack_enter(stack, &b->base, trace_body), EXEUNT_EBUSY);
    expect_trace("body begins", "a enter begins");
    enters(a);
    expect_trace("body is told: a entered");
    cr_expect_eq(exeunt_stack_enter(stack, &b->base, trace_body), 0);
    expect_trace("b enter begins");
}

Test(stack, S1_the_first_enters_are_enters_in_flight_too)
{
    stack = stack_of(a);

    exeunt_stack_begin(stack);
    cr_expect_eq(exeunt_stack_enter(stack, &b->base, trace_body), EXEUNT_EBUSY);
    expect_trace("a enter begins");
}

Test(stack, S1_a_failed_enter_is_the_error_of_the_body)
{
    stack = stack_of(a, b, c);

    exeunt_stack_begin(stack);
    enters(a);
    enter_fails(b);
    expect_trace("a enter begins", "b enter begins", "a exit begins (b.enter)");
    exits(a);
    expect_trace("stack closes (raises [b.enter])");
}

Test(stack, S1_a_failed_enter_of_an_outermost_stack_may_be_suppressed)
{
    stack = stack_of(a, b);

    exeunt_stack_begin(stack);
    enters(a);
    enter_fails(b);
    suppresses(a);
    expect_trace("a enter begins", "b enter begins", "a exit begins (b.enter)",
                 "stack closes (suppressed)");
}

Test(stack, S1_the_body_raises_the_error_of_an_enter_of_its_own)
{
    stack = stack_of(a);
    a->enter = SUCCEEDS;

    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_enter(stack, &b->base, trace_body), 0);
    enter_fails(b);
    expect_trace("a enter begins", "body begins", "b enter begins", "body is told: b.enter");
    exeunt_stack_close(stack, b->base.raised);
    exits(a);
    expect_trace("a exit begins (b.enter)", "stack closes (raises [b.enter])");
}

static void close_when_told(exeunt_stack *told, exeunt_manager *manager, const exeunt_error *error)
{
    trace_body(told, manager, error);
    exeunt_stack_close(told, NULL);
}

Test(stack, S2_what_has_entered_is_registered_before_anybody_is_told)
{
    stack = stack_of_none();

    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_enter(stack, &a->base, close_when_told), 0);
    enters(a);
    expect_trace("body begins", "a enter begins", "body is told: a entered", "a exit begins");
}

/* --- exits ------------------------------------------------------------------------------------ */

Test(stack, S3_exits_run_one_at_a_time_in_reverse)
{
    enter_three();

    exeunt_stack_close(stack, NULL);
    expect_trace("c exit begins");
    exits(c);
    expect_trace("b exit begins");
    exits(b);
    expect_trace("a exit begins");
    exits(a);
    expect_trace("stack closes (returns)");
}

static void close_again(void)
{
    cr_expect_eq(exeunt_stack_close(stack, body_error()), EXEUNT_EALREADY);
}

Test(stack, S4_no_reentry_exits_a_manager_twice)
{
    enter_three();
    a->exit = b->exit = c->exit = SUCCEEDS;
    b->during_exit = close_again;

    exeunt_stack_close(stack, NULL);
    expect_trace("c exit begins", "b exit begins", "a exit begins", "stack closes (returns)");
}

Test(stack, S5_each_exit_is_told_what_propagates_then)
{
    enter_three();

    exeunt_stack_close(stack, body_error());
    exit_fails(c);
    suppresses(b);
    exits(a);
    expect_trace("c exit begins (body)", "b exit begins (c.exit)", "a exit begins",
                 "stack closes (suppressed)");
}

Test(stack, S6_a_suppression_clears_the_whole_chain)
{
    enter_three();

    exeunt_stack_close(stack, body_error());
    exit_fails(c);
    suppresses(b);
    exit_fails(a);
    expect_trace("c exit begins (body)", "b exit begins (c.exit)", "a exit begins",
                 "stack closes (raises [a.exit])");
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit");
    cr_expect(ended_suppressed());
}

Test(stack, S6_an_outer_exit_suppresses_what_an_inner_one_raised)
{
    enter_three();

    exeunt_stack_close(stack, NULL);
    exit_fails(c);
    suppresses(b);
    exits(a);
    expect_trace("c exit begins", "b exit begins (c.exit)", "a exit begins",
                 "stack closes (suppressed)");
}

Test(stack, S6_suppress_fail_suppress)
{
    enter_three();

    exeunt_stack_close(stack, body_error());
    suppresses(c);
    exit_fails(b);
    suppresses(a);
    expect_trace("c exit begins (body)", "b exit begins", "a exit begins (b.exit)",
                 "stack closes (suppressed)");
}

Test(stack, M5_a_suppression_without_a_cause_counts_as_exited)
{
    enter_three();

    exeunt_stack_close(stack, NULL);
    suppresses(c);
    exits(b);
    exits(a);
    expect_trace("c exit begins", "b exit begins", "a exit begins", "stack closes (returns)");
}

Test(stack, S7_the_outcome_is_the_chain_newest_first)
{
    enter_three();

    exeunt_stack_close(stack, body_error());
    exit_fails(c);
    exit_fails(b);
    exit_fails(a);
    expect_trace("c exit begins (body)", "b exit begins (c.exit)", "a exit begins (b.exit)",
                 "stack closes (raises [a.exit, b.exit, c.exit, body])");
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit < b.exit < c.exit < body");
}

Test(stack, S7_the_chain_is_whole_after_a_clean_body_too)
{
    enter_three();

    exeunt_stack_close(stack, NULL);
    exit_fails(c);
    exit_fails(b);
    exits(a);
    expect_trace("c exit begins", "b exit begins (c.exit)", "a exit begins (b.exit)",
                 "stack closes (raises [b.exit, c.exit])");
}

Test(stack, S7_what_the_body_knew_before_is_not_listed)
{
    exeunt_error earlier;
    exeunt_error raised;

    exeunt_error_init(&earlier, -1, "earlier", NULL);
    exeunt_error_init(&raised, -2, "body", NULL);
    raised.context = &earlier;
    enter_three();
    exeunt_stack_close(stack, &raised);
    exit_fails(c);
    exits(b);
    exits(a);
    expect_trace("c exit begins (body)", "b exit begins (c.exit)", "a exit begins (c.exit)",
                 "stack closes (raises [c.exit, body])");
}

/* --- callbacks and pushed managers ------------------------------------------------------------ */

Test(stack, S8_a_callback_is_told_nothing_and_cannot_suppress)
{
    enter_three();
    test_manager *callback = manager_named("callback");

    cr_expect_eq(exeunt_stack_callback(stack, &callback->base), 0);
    exeunt_stack_close(stack, body_error());
    expect_trace("callback exit begins");
    suppresses(callback);
    expect_trace("c exit begins (body)");
}

Test(stack, S8_a_callback_may_fail)
{
    stack = stack_of_none();

    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_callback(stack, &a->base), 0);
    exeunt_stack_close(stack, body_error());
    exit_fails(a);
    expect_trace("body begins", "a exit begins", "stack closes (raises [a.exit, body])");
}

Test(stack, S8_what_was_a_callback_is_told_the_error_when_it_is_entered)
{
    stack = stack_of(a);
    a->enter = SUCCEEDS;
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_callback(stack, &b->base), 0);
    exeunt_stack_close(stack, body_error());
    exits(b);
    cr_assert_eq(exeunt_stack_enter(stack, &b->base, trace_body), 0);
    skip_trace();
    enters(b);
    exits(a);
    expect_trace("body is told: b entered", "b exit begins (body)");
}

Test(stack, what_is_pushed_is_exited_and_never_entered)
{
    stack = stack_of_none();

    cr_expect_eq(exeunt_stack_add(stack, &a->base), 0);
    cr_expect_eq(exeunt_stack_add_pushed(stack, &b->base), 0);
    cr_expect_eq(exeunt_stack_add_callback(stack, &c->base), 0);
    a->enter = SUCCEEDS;
    exeunt_stack_begin(stack);
    expect_trace("a enter begins", "body begins");
    exeunt_stack_close(stack, body_error());
    exits(c);
    suppresses(b);
    exits(a);
    expect_trace("c exit begins", "b exit begins (body)", "a exit begins",
                 "stack closes (suppressed)");
}

Test(stack, what_can_only_be_pushed_cannot_be_entered)
{
    static const exeunt_manager_type only_pushed = {NULL, NULL, NULL};
    stack = stack_of_none();

    a->base.type = &only_pushed;
    cr_expect_eq(exeunt_stack_add(stack, &a->base), EXEUNT_EINVAL);
    exeunt_stack_begin(stack);
    cr_expect_eq(exeunt_stack_enter(stack, &a->base, trace_body), EXEUNT_EINVAL);
    cr_expect_eq(exeunt_stack_enter(stack, &b->base, NULL), EXEUNT_EINVAL);
}

Test(stack, S14_what_is_pushed_behind_a_failed_enter_is_held_in_its_place)
{
    test_manager *d = manager_named("d");
    stack = stack_of(a);

    cr_assert_eq(exeunt_stack_add_pushed(stack, &b->base), 0);
    cr_assert_eq(exeunt_stack_add(stack, &c->base), 0);
    cr_assert_eq(exeunt_stack_add_callback(stack, &d->base), 0);
    exeunt_stack_begin(stack);
    enter_fails(a);
    exits(d);
    exits(b);
    expect_trace("a enter begins", "d exit begins", "b exit begins (a.enter)",
                 "stack closes (raises [a.enter])");
}

Test(stack, S14_what_enters_later_takes_its_place_in_the_order)
{
    stack = stack_of(a);

    cr_assert_eq(exeunt_stack_add_pushed(stack, &b->base), 0);
    cr_assert_eq(exeunt_stack_add(stack, &c->base), 0);
    exeunt_stack_begin(stack);
    enters(a);
    enters(c);
    exeunt_stack_close(stack, NULL);
    exits(c);
    exits(b);
    exits(a);
    expect_trace("a enter begins", "c enter begins", "body begins", "c exit begins",
                 "b exit begins", "a exit begins", "stack closes (returns)");
}

Test(stack, S14_a_cancel_before_the_start_enters_nothing_and_exits_what_was_pushed)
{
    stack = stack_of(a);

    cr_assert_eq(exeunt_stack_push(stack, &b->base), 0);
    exeunt_scope_cancel(&stack->scope);
    expect_silence();
    exeunt_stack_begin(stack);
    exits(b);
    expect_trace("b exit begins (canceled)", "stack closes (canceled)");
}

Test(stack, S14_before_it_begins_it_holds_nothing)
{
    exeunt_stack *other = stack_of_none();
    stack = stack_of_none();

    cr_assert_eq(exeunt_stack_add_pushed(stack, &b->base), 0);
    cr_expect_eq(exeunt_stack_push(other, &b->base), 0, "it is still its owner's");
    exeunt_stack_begin(other);
    cr_expect_eq(exeunt_stack_push(stack, &b->base), EXEUNT_EINVAL);
}

static void push_b_and_c(void)
{
    cr_expect_eq(exeunt_stack_push(stack, &b->base), 0);
    cr_expect_eq(exeunt_stack_push(stack, &c->base), EXEUNT_EINVAL, "it waits to be entered");
}

Test(stack, S14_what_an_enter_pushes_is_older_than_what_has_not_entered)
{
    stack = stack_of(a);
    a->during_enter = push_b_and_c;

    cr_assert_eq(exeunt_stack_add(stack, &c->base), 0);
    exeunt_stack_begin(stack);
    enters(a);
    enter_fails(c);
    exits(a);
    exits(b);
    expect_trace("a enter begins", "c enter begins", "a exit begins (c.enter)",
                 "b exit begins (c.enter)", "stack closes (raises [c.enter])");
}

Test(stack, S14_one_that_is_moved_to_has_begun)
{
    exeunt_stack *from = stack_named("from", NULL);
    stack = stack_of_none();

    cr_assert_eq(exeunt_stack_add_pushed(stack, &a->base), 0);
    exeunt_stack_begin(from);
    cr_assert_eq(exeunt_stack_push(from, &b->base), 0);
    cr_expect_eq(exeunt_stack_move(from, stack), 0);
    skip_trace();
    exeunt_stack_close(stack, NULL);
    exits(b);
    exits(a);
    expect_trace("b exit begins", "a exit begins", "stack closes (returns)");
}

Test(stack, S14_one_that_was_pushed_before_it_began_exits_what_it_was_given)
{
    exeunt_stack *inner = stack_named("inner", a);
    stack = stack_of_none();

    cr_assert_eq(exeunt_stack_add_pushed(inner, &b->base), 0);
    cr_assert_eq(exeunt_stack_add_pushed(stack, &inner->scope.manager), 0);
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, NULL);
    exits(b);
    expect_trace("body begins", "b exit begins", "stack closes (returns)");
}
