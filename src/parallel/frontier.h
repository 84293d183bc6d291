/* The frontier of a search that several workers share: the states that wait to be expanded, and
 * what each worker reports at its end. This interface is all that a worker knows of the others; the
 * frontier here lies in memory that processes share (frontier_shared.c), and one that is shared
 * between machines has the same calls. */
#ifndef EXN_PARALLEL_FRONTIER_H
#define EXN_PARALLEL_FRONTIER_H

#include "parallel/worker_report.h"

/* A state that waits, as the tape that leads to it: states never leave a process. */
typedef struct exn_work_item {
    exn_cost path;
    exn_hash hash;
    uint32_t transitions; /* how many lead to it, the beginning included */
    uint32_t tape[];
} exn_work_item;

/* A transition that leads to such a state; its tape in two parts. */
typedef struct exn_work_offer {
    exn_cost path; /* to the state that it leads to */
    exn_hash hash;
    uint32_t transitions;
    const uint32_t *tape_before;        /* to the state where the transition begins: ... */
    uint32_t choices_before;            /* ... so many numbers */
    const uint32_t *tape_of_transition; /* the rest */
} exn_work_offer;

typedef struct exn_frontier exn_frontier;

/* NULL if there is no room in the memory. */
exn_frontier *exn_frontier_open(exn_shared_memory *shared, uint32_t worker_count);

/* Fewer workers could be had: to be called before any of them is waited for. */
void exn_frontier_set_workers(exn_frontier *frontier, uint32_t worker_count);

/* Adds the state that a transition leads to. Returns false if there is no room; then nothing has
 * changed.
 */
bool exn_frontier_offer(exn_frontier *frontier, const exn_work_offer *offer);

/* The same of the next transition of a frame. */
bool exn_work_offer_transition(exn_frontier *frontier, const exn_search *search, size_t frame);

/* Takes a state; waits for one as long as some worker works. NULL: all is done, or all workers are
 * to stop. The item is valid as long as the frontier. */
const exn_work_item *exn_frontier_take(exn_frontier *frontier);

/* Whether a worker waits for a state, and none is there for it. */
bool exn_frontier_has_idle_workers(const exn_frontier *frontier);

/* Stops all workers. `reason`: EXN_STOP_STATES if it is because they have found too many states. */
void exn_frontier_stop(exn_frontier *frontier, exn_stop_reason reason);
bool exn_frontier_is_stopped(const exn_frontier *frontier);
bool exn_frontier_has_too_many_states(const exn_frontier *frontier);

/* To be called by each worker at its end, when it knows how its part of the search came out. Stops
 * all workers where that says nothing good for what the others do. */
void exn_frontier_report(exn_frontier *frontier, uint32_t worker, const exn_search *search,
                         exn_search_status status);

/* What a worker has reported; NULL: it has not come to its end. */
const exn_worker_report *exn_frontier_report_of(const exn_frontier *frontier, uint32_t worker);

enum { EXN_FRONTIER_MAX = 1 << 16 }; /* states that can wait at a time */

#endif
