/* Deadline and grace on a real loop (C4, C6), with managers that take real time. */
#include "peers.h"
#include "support.h"

/* Longer than any test takes: a timer of this length must be stopped, or the loop would not
 * drain. */
enum { AN_HOUR_MS = 3600 * 1000 };

TestSuite(uv_clock, .init = open_stage, .timeout = 60);

/* --- what comes in time ----------------------------------------------------------------------- */

Test(uv_clock, a_pool_in_time_leaves_nothing_behind)
{
    int port = serving_port();
    exeunt_scope *pool =
        pool_of(of(dialer_named("a", port)), of(sleeper_named("b")), of(dialer_named("c", port)));
    timed(pool, AN_HOUR_MS, AN_HOUR_MS);

    begin(pool);
    expect_end("returns");
    cr_expect_eq(served_count(), 2);
}

Test(uv_clock, a_stack_in_time_leaves_nothing_behind)
{
    exeunt_scope *stack = stack_of(of(sleeper_named("a")), of(dialer_named("b", serving_port())));
    timed(stack, AN_HOUR_MS, AN_HOUR_MS);

    begin(stack);
    expect_end("returns");
    cr_expect_eq(served_count(), 1);
}

Test(uv_clock, a_scope_without_a_clock_runs_on_the_same_loop)
{
    int port = serving_port();

    begin(pool_of(of(dialer_named("a", port)), of(sleeper_named("b"))));
    expect_end("returns");
}

static void count_handle(uv_handle_t *handle, void *count)
{
    (void)handle;
    ++*(size_t *)count;
}

static void expect_no_handles(void)
{
    size_t count = 0;

    uv_walk(&loop, count_handle, &count);
    cr_expect_eq(count, 0, "on_closed comes when no handle is left");
}

Test(uv_clock, the_end_is_told_when_the_timers_are_gone)
{
    exeunt_scope *pool = pool_of(of(sleeper_named("a")));
    timed(pool, AN_HOUR_MS, AN_HOUR_MS);
    when_body_begins = exeunt_scope_cancel; /* which starts the grace time, too */
    when_closed = expect_no_handles;

    begin(pool);
    expect_end("canceled");
}

Test(uv_clock, a_scope_that_was_canceled_before_it_began_starts_no_timer)
{
    exeunt_scope *pool = pool_of(of(sleeper_named("a")));
    timed(pool, AN_HOUR_MS, AN_HOUR_MS);

    exeunt_scope_cancel(pool);
    begin(pool);
    cr_expect_null(outermost, "nothing was to wait for");
    expect_end("canceled");
}

/* --- enters that fail ------------------------------------------------------------------------- */

Test(uv_clock, a_refused_connection_fails_a_pool)
{
    sleeper *b = sleeper_named("b");
    exeunt_scope *pool = pool_of(of(dialer_named("a", refused_port())), of(b));
    b->enter_ms = FOR_EVER; /* until the failure asks it to stop (P3) */
    timed(pool, AN_HOUR_MS, 0);

    begin(pool);
    expect_end("raises [a.enter]");
    cr_expect_eq(ended_with_code(), UV_ECONNREFUSED);
}

Test(uv_clock, a_refused_connection_unwinds_a_stack)
{
    sleeper *a = sleeper_named("a");
    dialer *b = dialer_named("b", refused_port());
    exeunt_scope *stack = stack_of(of(a), of(b), of(sleeper_named("c")));
    timed(stack, AN_HOUR_MS, 0);
    keep();

    begin(stack);
    expect_end("raises [b.enter]");
    cr_expect_eq(ended_with_code(), UV_ECONNREFUSED);
    cr_expect_eq(a->told, b->manager.raised);
}

/* --- the deadline ----------------------------------------------------------------------------- */

Test(uv_clock, the_deadline_ends_a_connect_that_hangs_in_a_pool)
{
    exeunt_scope *pool = pool_of(of(dialer_named("a", silent_port())),
                                 of(dialer_named("b", serving_port())), of(sleeper_named("c")));
    timed(pool, 20, 0);

    begin(pool);
    expect_end("raises [pool.deadline]");
    cr_expect_eq(ended_with_code(), EXEUNT_ETIMEDOUT);
}

Test(uv_clock, the_deadline_ends_a_connect_that_hangs_in_a_stack)
{
    sleeper *a = sleeper_named("a");
    exeunt_scope *stack = stack_of(of(a), of(dialer_named("b", silent_port())));
    timed(stack, 20, 0);
    keep();

    begin(stack);
    expect_end("raises [stack.deadline]");
    cr_expect_not_null(a->told);
    cr_expect_eq(a->told->origin, EXEUNT_ORIGIN_DEADLINE);
}

Test(uv_clock, the_deadline_stops_a_body)
{
    exeunt_scope *pool = pool_of(of(dialer_named("a", serving_port())));
    timed(pool, 5, 0);
    when_body_begins = wait_in_body;

    begin(pool);
    expect_end("raises [pool.deadline]");
}

static void end_body_now(void)
{
    end_body(outermost, NULL);
}

static void end_body_later(exeunt_scope *scope)
{
    (void)scope;
    later(end_body_now);
}

Test(uv_clock, the_deadline_does_not_reach_the_exits)
{
    sleeper *a = sleeper_named("a");
    exeunt_scope *pool = pool_of(of(a));
    timed(pool, 20, 0);
    a->enter_ms = 0;
    a->exit_ms = 40;

    begin(pool);
    expect_end("returns");
}

Test(uv_clock, a_loop_that_was_busy_shortens_no_deadline)
{
    exeunt_scope *pool = pool_of(of(sleeper_named("a")));
    exeunt_uv_clock *clock = timed(pool, AN_HOUR_MS, 0);

    uv_sleep(200); /* meanwhile the loop's own time stands still */
    uint64_t begins_ms = uv_hrtime() / 1000000;
    begin(pool);
    uint64_t due_ms = uv_now(&loop) + uv_timer_get_due_in(&clock->deadline);
    cr_expect_geq(due_ms + 100, begins_ms + AN_HOUR_MS);
    expect_end("returns");
}

/* --- cancel and grace ------------------------------------------------------------------------- */

Test(uv_clock, a_cancel_reaches_connects_in_flight_in_a_pool)
{
    exeunt_scope *pool = pool_of(of(dialer_named("a", serving_port())),
                                 of(dialer_named("b", silent_port())), of(sleeper_named("c")));
    timed(pool, AN_HOUR_MS, AN_HOUR_MS);

    begin(pool);
    exeunt_scope_cancel(pool);
    expect_end("canceled");
}

Test(uv_clock, a_cancel_reaches_the_connect_in_flight_in_a_stack)
{
    sleeper *a = sleeper_named("a");
    exeunt_scope *stack = stack_of(of(dialer_named("b", silent_port())), of(a));
    timed(stack, AN_HOUR_MS, AN_HOUR_MS);
    keep();

    begin(stack);
    exeunt_scope_cancel(stack);
    expect_end("canceled");
    cr_expect_null(a->told, "it was never entered");
}

Test(uv_clock, grace_ends_an_exit_that_hangs_in_a_pool)
{
    sleeper *a = sleeper_named("a");
    exeunt_scope *pool = pool_of(of(a), of(dialer_named("b", serving_port())));
    a->exit_ms = FOR_EVER;
    timed(pool, AN_HOUR_MS, 5);
    when_body_begins = exeunt_scope_cancel;

    begin(pool);
    expect_end("canceled");
}

Test(uv_clock, grace_ends_an_exit_that_hangs_in_a_stack)
{
    sleeper *a = sleeper_named("a");
    sleeper *b = sleeper_named("b");
    exeunt_scope *stack = stack_of(of(a), of(b));
    a->enter_ms = b->enter_ms = 0;
    b->exit_ms = FOR_EVER;
    a->exit_code = UV_EIO;
    timed(stack, 5, 5);
    when_body_begins = wait_in_body;

    begin(stack);
    expect_end("raises [a.exit, stack.deadline]");
    cr_expect_eq(ended_with_code(), UV_EIO);
}

Test(uv_clock, without_a_request_exits_are_shielded)
{
    sleeper *a = sleeper_named("a");
    exeunt_scope *pool = pool_of(of(a));
    a->exit_ms = 20;
    a->exit_code = UV_EIO;
    timed(pool, AN_HOUR_MS, 5);
    when_body_begins = end_body_later;

    begin(pool);
    expect_end("raises [a.exit]");
}

/* --- nested scopes ---------------------------------------------------------------------------- */

Test(uv_clock, a_nested_scope_with_a_clock_comes_and_goes)
{
    exeunt_scope *inner = pool_of(of(dialer_named("a", serving_port())), of(sleeper_named("b")));
    exeunt_uv_clock *clock = timed(inner, AN_HOUR_MS, AN_HOUR_MS);
    exeunt_scope *outer = stack_of(of(sleeper_named("c")), of(clock), of(sleeper_named("d")));

    timed(outer, AN_HOUR_MS, AN_HOUR_MS);
    begin(outer);
    expect_end("returns");
}

Test(uv_clock, the_deadline_of_a_nested_scope_is_an_error_of_the_outer_one)
{
    exeunt_scope *inner =
        new_pool("inner", (exeunt_manager *const[]){of(dialer_named("a", silent_port())), NULL});
    sleeper *b = sleeper_named("b");
    exeunt_scope *outer = stack_of(of(b), of(timed(inner, 5, 0)));

    timed(outer, AN_HOUR_MS, 0);
    keep();
    begin(outer);
    expect_end("raises [inner.deadline]");
    cr_expect_eq(b->told, &inner->deadline);
}

Test(uv_clock, the_deadline_of_the_outer_scope_cancels_the_nested_one)
{
    exeunt_scope *inner = pool_of(of(dialer_named("a", silent_port())), of(sleeper_named("b")));
    exeunt_scope *outer = stack_of(of(timed(inner, AN_HOUR_MS, AN_HOUR_MS)));

    timed(outer, 20, 0);
    begin(outer);
    expect_end("raises [stack.deadline]");
}

Test(uv_clock, the_deadline_of_a_nested_scope_covers_only_its_enter)
{
    sleeper *a = sleeper_named("a");
    sleeper *b = sleeper_named("b");
    a->enter_ms = 0;
    b->enter_ms = 40;

    begin(stack_of(of(timed(pool_of(of(a)), 20, 0)), of(b)));
    expect_end("returns");
}

Test(uv_clock, grace_reaches_through_a_nested_scope)
{
    sleeper *a = sleeper_named("a");
    exeunt_scope *inner = pool_of(of(a));
    exeunt_scope *outer = stack_of(of(timed(inner, 0, 5)));
    a->exit_ms = FOR_EVER;
    when_body_begins = exeunt_scope_cancel;

    timed(outer, 0, 5);
    begin(outer);
    expect_end("canceled");
}

Test(uv_clock, the_errors_of_a_nested_pool_go_out_together)
{
    sleeper *a = sleeper_named("a");
    sleeper *b = sleeper_named("b");
    exeunt_scope *inner = pool_of(of(a), of(b));
    a->exit_code = UV_EIO;
    b->exit_code = UV_EPIPE;

    begin(stack_of(of(timed(inner, AN_HOUR_MS, 0)), of(sleeper_named("c"))));
    expect_end("raises [a.exit, b.exit]");
}

Test(uv_clock, a_nested_scope_that_is_never_entered_was_never_on_the_loop)
{
    exeunt_scope *inner = pool_of(of(sleeper_named("a")));

    begin(stack_of(of(dialer_named("b", refused_port())), of(timed(inner, 5, 5))));
    expect_end("raises [b.enter]");
}

Test(uv_clock, a_nested_scope_needs_no_callbacks_of_its_own)
{
    exeunt_pool *inner = make(sizeof(*inner));
    exeunt_pool_init(inner, "inner", NULL);
    cr_assert_eq(exeunt_pool_add(inner, of(dialer_named("a", silent_port()))), 0);

    begin(stack_of(of(sleeper_named("b")), of(timed(&inner->scope, 5, 5))));
    expect_end("raises [inner.deadline]");
}
