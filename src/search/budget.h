/* What ends an exploration early: a budget, a limit, a request; and telling how far it is. */
#ifndef EXN_SEARCH_BUDGET_H
#define EXN_SEARCH_BUDGET_H

#include "search/explore_options.h"
#include "search/stop_reason.h"

#include <stddef.h>

typedef struct exn_budget {
    const exn_explore_options *options;
    uint64_t states_max; /* as the options say, unless whoever watches keeps to it otherwise */
    double began_s;
    exn_stop_reason stopped_by;
} exn_budget;

/* Seconds on a clock that only goes forward. */
double exn_now_s(void);

/* Of a time budget, what is left for what follows a pass that began then: always a little. 0: there
 * is no budget. */
double exn_budget_left(const exn_explore_options *options, double began_s);

void exn_budget_begin(exn_budget *budget, const exn_explore_options *options);

/* Tells the progress and looks whether to stop: `bytes` are those of the states that are kept.
 * To be called every thousandth of a second or so. */
void exn_budget_check(exn_budget *budget, const exn_progress *progress, size_t bytes);

#endif
