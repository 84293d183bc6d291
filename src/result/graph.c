/* Graphs in memory from malloc: made, filled and freed. */
#include "result/graph.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

void exn_graph_drop(exn_graph *graph)
{
    for (size_t i = 0; i < graph->node_count; i++) {
        free(graph->nodes[i].ending);
    }
    for (size_t i = 0; i < graph->edge_count; i++) {
        free(graph->edges[i].item);
    }
    free(graph->nodes);
    free(graph->edges);
    graph->nodes = NULL;
    graph->edges = NULL;
    graph->node_count = graph->node_capacity = 0;
    graph->edge_count = graph->edge_capacity = 0;
}

void exn_graph_free(exn_graph *graph)
{
    if (graph != NULL) {
        exn_graph_drop(graph);
        free(graph->by_depth);
        free(graph);
    }
}

/* Copies a text that may be NULL. Returns false when out of memory. */
static bool copy(const char *text, char **copied)
{
    *copied = text != NULL ? strdup(text) : NULL;
    return text == NULL || *copied != NULL;
}

bool exn_graph_add_node(exn_graph *graph, uint32_t depth, const char *ending, bool is_breach)
{
    exn_graph_node node = {.depth = depth, .is_breach = is_breach};
    if (!copy(ending, &node.ending) ||
        !EXN_MAKE_ROOM(graph->nodes, graph->node_capacity, graph->node_count + 1)) {
        free(node.ending);
        return false;
    }
    graph->nodes[graph->node_count++] = node;
    return true;
}

bool exn_graph_add_edge(exn_graph *graph, uint32_t from, uint32_t to, const char *item)
{
    exn_graph_edge edge = {.from = from, .to = to};
    if (!copy(item, &edge.item) ||
        !EXN_MAKE_ROOM(graph->edges, graph->edge_capacity, graph->edge_count + 1)) {
        free(edge.item);
        return false;
    }
    graph->edges[graph->edge_count++] = edge;
    return true;
}
