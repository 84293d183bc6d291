/* The nearest passing run (nearest.h), where states cannot be gone back to. */
#ifndef EXN_SEARCH_NEAREST_BY_RUNS_H
#define EXN_SEARCH_NEAREST_BY_RUNS_H

#include "search/nearest.h"

enum { EXN_NEAREST_RUNS_MAX = 5000 }; /* that are made for one violation */

/* As exn_find_nearest, by running the schedules beside that one from the beginning. */
exn_search_status exn_find_nearest_by_runs(exn_run *run, const exn_explore_options *options,
                                           const uint32_t *tape, uint32_t choices,
                                           exn_nearest_run *nearest);

#endif
