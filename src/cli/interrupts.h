/* SIGINT, SIGTERM and SIGHUP as events of a loop. */
#ifndef EXN_CLI_INTERRUPTS_H
#define EXN_CLI_INTERRUPTS_H

#include <uv.h>

enum { EXN_INTERRUPTS = 3 };

typedef struct exn_interrupts {
    uv_signal_t handles[EXN_INTERRUPTS];
    void (*interrupted)(void *context);
    void *context;
    int signal; /* the first one that came, or 0 */
} exn_interrupts;

/* Calls `interrupted` when the first one comes; a second one ends the program at once. They do not
 * keep the loop alive. Until exn_interrupts_end. */
void exn_interrupts_begin(exn_interrupts *interrupts, uv_loop_t *loop,
                          void (*interrupted)(void *context), void *context);

/* The loop must run once more. */
void exn_interrupts_end(exn_interrupts *interrupts);

#endif
