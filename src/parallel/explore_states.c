/* Decides whether a search goes on alone or is shared, and begins anew where what processes have
 * found together cannot be used. */
#include "parallel/explore_states.h"

#include "base/own_assert.h"
#include "parallel/workers.h"
#include "search/dfs.h"

/* A search that is not small is shared, if there are workers for it. */
static bool may_share(const exn_search *self)
{
    return self->options->workers > 1 && !self->run->options.audits_privacy;
}

static exn_search_status explore(exn_search *self)
{
    exn_search_status status = exn_search_begin(self);
    if (status == EXN_SEARCH_DONE && may_share(self)) {
        status = exn_search_walk(self, EXN_STATES_ALONE);
        if (status == EXN_SEARCH_DONE && exn_search_is_to_go_on(self)) {
            status = exn_explore_in_parallel(self);
        }
        if (status != EXN_SEARCH_NOT_SHARED) {
            return status;
        }
        exn_assert(exn_search_is_to_go_on(self)); /* nothing has begun */
        status = EXN_SEARCH_DONE;
    }
    return status == EXN_SEARCH_DONE ? exn_search_walk(self, UINT64_MAX) : status;
}

static exn_search_status search_once(exn_run *run, const exn_explore_options *options,
                                     exn_findings *findings, exn_search_stats *stats)
{
    exn_search self;
    exn_search_status status = exn_search_open(&self, run, options, findings, stats);
    status = status == EXN_SEARCH_DONE ? explore(&self) : status;
    return exn_search_close(&self, status);
}

/* What was found until then is lost, but for what was seen to differ: code that counts its calls
 * may have changed for good. */
static exn_search_status search_anew(exn_run *run, const exn_explore_options *options,
                                     exn_findings *findings, exn_search_stats *stats)
{
    exn_findings_drop(findings);
    exn_assert(exn_outcome_set_count(&findings->outcomes) == 0);
    run->totals.tally = (exn_tally){.checked = {0}};
    return search_once(run, options, findings, stats);
}

/* Was it what is remembered that an audit has refuted? A system call can look where code can't
 * (world/cell_fence.h). Makes each settlement, from now on. */
static exn_search_status search_made(exn_run *run, const exn_explore_options *options,
                                     exn_findings *findings, exn_search_stats *stats,
                                     double began_s)
{
    exn_explore_options left = *options;
    left.budget_s = exn_budget_left(options, began_s);
    run->options.remembers_none = true;
    return search_anew(run, &left, findings, stats);
}

exn_search_status exn_explore_states(exn_run *run, const exn_explore_options *options,
                                     exn_findings *findings, exn_search_stats *stats)
{
    double began_s = exn_now_s();
    exn_search_status status = search_once(run, options, findings, stats);
    if (status == EXN_SEARCH_REFUTED && stats->repeated > 0) {
        status = search_made(run, options, findings, stats, began_s);
    }
    if (status == EXN_SEARCH_KILLED) {
        status = search_anew(run, options, findings, stats);
    }
    if (status == EXN_SEARCH_TOO_MANY) { /* one alone cuts the same set, however many there are */
        exn_explore_options alone = *options;
        alone.workers = 1;
        alone.budget_s = exn_budget_left(options, began_s);
        status = search_anew(run, &alone, findings, stats);
    }
    exn_assert(status != EXN_SEARCH_TOO_MANY); /* alone there is no other to be too many for */
    if (status == EXN_SEARCH_KILLED) {
        stats->stopped_by = EXN_STOP_WORKERS_KILLED;
        status = EXN_SEARCH_DONE;
    }
    exn_assert(status <= EXN_SEARCH_REFUTED); /* the others are between workers */
    exn_assert(status != EXN_SEARCH_REFUTED || stats->difference.happened);
    return status;
}
