/* Follows a schedule. */
#ifndef EXN_STAGE_SCRIPT_H
#define EXN_STAGE_SCRIPT_H

#include "stage/state.h"

void exn_script_begin(exn_stage *stage);
static inline bool exn_script_active(const exn_stage *stage)
{
    return stage->positions != NULL;
}
bool exn_script_done(const exn_stage *stage);

/* Whether the schedule allows a delivery; fills next_positions. */
bool exn_script_allows(exn_stage *stage, const exn_delivery *delivery);
/* Whether the next item at one of the positions is possible now: then something is still to come,
 * and nothing has hung. */
bool exn_script_promises(const exn_stage *stage);
void exn_script_take(exn_stage *stage, const exn_delivery *delivery);

/* No cancel comes at once. */
bool exn_script_allows_going_on(exn_stage *stage);
void exn_script_go_on(exn_stage *stage);

/* Before a choice: keeps why a position leads no farther. */
void exn_script_watch(exn_stage *stage);
/* The run is over, and the schedule is not. */
void exn_script_lost(exn_stage *stage);
/* Leaves the schedule for good, if it may be left. */
bool exn_script_depart(exn_stage *stage);

#endif
