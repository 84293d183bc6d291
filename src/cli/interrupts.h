/* SIGINT, SIGTERM and SIGHUP: as events of a loop, or held back. */
#ifndef EXN_CLI_INTERRUPTS_H
#define EXN_CLI_INTERRUPTS_H

#include <signal.h>
#include <uv.h>

enum { EXN_INTERRUPTS = 3 };

typedef struct exn_interrupts {
    uv_signal_t handles[EXN_INTERRUPTS];
    /* Called when the first one comes. */
    void (*interrupted)(void *context);
    /* Called when a second one comes; then the program ends at once. May be NULL. */
    void (*ending)(void *context);
    void *context;
    int signal; /* the first one that came, or 0 */
} exn_interrupts;

/* Watches them; all of `interrupts` but its functions and its context is set here. They do not keep
 * the loop alive. A SIGHUP that is ignored stays ignored: nohup asked for it. Until
 * exn_interrupts_end. */
void exn_interrupts_begin(exn_interrupts *interrupts, uv_loop_t *loop);

/* The loop must run once more. */
void exn_interrupts_end(exn_interrupts *interrupts);

/* Holds them back while something is done that must not be done by halves; what was held back comes
 * with the release. `before` is for the release. */
void exn_interrupts_hold(sigset_t *before);
void exn_interrupts_release(const sigset_t *before);

#endif
