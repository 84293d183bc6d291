/* The timers of code in C. */
#ifndef EXN_STAGE_TIMERS_H
#define EXN_STAGE_TIMERS_H

#include "stage/state.h"

/* Starts a timer of a scope whose runtime has timers of its own: of an adapter's child. No manager
 * holds it. exeunt_border_stop_timer stops it. */
void exn_scope_timer_start(exeunt_border *border, exeunt_timer *timer, uint64_t wait_ms);
/* Returns how long a timer that runs has still to wait. */
uint64_t exn_timer_left(const exn_stage *stage, const exeunt_timer *timer);

/* The time of one of them has come. */
void exn_own_timer_fire(exn_stage *stage, exn_timer *place);

#endif
