/* How far a way of exploring came: what all of them report. */
#ifndef EXN_SEARCH_SEARCH_STATS_H
#define EXN_SEARCH_SEARCH_STATS_H

#include "search/difference.h"
#include "search/explore_options.h"
#include "search/findings.h"

typedef struct exn_search_stats {
    exn_mode mode;
    uint64_t ends;   /* of runs: how often one closed or broke something */
    uint64_t runs;   /* by running: all of them complete */
    uint64_t states; /* by snapshots: distinct ones */
    uint64_t transitions;
    uint64_t depth_max; /* steps of the longest run that was seen */
    uint64_t states_audited;
    bool reduced;
    uint64_t merges_audited; /* second ways to a state that were run anew, and what follows there */
    bool audit_failed;       /* something of the code under test lies outside the world: */
    exn_difference difference; /* this is how it was seen */
    bool loops;                /* by running: some run never ends */
    bool convicted;         /* a step that declares itself private is not: run.current.convicted */
    char *conviction;       /* why not, to be freed; NULL: it touched what is not its own */
    const char *stopped_by; /* why it ended early; NULL: it did not */
} exn_search_stats;

/* Each explores an open run in its own way. They return false when out of memory. */

/* stateless.c: every run, depth first, each from the beginning. For code that lies outside the
 * world. */
bool exn_explore_stateless(exn_run *run, const exn_explore_options *options, exn_findings *findings,
                           exn_search_stats *stats);

/* Takes what a complete run came to; some runs are made a second time, which must be the same (M9).
 * Returns false when out of memory. */
bool exn_take_run(exn_run *run, exn_run_end end, exn_findings *findings, exn_search_stats *stats);

/* dfs.c: every state, depth first, each once (D6). */
bool exn_explore_states(exn_run *run, const exn_explore_options *options, exn_findings *findings,
                        exn_search_stats *stats);

#endif
