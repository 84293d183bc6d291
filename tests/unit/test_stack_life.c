/* The life of an exit stack, rule by rule (S9-S12): moving, unwinding, closing, requests. */
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

TestSuite(stack_life, .init = make_managers);

/* A stack that has entered a, b and c, each of which enters inside the call and waits to exit. */
static void enter_three(void)
{
    a->enter = b->enter = c->enter = SUCCEEDS;
    stack = stack_of(a, b, c);
    exeunt_stack_begin(stack);
    skip_trace();
}

/* --- moving ----------------------------------------------------------------------------------- */

Test(stack_life, S9_a_moved_stack_hands_over_its_entries_in_order)
{
    exeunt_stack *other = stack_named("other", c);

    a->enter = b->enter = c->enter = SUCCEEDS;
    a->exit = b->exit = c->exit = SUCCEEDS;
    stack = stack_of(a, b);
    exeunt_stack_begin(stack);
    exeunt_stack_begin(other);
    skip_trace();
    cr_expect_eq(exeunt_stack_move(stack, other), 0);
    exeunt_stack_close(stack, body_error());
    expect_trace("stack closes (raises [body])");
    exeunt_stack_close(other, NULL);
    expect_trace("b exit begins", "a exit begins", "c exit begins", "other closes (returns)");
}

Test(stack_life, S9_a_new_stack_takes_the_entries_and_only_needs_to_be_closed)
{
    exeunt_stack *other = stack_named("other", NULL);

    enter_three();
    cr_expect_eq(exeunt_stack_move(stack, other), 0);
    cr_assert_eq(exeunt_stack_push(stack, &inline_manager_named("later")->base), 0);
    exeunt_stack_close(stack, NULL);
    expect_trace("later exit begins", "stack closes (returns)");
    exeunt_stack_close(other, NULL);
    exits(c);
    exits(b);
    exits(a);
    expect_trace("c exit begins", "b exit begins", "a exit begins", "other closes (returns)");
}

Test(stack_life, S9_a_move_that_does_not_fit_is_refused)
{
    exeunt_stack *other = stack_named("other", NULL);
    exeunt_stack *added_to = stack_named("added to", manager_named("x"));

    enter_three();
    cr_expect_eq(exeunt_stack_move(stack, stack), EXEUNT_EINVAL);
    cr_expect_eq(exeunt_stack_move(stack, added_to), EXEUNT_ESTATE);
    cr_assert_eq(exeunt_stack_enter(stack, &inline_manager_named("y")->base, trace_body), 0);
    test_manager *slow = manager_named("slow");
    cr_assert_eq(exeunt_stack_enter(stack, &slow->base, trace_body), 0);
    cr_expect_eq(exeunt_stack_move(stack, other), EXEUNT_EBUSY);
    enter_fails(slow);
    exeunt_stack_close(stack, NULL);
    cr_expect_eq(exeunt_stack_move(stack, other), EXEUNT_EALREADY);
    exits(c);
    exits(b);
    exits(a);
    cr_expect_eq(exeunt_stack_move(stack, other), EXEUNT_ECLOSED);
}

/* --- while it unwinds, and after -------------------------------------------------------------- */

static void push_d(void)
{
    static bool pushed;

    if (!pushed) {
        pushed = true;
        cr_expect_eq(exeunt_stack_push(stack, &manager_named("d")->base), 0);
    }
}

Test(stack_life, S10_what_is_pushed_while_it_unwinds_is_exited_next)
{
    enter_three();
    c->exit = SUCCEEDS;
    c->during_exit = push_d;

    exeunt_stack_close(stack, body_error());
    expect_trace("c exit begins (body)", "d exit begins (body)");
}

static void enter_late(void)
{
    cr_expect_eq(exeunt_stack_enter(stack, &manager_named("late")->base, trace_body), 0);
}

Test(stack_life, S10_what_is_entered_while_it_unwinds_is_exited_next)
{
    enter_three();
    test_manager *late = manager_named("late");

    exeunt_stack_close(stack, NULL);
    cr_expect_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0);
    exits(c);
    expect_trace("c exit begins", "late enter begins");
    enters(late);
    expect_trace("body is told: late entered", "late exit begins");
    exits(late);
    expect_trace("b exit begins");
}

Test(stack_life, S10_an_enter_of_an_exit_begins_inside_the_call)
{
    enter_three();
    c->exit = SUCCEEDS;
    c->during_exit = enter_late;

    exeunt_stack_close(stack, NULL);
    expect_trace("c exit begins", "late enter begins");
}

Test(stack_life, S10_the_error_of_an_enter_is_raised_by_the_exit_that_asked_for_it)
{
    enter_three();
    test_manager *late = manager_named("late");

    exeunt_stack_close(stack, body_error());
    cr_assert_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0);
    enter_fails(late);
    exeunt_raised(&c->base, late->base.raised);
    exits(b);
    exits(a);
    expect_trace("c exit begins (body)", "late enter begins", "body is told: late.enter",
                 "b exit begins (late.enter)", "a exit begins (late.enter)",
                 "stack closes (raises [late.enter, body])");
}

Test(stack_life, S10_after_it_has_closed_everything_is_refused)
{
    stack = stack_of_none();

    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, NULL);
    skip_trace();
    cr_expect_eq(exeunt_stack_enter(stack, &a->base, trace_body), EXEUNT_ECLOSED);
    cr_expect_eq(exeunt_stack_push(stack, &a->base), EXEUNT_ECLOSED);
    cr_expect_eq(exeunt_stack_callback(stack, &a->base), EXEUNT_ECLOSED);
    cr_expect_eq(exeunt_stack_close(stack, NULL), EXEUNT_ECLOSED);
    cr_expect_eq(exeunt_stack_add(stack, &a->base), EXEUNT_ESTATE);
    cr_expect_eq(exeunt_stack_begin(stack), EXEUNT_ESTATE);
    expect_silence();
}

Test(stack_life, before_it_has_begun_there_is_nothing_to_enter_or_close)
{
    stack = stack_of(a);

    cr_expect_eq(exeunt_stack_enter(stack, &b->base, trace_body), EXEUNT_ESTATE);
    cr_expect_eq(exeunt_stack_close(stack, NULL), EXEUNT_ESTATE);
    expect_silence();
}

Test(stack_life, S11_closing_twice_is_refused_and_the_first_goes_on)
{
    enter_three();

    exeunt_stack_close(stack, NULL);
    cr_expect_eq(exeunt_stack_close(stack, body_error()), EXEUNT_EALREADY);
    exits(c);
    exits(b);
    exits(a);
    expect_trace("c exit begins", "b exit begins", "a exit begins", "stack closes (returns)");
}

Test(stack_life, S11_closing_waits_for_the_enter_in_flight_and_exits_it_first)
{
    stack = stack_of(a);
    a->enter = SUCCEEDS;

    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_enter(stack, &b->base, trace_body), 0);
    skip_trace();
    exeunt_stack_close(stack, NULL);
    expect_trace("b cancel requested");
    enters(b);
    expect_trace("body is told: b entered", "b exit begins");
    exits(b);
    exits(a);
    expect_trace("a exit begins", "stack closes (returns)");
}

Test(stack_life, S11_an_enter_that_stops_when_the_stack_closes_is_not_exited)
{
    stack = stack_of(a, b);
    a->enter = SUCCEEDS;
    b->when_asked_to_stop = STOPS;

    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, NULL);
    exits(a);
    expect_trace("a enter begins", "b enter begins", "b cancel requested", "a exit begins",
                 "stack closes (returns)");
}

Test(stack_life, S11_an_enter_that_fails_when_the_stack_closes_is_not_lost)
{
    stack = stack_of(a, b);
    a->enter = SUCCEEDS;

    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, body_error());
    enter_fails(b);
    exits(a);
    expect_trace("a enter begins", "b enter begins", "b cancel requested",
                 "a exit begins (b.enter)", "stack closes (raises [b.enter, body])");
}

Test(stack_life, S11_the_error_of_a_stack_that_closes_while_it_enters_is_not_lost)
{
    stack = stack_of(a, b);
    a->enter = SUCCEEDS;

    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, body_error());
    enters(b);
    exits(b);
    exits(a);
    expect_trace("a enter begins", "b enter begins", "b cancel requested", "b exit begins (body)",
                 "a exit begins (body)", "stack closes (raises [body])");
}

/* --- cancel ----------------------------------------------------------------------------------- */

Test(stack_life, S12_a_request_goes_to_the_enter_in_flight_and_no_further_one_begins)
{
    stack = stack_of(a, b, c);

    exeunt_stack_begin(stack);
    enters(a);
    skip_trace();
    exeunt_scope_cancel(&stack->scope);
    expect_trace("b cancel requested");
    enter_stops(b);
    expect_trace("a exit begins (canceled)");
    exits(a);
    expect_trace("stack closes (canceled)");
}

Test(stack_life, S12_what_enters_all_the_same_is_exited)
{
    stack = stack_of(a);

    exeunt_stack_begin(stack);
    exeunt_scope_cancel(&stack->scope);
    enters(a);
    exits(a);
    expect_trace("a enter begins", "a cancel requested", "a exit begins (canceled)",
                 "stack closes (canceled)");
}

Test(stack_life, S12_a_request_goes_to_the_body_in_flight)
{
    enter_three();

    exeunt_scope_cancel(&stack->scope);
    expect_trace("body cancel requested");
    cr_expect_eq(exeunt_stack_enter(stack, &manager_named("d")->base, trace_body),
                 EXEUNT_ECANCELED);
    exeunt_stack_close(stack, exeunt_error_canceled());
    expect_trace("c exit begins (canceled)");
}

Test(stack_life, S12_a_request_reaches_the_body_and_the_enter_that_it_waits_for)
{
    stack = stack_of_none();
    a->when_asked_to_stop = STOPS;

    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_enter(stack, &a->base, trace_body), 0);
    exeunt_scope_cancel(&stack->scope);
    expect_trace("body begins", "a enter begins", "a cancel requested", "body cancel requested",
                 "body is told: canceled");
}

Test(stack_life, X3_a_manager_that_is_held_is_not_taken_again)
{
    exeunt_stack *other = stack_named("other", NULL);
    exeunt_manager *lock = &inline_manager_named("lock")->base;

    enter_three();
    cr_expect_eq(exeunt_stack_push(stack, lock), 0);
    cr_expect_eq(exeunt_stack_push(stack, lock), EXEUNT_EINVAL);
    cr_expect_eq(exeunt_stack_callback(stack, lock), EXEUNT_EINVAL);
    cr_expect_eq(exeunt_stack_enter(stack, lock, trace_body), EXEUNT_EINVAL);
    cr_expect_eq(exeunt_stack_push(other, lock), EXEUNT_EINVAL);
    cr_expect_eq(exeunt_stack_add(other, lock), EXEUNT_EINVAL);
    exeunt_stack_close(stack, NULL);
    exits(c);
    exits(b);
    exits(a);
    cr_expect_eq(exeunt_stack_push(other, lock), 0, "what has left may be taken again");
}
