/* A scenario becomes a stage. */
#ifndef EXN_STAGE_BUILD_H
#define EXN_STAGE_BUILD_H

#include "stage/run.h"

exn_world_status exn_stage_build(exn_run *run);

#endif
