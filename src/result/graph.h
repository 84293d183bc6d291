/* The graph of states as data that can be drawn: what may come where, and how runs end.
 *
 * It is the unreduced graph. Where it has more states than can be drawn only their number by depth
 * is there. Where states cannot be told apart it is the tree of schedules. */
#ifndef EXN_RESULT_GRAPH_H
#define EXN_RESULT_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EXN_GRAPH_DRAWN_MAX = 300,   /* states */
    EXN_GRAPH_STATES_MAX = 5000, /* of more nothing is told */
};

/* A state, or an end: all ends of one outcome, and all that break one rule, are one node. */
typedef struct exn_graph_node {
    uint32_t depth; /* the fewest transitions that lead to it */
    char *ending;   /* "returns", "X6 propagation"; NULL: it is a state */
    bool is_breach;
} exn_graph_node;

/* All transitions from one node to another are one edge. */
typedef struct exn_graph_edge {
    uint32_t from, to;
    char *item;   /* as an item of a schedule, the first of them: "vm1 enters" */
    bool is_path; /* the shortest way to a breach leads along it */
} exn_graph_edge;

typedef struct exn_graph {
    exn_graph_node *nodes; /* [0] is where all runs begin; none: there are too many to be drawn */
    exn_graph_edge *edges;
    uint64_t *by_depth; /* states */
    size_t node_count, node_capacity;
    size_t edge_count, edge_capacity;
    size_t depth_count;
    uint64_t states;
    bool is_tree; /* its states are moments of schedules: some may be the same */
} exn_graph;

/* Does nothing for NULL. */
void exn_graph_free(exn_graph *graph);

/* Forget what cannot be drawn: there are too many states. */
void exn_graph_drop(exn_graph *graph);

/* Each appends one, and returns false when out of memory; then nothing has changed. The text may be
 * NULL, and is copied. */
bool exn_graph_add_node(exn_graph *graph, uint32_t depth, const char *ending, bool is_breach);
bool exn_graph_add_edge(exn_graph *graph, uint32_t from, uint32_t to, const char *item);

#endif
