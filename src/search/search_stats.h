/* How far a way of exploring came: what all of them report. */
#ifndef EXN_SEARCH_SEARCH_STATS_H
#define EXN_SEARCH_SEARCH_STATS_H

#include "search/difference.h"
#include "search/explore_options.h"
#include "search/findings.h"
#include "search/search_status.h"
#include "search/stop_reason.h"

typedef struct exn_search_stats {
    exn_mode mode;
    uint64_t ends;   /* of runs: how often one closed or broke something */
    uint64_t runs;   /* by running: all of them complete */
    uint64_t states; /* by snapshots: distinct ones */
    uint64_t transitions;
    uint64_t depth_max; /* steps of the longest run that was seen */
    uint64_t states_audited;
    /* Second ways to a state that were run anew, and what follows there, unless code under test was
     * called on them as on the first way. */
    uint64_t merges_audited;
    uint64_t repeated; /* transitions that were not made, but repeated (remembered.h) */
    bool reduced;
    bool loops;                /* by running: some run never ends */
    exn_difference difference; /* of a search that was REFUTED: how that was seen */
    /* Of a search that was CONVICTED: why, to be freed. NULL: the step touched what is not its
     * own. */
    char *conviction;
    exn_stop_reason stopped_by;
} exn_search_stats;

/* A run had so many steps. */
static inline void exn_search_stats_reach_depth(exn_search_stats *stats, uint64_t steps)
{
    stats->depth_max = steps > stats->depth_max ? steps : stats->depth_max;
}

#endif
