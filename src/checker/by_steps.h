/* Exploring with the number of steps in the state, where runs are too long (search/longest.h). */
#ifndef EXN_CHECKER_BY_STEPS_H
#define EXN_CHECKER_BY_STEPS_H

#include "search/search_stats.h"

/* Explores all anew. If that comes to its end it takes the place of what was found and of the
 * stats; if not, what it found is added, and stats->stopped_by says so. Returns as
 * exn_explore_states. */
exn_search_status exn_explore_by_steps(exn_run *run, const exn_explore_options *given,
                                       exn_findings *findings, exn_search_stats *stats);

#endif
