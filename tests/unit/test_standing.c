/* Whose record may be overwritten: a manager is refused while its error stands (S15), and an error
 * that a manager raises without having received it gets a record of its own (E1). */
#include "support.h"

#include <stdlib.h>

static test_manager *a;
static test_manager *b;
static test_manager *p;
static exeunt_stack *stack;

static void make_managers(void)
{
    a = manager_named("a");
    b = manager_named("b");
    p = manager_named("p");
    a->enter = b->enter = p->enter = SUCCEEDS;
}

TestSuite(standing, .init = make_managers);

/* A stack of a, with p pushed by its body; the exit of p has failed, and that of a is in flight. */
static void let_p_fail(const exeunt_error *cause)
{
    stack = stack_of(a);
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_push(stack, &p->base), 0);
    exeunt_stack_close(stack, cause);
    exit_fails(p);
    skip_trace();
}

static void expect_refused(exeunt_manager *manager)
{
    exeunt_stack *other = stack_of_none();
    exeunt_pool *pool = pool_of_none();

    cr_expect_eq(exeunt_stack_push(stack, manager), EXEUNT_ESTANDS);
    cr_expect_eq(exeunt_stack_callback(stack, manager), EXEUNT_ESTANDS);
    cr_expect_eq(exeunt_stack_enter(stack, manager, trace_body), EXEUNT_ESTANDS);
    cr_expect_eq(exeunt_stack_push(other, manager), EXEUNT_ESTANDS);
    cr_expect_eq(exeunt_stack_add(other, manager), EXEUNT_ESTANDS);
    cr_expect_eq(exeunt_stack_add_pushed(other, manager), EXEUNT_ESTANDS);
    cr_expect_eq(exeunt_pool_add(pool, manager), EXEUNT_ESTANDS);
}

Test(standing, S15_a_manager_whose_exit_has_failed_is_taken_by_nobody)
{
    let_p_fail(NULL);

    expect_refused(&p->base);
    exits(a);
    expect_trace("stack closes (raises [p.exit])");
}

Test(standing, S15_a_refusal_changes_nothing)
{
    let_p_fail(body_error());

    expect_refused(&p->base);
    cr_expect_str_eq(chain_of(p->base.raised), "p.exit < body");
    exit_fails(a);
    expect_trace("stack closes (raises [a.exit, p.exit, body])");
}

Test(standing, S15_after_a_suppression_the_same_manager_may_fail_again)
{
    stack = stack_of(a, b);
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_push(stack, &p->base), 0);
    exeunt_stack_close(stack, body_error());
    exit_fails(p);
    suppresses(b);
    cr_expect_eq(exeunt_stack_push(stack, &p->base), 0);
    exits(a);
    exit_fails(p);
    expect_trace("a enter begins", "b enter begins", "body begins", "p exit begins (body)",
                 "b exit begins (p.exit)", "a exit begins", "p exit begins",
                 "stack closes (raises [p.exit])");
}

Test(standing, S15_when_the_outermost_scope_has_closed_everything_is_free)
{
    exeunt_error cause;

    let_p_fail(NULL);
    exits(a);
    exeunt_error_init(&cause, -7, "body", NULL);
    cause.context = p->base.raised; /* an error of a closed scope, which the body may use */
    exeunt_stack *next = stack_of_none();
    exeunt_stack_begin(next);
    cr_expect_eq(exeunt_stack_push(next, &p->base), 0);
}

Test(standing, S15_the_contexts_of_the_error_of_a_body_stand)
{
    exeunt_error cause;
    exeunt_stack *before = stack_of_none();

    exeunt_stack_begin(before);
    cr_assert_eq(exeunt_stack_push(before, &p->base), 0);
    exeunt_stack_close(before, NULL);
    exit_fails(p);
    exeunt_error_init(&cause, -7, "body", NULL);
    cause.context = p->base.raised;
    stack = stack_of(a);
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, &cause);
    expect_refused(&p->base);
    suppresses(a);
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &p->base), 0);
}

Test(standing, S15_a_failed_enter_that_was_only_told_is_free_until_it_is_raised)
{
    test_manager *late = manager_named("late");

    stack = stack_of(a, b);
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0);
    enter_fails(late);
    cr_expect_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0, "it tries again");
    enter_fails(late);
    exeunt_stack_close(stack, late->base.raised);
    expect_refused(&late->base);
    exits(b);
    exits(a);
    skip_trace();
}

Test(standing, S15_what_an_exit_has_raised_on_stands_too)
{
    test_manager *late = manager_named("late");

    stack = stack_of(a, b);
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, body_error());
    cr_assert_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0);
    enter_fails(late);
    exeunt_raised(&b->base, late->base.raised);
    cr_expect_str_eq(chain_of(late->base.raised), "late.enter < body");
    expect_refused(&late->base);
    exits(a);
    skip_trace();
}

Test(standing, E1_an_error_whose_manager_was_taken_again_is_recorded_anew)
{
    test_manager *late = manager_named("late");

    stack = stack_of(a, b);
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, NULL);
    cr_assert_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0);
    enter_fails(late);
    const exeunt_error *told = late->base.raised;
    cr_expect_eq(exeunt_stack_push(stack, &late->base), 0);
    exeunt_raised(&b->base, told);
    exit_fails(late);
    exits(a);
    expect_trace("a enter begins", "b enter begins", "body begins", "b exit begins",
                 "late enter begins", "body is told: late.enter", "late exit begins (b.exit)",
                 "a exit begins (late.exit)", "stack closes (raises [late.exit, b.exit])");
    cr_expect_eq(b->base.error.code, -5);
}

/* A stack of a and b that unwinds: the exit of b, which is in flight, was told that `late` has
 * failed to enter. */
static test_manager *let_late_fail(void)
{
    test_manager *late = manager_named("late");

    stack = stack_of(a, b);
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, NULL);
    cr_assert_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0);
    enter_fails(late);
    return late;
}

static void expect_a_new_error_of_b(const exeunt_error *told)
{
    skip_trace();
    exeunt_raised(&b->base, told);
    cr_expect_eq(b->base.raised, &b->base.error);
}

Test(standing, E1_an_error_whose_manager_was_entered_again_is_recorded_anew)
{
    test_manager *late = let_late_fail();
    const exeunt_error *told = late->base.raised;

    cr_assert_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0);
    enters(late);
    expect_a_new_error_of_b(told);
}

Test(standing, E1_an_error_whose_manager_was_given_to_another_stack_is_recorded_anew)
{
    test_manager *late = let_late_fail();
    const exeunt_error *told = late->base.raised;

    cr_assert_eq(exeunt_stack_add(stack_of_none(), &late->base), 0);
    expect_a_new_error_of_b(told);
}

Test(standing, E1_an_error_that_another_scope_ended_with_is_recorded_anew)
{
    const exeunt_error *told = let_late_fail()->base.raised;
    exeunt_stack *other = stack_of_none();

    exeunt_stack_begin(other);
    exeunt_stack_close(other, told);
    expect_a_new_error_of_b(told);
}

Test(standing, E1_a_suppressed_error_that_is_raised_again_is_a_new_one)
{
    test_manager *late = manager_named("late");

    late->enter = SUCCEEDS;
    stack = stack_of(a, b, late);
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, NULL);
    exit_fails(late);
    const exeunt_error *suppressed = late->base.raised;
    suppresses(b);
    skip_trace();
    exeunt_raised(&a->base, suppressed);
    expect_trace("stack closes (raises [a.exit])");
}

/* --- across scopes that follow each other ----------------------------------------------------- */

Test(standing, S15_an_error_from_elsewhere_stands_until_the_scope_has_closed)
{
    exeunt_stack *other = stack_of_none();
    test_manager *late = manager_named("late");

    stack = stack_of(a);
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_enter(stack, &late->base, trace_body), 0);
    enter_fails(late);
    exeunt_stack_begin(other);
    exeunt_stack_close(other, late->base.raised);
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &late->base), 0);
}

Test(standing, E1_an_error_of_a_scope_that_has_closed_is_recorded_anew)
{
    exeunt_stack *other = stack_of(b);

    let_p_fail(NULL);
    exits(a);
    exeunt_stack_begin(other);
    exeunt_stack_close(other, NULL);
    skip_trace();
    exeunt_raised(&b->base, p->base.raised);
    expect_trace("stack closes (raises [b.exit])");
}

/* --- across the scopes of a tree -------------------------------------------------------------- */

Test(standing, S15_members_and_contexts_of_a_nested_pool_stand)
{
    exeunt_pool *pool = pool_of(b, p);

    stack = stack_of(a, pool);
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, body_error());
    exit_fails(p);
    expect_refused(&p->base);
    exit_fails(b);
    expect_refused(&p->base);
    expect_refused(&b->base);
    suppresses(a); /* the combined error, with its members */
    skip_trace();
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &p->base), 0);
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &b->base), 0);
}

Test(standing, S15_the_chain_of_a_nested_enter_is_free_when_it_was_only_told)
{
    test_manager *fails = manager_named("fails");
    exeunt_pool *pool = pool_of(p, fails);

    p->exit = FAILS;
    fails->enter = FAILS;
    stack = stack_of(a);
    exeunt_stack_begin(stack);
    cr_expect_eq(exeunt_stack_enter(stack, &pool->scope.manager, trace_body), 0);
    expect_trace("a enter begins", "body begins", "p enter begins", "fails enter begins",
                 "p exit begins (fails.enter)", "body is told: pool");
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &p->base), 0);
    exeunt_stack_close(stack, pool->scope.manager.raised);
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &fails->base), EXEUNT_ESTANDS);
}

Test(standing, S15_what_a_nested_stack_suppresses_of_its_cause_stands_until_it_has_exited)
{
    exeunt_stack *inner = stack_named("inner", b, a);

    stack = stack_of(inner);
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_push(stack, &p->base), 0);
    exeunt_stack_close(stack, NULL);
    exit_fails(p);
    exit_fails(a);
    suppresses(b);
    expect_trace("b enter begins", "a enter begins", "body begins", "p exit begins",
                 "a exit begins (p.exit)", "b exit begins (a.exit)", "stack closes (suppressed)");
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &p->base), 0);
}

static void push_a_and_p(void)
{
    cr_expect_eq(exeunt_stack_push(stack, &a->base), 0, "it was raised and suppressed in there");
    cr_expect_eq(exeunt_stack_push(stack, &p->base), EXEUNT_ESTANDS, "the parent has it still");
}

Test(standing, S15_a_nested_stack_clears_what_is_its_own)
{
    test_manager *last = inline_manager_named("last");
    exeunt_stack *inner = stack_named("inner", last, b, a);

    last->during_exit = push_a_and_p;
    stack = stack_of(inner);
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_push(stack, &p->base), 0);
    exeunt_stack_close(stack, NULL);
    exit_fails(p);
    exit_fails(a);
    suppresses(b);
    exit_fails(a);
    skip_trace();
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit");
}

Test(standing, S15_a_pool_clears_when_it_closes)
{
    exeunt_pool *pool = pool_of(a, b);

    stack = stack_of(pool);
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_push(stack, &p->base), 0);
    exeunt_stack_close(stack, NULL);
    exit_fails(p);
    suppresses(b);
    /* The exit of a receives it as its cause, and may have it as its context. */
    expect_refused(&p->base);
    exit_fails(a);
    skip_trace();
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &p->base), 0);
    cr_expect_null(a->base.raised->context);
}

/* --- held by a pool, or by none --------------------------------------------------------------- */

Test(standing, X3_a_pool_holds_its_managers_until_it_closes)
{
    exeunt_pool *pool = pool_of(a, b);

    stack = stack_of(p, pool);
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, NULL);
    exits(a);
    cr_expect_eq(exeunt_stack_push(stack, &a->base), EXEUNT_EINVAL);
    exits(b);
    cr_expect_eq(exeunt_stack_push(stack, &a->base), 0);
    exits(p);
    exits(a);
    expect_trace("p enter begins", "a enter begins", "b enter begins", "body begins",
                 "b exit begins", "a exit begins", "p exit begins", "a exit begins",
                 "stack closes (returns)");
}

Test(standing, S10_an_enter_that_never_began_may_be_pushed_while_it_unwinds)
{
    test_manager *fails = manager_named("fails");

    fails->enter = FAILS;
    stack = stack_of(a, fails, b, p);
    exeunt_stack_begin(stack);
    cr_expect_eq(exeunt_stack_push(stack, &p->base), 0);
    exits(a);
    exits(p);
    expect_trace("a enter begins", "fails enter begins", "a exit begins (fails.enter)",
                 "p exit begins (fails.enter)", "stack closes (raises [fails.enter])");
}

/* --- errors that were not received ------------------------------------------------------------ */

Test(standing, E1_the_error_of_a_sibling_that_was_not_told_is_recorded_anew)
{
    exeunt_pool *pool = pool_of(a, b);

    exeunt_pool_begin(pool);
    exeunt_pool_close(pool, body_error());
    exit_fails(a);
    exeunt_raised(&b->base, a->base.raised);
    expect_trace("a enter begins", "b enter begins", "body begins", "b exit begins (body)",
                 "a exit begins (body)", "pool closes (raises [body, a.exit, b.exit])");
    cr_expect_eq(b->base.error.code, a->base.error.code);
}

Test(standing, E1_a_callback_was_told_nothing_and_raises_only_new_errors)
{
    stack = stack_of(a);
    exeunt_stack_begin(stack);
    cr_assert_eq(exeunt_stack_callback(stack, &p->base), 0);
    exeunt_stack_close(stack, body_error());
    exeunt_raised(&p->base, body_error());
    exits(a);
    expect_trace("a enter begins", "body begins", "p exit begins", "a exit begins (p.exit)",
                 "stack closes (raises [p.exit, body])");
}

Test(standing, E1_an_enter_was_told_nothing_either)
{
    stack = stack_of(a, b);
    b->enter = WAITS;
    exeunt_stack_begin(stack);
    exeunt_raised(&b->base, exeunt_error_canceled());
    exits(a);
    expect_trace("a enter begins", "b enter begins", "a exit begins (b.enter)",
                 "stack closes (raises [b.enter])");
}

Test(standing, X7_nothing_propagates_beside_an_error_raised_where_the_cause_was_suppressed)
{
    test_manager *fails = manager_named("fails");
    exeunt_stack *inner = stack_named("inner", a, b);
    exeunt_pool *pool = pool_of(inner, fails);

    fails->enter = FAILS;
    exeunt_pool_begin(pool);
    suppresses(b); /* in the inner scope; in the rollback of the pool it does not count (P6) */
    exit_fails(a);
    skip_trace();
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit");
}

/* --- what it costs ---------------------------------------------------------------------------- */

enum { MANY = 200000 };

static exeunt_manager *supply;
static size_t failed;

/* Each is refused while all errors before it stand. If each refusal looked at all of them, this
 * test would not end in time. */
static void push_the_first_and_fail(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    if (failed++ > 0) {
        cr_assert_eq(exeunt_stack_push(stack, &supply[MANY - 1]), EXEUNT_ESTANDS);
    }
    exeunt_failed(manager, -6, NULL);
}

static void forget_the_end(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    (void)scope;
    (void)outcome;
}

Test(standing, S15_costs_a_constant_time_for_each_call)
{
    static const exeunt_manager_type type = {NULL, push_the_first_and_fail, NULL};

    supply = calloc(MANY, sizeof *supply);
    cr_assert_not_null(supply);
    stack = stack_of_none();
    exeunt_stack_begin(stack);
    for (size_t i = 0; i < MANY; i++) {
        exeunt_manager_init(&supply[i], &type, "one");
        cr_assert_eq(exeunt_stack_push(stack, &supply[i]), 0);
    }
    skip_trace();
    stack->scope.callbacks = &(exeunt_scope_callbacks){.on_closed = forget_the_end};
    exeunt_stack_close(stack, NULL);
    cr_expect_eq(failed, MANY);
    cr_expect_eq(exeunt_stack_push(stack_of_none(), &supply[MANY - 1]), 0, "all is free");
    free(supply);
}
