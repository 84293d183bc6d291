/* Graphs of states as JSON, written and read. */
#include "result/json/graph_json.h"

#include "result/json/json.h"

#include <stdlib.h>

/* --- written ---------------------------------------------------------------------------------- */

static json_t *nodes_to_json(const exn_graph *graph, bool *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < graph->node_count; i++) {
        const exn_graph_node *node = &graph->nodes[i];
        json_t *item = json_pack("{s:I}", "depth", (json_int_t)node->depth);
        const char *key = node->is_breach ? "breaks" : "ending";
        bool is_whole =
            item != NULL && (node->ending == NULL ||
                             json_object_set_new(item, key, exn_json_text(node->ending)) == 0);
        *failed = json_array_append_new(array, item) != 0 || !is_whole || *failed;
    }
    return array;
}

static json_t *edges_to_json(const exn_graph *graph, bool *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < graph->edge_count; i++) {
        const exn_graph_edge *edge = &graph->edges[i];
        json_t *item = json_pack("{s:I, s:I, s:o}", "from", (json_int_t)edge->from, "to",
                                 (json_int_t)edge->to, "item", exn_json_text(edge->item));
        bool is_whole =
            item != NULL && (!edge->is_path || json_object_set_new(item, "path", json_true()) == 0);
        *failed = json_array_append_new(array, item) != 0 || !is_whole || *failed;
    }
    return array;
}

json_t *exn_graph_to_json(const exn_graph *graph)
{
    bool failed = false;
    json_t *depths = json_array();
    for (size_t i = 0; i < graph->depth_count; i++) {
        failed = json_array_append_new(depths, json_integer((json_int_t)graph->by_depth[i])) != 0 ||
                 failed;
    }
    json_t *object =
        json_pack("{s:I, s:o, s:o, s:o}", "states", (json_int_t)graph->states, "by_depth", depths,
                  "nodes", nodes_to_json(graph, &failed), "edges", edges_to_json(graph, &failed));
    if (graph->is_tree) {
        failed = json_object_set_new(object, "tree", json_true()) != 0 || failed;
    }
    if (failed) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* --- read ------------------------------------------------------------------------------------- */

/* Returns a number up to `max`; a missing or wrong one sets *bad. */
static uint64_t take_number(const json_t *object, const char *key, uint64_t max, bool *bad)
{
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value);
    *bad = *bad || !json_is_integer(value) || number < 0 || (uint64_t)number > max;
    return *bad ? 0 : (uint64_t)number;
}

static void take_nodes(exn_graph *graph, const json_t *json, bool *bad)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(json, "nodes"), i, item)
    {
        const char *ending = json_string_value(json_object_get(item, "ending"));
        const char *breach = json_string_value(json_object_get(item, "breaks"));
        uint32_t depth = (uint32_t)take_number(item, "depth", UINT32_MAX, bad);
        *bad = *bad ||
               !exn_graph_add_node(graph, depth, breach != NULL ? breach : ending, breach != NULL);
    }
}

static void take_edges(exn_graph *graph, const json_t *json, bool *bad)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(json, "edges"), i, item)
    {
        const char *text = json_string_value(json_object_get(item, "item"));
        uint64_t last = graph->node_count > 0 ? graph->node_count - 1 : 0;
        uint32_t from = (uint32_t)take_number(item, "from", last, bad);
        uint32_t to = (uint32_t)take_number(item, "to", last, bad);
        *bad = *bad || text == NULL || graph->node_count == 0 ||
               !exn_graph_add_edge(graph, from, to, text);
        if (!*bad) {
            graph->edges[graph->edge_count - 1].is_path =
                json_is_true(json_object_get(item, "path"));
        }
    }
}

exn_graph *exn_graph_from_json(const json_t *json)
{
    exn_graph *graph = calloc(1, sizeof *graph);
    const json_t *depths = json_object_get(json, "by_depth");
    bool bad = graph == NULL || !json_is_array(depths);
    if (!bad) {
        graph->states = take_number(json, "states", INT64_MAX, &bad);
        graph->is_tree = json_is_true(json_object_get(json, "tree"));
        graph->depth_count = json_array_size(depths);
        graph->by_depth = calloc(graph->depth_count + 1, sizeof *graph->by_depth);
        bad = bad || graph->by_depth == NULL;
    }
    for (size_t i = 0; !bad && i < graph->depth_count; i++) {
        json_int_t count = json_integer_value(json_array_get(depths, i));
        bad = count < 0;
        graph->by_depth[i] = (uint64_t)count;
    }
    if (!bad) {
        take_nodes(graph, json, &bad);
        take_edges(graph, json, &bad);
    }
    if (bad) {
        exn_graph_free(graph);
        return NULL;
    }
    return graph;
}
