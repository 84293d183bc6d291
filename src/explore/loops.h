/* The shortest way into a loop and once around. */
#ifndef EXN_EXPLORE_LOOPS_H
#define EXN_EXPLORE_LOOPS_H

#include "explore/explore.h"
#include "explore/findings.h"

/* Looks for the shortest run that comes back to a state in which it was, by (faults, cancels,
 * steps) and then by the tape, and takes it over into the findings if it shows what was found by a
 * loop. In large spaces it may give up; then nothing changes. Returns false when out of memory. */
bool exn_shortest_loop(exn_run *run, const exn_check_options *options, exn_findings *findings);

#endif
