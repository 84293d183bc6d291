/* A time limit as a manager. */
#include "peers.h"
#include "support.h"

/* Longer than any test takes. */
enum { AN_HOUR_MS = 3600 * 1000 };

TestSuite(uv_timeout, .init = open_stage, .timeout = 60);

/* Adds to a scope a time limit that cancels this scope. */
static exeunt_uv_timeout *timeout_in(exeunt_scope *scope, uint64_t timeout_ms)
{
    exeunt_uv_timeout *timeout = make(sizeof(*timeout));

    exeunt_uv_timeout_init(timeout, &loop, "timeout", scope, timeout_ms);
    add(scope, of(timeout));
    return timeout;
}

Test(uv_timeout, in_time_it_comes_and_goes)
{
    exeunt_scope *stack = stack_of_none();
    exeunt_uv_timeout *timeout = timeout_in(stack, AN_HOUR_MS);
    add(stack, of(sleeper_named("a")));
    keep();

    begin(stack);
    expect_end("returns");
    cr_expect_not(timeout->expired);
}

Test(uv_timeout, it_ends_an_enter_that_hangs_in_a_stack)
{
    exeunt_scope *stack = stack_of_none();
    exeunt_uv_timeout *timeout = timeout_in(stack, 5);
    add(stack, of(dialer_named("a", silent_port())));
    keep();

    begin(stack);
    expect_end("raises [timeout.exit] + canceled");
    cr_expect_eq(ended_with_code(), UV_ETIMEDOUT);
    cr_expect(timeout->expired);
}

Test(uv_timeout, it_ends_an_enter_that_hangs_in_a_pool)
{
    exeunt_scope *pool =
        pool_of(of(dialer_named("a", silent_port())), of(dialer_named("b", serving_port())));
    timeout_in(pool, 5);

    begin(pool);
    expect_end("raises [timeout.exit] + canceled");
}

Test(uv_timeout, it_stops_a_body)
{
    exeunt_scope *pool = pool_of_none();
    timeout_in(pool, 0);
    when_body_begins = wait_in_body;

    begin(pool);
    expect_end("raises [timeout.exit] + canceled");
}

Test(uv_timeout, in_a_stack_it_covers_later_exits)
{
    exeunt_scope *stack = stack_of_none();
    timeout_in(stack, 5);
    sleeper *a = sleeper_named("a");
    a->enter_ms = 0;
    a->exit_ms = FOR_EVER;
    add(stack, of(a));
    timed(stack, 0, 5);

    begin(stack); /* the body returns inside */
    expect_end("raises [timeout.exit] + canceled");
}

Test(uv_timeout, what_was_stopping_already_was_not_stopped_by_it)
{
    exeunt_scope *stack = stack_of_none();
    exeunt_uv_timeout *timeout = timeout_in(stack, 5);
    sleeper *a = sleeper_named("a");
    a->enter_ms = 0;
    a->exit_ms = 40;
    add(stack, of(a));
    keep();
    when_body_begins = exeunt_scope_cancel;

    begin(stack);
    expect_end("canceled");
    cr_expect_not(timeout->expired);
}

Test(uv_timeout, it_rolls_a_nested_scope_back)
{
    exeunt_scope *inner = pool_of(of(dialer_named("a", silent_port())));
    timeout_in(inner, 5);

    begin(stack_of(of(sleeper_named("b")), &inner->manager));
    expect_end("raises [timeout.exit]"); /* the flag stays inside (P14) */
}

static void raise_at_once(exeunt_scope *scope)
{
    static exeunt_error error;

    exeunt_error_init(&error, UV_EIO, "body", NULL);
    end_body(scope, &error);
}

Test(uv_timeout, it_stands_beside_the_error_of_a_body)
{
    exeunt_scope *stack = stack_of_none();
    timeout_in(stack, 0);
    when_body_begins = wait_in_body;
    when_body_is_asked_to_stop = raise_at_once;

    begin(stack);
    expect_end("raises [timeout.exit, body] + canceled");
}
