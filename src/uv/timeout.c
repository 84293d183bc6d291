/* A time limit as a manager: cancels a scope when time is over, and then fails its exit. */
#include "uv/common.h"

static exeunt_uv_timeout *timeout_of(exeunt_manager *manager)
{
    return (exeunt_uv_timeout *)manager; /* its first member */
}

/* A scope that is already stopping was not stopped by this timer. Closing the timer takes an
 * iteration, so the scope cannot close inside. */
static void on_time_over(uv_timer_t *timer)
{
    exeunt_uv_timeout *timeout = exn_uv_holder(timer, exeunt_uv_timeout, timer);

    timeout->expired = !exeunt_scope_stopping(timeout->scope);
    exeunt_scope_cancel(timeout->scope);
}

static void on_closed(uv_handle_t *timer)
{
    exeunt_uv_timeout *timeout = exn_uv_holder(timer, exeunt_uv_timeout, timer);

    if (timeout->expired) {
        exn_uv_fail(&timeout->manager, UV_ETIMEDOUT);
    } else {
        exeunt_exited(&timeout->manager);
    }
}

static void enter(exeunt_manager *manager)
{
    exeunt_uv_timeout *timeout = timeout_of(manager);

    timeout->expired = false;
    exn_uv_timer_start(timeout->loop, &timeout->timer, timeout->timeout_ms, on_time_over);
    exeunt_entered(manager, timeout);
}

static void exit_timeout(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    uv_close((uv_handle_t *)&timeout_of(manager)->timer, on_closed);
}

static const exeunt_manager_type timeout_type = {enter, exit_timeout, NULL};

void exeunt_uv_timeout_init(exeunt_uv_timeout *timeout, uv_loop_t *loop, const char *name,
                            exeunt_scope *scope, uint64_t timeout_ms)
{
    *timeout = (exeunt_uv_timeout){.loop = loop, .scope = scope, .timeout_ms = timeout_ms};
    exeunt_manager_init(&timeout->manager, &timeout_type, name);
}
