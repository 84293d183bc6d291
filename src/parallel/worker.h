/* One of the processes that share a search, from inside. */
#ifndef EXN_PARALLEL_WORKER_H
#define EXN_PARALLEL_WORKER_H

#include "parallel/frontier.h"
#include "world/flight.h"

#include <sys/types.h>

/* What a worker and the process that watches it know of each other; in shared memory. */
typedef struct exn_worker {
    _Atomic uint64_t states, transitions; /* so far */
    exn_flight flight;
    /* --- only for the process that watches: */
    pid_t process;           /* 0: it has ended */
    uint64_t heartbeat_seen; /* the pulse of its flight recorder, at the last tick */
    uint32_t ticks_still;    /* for how many of them code under test has not moved */
    exn_flight_watch watch;  /* for hangs: its ticks are seldom */
    bool moved;              /* since all others have */
} exn_worker;

/* All of them. Each process has a copy of this. */
typedef struct exn_workers {
    exn_shared_memory *shared;
    exn_frontier *frontier;
    exn_worker *items;
    uint32_t count;
    uint64_t states_before; /* they begin: found by the search that they share */
    double next_look_s;     /* for hangs */
} exn_workers;

/* How many states all have found so far. */
uint64_t exn_workers_count_states(const exn_workers *workers);

/* What a forked process does: works until the frontier gives it nothing more, reports, and exits.
 * `parent` has forked it. */
_Noreturn void exn_worker_main(exn_workers *workers, uint32_t number, exn_search *search,
                               pid_t parent);

#endif
