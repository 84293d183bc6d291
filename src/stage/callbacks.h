/* The callbacks of a step. */
#ifndef EXN_STAGE_CALLBACKS_H
#define EXN_STAGE_CALLBACKS_H

#include "stage/state.h"

/* Runs the first one that is ready. */
void exn_run_first(exn_stage *stage);
/* Runs all that are ready, and those that they post. */
void exn_run_ready(exn_stage *stage);

#endif
