/* Exploring by re-execution: every run, depth first, each from the beginning. For code under test
 * that keeps something outside the world, and so cannot be snapshotted. */
#ifndef EXN_SEARCH_STATELESS_H
#define EXN_SEARCH_STATELESS_H

#include "search/search_stats.h"

/* Explores an open run. Returns DONE, OUT_OF_MEMORY or CONVICTED. */
exn_search_status exn_explore_stateless(exn_run *run, const exn_explore_options *options,
                                        exn_findings *findings, exn_search_stats *stats);

/* Takes what a complete run came to; some runs are made a second time, which must be the same (M9).
 * Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_take_run(exn_run *run, exn_run_end end, exn_findings *findings,
                               exn_search_stats *stats);

#endif
