/* What a result tells of how far an exploration came. */
#include "base/own_assert.h"
#include "checker/exploration.h"

#include "search/repeated.h"
#include "search/visited.h"

/* Nothing looks at M2 and M8 but their breach: each operation that settles puts them to the
 * test. */
static uint64_t times_checked(const exn_tally *tally, exn_rule rule)
{
    exn_assert(rule < EXN_RULES);
    bool shows_in_settling = rule == EXN_M2 || rule == EXN_M8;
    return tally->checked[rule] + (shows_in_settling ? tally->checked[EXN_M1] : 0);
}

/* What settlements depend on is told apart by hashes, as states are. No more is remembered than
 * transitions were made; how much that is depends on the number of workers, and results do not. */
static double missed_by_repeating(const exn_exploration *x)
{
    const exn_run_options *options = &x->run.options;
    bool may_repeat = options->has_cells &&
                      (options->remembers_all || x->stats.transitions >= EXN_REMEMBERED_FROM);
    return may_repeat ? exn_visited_missed(x->stats.transitions) : 0;
}

void exn_totals_write(exn_exploration *x)
{
    exn_result *result = x->result;
    const exn_search_stats *stats = &x->stats;
    const exn_run *run = &x->run;
    const exn_scenario *scenario = run->scenario;
    exn_assert((stats->states > 0) <=
               (stats->mode == EXN_MODE_SNAPSHOTS)); /* else none are told apart */
    exn_assert(stats->states_audited <= stats->transitions + stats->states);
    result->mode = stats->mode;
    result->reduced = stats->reduced;
    result->runs = stats->runs;
    result->states = stats->states;
    result->states_audited = stats->states_audited;
    result->transitions = stats->transitions;
    /* The pass that counts knows the longest run; others know what they have seen. */
    result->depth_max = result->depth_max > 0 ? result->depth_max : stats->depth_max;
    result->missed_probability = exn_visited_missed(stats->states) + missed_by_repeating(x);
    result->repeated = stats->repeated;
    result->seed = x->sampling.seed;
    result->bug_depth = x->sampling.bug_depth;
    result->found_probability = x->sampling.found_probability;
    result->has_faults_limit = scenario->has_faults_limit;
    result->faults_max = scenario->faults_max;
    result->cancels_max = run->options.cancels_max < run->options.cancels_limit
                              ? run->options.cancels_max
                              : run->options.cancels_limit;
    result->exits_asked = run->totals.tested[scenario->exit_asked_number];
    for (int rule = 0; rule < EXN_RULES; rule++) {
        uint64_t checked = times_checked(&run->totals.tally, (exn_rule)rule);
        exn_assert(checked < UINT64_MAX / 2); /* none was taken back that was not counted */
        result->invariants[rule].checked = checked;
        result->invariants[rule].by_code =
            run->totals.tested[scenario->by_code_number + (uint32_t)rule];
        result->invariants[rule].vacuous = exn_rule_is_for_all((exn_rule)rule) && checked == 0;
    }
}
