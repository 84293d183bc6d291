/* Several things in one turn (D3): where a runtime takes them so, another one may come behind one
 * whose callbacks have not run. */
#ifndef EXN_STAGE_TURNS_H
#define EXN_STAGE_TURNS_H

#include "stage/state.h"

/* A callback is ready, and the implementation takes turns: chooses what comes in the same turn.
 * Returns false if the callbacks are to run. */
bool exn_turn_goes_on(exn_stage *stage, exn_delivery *next);

#endif
