/* Exploring by chance, for what is too large for anything else: each run from the beginning, its
 * choices drawn. The same seed draws the same runs, on every platform. */
#ifndef EXN_SEARCH_RANDOM_WALK_H
#define EXN_SEARCH_RANDOM_WALK_H

#include "search/search_stats.h"

typedef struct exn_sampling {
    uint64_t seed;
    uint32_t bug_depth; /* pct: ordering constraints of a bug; else 0 */
    /* pct: at least so likely a run finds such a bug, 1 / (n k^(d-1)). How many threads n and steps
     * k there are at most nobody knows before: these are the most that were seen so far. */
    double found_probability;
    char left_out[480]; /* explored.stopped_by is this */
} exn_sampling;

/* Draws runs of an open run as the options say: EXN_RANDOM or EXN_PCT. If neither runs nor time are
 * limited there are 10,000. A scenario that leaves nothing to choose has one run: that was all of
 * it, and explored.mode says so. Returns false when out of memory. */
bool exn_random_walk(exn_run *run, const exn_explore_options *options, exn_findings *findings,
                     exn_search_stats *stats, exn_sampling *sampled);

#endif
