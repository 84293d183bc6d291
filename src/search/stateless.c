/* Depth-first search by re-execution: every tape, one after the other, from the beginning. */
#include "search/stateless.h"

#include "base/own_assert.h"
#include "search/budget.h"
#include "search/successors.h"

enum {
    RUNS_BETWEEN_CHECKS = 256,  /* at the clock and for a request to stop */
    RUNS_ALL_REPEATED = 32,     /* the first runs are done twice each (M9) ... */
    RUNS_BETWEEN_REPEATS = 1024 /* ... and one in so many later on */
};

/* Runs the same tape again: a world has no other source of anything (M9). */
static exn_run_end repeat(exn_run *run, exn_run_end end)
{
    exn_difference difference;
    bool follows = run->options.follows;
    run->options.follows = false; /* all of it anew */
    exn_run_end again = exn_run_again(run, end, &difference);
    run->options.follows = follows;
    return exn_difference_breaks(run, &difference) ? EXN_RUN_BROKE : again;
}

/* Whether the same tape gave another trace: then tapes name no runs, and none may be the last. */
static bool was_another_run(const exn_run *run)
{
    return run->recorder.breach.happened && run->recorder.breach.rule == EXN_M9;
}

/* How often a run is done again: a breach that is new once at each depth, a crash or an endless
 * run, which may take long, once. */
static uint32_t count_repeats(const exn_run *run, exn_run_end end, const exn_findings *findings,
                              uint64_t runs)
{
    exn_rule rule = run->recorder.breach.rule;
    bool breaks = end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED;
    if (breaks && exn_findings_lack(findings, run, end)) {
        return end == EXN_RUN_BROKE && rule != EXN_X9 && rule != EXN_M2 ? exn_depths_of(run) : 1;
    }
    bool is_worth_it = runs <= RUNS_ALL_REPEATED || runs % RUNS_BETWEEN_REPEATS == 0;
    return is_worth_it ? exn_depths_worth(run, runs - 1) : 0;
}

exn_search_status exn_take_run(exn_run *run, exn_run_end end, exn_findings *findings,
                               exn_search_stats *stats)
{
    stats->transitions += run->current.steps;
    exn_search_stats_reach_depth(stats, run->current.steps);
    if (end == EXN_RUN_OUT_OF_MEMORY) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    if (exn_is_no_run(end) || end == EXN_RUN_NOT_PRIVATE) {
        return EXN_SEARCH_DONE; /* not a run of this scenario */
    }
    stats->runs += 1;
    stats->ends += 1;
    exn_assert(end != EXN_RUN_GOES_ON); /* it is whole */
    uint32_t left = count_repeats(run, end, findings, stats->runs);
    for (; left > 0 && end != EXN_RUN_OUT_OF_MEMORY && !was_another_run(run); left--) {
        end = repeat(run, end);
    }
    if (end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED) {
        exn_findings_add(findings, run, end, stats->runs);
    }
    if (run->recorder.closed && end != EXN_RUN_BROKE) {
        exn_findings_add_outcome(findings, &run->recorder.closing);
    }
    return end == EXN_RUN_OUT_OF_MEMORY || findings->out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY
                                                                   : EXN_SEARCH_DONE;
}

/* Repeats a run before it is made anew in another manner. */
static bool is_not_the_same_again(exn_run *run, exn_run_end end)
{
    bool finds_loops = run->options.finds_loops;
    run->options.finds_loops = false;
    bool differs = repeat(run, end) == EXN_RUN_BROKE && was_another_run(run);
    run->options.finds_loops = finds_loops;
    return differs;
}

/* Whether a run that came back to one of its states goes round for ever: drives it around until it
 * is too long. Code that keeps something outside the world may leave the loop in the end. */
static bool goes_round(exn_run *run)
{
    exn_flight *flight = run->tape.flight;
    exn_tally tally = run->totals.tally;
    uint32_t decided = run->tape.decided;
    uint32_t end = flight->choices;
    exn_assert(run->current.loops && run->current.loop_choices <= end);
    uint32_t around = end - run->current.loop_choices;
    run->tape.decided = end;
    while (around > 0 && run->tape.decided < EXN_FLIGHT_CHOICES_MAX) {
        flight->tape[run->tape.decided] = flight->tape[run->tape.decided - around];
        run->tape.decided += 1;
    }
    run->options.finds_loops = false;
    exn_run_end came_to = exn_run_once(run);
    bool is_over = came_to == EXN_RUN_BROKE || exn_is_no_run(came_to);
    bool endless = is_over && run->current.steps >= run->options.steps_max;
    endless = endless || run->tape.overflowed;
    run->options.finds_loops = true;
    run->tape.decided = end;
    exn_run_once(run); /* it is again the last one */
    run->tape.decided = decided;
    run->totals.tally = tally;
    return endless;
}

/* Whether all is to be explored anew in another manner: this run shows that runs can loop, and
 * loops are looked for at each moment from then on; or it shows that a state may come again without
 * a loop. */
static bool is_to_begin_anew(exn_run *run, const exn_findings *findings,
                             const exn_search_stats *stats, bool *trusts_states)
{
    if (run->options.finds_loops && run->current.loops) {
        const exn_breach *breach = &run->recorder.breach;
        exn_finding loop = {.kind = EXN_OF_RULE, .rule = breach->rule, .blamed = breach->blamed};
        bool is_known = breach->happened ? exn_findings_same(findings, &loop) != NULL
                                         : stats->loops; /* it is no run */
        *trusts_states = is_known || goes_round(run);
        run->options.finds_loops = *trusts_states;
        return !*trusts_states;
    }
    bool begins = !run->options.finds_loops && *trusts_states && run->totals.may_loop;
    run->options.finds_loops = run->options.finds_loops || begins;
    return begins;
}

static exn_search_status explore(exn_run *run, const exn_explore_options *options,
                                 exn_findings *findings, exn_search_stats *stats)
{
    exn_budget budget;
    exn_budget_begin(&budget, options);
    *stats = (exn_search_stats){.mode = EXN_MODE_REEXECUTION};
    run->tape.decided = 0;
    bool more = true;
    bool overflowed = false;
    bool trusts_states = !run->options.counts_steps; /* else none is met again */
    run->options.finds_loops = false;
    while (more) {
        run->options.follows = stats->runs > 0 && !run->scenario->has_schedule;
        run->options.ignores_states = !run->options.finds_loops && !run->options.tells_loops;
        exn_run_end end = exn_run_once(run);
        run->options.follows = false;
        if (is_to_begin_anew(run, findings, stats, &trusts_states)) {
            exn_findings_drop(findings);
            if (end == EXN_RUN_BROKE && !run->current.loops && is_not_the_same_again(run, end)) {
                stats->stopped_by = EXN_STOP_NOT_REPEATABLE;
                return exn_take_run(run, EXN_RUN_BROKE, findings, stats);
            }
            run->totals.tally = (exn_tally){.checked = {0}};
            run->tape.decided = 0;
            *stats = (exn_search_stats){.mode = EXN_MODE_REEXECUTION};
            continue;
        }
        stats->loops = stats->loops || run->current.loops;
        exn_search_status status = exn_take_run(run, end, findings, stats);
        exn_budget_count_hang(&budget, run);
        if (status != EXN_SEARCH_DONE || end == EXN_RUN_NOT_PRIVATE) {
            return status != EXN_SEARCH_DONE ? status : EXN_SEARCH_CONVICTED;
        }
        overflowed = overflowed || run->tape.overflowed;
        more = exn_tape_advance(&run->tape);
        if (more && was_another_run(run)) {
            budget.stopped_by = EXN_STOP_NOT_REPEATABLE;
        }
        if (more && options->runs_max > 0 && stats->runs >= options->runs_max) {
            budget.stopped_by = EXN_STOP_RUNS;
        }
        if (more && stats->runs % RUNS_BETWEEN_CHECKS == 0) {
            exn_progress progress = {.runs = stats->runs, .transitions = stats->transitions};
            exn_budget_check(&budget, &progress, 0);
        }
        more = more && budget.stopped_by == EXN_STOP_NONE;
    }
    stats->stopped_by = budget.stopped_by != EXN_STOP_NONE ? budget.stopped_by
                        : overflowed                       ? EXN_STOP_TAPE_FULL
                                                           : EXN_STOP_NONE;
    return EXN_SEARCH_DONE;
}

exn_search_status exn_explore_stateless(exn_run *run, const exn_explore_options *options,
                                        exn_findings *findings, exn_search_stats *stats)
{
    exn_search_status status = explore(run, options, findings, stats);
    run->options.ignores_states = false;
    return status;
}
