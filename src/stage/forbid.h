/* For the host, which stands in for functions that code under test must not call. */
#ifndef EXN_STAGE_FORBID_H
#define EXN_STAGE_FORBID_H

#include <stdbool.h>

/* Whether code under test runs in this thread, and traps are set (traps.h). */
bool exn_is_under_test(void);

/* Whether a jump is the one by which the simulator leaves a run. */
bool exn_is_way_out(const void *jump);

/* Whether an address lies on the stack on which the simulator calls code under test, in the part of
 * it that is used since then. */
bool exn_is_on_run_stack(const void *address);

/* Leaves the run where that is so: what was called is its finding. `call` is static and completes
 * "it ...": "calls fork()". */
void exn_trap_forbid(const char *call);

#endif
