/* The timers of code in C. */
#ifndef EXN_STAGE_TIMERS_H
#define EXN_STAGE_TIMERS_H

#include "stage/state.h"

/* The time of one of them has come. */
void exn_own_timer_fire(exn_stage *stage, exn_timer *place);

#endif
