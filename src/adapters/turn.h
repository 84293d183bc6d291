/* Turns of the child: it is told what has happened, and what it answers happens at the border. */
#ifndef EXN_ADAPTERS_TURN_H
#define EXN_ADAPTERS_TURN_H

#include "adapters/wing.h"

/* Tells the child what has happened, until nothing is left to tell; or until it stands behind the
 * first callback of a turn, where a cancel request may come. Leaves the run if the child fails. */
void exn_turn_take(exn_wing *wing);

/* Ends a turn in the midst of which a run was left. Returns false, with the adapter's fault, if the
 * child fails. */
bool exn_turn_finish(exn_adapter *adapter);

/* The run is over: what the child has left breaks X13. */
void exn_turn_end_run(exn_wing *wing);

/* Starts the child again. */
bool exn_adapter_restart(exn_run *run, exn_adapter *adapter);

#endif
