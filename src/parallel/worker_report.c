/* What a worker found is copied from its memory to shared memory, and from there to the process
 * that reports it. */
#include "parallel/worker_report.h"

#include "base/own_assert.h"

#include <string.h>

/* --- writing ---------------------------------------------------------------------------------- */

static void *copy(exn_shared_memory *shared, const void *from, size_t size)
{
    void *memory = exn_shared_memory_take(shared, size + 1);
    if (memory != NULL && size > 0) {
        memcpy(memory, from, size);
    }
    return memory;
}

static bool write_findings(exn_worker_report *report, exn_shared_memory *shared,
                           const exn_findings *findings)
{
    report->found = copy(shared, findings->found, findings->count * sizeof *findings->found);
    const exn_outcome_set *outcomes = &findings->outcomes;
    report->outcomes =
        copy(shared, outcomes->words, outcomes->word_count * sizeof *outcomes->words);
    bool copied = report->found != NULL && report->outcomes != NULL;
    for (size_t i = 0; i < findings->count && copied; i++) {
        exn_finding *found = &report->found[i];
        found->tape = NULL; /* written anew from its numbers */
        found->choices = copy(shared, found->choices, found->choice_count * sizeof *found->choices);
        copied = found->choices != NULL;
    }
    report->found_count = findings->count;
    report->outcome_word_count = outcomes->word_count;
    return copied;
}

bool exn_worker_report_write(exn_worker_report *report, exn_shared_memory *shared,
                             const exn_search *search)
{
    const exn_run *run = search->run;
    report->stats = *search->stats;
    report->stats.states = search->states;
    report->stats.transitions = search->successors.made_count;
    report->stats.repeated = search->successors.repeated_count;
    report->stats.reduced = search->successors.reduced;
    report->stats.stopped_by = search->budget.stopped_by;
    report->overflowed = search->successors.overflowed;
    report->totals = run->totals;
    report->totals.tested =
        copy(shared, run->totals.tested, run->totals.tested_count * sizeof *run->totals.tested);
    return report->totals.tested != NULL && write_findings(report, shared, search->findings);
}

/* --- merging ---------------------------------------------------------------------------------- */

static void add_stats(exn_search *search, const exn_search_stats *part)
{
    exn_search_stats *sum = search->stats;
    sum->ends += part->ends;
    exn_search_stats_reach_depth(sum, part->depth_max);
    sum->states_audited += part->states_audited;
    sum->merges_audited += part->merges_audited;
    sum->repeated += part->repeated;
    sum->difference = sum->difference.happened ? sum->difference : part->difference;
    exn_assert(part->mode == EXN_MODE_SNAPSHOTS);
    if (part->stopped_by != EXN_STOP_NONE) {
        exn_assert(part->stopped_by == EXN_STOP_HANGS && "a worker keeps to no other limit");
        search->budget.stopped_by = part->stopped_by;
    }
    search->states += part->states;
    search->successors.made_count += part->transitions;
    search->successors.reduced |= part->reduced;
}

bool exn_worker_report_merge(const exn_worker_report *report, exn_search *search)
{
    exn_assert(report->is_complete);
    exn_assert(report->status != EXN_SEARCH_OUT_OF_MEMORY); /* or pointers may be missing */
    exn_assert(report->status != EXN_SEARCH_CONVICTED);     /* that audit is not shared */
    add_stats(search, &report->stats);
    exn_run_totals_merge(&search->run->totals, &report->totals);
    search->successors.overflowed |= report->overflowed;
    exn_findings_add_outcomes(search->findings, report->outcomes, report->outcome_word_count);
    for (size_t i = 0; i < report->found_count; i++) {
        exn_findings_add_found(search->findings, &report->found[i]);
    }
    return !search->findings->out_of_memory;
}
