/* Brings the child to a state in which it was before. */
#ifndef EXN_ADAPTERS_REACH_H
#define EXN_ADAPTERS_REACH_H

#include "adapters/wing.h"

/* The number of the state in which the world is. */
uint32_t exn_wing_moment(exn_wing *wing);

/* Begins the adapter's line with what brings the child to this state. Leaves the run if the child
 * fails. */
void exn_wing_go_to(exn_wing *wing, uint32_t moment);

/* Ends a turn in the midst of which a run was left. Returns false, with the adapter's fault, if the
 * child fails. */
bool exn_turn_finish(exn_adapter *adapter);

/* Starts the child again. */
bool exn_adapter_restart(exn_run *run, exn_adapter *adapter);

#endif
