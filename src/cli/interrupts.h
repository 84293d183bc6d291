/* SIGINT, SIGTERM and SIGHUP: as events of a loop, or held back. */
#ifndef EXN_CLI_INTERRUPTS_H
#define EXN_CLI_INTERRUPTS_H

#include <signal.h>
#include <uv.h>

enum { EXN_INTERRUPTS = 3 };

typedef struct exn_interrupts {
    uv_signal_t handles[EXN_INTERRUPTS];
    /* Called when the first one arrives. */
    void (*interrupted)(void *context);
    /* Called when a second one arrives; then the program ends at once. May be NULL. */
    void (*ending)(void *context);
    void *context;
    int signal; /* the first one that arrived, or 0 */
} exn_interrupts;

/* Watches the signals until exn_interrupts_end. The caller sets the functions and the context; this
 * sets the rest of `interrupts`. The watch does not keep the loop alive. A SIGHUP that is ignored
 * stays ignored, because nohup asked for that. */
void exn_interrupts_begin(exn_interrupts *interrupts, uv_loop_t *loop);

/* Ends the watch. The loop must run once more. */
void exn_interrupts_end(exn_interrupts *interrupts);

/* Holds the signals back around work that must not be interrupted halfway; exn_interrupts_release
 * delivers them. `before` is passed on to that call. */
void exn_interrupts_hold(sigset_t *before);
void exn_interrupts_release(const sigset_t *before);

#endif
