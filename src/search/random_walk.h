/* Exploring by chance, for what is too large for anything else: each run from the beginning, its
 * choices drawn. The same seed draws the same runs, on every platform. */
#ifndef EXN_SEARCH_RANDOM_WALK_H
#define EXN_SEARCH_RANDOM_WALK_H

#include "search/search_stats.h"

/* What was drawn from, and how likely a run finds a bug. */
typedef struct exn_sampling {
    uint64_t seed;
    uint32_t bug_depth; /* pct: ordering constraints of a bug, d; else 0 */
    /* pct: the most threads n, and the most steps k of a run, that were seen so far. */
    uint32_t threads;
    uint64_t steps_max;
    double found_probability; /* pct: that a run finds such a bug, at least: 1 / (n k^(d-1)) */
} exn_sampling;

/* Draws runs of an open run as the options say, by the strategy random or pct. If neither runs nor
 * time are limited there are 10,000. A scenario that leaves nothing to choose has one run: that was
 * all of it, and stats.mode says so. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_random_walk(exn_run *run, const exn_explore_options *options,
                                  exn_findings *findings, exn_search_stats *stats,
                                  exn_sampling *sampled);

#endif
