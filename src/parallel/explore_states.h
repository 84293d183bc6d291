/* Explores every state of an open run, depth first, each once (D6): in this process, and, if there
 * are many of them, in several that share the search. */
#ifndef EXN_PARALLEL_EXPLORE_STATES_H
#define EXN_PARALLEL_EXPLORE_STATES_H

#include "search/search_stats.h"

/* Returns DONE, OUT_OF_MEMORY, CONVICTED or REFUTED. */
exn_search_status exn_explore_states(exn_run *run, const exn_explore_options *options,
                                     exn_findings *findings, exn_search_stats *stats);

#endif
