/* The choice among what may come next. */
#ifndef EXN_STAGE_CHOOSE_H
#define EXN_STAGE_CHOOSE_H

#include "stage/state.h"

/* Lists what may come next, and what search may follow. */
void exn_enabled_open(exn_stage *stage);
/* What was listed becomes what is possible: a schedule adds and takes away, limits keep search
 * out. Leaves the run if the schedule allows nothing of it. */
void exn_enabled_limit(exn_stage *stage);
/* The same of what may come in one turn, to which the schedule adds nothing more. Returns false if
 * the schedule allows nothing of it. */
bool exn_enabled_limit_turn(exn_stage *stage);
/* Takes one of what was listed, by the tape; valid up to the next choice. */
const exn_delivery *exn_enabled_choose(exn_stage *stage);

/* How an operation ends that settles inside its call. */
const exn_alternative *exn_choose_inside_call(exn_stage *stage, uint32_t member);
/* Which outermost scope is canceled now, before the start or while a callback is ready (D3);
 * EXN_NONE: none. A choice of its own: to go on, or to cancel one of the tasks. */
uint32_t exn_cancels_now(exn_stage *stage);

#endif
