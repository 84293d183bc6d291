/* The tree of schedules (schedule_tree.h) as a graph to be drawn: result/graph.h. */
#ifndef EXN_SEARCH_GRAPH_OF_SCHEDULES_H
#define EXN_SEARCH_GRAPH_OF_SCHEDULES_H

#include "result/graph.h"
#include "search/explore_options.h"
#include "search/search_status.h"

/* As exn_graph_of_states (graph_of_states.h): its states are the moments of the tree. */
exn_search_status exn_graph_of_schedules(exn_run *run, const exn_explore_options *options,
                                         exn_graph **graph);

#endif
