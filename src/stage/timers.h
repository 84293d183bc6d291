/* The time of managers written in C. */
#ifndef EXN_STAGE_TIMERS_H
#define EXN_STAGE_TIMERS_H

#include "stage/state.h"

/* The time of one of their timers has come. */
void exn_own_timer_fire(exn_stage *stage, exn_timer *place);

#endif
