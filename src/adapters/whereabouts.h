/* The source lines at which a child's operations and scopes wait, for a run that is shown
 * (docs/ADAPTER.md, "Where it waits"). A search does not ask for them. */
#ifndef EXN_ADAPTERS_WHEREABOUTS_H
#define EXN_ADAPTERS_WHEREABOUTS_H

#include "adapters/wing.h"

/* Whether the run is shown, and the child can tell the lines. */
bool exn_whereabouts_are_asked(const exn_wing *wing);

/* Asks the child where it waits, if the run is shown. Called after each answer of a turn, before
 * its events happen. Leaves the run if the child fails. */
void exn_whereabouts_ask(exn_wing *wing);

/* An event of the child's is about to happen, or the last one of the trace is a cancel request:
 * the trace tells its line, if one is known. */
void exn_whereabouts_tell_event(exn_wing *wing, const json_t *event);
void exn_whereabouts_tell_cancel(const exn_wing_scope *scope);

#endif
