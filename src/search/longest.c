#include "search/longest.h"

#include "search/count.h"

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

enum { STATES_BY_STEPS_MAX = 1000000 };

static const char not_seen_behind[] =
    "what follows from some states where runs exceed the limit of steps";
static const char given_up_behind[] =
    "what follows from some states where runs exceed the limit of steps: "
    "looking behind them was given up";

/* Each move is a step, and the requests that come with it. */
static bool may_be_too_long(const exn_run *run, const exn_search_stats *stats)
{
    return !run->options.counts_steps && exn_run_steps_bound(run) >= run->options.steps_max &&
           stats->states + run->options.cancels_max + 1 >= run->options.steps_max;
}

/* Takes over what was found by a search that has not come to its end. Returns false when out of
 * memory. */
static bool add_found(exn_findings *to, const exn_findings *from)
{
    for (size_t i = 0; i < from->count; i++) {
        exn_findings_add_found(to, &from->found[i]);
    }
    for (size_t i = 0; i < from->outcome_count; i++) {
        exn_findings_add_outcome(to, &from->outcomes[i]);
    }
    return !to->out_of_memory;
}

/* Explores anew, with the number of steps in the state. Returns false when out of memory. */
static bool explore_by_steps(exn_run *run, const exn_explore_options *given, exn_findings *findings,
                             exn_search_stats *stats)
{
    exn_explore_options options = *given;
    bool is_limited = options.states_max > 0 && options.states_max < STATES_BY_STEPS_MAX;
    options.states_max = is_limited ? options.states_max : STATES_BY_STEPS_MAX;
    exn_findings found = {.found = NULL};
    exn_search_stats anew;
    exn_tally tally = run->totals.tally;
    run->totals.tally = (exn_tally){.checked = {0}};
    run->options.counts_steps = true;
    bool done = exn_explore_states(run, &options, &found, &anew);
    if (done && anew.stopped_by == NULL) {
        exn_findings_free(findings);
        *findings = found;
        *stats = anew;
        return true;
    }
    run->options.counts_steps = false;
    run->totals.tally = tally;
    stats->stopped_by = given_up_behind;
    done = done && add_found(findings, &found);
    exn_findings_free(&found);
    return done;
}

bool exn_explore_length(exn_run *run, const exn_explore_options *options, exn_findings *findings,
                        exn_search_stats *stats)
{
    bool is_whole =
        stats->mode == EXN_MODE_SNAPSHOTS && stats->stopped_by == NULL && !stats->convicted;
    if (!is_whole || !may_be_too_long(run, stats)) {
        return true;
    }
    bool was_cut = stats->depth_max >= run->options.steps_max;
    exn_counted counted;
    if (!exn_count_steps(run, options, stats->reduced, findings, &counted)) {
        return false;
    }
    if (counted.loops && was_cut) { /* by the number of steps there would be no end of states */
        stats->stopped_by = not_seen_behind;
    } else if (!counted.complete) {
        stats->stopped_by = "whether some run exceeds the limit of steps: looking for it was "
                            "given up";
    } else if (!counted.loops && counted.depth_max >= run->options.steps_max) {
        return explore_by_steps(run, options, findings, stats);
    }
    return true;
}
