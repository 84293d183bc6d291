/* The shortest way into a loop and once around. */
#ifndef EXN_SEARCH_LIVELOCKS_H
#define EXN_SEARCH_LIVELOCKS_H

#include "search/explore_options.h"
#include "search/findings.h"
#include "search/search_status.h"

/* Looks for the shortest run that comes back to a state in which it was, by (faults, cancels,
 * steps) and then by the tape, and takes it over into the findings if it shows what was found by a
 * loop. In large spaces it may give up; then nothing changes. Returns DONE or
 * OUT_OF_MEMORY. */
exn_search_status exn_shortest_loop(exn_run *run, const exn_explore_options *options,
                                    exn_findings *findings);

#endif
