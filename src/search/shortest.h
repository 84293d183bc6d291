/* The shortest counterexample: fewest faults, then fewest cancels, then fewest steps, and among
 * equals the smallest tape. */
#ifndef EXN_SEARCH_SHORTEST_H
#define EXN_SEARCH_SHORTEST_H

#include "search/explore_options.h"
#include "search/findings.h"
#include "search/search_status.h"

/* Looks for the shortest schedule of everything that was found, over the unreduced graph, breadth
 * first; so what it finds depends on nothing but the scenario. Findings for which no schedule of
 * the scenario is shorter are marked `shortest`; where a limit ends the search before that is
 * known, or runs that are too long hide it, the others keep the best schedule that was seen.
 * Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_shortest(exn_run *run, const exn_explore_options *options,
                               exn_findings *findings);

#endif
