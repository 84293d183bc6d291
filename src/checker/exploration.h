/* One scenario being explored, as the parts of the pipeline share it: opening.c opens the world,
 * passes.c explores it, result_totals.c and verdict.c write the result. */
#ifndef EXN_CHECKER_EXPLORATION_H
#define EXN_CHECKER_EXPLORATION_H

#include "result/result.h"
#include "search/random_walk.h"
#include "search/search_stats.h"

typedef struct exn_exploration {
    exn_explore_options options; /* as they were given, within what the scenario limits */
    exn_run run;
    exn_findings findings;
    exn_result *result;
    exn_search_stats stats;
    exn_sampling sampling; /* random and pct */
    double began_s;
} exn_exploration;

/* Opens the world of a scenario. Returns false if it is not open: then x->result is all there is to
 * return, a result that says why not, or NULL when out of memory. */
bool exn_exploration_open(exn_exploration *x, const exn_scenario *scenario,
                          const exn_explore_options *options);

/* Closes an open world. Returns the result, or NULL if it is not `complete`, for want of memory. */
exn_result *exn_exploration_close(exn_exploration *x, bool complete);

/* Makes a result one that was not explored: `skipped` or `invalid`. Returns false when out of
 * memory. */
bool exn_refuse(exn_result *result, exn_verdict verdict, const char *message);

/* --- passes.c --------------------------------------------------------------------------------- */

/* Explores in the way that the options ask for, or, if states cannot be trusted, by running from
 * the start; counts interleavings, if every one was seen, and looks for livelocks. Returns DONE,
 * OUT_OF_MEMORY or CONVICTED. */
exn_search_status exn_explore_and_count(exn_exploration *x);

/* Counts what happens, if that is asked for. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_explore_behaviour(exn_exploration *x);

/* Looks for the shortest schedules of what was found, where going back to states is possible.
 * Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_explore_shortest(exn_exploration *x);

/* --- result_totals.c -------------------------------------------------------------------------- */

/* Writes into the result how far the exploration came. */
void exn_totals_write(exn_exploration *x);

#endif
