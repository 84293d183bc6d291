/* Counts what happens where states cannot be gone back to. */
#ifndef EXN_SEARCH_BEHAVIOUR_RUNS_H
#define EXN_SEARCH_BEHAVIOUR_RUNS_H

#include "search/behaviour.h"
#include "search/explore_options.h"
#include "search/search_status.h"

/* Runs every schedule from the beginning, and counts what happens in the tree of schedules: what
 * several of them begin with is counted once. `*complete`: it came to its end, within `runs_max`
 * runs. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_behaviour_of_runs(exn_run *run, const exn_explore_options *options,
                                        uint64_t runs_max, exn_behaviour *behaviour,
                                        bool *complete);

#endif
