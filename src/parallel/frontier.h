/* What a search and its workers share: the states that were visited, the frontier, and what each
 * worker has found. Lies in shared memory (shared_memory.h). */
#ifndef EXN_PARALLEL_FRONTIER_H
#define EXN_PARALLEL_FRONTIER_H

#include "search/dfs.h"

#include <sys/types.h>

/* A state that nobody has expanded yet, as the tape that leads to it (DESIGN: states never leave a
 * process, work items are tape prefixes). */
typedef struct exn_work_item {
    exn_cost path;
    exn_hash hash;
    uint32_t moves; /* how many lead to it, the beginning included */
    uint32_t tape[];
} exn_work_item;

/* What one worker has found: it writes, the others read when it has ended. */
typedef struct exn_worker {
    pid_t process;
    _Atomic uint64_t states, transitions; /* so far */
    exn_flight flight;
    /* --- of who watches: */
    uint64_t pulse_felt;  /* of its flight recorder, at the last tick */
    uint32_t ticks_still; /* for how many of them code under test has not moved */
    bool moved;           /* since all others have */
    /* --- when it is done: */
    bool done;
    bool failed; /* out of memory */
    bool overflowed, reduced;
    exn_search_stats stats;
    exn_run_totals totals; /* of its runs */
    exn_finding *found;    /* with their choices, without text */
    size_t found_count;
    exn_closing *outcomes;
    size_t outcome_count;
} exn_worker;

enum { EXN_FRONTIER_MAX = 1 << 16 };

typedef struct exn_team {
    exn_shared_memory *shared;
    exn_lock lock;                             /* of the frontier */
    exn_work_item *frontier[EXN_FRONTIER_MAX]; /* a stack */
    _Atomic uint32_t waiting;                  /* items in it */
    _Atomic uint32_t hungry;                   /* workers that wait for one */
    _Atomic uint32_t worker_count;
    _Atomic bool excess; /* there are more states than the limit allows */
    exn_worker *workers;
    uint64_t states_before; /* there were any */
} exn_team;

/* Puts the state that a move of frame `at` leads to into the frontier. Returns false if there is no
 * room; then nothing has changed. */
bool exn_team_offer(exn_team *team, const exn_search *search, size_t at,
                    const exn_transition *move);

/* Takes a state; waits for one as long as somebody works. NULL: all is done, or everybody is to
 * stop. */
exn_work_item *exn_team_take(exn_team *team);

/* Whether somebody waits for a state. */
bool exn_team_hungers(exn_team *team);

/* What a worker writes at its end, and what the others make of it. They return false when out of
 * memory. */
bool exn_team_report(exn_team *team, exn_worker *worker, const exn_search *search);
bool exn_team_gather(const exn_team *team, exn_search *search);

#endif
