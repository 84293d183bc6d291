/* What ends an exploration early: a budget, a limit, a request; and telling how far it is. */
#ifndef EXN_SEARCH_BUDGET_H
#define EXN_SEARCH_BUDGET_H

#include "search/explore_options.h"
#include "search/stop_reason.h"

#include <stddef.h>

typedef struct exn_budget {
    const exn_explore_options *options;
    uint64_t states_max; /* 0: no limit, or the search itself keeps to it */
    double began_s;
    uint32_t hangs; /* of code under test, so far: each takes seconds */
    exn_stop_reason stopped_by;
} exn_budget;

enum { EXN_HANGS_MAX = 3 };

/* Seconds on a clock that only goes forward. */
double exn_now_s(void);

/* What is left of the time budget for passes after one that began at that time: always some of it.
 * 0: there is no budget. */
double exn_budget_left(const exn_explore_options *options, double began_s);

void exn_budget_begin(exn_budget *budget, const exn_explore_options *options);

/* Reports the progress and checks the limits. `bytes`: the memory in which states are kept. To be
 * called about once in a millisecond. */
void exn_budget_check(exn_budget *budget, const exn_progress *progress, size_t bytes);

/* To be called when a run has ended: the last of EXN_HANGS_MAX hangs stops the exploration. */
void exn_budget_count_hang(exn_budget *budget, const exn_run *run);

#endif
