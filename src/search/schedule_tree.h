/* The tree of schedules: what may come after what, where states cannot be gone back to and no two
 * moments are known to be the same. Every schedule is run from the beginning, in parts; what
 * several of them begin with is seen once. */
#ifndef EXN_SEARCH_SCHEDULE_TREE_H
#define EXN_SEARCH_SCHEDULE_TREE_H

#include "search/explore_options.h"
#include "search/search_status.h"
#include "stage/stage.h"

/* Both are called while the run has what they are about. `depth` is the number of transitions from
 * the state before the start. Neither looks at what is no run. */
typedef struct exn_tree_visitor {
    /* The world waits at a moment, for the first time if it `is_new`. */
    void (*arrived)(void *context, uint32_t depth, bool is_new);
    /* A transition from the moment of that depth, to which the run has come last, was made for the
     * first time. Returns false to give up. */
    bool (*made)(void *context, uint32_t depth, exn_run_end end);
    void *context;
} exn_tree_visitor;

/* Walks the tree of an open run's scenario depth first, within `runs_max` runs. `*complete`: all of
 * it was seen. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_schedule_tree_walk(exn_run *run, const exn_explore_options *options,
                                         uint64_t runs_max, const exn_tree_visitor *visitor,
                                         bool *complete);

#endif
