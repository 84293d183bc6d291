/* The end of a run. */
#ifndef EXN_STAGE_FINISH_H
#define EXN_STAGE_FINISH_H

#include "stage/state.h"

/* Every scope has closed: the world ends, and the run with it. */
void exn_finish(exn_stage *stage);

#endif
