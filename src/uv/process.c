/* A child process: spawn; later terminate, kill after a time, reap. */
#include "uv/common.h"

#include <signal.h>

static exeunt_uv_process *process_of(exeunt_manager *manager)
{
    return (exeunt_uv_process *)manager; /* its first member */
}

static exeunt_uv_process *process_of_handle(uv_process_t *handle)
{
    return exn_uv_holder(handle, exeunt_uv_process, handle);
}

/* --- off the loop ----------------------------------------------------------------------------- */

static void on_closed(exeunt_uv_process *process)
{
    if (--process->open == 0) {
        exeunt_exited(&process->manager);
    }
}

static void on_handle_closed(uv_handle_t *handle)
{
    on_closed(process_of_handle((uv_process_t *)handle));
}

static void on_timer_closed(uv_handle_t *timer)
{
    on_closed(exn_uv_holder(timer, exeunt_uv_process, timer));
}

/* Closes the handles of a child that was reaped. The exit settles when they have left the loop. */
static void release(exeunt_uv_process *process)
{
    uv_close((uv_handle_t *)&process->handle, on_handle_closed);
    if (process->open == 2) {
        uv_close((uv_handle_t *)&process->timer, on_timer_closed);
    }
}

/* --- the child -------------------------------------------------------------------------------- */

/* The owner's callback may end the body and so begin the exit inside; then that exit has released
 * the handles. */
static void on_ended(uv_process_t *handle, int64_t status, int number)
{
    exeunt_uv_process *process = process_of_handle(handle);
    bool was_waited_for = process->exits;

    process->ended = true;
    process->status = status;
    process->signal = number;
    if (process->options->exit_cb != NULL) {
        process->options->exit_cb(handle, status, number);
    }
    if (was_waited_for) {
        release(process);
    }
}

/* A signal that cannot be sent changes nothing: the exit waits for the child in any case. */
static void send_signal(exeunt_uv_process *process, int number)
{
    (void)uv_process_kill(&process->handle, number);
}

static void on_time_over(uv_timer_t *timer)
{
    send_signal(exn_uv_holder(timer, exeunt_uv_process, timer), SIGKILL);
}

/* --- the manager ------------------------------------------------------------------------------ */

static void on_unborn_closed(uv_handle_t *handle)
{
    exeunt_uv_process *process = process_of_handle((uv_process_t *)handle);

    exn_uv_fail(&process->manager, process->code);
}

static void enter(exeunt_manager *manager)
{
    exeunt_uv_process *process = process_of(manager);
    uv_process_options_t options = *process->options;

    options.exit_cb = on_ended;
    process->exits = false;
    process->ended = false;
    process->open = 1;
    process->code = uv_spawn(process->loop, &process->handle, &options);
    if (process->code == 0) {
        exeunt_entered(manager, &process->handle);
    } else {
        uv_close((uv_handle_t *)&process->handle, on_unborn_closed); /* M3 */
    }
}

static void exit_process(exeunt_manager *manager, const exeunt_error *cause)
{
    exeunt_uv_process *process = process_of(manager);

    (void)cause;
    process->exits = true;
    if (process->ended) {
        release(process);
    } else if (process->terminate_ms == 0) {
        send_signal(process, SIGKILL);
    } else {
        send_signal(process, SIGTERM);
        process->open = 2;
        exn_uv_timer_start(process->loop, &process->timer, process->terminate_ms, on_time_over);
    }
}

static void cancel(exeunt_manager *manager)
{
    exeunt_uv_process *process = process_of(manager);

    if (process->exits && !process->ended) {
        send_signal(process, SIGKILL);
    }
}

static const exeunt_manager_type process_type = {enter, exit_process, cancel};

void exeunt_uv_process_init(exeunt_uv_process *process, uv_loop_t *loop, const char *name,
                            const uv_process_options_t *options, uint64_t terminate_ms)
{
    *process = (exeunt_uv_process){.loop = loop, .options = options, .terminate_ms = terminate_ms};
    exeunt_manager_init(&process->manager, &process_type, name);
}
