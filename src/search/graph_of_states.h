/* The whole graph of states, to be drawn: result/graph.h. */
#ifndef EXN_SEARCH_GRAPH_OF_STATES_H
#define EXN_SEARCH_GRAPH_OF_STATES_H

#include "result/graph.h"
#include "search/explore_options.h"
#include "search/search_status.h"

/* Makes the graph of an open run's scenario, by a pass of its own over the unreduced graph. Leaves
 * *graph NULL where it has more than EXN_GRAPH_STATES_MAX states, or a limit ends the pass. Returns
 * DONE or OUT_OF_MEMORY. */
exn_search_status exn_graph_of_states(exn_run *run, const exn_explore_options *options,
                                      exn_graph **graph);

#endif
