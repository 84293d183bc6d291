/* How a run is left, from anywhere inside it. */
#ifndef EXN_STAGE_LEAVE_H
#define EXN_STAGE_LEAVE_H

#include "stage/run.h"

/* Ends the run. */
_Noreturn void exn_leave(exn_run *run, exn_run_end end);

/* Ends the building of a stage: what is to be tested was not made, or cannot be tested. The text
 * says why. */
_Noreturn void exn_leave_unmade(exn_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
