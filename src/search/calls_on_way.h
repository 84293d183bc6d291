/* What code under test was called on the way to a state: two ways with the same calls, in the same
 * order, leave the same in whatever that code keeps outside the world.
 *
 * Inner steps of operations that a scenario plays are no calls: they only count down, at any time
 * between two calls, and no code under test runs in them, or sees what they count. Most ways that
 * meet differ in these alone, and need no audit (self_audit.h). */
#ifndef EXN_SEARCH_CALLS_ON_WAY_H
#define EXN_SEARCH_CALLS_ON_WAY_H

#include "search/dfs.h"

/* Whether it is such an inner step. */
bool exn_is_no_call(const exn_search *search, const exn_transition *transition);

/* A hash of the calls on the way to the last frame and, unless it is NULL, along a transition from
 * there: of what was delivered, in order, what was chosen inside, and the events that came of it.
 */
uint64_t exn_calls_on_way(exn_search *search, const exn_transition *last);

#endif
