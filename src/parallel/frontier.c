#include "parallel/frontier.h"

#include <string.h>
#include <time.h>

/* --- the frontier ----------------------------------------------------------------------------- */

bool exn_team_offer(exn_team *team, const exn_search *search, size_t at, const exn_transition *move)
{
    if (team->waiting >= EXN_FRONTIER_MAX) {
        return false; /* before any memory is taken, which could not be given back */
    }
    const exn_cost *from = &search->frames[at].arrival.path;
    const uint32_t *tape = search->run->tape.flight->tape; /* up to `from` it is the way there */
    exn_work_item *prefix = exn_shared_memory_take(
        team->shared, sizeof *prefix + move->path.choices * sizeof *prefix->tape);
    if (prefix == NULL) {
        return false;
    }
    prefix->path = move->path;
    prefix->hash = move->hash;
    prefix->moves = search->moves_before + (uint32_t)at + 1;
    memcpy(prefix->tape, tape, from->choices * sizeof *tape);
    if (move->path.choices > from->choices) {
        memcpy(prefix->tape + from->choices, search->successors.choices + move->choices,
               (move->path.choices - from->choices) * sizeof *tape);
    }
    if (!exn_lock_take(&team->lock, team->shared)) {
        return false;
    }
    bool room = team->waiting < EXN_FRONTIER_MAX;
    if (room) {
        team->frontier[team->waiting] = prefix;
        team->waiting += 1;
    }
    exn_lock_release(&team->lock);
    return room;
}

static void rest(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
}

exn_work_item *exn_team_take(exn_team *team)
{
    team->hungry += 1;
    while (!team->shared->stop) {
        if (team->waiting > 0 && exn_lock_take(&team->lock, team->shared)) {
            exn_work_item *prefix = NULL;
            if (team->waiting > 0) {
                /* In this order, and read in the other one below: who works is never taken for
                 * idle, or the others would leave while there is work. */
                team->hungry -= 1;
                prefix = team->frontier[team->waiting - 1];
                team->waiting -= 1;
            }
            exn_lock_release(&team->lock);
            if (prefix != NULL) {
                return prefix;
            }
        }
        if (team->waiting == 0 && team->hungry == team->worker_count) {
            return NULL;
        }
        rest();
    }
    return NULL;
}

bool exn_team_hungers(exn_team *team)
{
    uint32_t hungry = atomic_load_explicit(&team->hungry, memory_order_relaxed);
    return hungry > 0 && hungry > atomic_load_explicit(&team->waiting, memory_order_relaxed);
}

/* --- results ---------------------------------------------------------------------------------- */

static void *copy(exn_team *team, const void *from, size_t size)
{
    void *memory = exn_shared_memory_take(team->shared, size + 1);
    if (memory != NULL && size > 0) {
        memcpy(memory, from, size);
    }
    return memory;
}

bool exn_team_report(exn_team *team, exn_worker *worker, const exn_search *search)
{
    const exn_run *run = search->run;
    const exn_findings *findings = search->findings;
    worker->stats = *search->stats;
    worker->stats.states = search->states;
    worker->stats.transitions = search->successors.transitions;
    worker->overflowed = search->successors.overflowed;
    worker->reduced = search->successors.reduced;
    worker->totals = run->totals;
    worker->totals.tested =
        copy(team, run->totals.tested, run->totals.tested_count * sizeof *run->totals.tested);
    worker->found = copy(team, findings->found, findings->count * sizeof *findings->found);
    worker->outcomes =
        copy(team, findings->outcomes, findings->outcome_count * sizeof *findings->outcomes);
    bool copied =
        worker->totals.tested != NULL && worker->found != NULL && worker->outcomes != NULL;
    for (size_t i = 0; i < findings->count && copied; i++) {
        exn_finding *found = &worker->found[i];
        found->tape = NULL; /* written anew from its numbers */
        found->choices = copy(team, found->choices, found->choice_count * sizeof *found->choices);
        copied = found->choices != NULL;
    }
    worker->found_count = findings->count;
    worker->outcome_count = findings->outcome_count;
    return copied;
}

static void add_stats(exn_search_stats *sum, const exn_search_stats *part)
{
    sum->ends += part->ends;
    sum->depth_max = part->depth_max > sum->depth_max ? part->depth_max : sum->depth_max;
    sum->states_audited += part->states_audited;
    sum->merges_audited += part->merges_audited;
    sum->difference = sum->audit_failed ? sum->difference : part->difference;
    sum->audit_failed = sum->audit_failed || part->audit_failed;
}

static bool gather_one(const exn_worker *worker, exn_search *search)
{
    add_stats(search->stats, &worker->stats);
    search->states += worker->stats.states;
    search->successors.transitions += worker->stats.transitions;
    search->successors.overflowed |= worker->overflowed;
    search->successors.reduced |= worker->reduced;
    exn_run_totals_merge(&search->run->totals, &worker->totals);
    for (size_t i = 0; i < worker->outcome_count; i++) {
        exn_findings_add_outcome(search->findings, &worker->outcomes[i]);
    }
    for (size_t i = 0; i < worker->found_count; i++) {
        exn_findings_add_found(search->findings, &worker->found[i]);
    }
    return !search->findings->out_of_memory;
}

bool exn_team_gather(const exn_team *team, exn_search *search)
{
    bool gathered = true;
    for (uint32_t i = 0; i < team->worker_count && gathered; i++) {
        const exn_worker *worker = &team->workers[i];
        gathered = !worker->failed && (!worker->done || gather_one(worker, search));
    }
    return gathered;
}
