/* The frontier as a stack in memory that processes share, with one lock. */
#include "base/own_assert.h"
#include "parallel/frontier.h"

#include <string.h>
#include <time.h>

struct exn_frontier {
    exn_shared_memory *shared;
    exn_lock lock; /* of the stack */
    exn_work_item *stack[EXN_FRONTIER_MAX];
    _Atomic uint32_t waiting;      /* items in it */
    _Atomic uint32_t idle_workers; /* they wait for one */
    _Atomic uint32_t worker_count;
    _Atomic bool has_too_many_states;
    exn_worker_report *reports; /* [worker_count] at first */
};

exn_frontier *exn_frontier_open(exn_shared_memory *shared, uint32_t worker_count)
{
    exn_frontier *frontier = exn_shared_memory_take(shared, sizeof *frontier);
    exn_worker_report *reports =
        exn_shared_memory_take(shared, worker_count * sizeof *frontier->reports);
    if (frontier == NULL || reports == NULL) {
        return NULL;
    }
    frontier->shared = shared;
    frontier->worker_count = worker_count;
    frontier->reports = reports;
    return frontier;
}

void exn_frontier_set_workers(exn_frontier *frontier, uint32_t worker_count)
{
    exn_assert(worker_count <= frontier->worker_count);
    frontier->worker_count = worker_count;
}

/* --- states ----------------------------------------------------------------------------------- */

/* Copies what leads to a state into shared memory. NULL if there is no room. */
static exn_work_item *make_item(exn_shared_memory *shared, const exn_work_offer *offer)
{
    size_t choices = offer->path.choices;
    exn_work_item *item =
        exn_shared_memory_take(shared, sizeof *item + choices * sizeof *item->tape);
    if (item == NULL) {
        return NULL;
    }
    exn_assert(offer->choices_before <= choices);
    item->path = offer->path;
    item->hash = offer->hash;
    item->transitions = offer->transitions;
    memcpy(item->tape, offer->tape_before, offer->choices_before * sizeof *item->tape);
    if (choices > offer->choices_before) {
        memcpy(item->tape + offer->choices_before, offer->tape_of_transition,
               (choices - offer->choices_before) * sizeof *item->tape);
    }
    return item;
}

bool exn_frontier_offer(exn_frontier *frontier, const exn_work_offer *offer)
{
    exn_assert(offer->transitions > 0); /* the state before the start is no worker's to expand */
    if (frontier->waiting >= EXN_FRONTIER_MAX) {
        return false; /* before any memory is taken, which could not be given back */
    }
    exn_work_item *item = make_item(frontier->shared, offer);
    if (item == NULL || !exn_lock_take(&frontier->lock, frontier->shared)) {
        return false;
    }
    exn_assert(frontier->waiting <= EXN_FRONTIER_MAX);
    bool room = frontier->waiting < EXN_FRONTIER_MAX;
    if (room) {
        frontier->stack[frontier->waiting] = item;
        frontier->waiting += 1;
    }
    exn_lock_release(&frontier->lock);
    return room;
}

/* The last item, with the lock held; NULL if there is none. */
static const exn_work_item *pop(exn_frontier *frontier)
{
    if (frontier->waiting == 0) {
        return NULL;
    }
    /* In this order, and read in the other one by exn_frontier_take: a worker that works is never
     * taken for idle, or the others would leave while there is work. */
    exn_assert(frontier->idle_workers > 0);
    frontier->idle_workers -= 1;
    const exn_work_item *item = frontier->stack[frontier->waiting - 1];
    exn_assert(item != NULL && item->transitions > 0);
    frontier->waiting -= 1;
    return item;
}

static void sleep_a_moment(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
}

const exn_work_item *exn_frontier_take(exn_frontier *frontier)
{
    frontier->idle_workers += 1;
    exn_assert(frontier->idle_workers <= frontier->worker_count || frontier->shared->stop);
    while (!frontier->shared->stop) {
        if (frontier->waiting > 0 && exn_lock_take(&frontier->lock, frontier->shared)) {
            const exn_work_item *item = pop(frontier);
            exn_lock_release(&frontier->lock);
            if (item != NULL) {
                return item;
            }
        }
        if (frontier->waiting == 0 && frontier->idle_workers == frontier->worker_count) {
            return NULL;
        }
        sleep_a_moment();
    }
    return NULL;
}

bool exn_frontier_has_idle_workers(const exn_frontier *frontier)
{
    uint32_t idle = atomic_load_explicit(&frontier->idle_workers, memory_order_relaxed);
    return idle > 0 && idle > atomic_load_explicit(&frontier->waiting, memory_order_relaxed);
}

/* --- the end ---------------------------------------------------------------------------------- */

void exn_frontier_stop(exn_frontier *frontier, exn_stop_reason reason)
{
    if (reason == EXN_STOP_STATES) {
        frontier->has_too_many_states = true;
    }
    frontier->shared->stop = true;
}

bool exn_frontier_is_stopped(const exn_frontier *frontier)
{
    return atomic_load_explicit(&frontier->shared->stop, memory_order_relaxed);
}

bool exn_frontier_has_too_many_states(const exn_frontier *frontier)
{
    return frontier->has_too_many_states;
}

void exn_frontier_report(exn_frontier *frontier, uint32_t worker, const exn_search *search,
                         exn_search_status status)
{
    exn_worker_report *report = &frontier->reports[worker];
    exn_assert(!report->is_complete);
    if (!exn_worker_report_write(report, frontier->shared, search)) {
        status = EXN_SEARCH_OUT_OF_MEMORY;
    }
    report->status = status;
    if (status == EXN_SEARCH_OUT_OF_MEMORY || status == EXN_SEARCH_REFUTED) {
        frontier->shared->stop = true;
    }
    report->is_complete = true;
}

const exn_worker_report *exn_frontier_report_of(const exn_frontier *frontier, uint32_t worker)
{
    const exn_worker_report *report = &frontier->reports[worker];
    return report->is_complete ? report : NULL;
}
