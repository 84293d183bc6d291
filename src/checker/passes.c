/* The passes over one scenario: the search that was asked for, and what follows from what it found.
 */
#include "base/own_assert.h"
#include "checker/exploration.h"

#include "checker/by_steps.h"
#include "parallel/explore_states.h"
#include "search/budget.h"
#include "search/count.h"
#include "search/livelocks.h"
#include "search/longest.h"
#include "search/shortest.h"
#include "search/stateless.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STATES_COUNTED_UNASKED = 20000,
    /* Where a breach was drawn, how far to look for a shorter schedule: what is drawn from is
     * rarely small enough to look at all of it. */
    STATES_SHORTENED_MAX = 30000
};

/* The options of a pass after the first one: the time budget is for all of them, and progress is
 * that of the first one. */
static exn_explore_options options_left(const exn_exploration *x)
{
    exn_explore_options options = x->options;
    options.budget_s = exn_budget_left(&x->options, x->began_s);
    options.progress = NULL;
    exn_assert((options.budget_s > 0) == (x->options.budget_s > 0)); /* it is not used up */
    return options;
}

/* --- the search that was asked for ------------------------------------------------------------ */

/* Returns as exn_explore_states. */
static exn_search_status explore_by_states(exn_exploration *x)
{
    bool by_steps = false;
    exn_search_status status = exn_explore_states(&x->run, &x->options, &x->findings, &x->stats);
    if (status == EXN_SEARCH_DONE) {
        exn_explore_options left = options_left(x);
        status = exn_find_too_long(&x->run, &left, &x->findings, &x->stats, &by_steps);
        if (status == EXN_SEARCH_DONE && by_steps) {
            status = exn_explore_by_steps(&x->run, &left, &x->findings, &x->stats);
        }
    }
    return status;
}

/* By running every schedule from the beginning, because states cannot be trusted. Each schedule is
 * run, but each finds what the last one has left outside of the world: that proves nothing. */
static exn_search_status fall_back(exn_exploration *x)
{
    exn_assert(x->stats.difference.happened);
    exn_findings_drop(&x->findings);
    x->run.totals.tally = (exn_tally){.checked = {0}};
    x->result->fallback = strdup(x->stats.difference.text);
    x->options.outside = x->result->fallback;
    return x->result->fallback == NULL
               ? EXN_SEARCH_OUT_OF_MEMORY
               : exn_explore_stateless(&x->run, &x->options, &x->findings, &x->stats);
}

/* Whether a child has come to what it cannot tell the state of, while states were compared. */
static bool has_lost_states(const exn_exploration *x)
{
    return !x->options.no_snapshots && x->options.runs_max == 0 && exn_run_has_no_states(&x->run) &&
           x->options.strategy == EXEUNT_STRATEGY_EXHAUSTIVE;
}

/* By running every schedule from the beginning, because states are not known. Each run begins anew
 * all the same, so all of them are every run. What has brought the code says why. */
static exn_search_status explore_unknown(exn_exploration *x)
{
    exn_assert(x->result->fallback == NULL && x->options.outside == NULL);
    exn_assert(!x->run.options.follows && x->options.strategy == EXEUNT_STRATEGY_EXHAUSTIVE);
    exn_findings_drop(&x->findings);
    x->run.totals.tally = (exn_tally){.checked = {0}};
    free(x->result->interleavings);
    x->result->interleavings = NULL;
    x->options.no_snapshots = true;
    x->result->fallback = strdup("its states are not known");
    return x->result->fallback == NULL
               ? EXN_SEARCH_OUT_OF_MEMORY
               : exn_explore_stateless(&x->run, &x->options, &x->findings, &x->stats);
}

/* Explores in the way that the options ask for. */
static exn_search_status explore_asked(exn_exploration *x)
{
    const exn_explore_options *options = &x->options;
    if (options->strategy != EXEUNT_STRATEGY_EXHAUSTIVE) {
        return exn_random_walk(&x->run, options, &x->findings, &x->stats, &x->sampling);
    }
    bool by_states = !options->no_snapshots && options->runs_max == 0;
    return by_states ? explore_by_states(x)
                     : exn_explore_stateless(&x->run, options, &x->findings, &x->stats);
}

/* --- counting --------------------------------------------------------------------------------- */

static bool is_count_expected(const exn_exploration *x)
{
    return x->run.scenario->interleavings != NULL && x->run.options.expects;
}

/* Where the number of steps is part of the state no run comes to one twice. */
static bool looks_for_loops(const exn_exploration *x)
{
    return x->run.totals.may_loop && !x->run.options.counts_steps;
}

/* How far the pass that counts may go: it is asked for, or looks for livelocks, or is cheap. */
static uint64_t states_worth_counting(const exn_exploration *x)
{
    bool is_asked = x->options.counts || is_count_expected(x);
    return is_asked || looks_for_loops(x) ? UINT32_MAX - 1 : STATES_COUNTED_UNASKED;
}

/* A loop of private steps alone hides what lies beside it from a reduced search (ample.c, no
 * cycle): then all of it is looked at. */
static exn_search_status explore_unreduced(exn_exploration *x)
{
    exn_explore_options options = options_left(x);
    options.no_reduction = true;
    exn_findings_free(&x->findings);
    x->run.totals.tally = (exn_tally){.checked = {0}};
    return exn_explore_states(&x->run, &options, &x->findings, &x->stats);
}

/* Counts, looks for livelocks, or does both. `*hidden`: there are loops, and a
 * reduction may have hidden what lies beside them. */
static exn_search_status count_by_states(exn_exploration *x, bool *hidden)
{
    exn_result *result = x->result;
    exn_counted counted;
    double began_s = exn_now_s();
    exn_assert(result->interleavings == NULL);
    uint64_t states_max = states_worth_counting(x);
    bool cut = x->run.totals.cut;
    *hidden = false;
    if (x->stats.stopped_by != EXN_STOP_NONE || x->stats.states > states_max ||
        (cut && !looks_for_loops(x))) {
        return EXN_SEARCH_DONE;
    }
    exn_explore_options options = options_left(x);
    exn_search_status status = exn_count(&x->run, &options, states_max, &x->findings, &counted);
    if (status != EXN_SEARCH_DONE) {
        return status;
    }
    result->count_seconds = exn_now_s() - began_s;
    *hidden = counted.loops && x->stats.reduced;
    if (*hidden || cut) { /* of a part: only its loops are of interest */
        free(counted.interleavings);
        counted.interleavings = NULL;
    }
    if (*hidden) {
        return EXN_SEARCH_DONE;
    }
    exn_assert(counted.complete || counted.interleavings == NULL);
    result->interleavings = counted.interleavings;
    result->depth_max = counted.depth_max;
    if (!counted.complete && (is_count_expected(x) || looks_for_loops(x))) {
        x->stats.stopped_by =
            looks_for_loops(x) ? EXN_STOP_LOOPS_GIVEN_UP : EXN_STOP_COUNT_GIVEN_UP;
    }
    return EXN_SEARCH_DONE;
}

static exn_search_status count_unreduced(exn_exploration *x)
{
    bool hidden;
    exn_assert(x->stats.reduced);
    exn_search_status status = explore_unreduced(x);
    if (status == EXN_SEARCH_DONE) {
        exn_assert(!x->stats.reduced);
        status = count_by_states(x, &hidden);
    }
    return status;
}

/* By running all of it. */
static exn_search_status count_runs(exn_exploration *x)
{
    if (x->stats.stopped_by == EXN_STOP_NONE && !x->run.totals.cut && !x->stats.loops) {
        char number[32];
        snprintf(number, sizeof number, "%" PRIu64, x->stats.runs);
        x->result->interleavings = strdup(number);
        if (x->result->interleavings == NULL) {
            return EXN_SEARCH_OUT_OF_MEMORY;
        }
    }
    return EXN_SEARCH_DONE;
}

/* Counts interleavings, if every one was seen, and looks for livelocks. */
static exn_search_status count(exn_exploration *x)
{
    exn_search_status status = EXN_SEARCH_DONE;
    if (x->stats.mode == EXN_MODE_SNAPSHOTS) {
        bool hidden;
        status = count_by_states(x, &hidden);
        if (status == EXN_SEARCH_DONE && hidden) {
            status = count_unreduced(x);
        }
    } else if (x->stats.mode == EXN_MODE_REEXECUTION) {
        status = count_runs(x);
    }
    return status;
}

exn_search_status exn_explore_and_count(exn_exploration *x)
{
    exn_search_status status = explore_asked(x);
    x->result->seconds = exn_now_s() - x->began_s;
    status = status == EXN_SEARCH_DONE ? count(x) : status;
    bool is_unknown =
        has_lost_states(x) && (status == EXN_SEARCH_DONE || status == EXN_SEARCH_REFUTED);
    if (is_unknown || status == EXN_SEARCH_REFUTED) {
        status = is_unknown ? explore_unknown(x) : fall_back(x);
        x->result->seconds = exn_now_s() - x->began_s;
        status = status == EXN_SEARCH_DONE ? count(x) : status;
    }
    x->result->exhaustive = status == EXN_SEARCH_DONE && x->stats.stopped_by == EXN_STOP_NONE &&
                            !x->run.totals.cut && x->options.outside == NULL;
    exn_assert(status == EXN_SEARCH_DONE || status == EXN_SEARCH_OUT_OF_MEMORY ||
               status == EXN_SEARCH_CONVICTED);
    return status;
}

/* --- the shortest schedules ------------------------------------------------------------------- */

exn_search_status exn_explore_shortest(exn_exploration *x)
{
    /* Of what was drawn, too, as far as a limit goes that leaves the result to the seed alone. */
    bool drawn = x->options.strategy != EXEUNT_STRATEGY_EXHAUSTIVE && !x->options.no_snapshots;
    if (x->findings.count == 0 || (!drawn && x->stats.mode != EXN_MODE_SNAPSHOTS)) {
        return EXN_SEARCH_DONE;
    }
    exn_explore_options options = options_left(x);
    if (drawn) {
        options.states_max = STATES_SHORTENED_MAX;
    }
    size_t found = x->findings.count;
    bool loops = exn_findings_have_loops(&x->findings);
    exn_search_status status = exn_shortest(&x->run, &options, &x->findings);
    if (status == EXN_SEARCH_DONE && loops) {
        status = exn_shortest_loop(&x->run, &options, &x->findings);
    }
    exn_assert(x->findings.count >= found); /* nothing that was found is lost */
    return status;
}
