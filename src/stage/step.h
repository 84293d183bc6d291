/* A step of a run. */
#ifndef EXN_STAGE_STEP_H
#define EXN_STAGE_STEP_H

#include "stage/state.h"

/* From before the start to the first moment at which the world waits. */
void exn_step_begin(exn_stage *stage);
/* One delivery, and the callbacks that are ready after it. */
void exn_step_deliver(exn_stage *stage, const exn_delivery *delivery);

#endif
