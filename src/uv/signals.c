/* Cancels a scope at SIGINT or SIGTERM, while the manager is entered. */
#include "uv/common.h"

#include <assert.h>
#include <signal.h>

static const int numbers[] = {SIGINT, SIGTERM};

enum { HANDLES = sizeof(numbers) / sizeof(numbers[0]) };

static exeunt_uv_signals *signals_of(exeunt_manager *manager)
{
    return (exeunt_uv_signals *)manager; /* its first member */
}

/* --- off the loop ----------------------------------------------------------------------------- */

/* The owner may free the manager inside (M8). */
static void settle_released(exeunt_uv_signals *signals)
{
    if (signals->code != 0) {
        exn_uv_fail(&signals->manager, signals->code);
    } else {
        exeunt_exited(&signals->manager);
    }
}

static void on_handle_closed(uv_handle_t *handle)
{
    exeunt_uv_signals *signals = handle->data;

    if (--signals->open == 0) {
        settle_released(signals);
    }
}

/* Closes the handles. The operation in flight settles when none is left. */
static void release(exeunt_uv_signals *signals)
{
    unsigned open = signals->open; /* a copy: no callback runs before the loop goes on */

    if (open == 0) {
        settle_released(signals);
    }
    for (unsigned index = 0; index < open; index++) {
        uv_close((uv_handle_t *)&signals->handles[index], on_handle_closed);
    }
}

/* --- on the loop ------------------------------------------------------------------------------ */

/* The scope holds this manager, and closing handles takes an iteration: so the scope cannot close
 * inside. */
static void on_signal(uv_signal_t *handle, int number)
{
    exeunt_uv_signals *signals = handle->data;

    if (signals->received == 0) {
        signals->received = number;
    }
    exeunt_scope_cancel(signals->scope);
}

/* Returns 0 or libuv's code. The handle counts as open once it is on the loop. */
static int listen_to(exeunt_uv_signals *signals, int number)
{
    uv_signal_t *handle = &signals->handles[signals->open];
    int code = uv_signal_init(signals->loop, handle);

    if (code != 0) {
        return code;
    }
    handle->data = signals;
    signals->open++;
    return uv_signal_start(handle, on_signal, number);
}

static void enter(exeunt_manager *manager)
{
    exeunt_uv_signals *signals = signals_of(manager);

    signals->received = 0;
    signals->code = 0;
    for (int index = 0; index < HANDLES && signals->code == 0; index++) {
        signals->code = listen_to(signals, numbers[index]);
    }
    if (signals->code == 0) {
        exeunt_entered(manager, signals);
    } else {
        release(signals); /* M3 */
    }
}

static void exit_signals(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    release(signals_of(manager));
}

static const exeunt_manager_type signals_type = {enter, exit_signals, NULL};

void exeunt_uv_signals_init(exeunt_uv_signals *signals, uv_loop_t *loop, const char *name,
                            exeunt_scope *scope)
{
    static_assert(HANDLES == sizeof(signals->handles) / sizeof(signals->handles[0]),
                  "a handle for each signal");
    *signals = (exeunt_uv_signals){.loop = loop, .scope = scope};
    exeunt_manager_init(&signals->manager, &signals_type, name);
}
