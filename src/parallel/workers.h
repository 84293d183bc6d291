/* The processes that share a search: from outside. */
#ifndef EXN_PARALLEL_WORKERS_H
#define EXN_PARALLEL_WORKERS_H

#include "search/dfs.h"

/* Hands the rest of a search to processes that share it, and waits for them. The search has no
 * frames any more, then. A worker that the code under test kills takes this process with it, in the
 * same manner, and its tape stands in the flight recorder.
 *
 * Returns DONE, OUT_OF_MEMORY or REFUTED; NOT_SHARED: nothing has begun; TOO_MANY and KILLED: all
 * is to be explored anew. */
exn_search_status exn_explore_in_parallel(exn_search *search);

#endif
