/* SIGINT and SIGTERM cancel a scope, and the loop drains. */
#include "peers.h"
#include "support.h"

#include <signal.h>
#include <unistd.h>

TestSuite(uv_signals, .init = open_stage, .timeout = 60);

/* Adds to a scope the manager that cancels it. */
static exeunt_uv_signals *signals_in(exeunt_scope *scope)
{
    exeunt_uv_signals *signals = make(sizeof(*signals));

    exeunt_uv_signals_init(signals, &loop, "signals", scope);
    add(scope, of(signals));
    return signals;
}

static void interrupt(void)
{
    kill(getpid(), SIGINT);
}

static void terminate(void)
{
    kill(getpid(), SIGTERM);
}

static void terminate_in_body(exeunt_scope *scope)
{
    (void)scope;
    terminate();
}

static bool is_default(int number)
{
    struct sigaction action;

    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_DFL;
}

Test(uv_signals, without_a_signal_nothing_happens)
{
    exeunt_scope *stack = stack_of_none();
    exeunt_uv_signals *signals = signals_in(stack);
    add(stack, of(sleeper_named("a")));
    keep();

    begin(stack);
    cr_expect_not(is_default(SIGINT));
    cr_expect_not(is_default(SIGTERM));
    expect_end("returns");
    cr_expect_eq(signals->received, 0);
    cr_expect(is_default(SIGINT), "after its exit a signal ends the process again");
    cr_expect(is_default(SIGTERM));
}

Test(uv_signals, a_signal_stops_the_body_of_a_stack)
{
    exeunt_scope *stack = stack_of_none();
    exeunt_uv_signals *signals = signals_in(stack);
    sleeper *a = sleeper_named("a");
    add(stack, of(a));
    keep();
    when_body_begins = terminate_in_body;

    begin(stack);
    expect_end("canceled");
    cr_expect_eq(signals->received, SIGTERM);
    cr_expect_eq(a->told, exeunt_error_canceled());
}

Test(uv_signals, a_signal_stops_the_body_of_a_pool)
{
    exeunt_scope *pool = pool_of(of(dialer_named("a", serving_port())), of(sleeper_named("b")));
    signals_in(pool);
    when_body_begins = terminate_in_body;

    begin(pool);
    expect_end("canceled");
}

Test(uv_signals, a_signal_reaches_an_enter_that_hangs)
{
    exeunt_scope *stack = stack_of_none();
    exeunt_uv_signals *signals = signals_in(stack);
    add(stack, of(dialer_named("a", serving_port())));
    add(stack, of(dialer_named("b", silent_port())));
    keep();

    begin(stack);
    later(interrupt);
    expect_end("canceled");
    cr_expect_eq(signals->received, SIGINT);
}

static void terminate_twice_in_body(exeunt_scope *scope)
{
    (void)scope;
    interrupt();
    later(terminate); /* while the exits are in flight */
}

Test(uv_signals, a_second_signal_is_a_second_request)
{
    exeunt_scope *stack = stack_of_none();
    exeunt_uv_signals *signals = signals_in(stack);
    sleeper *a = sleeper_named("a");
    a->exit_ms = 40;
    add(stack, of(a));
    keep();
    when_body_begins = terminate_twice_in_body;

    begin(stack);
    expect_end("canceled");
    cr_expect_eq(signals->received, SIGINT, "the first one");
}

Test(uv_signals, a_signal_starts_the_grace_time)
{
    exeunt_scope *stack = stack_of_none();
    signals_in(stack);
    sleeper *a = sleeper_named("a");
    a->exit_ms = FOR_EVER;
    add(stack, of(a));
    timed(stack, 0, 5);
    when_body_begins = terminate_in_body;

    begin(stack);
    expect_end("canceled");
}

Test(uv_signals, one_that_lies_in_a_nested_scope_cancels_the_outer_one)
{
    exeunt_scope *outer = stack_of(of(sleeper_named("a")));
    exeunt_scope *inner = pool_of(of(sleeper_named("b")));
    exeunt_uv_signals *signals = make(sizeof(*signals));
    exeunt_uv_signals_init(signals, &loop, "signals", outer);
    add(inner, of(signals));
    add(outer, &inner->manager);
    when_body_begins = terminate_in_body;

    begin(outer);
    expect_end("canceled");
}
