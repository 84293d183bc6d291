/* Whose code runs: by its border, so that memory can be taken for code that has no border at hand
 * (src/plugins/allocators.c). It is set where the world calls code under test, and where one part
 * of that calls another one; calls come back in order, or a breach leaves all of them. */
#ifndef EXN_CONTRACT_RUNNING_H
#define EXN_CONTRACT_RUNNING_H

#include "contract/border.h"

/* NULL: the world's own. Of each thread, so that other threads never take the world's memory. */
extern _Thread_local exeunt_border *exn_running __attribute__((tls_model("initial-exec")));

/* It makes an exception of C++: what it allocates is passed on with that, and is of all. */
extern _Thread_local bool exn_makes_exception __attribute__((tls_model("initial-exec")));

/* How many runs were begun: tells what belongs to one of them, and lies outside of the world, from
 * what belongs to another. */
extern uint64_t exn_runs_begun;

/* From now on code of this border runs. Returns whose ran before, for the way back. */
static inline exeunt_border *exn_run_as(exeunt_border *border)
{
    exeunt_border *before = exn_running;
    exn_running = border;
    return before;
}

/* All calls of code under test have been left at once. */
static inline void exn_run_none(void)
{
    exn_running = NULL;
    exn_makes_exception = false;
}

#endif
