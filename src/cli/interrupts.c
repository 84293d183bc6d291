/* Watches or holds back the signals that interrupt the command. */
#include "cli/interrupts.h"

#include "cli/loop.h"
#include "cli/status.h"

#include <stdbool.h>
#include <unistd.h>

static const int signals[EXN_INTERRUPTS] = {SIGINT, SIGTERM, SIGHUP};

static void on_signal(uv_signal_t *handle, int number)
{
    exn_interrupts *interrupts = handle->data;
    if (interrupts->signal != 0) {
        if (interrupts->ending != NULL) {
            interrupts->ending(interrupts->context);
        }
        _exit(EXN_EXIT_SIGNAL + number);
    }
    interrupts->signal = number;
    interrupts->interrupted(interrupts->context);
}

static bool is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void exn_interrupts_begin(exn_interrupts *interrupts, uv_loop_t *loop)
{
    interrupts->signal = 0;
    for (size_t i = 0; i < EXN_INTERRUPTS; i++) {
        exn_loop_need(uv_signal_init(loop, &interrupts->handles[i]));
        interrupts->handles[i].data = interrupts;
        if (signals[i] != SIGHUP || !is_ignored(SIGHUP)) {
            uv_signal_start(&interrupts->handles[i], on_signal, signals[i]);
        }
        uv_unref((uv_handle_t *)&interrupts->handles[i]);
    }
}

void exn_interrupts_end(exn_interrupts *interrupts)
{
    for (size_t i = 0; i < EXN_INTERRUPTS; i++) {
        uv_close((uv_handle_t *)&interrupts->handles[i], NULL);
    }
}

void exn_interrupts_hold(sigset_t *before)
{
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < EXN_INTERRUPTS; i++) {
        sigaddset(&held, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &held, before);
}

void exn_interrupts_release(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}
