/* Where a limit on the number of steps cuts runs, states alone do not tell what may follow. */
#include "checker/by_steps.h"

#include "base/own_assert.h"
#include "parallel/explore_states.h"

enum { STATES_BY_STEPS_MAX = 1000000 };

/* Adds what was found by a search that has not come to its end. */
static bool add_found(exn_findings *to, const exn_findings *from)
{
    for (size_t i = 0; i < from->count; i++) {
        exn_findings_add_found(to, &from->found[i]);
    }
    exn_findings_add_outcomes(to, from->outcomes.words, from->outcomes.word_count);
    exn_assert(to->out_of_memory || to->count >= from->count);
    return !to->out_of_memory;
}

exn_search_status exn_explore_by_steps(exn_run *run, const exn_explore_options *given,
                                       exn_findings *findings, exn_search_stats *stats)
{
    exn_explore_options options = *given;
    bool is_limited = options.states_max > 0 && options.states_max < STATES_BY_STEPS_MAX;
    options.states_max = is_limited ? options.states_max : STATES_BY_STEPS_MAX;
    exn_findings found = {.found = NULL};
    exn_search_stats anew;
    exn_tally tally = run->totals.tally;
    run->totals.tally = (exn_tally){.checked = {0}};
    exn_assert(!run->options.counts_steps && stats->stopped_by == EXN_STOP_NONE);
    run->options.counts_steps = true;
    exn_search_status status = exn_explore_states(run, &options, &found, &anew);
    if (status == EXN_SEARCH_DONE && anew.stopped_by == EXN_STOP_NONE) {
        exn_findings_free(findings);
        *findings = found;
        *stats = anew;
        return status;
    }
    run->options.counts_steps = false;
    run->totals.tally = tally;
    stats->stopped_by = EXN_STOP_LONG_RUNS_MANY;
    stats->difference = anew.difference;
    if (status != EXN_SEARCH_OUT_OF_MEMORY && !add_found(findings, &found)) {
        status = EXN_SEARCH_OUT_OF_MEMORY;
    }
    exn_findings_free(&found);
    return status;
}
