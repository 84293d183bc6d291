/* The whole graph of states, kept: every transition from every state, with a hash of all that is
 * seen of it. It is for comparing states, and costs a hundred bytes a transition. */
#ifndef EXN_SEARCH_STATE_GRAPH_H
#define EXN_SEARCH_STATE_GRAPH_H

#include "base/table.h"
#include "search/successors.h"

/* A transition. */
typedef struct exn_edge {
    exn_delivery delivery; /* what it begins with; all zero for the beginning */
    uint64_t seen;         /* hash of its events, how it ended if it did, what it counted */
    uint32_t to;           /* number of a state; 0: the run ends */
    uint32_t choice_count;
    size_t choices; /* of the tape */
} exn_edge;

typedef struct exn_edge_state {
    exn_hash hash;
    size_t edges;
    uint32_t edge_count;
    bool expanded; /* all its edges are known */
} exn_edge_state;

/* How a run ended with a transition of the graph. */
typedef struct exn_edge_end {
    size_t transition;
    uint64_t seen;
} exn_edge_end;

typedef struct exn_state_graph {
    exn_edge_state *states; /* [0] is not used; [1] is the first one that was taken */
    size_t state_count, state_capacity;
    exn_table numbers; /* of states: index */
    exn_edge *edges;
    size_t edge_count, edge_capacity;
    uint32_t *choices;
    size_t choice_count, choice_capacity;
    exn_edge_end *ends; /* of the transitions that are to be taken */
    size_t end_count, end_capacity;
    bool ends_here; /* the run ended at the kept state itself */
} exn_state_graph;

void exn_state_graph_free(exn_state_graph *state_graph);
size_t exn_state_graph_bytes(const exn_state_graph *state_graph);

/* Takes how a run ended, as the `ended` of the successors gets it. Returns false when out of
 * memory. */
bool exn_state_graph_ended(exn_state_graph *state_graph, const exn_successors *successors,
                           exn_run_end end, const exn_transition *transition);

/* Takes all transitions from the kept state, the last ones of the graph from `first` on; `path` has
 * led there. Returns false when out of memory. */
bool exn_state_graph_take(exn_state_graph *state_graph, const exn_successors *successors,
                          const exn_cost *path, size_t first);

/* The next way from a state, from number `*at` on, that is the same thing and is seen as the same
 * as `wanted`; NULL: none is. */
const exn_edge *exn_state_graph_next_same(const exn_state_graph *state_graph,
                                          const exn_edge_state *from, const exn_edge *wanted,
                                          uint32_t *at);

/* A tape that leads to a state by the fewest transitions, with room for `room` numbers more. NULL
 * when out of memory. */
uint32_t *exn_state_graph_tape(const exn_state_graph *state_graph, uint32_t to, uint32_t room,
                               uint32_t *length);

/* Appends the numbers of a way to a tape. */
void exn_state_graph_append(const exn_state_graph *state_graph, const exn_edge *edge,
                            uint32_t *tape, uint32_t *length);

#endif
