/* The audit of steps that are declared private (--audit): whether they commute with everything, as
 * ample.c relies on. The fence watches what they touch (world/fence.h). */
#ifndef EXN_SEARCH_INDEPENDENCE_H
#define EXN_SEARCH_INDEPENDENCE_H

#include "search/state_graph.h"

/* Checks whether each private step commutes with every other transition, as far as both ways are
 * known. The graph must not be a reduced one. If one does not, `conviction` becomes what it does, a
 * text that the caller frees, and run.current.convicted whose step it is; else it becomes NULL.
 * Returns false when out of memory. */
bool exn_independence_judge(const exn_state_graph *state_graph, exn_run *run, char **conviction);

#endif
