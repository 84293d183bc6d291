/* A worker takes a state from the frontier, explores what follows from it, and gives part of that
 * away whenever another worker is idle. */
#include "parallel/worker.h"

#include "base/own_assert.h"
#include "search/self_audit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { TRANSITIONS_BETWEEN_COUNTS = 256 };

/* --- giving away, and stopping ---------------------------------------------------------------- */

/* Gives away the transition that has most below it: one of the shallowest frame that has any left.
 * `shallowest`: no frame before this one has. */
static void share_a_transition(exn_frontier *frontier, exn_search *self, size_t *shallowest)
{
    size_t at = *shallowest;
    while (at < self->frame_count &&
           self->frames[at].next == exn_search_transitions_end(self, at)) {
        at += 1;
    }
    if (at == self->frame_count) {
        *shallowest = at > 0 ? at - 1 : 0;
        return;
    }
    *shallowest = at;
    if (exn_work_offer_transition(frontier, self, at)) {
        self->frames[at].next += 1;
    }
}

static void publish_counts(exn_worker *worker, const exn_search *self)
{
    atomic_store_explicit(&worker->states, self->states, memory_order_relaxed);
    atomic_store_explicit(&worker->transitions, self->successors.made_count, memory_order_relaxed);
}

uint64_t exn_workers_count_states(const exn_workers *workers)
{
    uint64_t states = workers->states_before;
    for (uint32_t i = 0; i < workers->count; i++) {
        states += atomic_load_explicit(&workers->items[i].states, memory_order_relaxed);
    }
    return states;
}

/* Looks from time to time whether to go on; where the number of states is limited, after each
 * transition. The worker that finds a state too many stops all workers. */
static exn_search_status check_whether_to_stop(const exn_workers *workers, exn_worker *worker,
                                               const exn_search *self)
{
    uint64_t states_max = self->options->states_max;
    bool hangs = self->budget.stopped_by != EXN_STOP_NONE; /* it keeps to no other limit itself */
    if (states_max == 0 && !hangs && self->transitions_followed % TRANSITIONS_BETWEEN_COUNTS != 0) {
        return EXN_SEARCH_DONE;
    }
    publish_counts(worker, self);
    if (states_max > 0 && exn_workers_count_states(workers) > states_max) {
        exn_frontier_stop(workers->frontier, EXN_STOP_STATES);
    }
    if (hangs) {
        exn_frontier_stop(workers->frontier, self->budget.stopped_by);
    }
    return exn_frontier_is_stopped(workers->frontier) ? EXN_SEARCH_STOPPED : EXN_SEARCH_DONE;
}

/* --- a state ---------------------------------------------------------------------------------- */

/* Goes to the state of an item. That is an audit, too: the state must be the same again. */
static exn_search_status arrive(exn_search *self, const exn_work_item *item)
{
    exn_transition way;
    exn_assert(self->frame_count == 0);
    self->transitions_before = item->transitions;
    if (!exn_successors_make(&self->successors, item->tape, &item->path, item->transitions, &way)) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    self->stats->states_audited += 1;
    if (!exn_hash_equal(way.hash, item->hash)) {
        self->stats->difference = (exn_difference){
            .happened = true,
            .blamed = EXN_NONE,
            .text = "a tape leads one worker to another state than it led another one"};
        return EXN_SEARCH_REFUTED;
    }
    return exn_search_arrive(self, &way);
}

/* Explores what follows from the state of an item, but for what is given away. */
static exn_search_status explore_item(exn_workers *workers, exn_worker *worker, exn_search *self,
                                      const exn_work_item *item)
{
    size_t shallowest = 0;
    exn_search_status status = arrive(self, item);
    exn_assert(status != EXN_SEARCH_DONE || self->frame_count == 1);
    while (status == EXN_SEARCH_DONE && self->frame_count > 0) {
        status = exn_search_go_on(self);
        shallowest = shallowest < self->frame_count ? shallowest : 0;
        if (status == EXN_SEARCH_DONE && exn_frontier_has_idle_workers(workers->frontier)) {
            share_a_transition(workers->frontier, self, &shallowest);
        }
        if (status == EXN_SEARCH_DONE) {
            status = check_whether_to_stop(workers, worker, self);
        }
    }
    exn_successors_drop(&self->successors, (exn_successors_mark){0});
    return status;
}

/* --- all of it -------------------------------------------------------------------------------- */

/* This worker's part of what is left of a number, which is all audited. */
static uint64_t share_of_left(uint64_t all, uint64_t used, uint32_t worker_count)
{
    exn_assert(worker_count > 0);
    return used < all ? (all - used) / worker_count : 0;
}

/* The search that this process was forked from has found part of all: what it finds from here on is
 * the worker's own. */
static void begin_own_part(const exn_workers *workers, exn_search *self)
{
    exn_assert(self->frame_count == 0); /* all was handed over */
    self->states = 0;
    self->states_max = UINT64_MAX; /* check_whether_to_stop counts those of all workers */
    self->all_audited = share_of_left(self->all_audited, workers->states_before, workers->count);
    self->merges =
        self->merges_audited - share_of_left(self->merges_audited, self->merges, workers->count);
    self->next_audit = 0;
    self->next_end_audit = 0;
    self->successors.made_count = 0;
    self->successors.repeated_count = 0;
    self->run->totals.tally = (exn_tally){.checked = {0}};
}

static void work(exn_workers *workers, uint32_t number, exn_search *self)
{
    exn_worker *worker = &workers->items[number];
    exn_search_stats stats = {.mode = EXN_MODE_SNAPSHOTS};
    exn_findings findings = {.found = NULL};
    self->stats = &stats;
    self->findings = &findings;
    self->run->tape.flight = &worker->flight;
    begin_own_part(workers, self);
    exn_visited_join(&self->visited, number);
    exn_search_status status = EXN_SEARCH_DONE;
    const exn_work_item *item = exn_frontier_take(workers->frontier);
    while (item != NULL) {
        status = explore_item(workers, worker, self, item);
        item = status == EXN_SEARCH_DONE ? exn_frontier_take(workers->frontier) : NULL;
    }
    exn_assert(status != EXN_SEARCH_DONE || exn_successors_are_kept(&self->successors));
    self->run->totals.tally.checked[EXN_M9] = 0; /* how often depends on who did what */
    exn_frontier_report(workers->frontier, number, self, status);
}

extern void __gcov_dump(void) __attribute__((weak));

_Noreturn void exn_worker_main(exn_workers *workers, uint32_t number, exn_search *search,
                               pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent) { /* else it has died before its death could be a signal */
        work(workers, number, search);
    }
    if (__gcov_dump != NULL) {
        __gcov_dump();
    }
    _exit(EXIT_SUCCESS); /* what is buffered belongs to the parent */
}
