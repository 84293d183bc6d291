/* Turns of the child: it is told what has happened, and what it answers happens at the border. */
#ifndef EXN_ADAPTERS_TURN_H
#define EXN_ADAPTERS_TURN_H

#include "adapters/wing.h"

/* Tells the child what has happened, until nothing is left to tell; or until it stands behind the
 * first callback of a turn, where a cancel request may come. Leaves the run if the child fails. */
void exn_turn_take(exn_wing *wing);

/* The same, within a turn or not, where the last thing that has happened is what a body asks.
 * Returns whether the child refuses that. */
bool exn_turn_ask(exn_wing *wing);

/* Brings the turn under way to its end: all that has happened in it has happened at the border. */
void exn_turn_finish_events(exn_wing *wing);

/* The run is over: what the child has left breaks X13. */
void exn_turn_end_run(exn_wing *wing);

#endif
