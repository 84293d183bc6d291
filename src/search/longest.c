/* A search by states expands a state once, on the first way to it, be that short or long. Of a run
 * that comes to it later, and on a longer way, it sees nothing from there on: that run may be too
 * long and pass unnoticed. And where the first way was too long already, it sees nothing of what
 * shorter runs do from there on.
 *
 * A run passes each state once, or else it is a livelock, which the pass that counts finds. So a
 * run has at most as many transitions as there are states. That, and a bound that hardly any
 * scenario reaches, show nearly always that nothing is to be done. Otherwise the longest run is
 * looked for. If it is too long, all is explored anew with the number of steps in the state, as
 * where a scenario limits them by itself. Then there may be too many states: what is known in that
 * case is that a run is too long, and how it comes about. */
#include "search/longest.h"

#include "base/own_assert.h"
#include "search/count.h"

/* Each transition is a step, and the requests that come with it. */
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
    exn_assert(stats->states > 0);
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
    exn_assert(counted.interleavings == NULL);
    *by_steps = counted.complete && !counted.loops && counted.depth_max >= run->options.steps_max;
    return EXN_SEARCH_DONE;
}
