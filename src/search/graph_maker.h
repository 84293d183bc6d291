/* Makes a graph of states (result/graph.h) from nodes and edges, in the order in which a search
 * comes to them. */
#ifndef EXN_SEARCH_GRAPH_MAKER_H
#define EXN_SEARCH_GRAPH_MAKER_H

#include "result/graph.h"
#include "stage/stage.h"

typedef struct exn_graph_maker {
    exn_graph *graph;
    uint32_t
        *reached_by; /* the edge that leads to each node from the beginning, and one; 0: none */
    size_t reached_capacity;
    bool out_of_memory;
} exn_graph_maker;

/* Each appends a node, and returns its number; UINT32_MAX when out of memory. The first one is that
 * before the start. All runs that end in the same way end in one node. */
uint32_t exn_graph_maker_add_state(exn_graph_maker *maker);
uint32_t exn_graph_maker_add_end(exn_graph_maker *maker, const exn_run *run, exn_run_end end);

/* Adds an edge, unless it is among the last, which are from the same node. The first that leads to
 * a node is on the way to it. UINT32_MAX for `to` adds none. */
void exn_graph_maker_add_edge(exn_graph_maker *maker, uint32_t from, uint32_t to, const char *item);
/* From now on the way to a node goes by this edge, which was added last. */
void exn_graph_maker_lead(exn_graph_maker *maker, uint32_t from, uint32_t to);

/* Marks the ways to breaches, finds how deep each node lies, and drops what is too large to be
 * drawn. Returns false when out of memory. */
bool exn_graph_maker_conclude(exn_graph_maker *maker);

/* Frees all but the graph. */
void exn_graph_maker_close(exn_graph_maker *maker);

#endif
