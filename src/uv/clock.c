/* Deadline and grace on timers of a loop (C4, C6).
 *
 * A timer handle leaves the loop one iteration after it is closed, and M4 and X13 forbid leaving
 * one behind. So the clock stands between the scope and the receiver of its end: the owner, or the
 * scope around a nested one. It passes the end on when its timers have left the loop. It delays
 * nothing else.
 */
#include "uv/common.h"

#include <assert.h>

static exeunt_uv_clock *clock_of_scope(exeunt_scope *scope)
{
    return exn_uv_holder(scope->callbacks, exeunt_uv_clock, callbacks);
}

static exeunt_uv_clock *clock_of(exeunt_manager *manager)
{
    return (exeunt_uv_clock *)manager; /* its first member */
}

/* --- the end, when the timers are gone -------------------------------------------------------- */

static bool is_on_loop(const uv_timer_t *timer)
{
    return timer->data != NULL;
}

/* Passes the end on once the scope has ended and both timers are off the loop. The receiver may
 * free the clock inside. */
static void report_end(exeunt_uv_clock *clock)
{
    exeunt_result result = clock->result;

    if (!clock->ended || is_on_loop(&clock->deadline) || is_on_loop(&clock->grace)) {
        return;
    }
    if (exeunt_manager_in_flight(&clock->manager)) {
        exeunt_settle(&clock->manager, &result);
    } else {
        clock->owner->on_closed(clock->scope, &clock->scope->outcome);
    }
}

static void on_timer_closed(uv_handle_t *timer)
{
    exeunt_uv_clock *clock = timer->data;

    timer->data = NULL;
    report_end(clock);
}

/* --- timers ----------------------------------------------------------------------------------- */

static void start(exeunt_uv_clock *clock, uv_timer_t *timer, uint64_t timeout_ms, uv_timer_cb fire)
{
    if (timeout_ms != 0) {
        timer->data = clock;
        exn_uv_timer_start(clock->loop, timer, timeout_ms, fire);
    }
}

static void stop(uv_timer_t *timer)
{
    if (is_on_loop(timer) && !uv_is_closing((uv_handle_t *)timer)) {
        uv_close((uv_handle_t *)timer, on_timer_closed);
    }
}

static void on_deadline(uv_timer_t *timer)
{
    exeunt_uv_clock *clock = timer->data;

    exeunt_scope_expire(clock->scope);
}

static void on_grace_ended(uv_timer_t *timer)
{
    exeunt_uv_clock *clock = timer->data;

    exeunt_scope_end_grace(clock->scope);
}

/* --- what the scope calls --------------------------------------------------------------------- */

static void on_clock(exeunt_scope *scope, exeunt_clock what)
{
    exeunt_uv_clock *clock = clock_of_scope(scope);

    assert((!exeunt_manager_in_flight(&scope->manager) || scope->manager.owner == clock) &&
           "a nested scope is added through its clock");
    switch (what) {
    case EXEUNT_CLOCK_DEADLINE_START:
        start(clock, &clock->deadline, clock->deadline_ms, on_deadline);
        break;
    case EXEUNT_CLOCK_DEADLINE_STOP:
        stop(&clock->deadline);
        break;
    case EXEUNT_CLOCK_GRACE_START:
        start(clock, &clock->grace, clock->grace_ms, on_grace_ended);
        break;
    case EXEUNT_CLOCK_GRACE_STOP:
        stop(&clock->grace);
        break;
    }
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    exeunt_uv_clock *clock = clock_of_scope(scope);

    (void)outcome; /* valid until the scope ends, so it need not be copied */
    clock->ended = true;
    report_end(clock);
}

/* --- a nested scope with its clock, as a manager (E5) ----------------------------------------- */

static void on_settled(exeunt_manager *scope_manager, const exeunt_result *result)
{
    exeunt_uv_clock *clock = scope_manager->owner;

    if (result->settlement == EXEUNT_SETTLED_ENTERED) {
        exeunt_settle(&clock->manager, result); /* the end comes later */
        return;
    }
    clock->result = *result;
    clock->ended = true;
    report_end(clock);
}

static void enter(exeunt_manager *manager)
{
    exeunt_uv_clock *clock = clock_of(manager);

    exeunt_manager_enter(&clock->scope->manager, on_settled, clock);
}

static void exit_scope(exeunt_manager *manager, const exeunt_error *cause)
{
    exeunt_uv_clock *clock = clock_of(manager);

    exeunt_manager_exit(&clock->scope->manager, cause, on_settled, clock);
}

static void cancel(exeunt_manager *manager)
{
    exeunt_manager_cancel(&clock_of(manager)->scope->manager);
}

static const exeunt_manager_type clock_type = {enter, exit_scope, cancel};

void exeunt_uv_clock_init(exeunt_uv_clock *clock, uv_loop_t *loop, exeunt_scope *scope,
                          uint64_t deadline_ms, uint64_t grace_ms)
{
    assert((scope->callbacks == NULL || scope->callbacks->on_clock == NULL) &&
           "a scope has one clock");
    *clock = (exeunt_uv_clock){
        .loop = loop,
        .scope = scope,
        .deadline_ms = deadline_ms,
        .grace_ms = grace_ms,
        .owner = scope->callbacks,
    };
    exeunt_manager_init(&clock->manager, &clock_type, scope->manager.name);
    if (scope->callbacks != NULL) {
        clock->callbacks = *scope->callbacks;
    }
    clock->callbacks.on_closed = on_closed;
    clock->callbacks.on_clock = on_clock;
    scope->callbacks = &clock->callbacks;
}
