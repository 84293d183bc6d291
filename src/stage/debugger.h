/* Where a debugger stops: `exeunt replay --debug` sets its breakpoint there. */
#ifndef EXN_STAGE_DEBUGGER_H
#define EXN_STAGE_DEBUGGER_H

#include "stage/run.h"

/* Does nothing. It is called before the step that run_options.debug_step names, in a run that
 * `debugs`; a run may begin with that. */
void exn_debugger_stop(uint64_t step);

/* Calls it, once, if the next step is that one. */
void exn_debugger_look(exn_run *run);

#endif
