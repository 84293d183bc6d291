/* The exit pool, rule by rule (P1-P16). A million managers are in test_depth.c. */
#include "support.h"

static exeunt_pool *pool;
static test_manager *a;
static test_manager *b;
static test_manager *c;

static void make_managers(void)
{
    a = manager_named("a");
    b = manager_named("b");
    c = manager_named("c");
}

TestSuite(pool, .init = make_managers);

/* A pool that has entered a, b and c, each of which enters inside the call and waits to exit. */
static void enter_three(void)
{
    a->enter = b->enter = c->enter = SUCCEEDS;
    pool = pool_of(a, b, c);
    exeunt_pool_begin(pool);
    skip_trace();
}

/* Closes it with this cause: all exits begin. */
static void close_three(const exeunt_error *cause)
{
    enter_three();
    exeunt_pool_close(pool, cause);
    skip_trace();
}

/* A pool of three: a and c have entered, b has failed; the exits of c and a have begun. */
static void roll_back(void)
{
    pool = pool_of(a, b, c);
    exeunt_pool_begin(pool);
    enters(a);
    enter_fails(b);
    enters(c);
    skip_trace();
}

/* --- states ----------------------------------------------------------------------------------- */

Test(pool, P1_the_states_of_a_pool_with_a_body)
{
    pool = pool_of(a);

    cr_expect_eq(exeunt_pool_state_of(pool), EXEUNT_POOL_NEW);
    exeunt_pool_begin(pool);
    cr_expect_eq(exeunt_pool_state_of(pool), EXEUNT_POOL_ENTERING);
    enters(a);
    cr_expect_eq(exeunt_pool_state_of(pool), EXEUNT_POOL_BODY);
    exeunt_pool_close(pool, NULL);
    cr_expect_eq(exeunt_pool_state_of(pool), EXEUNT_POOL_EXITING);
    exits(a);
    cr_expect_eq(exeunt_pool_state_of(pool), EXEUNT_POOL_CLOSED);
}

Test(pool, P1_the_states_of_a_pool_that_rolls_back)
{
    roll_back();

    cr_expect_eq(exeunt_pool_state_of(pool), EXEUNT_POOL_ROLLBACK);
    exits(a);
    exits(c);
    cr_expect_eq(exeunt_pool_state_of(pool), EXEUNT_POOL_CLOSED);
}

Test(pool, P1_a_call_that_does_not_fit_is_refused_and_changes_nothing)
{
    static const exeunt_manager_type only_pushed = {NULL, NULL, NULL};
    pool = pool_of(a);

    b->base.type = &only_pushed;
    cr_expect_eq(exeunt_pool_add(pool, &b->base), EXEUNT_EINVAL);
    cr_expect_eq(exeunt_pool_close(pool, NULL), EXEUNT_ESTATE);
    exeunt_pool_begin(pool);
    cr_expect_eq(exeunt_pool_begin(pool), EXEUNT_ESTATE);
    cr_expect_eq(exeunt_pool_add(pool, &c->base), EXEUNT_ESTATE);
    cr_expect_eq(exeunt_pool_set_policy(pool, EXEUNT_POLICY_WAIT_ALL), EXEUNT_ESTATE);
    cr_expect_eq(exeunt_pool_close(pool, NULL), EXEUNT_ESTATE);
    enters(a);
    exeunt_pool_close(pool, NULL);
    cr_expect_eq(exeunt_pool_close(pool, body_error()), EXEUNT_ESTATE);
    exits(a);
    cr_expect_eq(exeunt_pool_close(pool, body_error()), EXEUNT_ESTATE);
    expect_trace("a enter begins", "body begins", "a exit begins", "pool closes (returns)");
}

/* --- enters ----------------------------------------------------------------------------------- */

Test(pool, P2_all_enters_begin_in_order_before_the_first_is_waited_for)
{
    pool = pool_of(a, b, c);

    exeunt_pool_begin(pool);
    expect_trace("a enter begins", "b enter begins", "c enter begins");
}

Test(pool, P3_fail_fast_asks_each_enter_in_flight_once_and_begins_no_further_one)
{
    pool = pool_of(a, b, c, manager_named("d"));
    c->enter = FAILS;

    exeunt_pool_begin(pool);
    expect_trace("a enter begins", "b enter begins", "c enter begins", "a cancel requested",
                 "b cancel requested");
    enter_fails(a);
    expect_silence();
    exeunt_scope_cancel(&pool->scope);
    expect_silence();
}

Test(pool, P3_all_enters_settle_before_anything_else)
{
    pool = pool_of(a, b, c);

    exeunt_pool_begin(pool);
    enter_fails(b);
    enters(a);
    skip_trace();
    enter_stops(c);
    expect_trace("a exit begins (b.enter)");
}

Test(pool, P3_those_asked_may_settle_inside_the_request)
{
    pool = pool_of(a, b, c);
    a->when_asked_to_stop = STOPS;
    c->when_asked_to_stop = FAILS;

    exeunt_pool_begin(pool);
    enter_fails(b);
    expect_trace("a enter begins", "b enter begins", "c enter begins", "a cancel requested",
                 "c cancel requested", "pool closes (raises [b.enter, c.enter])");
}

Test(pool, P3_wait_all_asks_nobody_and_begins_them_all)
{
    pool = pool_of(a, b, c);
    b->enter = FAILS;
    cr_expect_eq(exeunt_pool_set_policy(pool, EXEUNT_POLICY_WAIT_ALL), 0);

    exeunt_pool_begin(pool);
    expect_trace("a enter begins", "b enter begins", "c enter begins");
    enters(a);
    expect_silence();
    enters(c);
    expect_trace("c exit begins (b.enter)", "a exit begins (b.enter)");
}

Test(pool, P3_a_request_from_outside_reaches_all_enters_under_wait_all_too)
{
    pool = pool_of(a, b);
    exeunt_pool_set_policy(pool, EXEUNT_POLICY_WAIT_ALL);

    exeunt_pool_begin(pool);
    exeunt_scope_cancel(&pool->scope);
    expect_trace("a enter begins", "b enter begins", "a cancel requested", "b cancel requested");
}

static void cancel_pool(void)
{
    exeunt_scope_cancel(&pool->scope);
}

Test(pool, P3_a_request_in_the_middle_of_beginning_stops_further_begins)
{
    pool = pool_of(a, b, c);
    b->during_enter = cancel_pool;
    b->enter = SUCCEEDS;

    exeunt_pool_begin(pool);
    expect_trace("a enter begins", "b enter begins", "a cancel requested", "b cancel requested");
    enter_stops(a);
    expect_trace("b exit begins (canceled)");
}

Test(pool, P4_completion_wins_over_a_request)
{
    pool = pool_of(a, b);

    exeunt_pool_begin(pool);
    exeunt_scope_cancel(&pool->scope);
    enters(a);
    enter_stops(b);
    exits(a);
    expect_trace("a enter begins", "b enter begins", "a cancel requested", "b cancel requested",
                 "a exit begins (canceled)", "pool closes (canceled)");
}

Test(pool, P5_a_failed_enter_rolls_back_what_was_entered)
{
    roll_back();

    exits(c);
    exits(a);
    expect_trace("pool closes (raises [b.enter])");
}

Test(pool, P5_the_body_does_not_run_after_a_request_though_all_have_entered)
{
    pool = pool_of(a);

    exeunt_pool_begin(pool);
    exeunt_scope_cancel(&pool->scope);
    enters(a);
    exits(a);
    expect_trace("a enter begins", "a cancel requested", "a exit begins (canceled)",
                 "pool closes (canceled)");
}

Test(pool, P6_in_a_rollback_suppressions_do_not_count)
{
    roll_back();

    suppresses(c);
    suppresses(a);
    expect_trace("pool closes (raises [b.enter])");
    cr_expect_not(ended_suppressed());
}

Test(pool, P6_in_a_rollback_what_suppresses_and_fails_has_the_failed_enter_as_its_context)
{
    roll_back();

    suppresses_and_fails(c);
    exits(a);
    expect_trace("pool closes (raises [b.enter, c.exit])");
    cr_expect_str_eq(chain_of(c->base.raised), "c.exit < b.enter");
}

Test(pool, P7_the_body_has_every_value_by_index)
{
    enter_three();

    cr_expect_eq(exeunt_pool_value(pool, 0), a);
    cr_expect_eq(exeunt_pool_value(pool, 1), b);
    cr_expect_eq(exeunt_pool_value(pool, 2), c);
    cr_expect_null(exeunt_pool_value(pool, 3));
}

/* --- exits ------------------------------------------------------------------------------------ */

Test(pool, P8_all_exits_begin_in_reverse_order)
{
    enter_three();

    exeunt_pool_close(pool, NULL);
    expect_trace("c exit begins", "b exit begins", "a exit begins");
}

Test(pool, P9_no_exit_waits_for_another_one)
{
    close_three(NULL);

    exits(b);
    exits(a);
    expect_silence();
    exits(c);
    expect_trace("pool closes (returns)");
}

Test(pool, P10_all_exits_are_told_the_error_of_the_body)
{
    enter_three();
    c->exit = FAILS;

    exeunt_pool_close(pool, body_error());
    expect_trace("c exit begins (body)", "b exit begins (body)", "a exit begins (body)");
}

Test(pool, P10_in_a_rollback_all_exits_are_told_the_first_failure_in_time)
{
    test_manager *d = manager_named("d");
    pool = pool_of(a, b, c, d);

    exeunt_pool_begin(pool);
    enter_fails(c);
    enter_fails(a);
    enters(b);
    skip_trace();
    enters(d);
    expect_trace("d exit begins (c.enter)", "b exit begins (c.enter)");
}

Test(pool, P11_a_failing_exit_cancels_nobody)
{
    close_three(NULL);

    exit_fails(b);
    expect_silence();
    exits(a);
    exits(c);
    expect_trace("pool closes (raises [b.exit])");
}

Test(pool, P12_any_exit_suppresses)
{
    close_three(body_error());

    exits(a);
    suppresses(b);
    exits(c);
    expect_trace("pool closes (suppressed)");
}

Test(pool, P12_no_exits_suppress_nothing)
{
    pool = pool_of_none();

    exeunt_pool_begin(pool);
    exeunt_pool_close(pool, body_error());
    expect_trace("body begins", "pool closes (raises [body])");
}

Test(pool, P12_one_suppresses_and_another_fails)
{
    close_three(body_error());

    suppresses(a);
    exit_fails(b);
    exits(c);
    expect_trace("pool closes (raises [b.exit])");
    cr_expect(ended_suppressed());
}

Test(pool, P13_the_error_of_the_body_comes_first_and_the_others_in_manager_order)
{
    close_three(body_error());

    exit_fails(c);
    exit_fails(a);
    exit_fails(b);
    expect_trace("pool closes (raises [body, a.exit, b.exit, c.exit])");
}

Test(pool, P13_without_an_error_of_the_body_the_first_in_manager_order_is_primary)
{
    close_three(NULL);

    exit_fails(c);
    exits(b);
    exit_fails(a);
    expect_trace("pool closes (raises [a.exit, c.exit])");
}

Test(pool, P13_failed_enters_and_failed_exits_stand_in_one_list)
{
    test_manager *d = manager_named("d");
    pool = pool_of(a, b, c, d);

    exeunt_pool_begin(pool);
    enter_fails(c);
    enters(b);
    enter_fails(a);
    enter_fails(d);
    skip_trace();
    exit_fails(b);
    expect_trace("pool closes (raises [c.enter, a.enter, b.exit, d.enter])");
}

Test(pool, X7_the_context_of_an_exits_error_is_the_error_of_the_body)
{
    close_three(body_error());

    exit_fails(a);
    exits(b);
    exits(c);
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit < body");
}

Test(pool, X7_there_is_no_context_if_a_later_exit_suppresses)
{
    close_three(body_error());

    exit_fails(a);
    exits(b);
    suppresses(c);
    cr_expect_str_eq(chain_of(a->base.raised), "a.exit");
}

Test(pool, X7_in_a_rollback_the_context_is_the_primary_error)
{
    roll_back();

    exit_fails(c);
    suppresses(a);
    cr_expect_str_eq(chain_of(c->base.raised), "c.exit < b.enter");
}

Test(pool, E2_an_exit_that_raises_what_it_was_told_changes_nothing)
{
    enter_three();
    a->exit = c->exit = RAISES_WHAT_IT_WAS_TOLD;

    exeunt_pool_close(pool, body_error());
    exits(b);
    expect_trace("c exit begins (body)", "b exit begins (body)", "a exit begins (body)",
                 "pool closes (raises [body])");
    cr_expect_null(body_error()->context);
}

Test(pool, P14_a_canceled_enter_is_no_error_and_the_flag_tells_of_outside_requests_only)
{
    pool = pool_of(a, b);
    b->when_asked_to_stop = STOPS;

    exeunt_pool_begin(pool);
    enter_fails(a);
    expect_trace("a enter begins", "b enter begins", "b cancel requested",
                 "pool closes (raises [a.enter])");
}

Test(pool, M7_an_enter_canceled_though_nobody_asked_cannot_pass_for_success)
{
    pool = pool_of(a);

    exeunt_pool_begin(pool);
    enter_stops(a);
    expect_trace("a enter begins", "pool closes (raises [a.enter])");
    cr_expect_eq(a->base.raised->code, EXEUNT_ECANCELED);
}

Test(pool, P15_of_none_runs_its_body)
{
    pool = pool_of_none();

    exeunt_pool_begin(pool);
    exeunt_pool_close(pool, NULL);
    expect_trace("body begins", "pool closes (returns)");
}

static void close_pool(exeunt_scope *scope)
{
    cr_expect_eq(exeunt_pool_close((exeunt_pool *)scope, NULL), 0);
}

Test(pool, P16_inline_settling_ends_no_phase_early)
{
    a->enter = a->exit = SUCCEEDS;
    b->enter = b->exit = SUCCEEDS;
    pool = pool_of(a, b);
    when_body_begins = close_pool;

    exeunt_pool_begin(pool);
    expect_trace("a enter begins", "b enter begins", "body begins", "b exit begins",
                 "a exit begins", "pool closes (returns)");
}
