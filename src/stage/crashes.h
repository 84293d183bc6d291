/* Code under test that crashes. */
#ifndef EXN_STAGE_CRASHES_H
#define EXN_STAGE_CRASHES_H

#include "stage/run.h"

/* The run was left: fills its mismatch, if that was by a crash. */
void exn_crash_tell(exn_run *run);

/* Ends the run: code under test that runs in another process has crashed, or hangs. */
_Noreturn void exn_crash_leave(exn_run *run, bool hangs, const char *text);

#endif
