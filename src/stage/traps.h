/* Traps for code under test that would end its process, or never returns: its run is left instead.
 *
 * What is trapped: a signal that ends a process, if this process raises it; endless recursion;
 * exit(), quick_exit() and fork(); a call that the host forbids (forbid.h); a hang, which another
 * process notices and tells by SIGXCPU (world/flight.h). */
#ifndef EXN_STAGE_TRAPS_H
#define EXN_STAGE_TRAPS_H

#include "stage/run.h"

typedef enum exn_trap_cause {
    EXN_TRAP_NONE,
    EXN_TRAP_SIGNAL,
    EXN_TRAP_RECURSION, /* the stack is used up */
    EXN_TRAP_EXIT,
    EXN_TRAP_HANG,
    EXN_TRAP_CALL /* of a function that is forbidden */
} exn_trap_cause;

enum { EXN_TRAP_FRAMES_MAX = 48 };

/* What has sprung a trap. */
typedef struct exn_trapped {
    exn_trap_cause cause;
    int number;       /* of the signal, or the status of exit() */
    const char *call; /* what the forbidden function does, as in "calls fork()" */
    /* Where it was: the innermost frame first; those of the trap itself come before. Only where
     * the run is asked for it (exn_run_options.tells_frames). */
    void *frames[EXN_TRAP_FRAMES_MAX];
    int frame_count;
} exn_trapped;

/* Sets the traps, for this process and thread: there is one set in a process. A process that is
 * forked has them, too. */
void exn_traps_set(exn_run *run);
void exn_traps_lift(void);

/* Takes what has sprung a trap since the last call. Returns false if nothing has. */
bool exn_traps_take(exn_trapped *trapped);

#endif
