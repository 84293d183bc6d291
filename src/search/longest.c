#include "search/longest.h"

#include "search/count.h"

#include <assert.h>

/* A state is expanded once, on the first way to it, be that a short one or a long one. So of a run
 * that comes to it later, and on a longer way, nothing is seen behind it: it may be too long and
 * never be noticed. And where the first way was too long already, nothing is seen behind it of the
 * shorter ones.
 *
 * A run passes each state once, or else it is a livelock, which the pass that counts finds. So
 * there must be as many states as a run has moves: that, and a bound that hardly any scenario
 * reaches, say nearly always that nothing is to be done. Else the longest run is looked for; and if
 * that is too long all is explored anew, with the number of steps in the state, as where a scenario
 * limits them by itself. That may be many more states: if they are too many, what is known is that
 * a run is too long, and how it comes about. */

/* Each move is a step, and the requests that come with it. */
static bool may_be_too_long(const exn_run *run, const exn_search_stats *stats)
{
    return !run->options.counts_steps && exn_run_steps_bound(run) >= run->options.steps_max &&
           stats->states + run->options.cancels_max + 1 >= run->options.steps_max;
}

exn_search_status exn_find_too_long(exn_run *run, const exn_explore_options *options,
                                    exn_findings *findings, exn_search_stats *stats, bool *by_steps)
{
    bool is_whole = stats->mode == EXN_MODE_SNAPSHOTS && stats->stopped_by == EXN_STOP_NONE;
    *by_steps = false;
    if (!is_whole || !may_be_too_long(run, stats)) {
        return EXN_SEARCH_DONE;
    }
    assert(stats->states > 0);
    bool was_cut = stats->depth_max >= run->options.steps_max;
    exn_counted counted;
    exn_search_status status = exn_count_steps(run, options, stats->reduced, findings, &counted);
    if (status != EXN_SEARCH_DONE) {
        return status;
    }
    if (counted.loops && was_cut) { /* by the number of steps there would be no end of states */
        stats->stopped_by = EXN_STOP_LONG_RUNS_HIDE;
    } else if (!counted.complete) {
        stats->stopped_by = EXN_STOP_LENGTH_GIVEN_UP;
    }
    assert(counted.interleavings == NULL);
    *by_steps = counted.complete && !counted.loops && counted.depth_max >= run->options.steps_max;
    return EXN_SEARCH_DONE;
}
