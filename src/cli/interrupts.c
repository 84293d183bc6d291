#include "cli/interrupts.h"

#include "cli/status.h"

#include <signal.h>
#include <unistd.h>

static void on_signal(uv_signal_t *handle, int number)
{
    exn_interrupts *interrupts = handle->data;
    if (interrupts->signal != 0)
        _exit(EXN_EXIT_SIGNAL + number);
    interrupts->signal = number;
    interrupts->interrupted(interrupts->context);
}

void exn_interrupts_begin(exn_interrupts *interrupts, uv_loop_t *loop,
                          void (*interrupted)(void *context), void *context)
{
    static const int signals[EXN_INTERRUPTS] = {SIGINT, SIGTERM, SIGHUP};
    interrupts->interrupted = interrupted;
    interrupts->context = context;
    interrupts->signal = 0;
    for (size_t i = 0; i < EXN_INTERRUPTS; i++) {
        uv_signal_init(loop, &interrupts->handles[i]);
        interrupts->handles[i].data = interrupts;
        uv_signal_start(&interrupts->handles[i], on_signal, signals[i]);
        uv_unref((uv_handle_t *)&interrupts->handles[i]);
    }
}

void exn_interrupts_end(exn_interrupts *interrupts)
{
    for (size_t i = 0; i < EXN_INTERRUPTS; i++)
        uv_close((uv_handle_t *)&interrupts->handles[i], NULL);
}
