/* Graphs of states as JSON, printed and read. */
#include "result/json/graph_json.h"

#include <stdlib.h>

/* --- printed ---------------------------------------------------------------------------------- */

/* A node or an edge is an object in a file. For another process it is an array of the same values,
 * in the same order, without the keys: there are many. */
static void open_item(exn_json_printer *out)
{
    if (out->form == EXN_JSON_LINE) {
        exn_json_open_array(out, NULL);
    } else {
        exn_json_open_object(out, NULL);
    }
}

static void close_item(exn_json_printer *out)
{
    if (out->form == EXN_JSON_LINE) {
        exn_json_close_array(out);
    } else {
        exn_json_close_object(out);
    }
}

static const char *in_file(const exn_json_printer *out, const char *key)
{
    return out->form == EXN_JSON_LINE ? NULL : key;
}

static void put_nodes(exn_json_printer *out, const exn_graph *graph)
{
    exn_json_open_array(out, "nodes");
    for (size_t i = 0; i < graph->node_count; i++) {
        const exn_graph_node *node = &graph->nodes[i];
        open_item(out);
        exn_json_put_count(out, in_file(out, "depth"), node->depth);
        if (node->ending != NULL) {
            exn_json_put_text(out, in_file(out, node->is_breach ? "breaks" : "ending"),
                              node->ending);
        }
        if (out->form == EXN_JSON_LINE && node->is_breach) {
            exn_json_put_bool(out, NULL, true);
        }
        close_item(out);
    }
    exn_json_close_array(out);
}

static void put_edges(exn_json_printer *out, const exn_graph *graph)
{
    exn_json_open_array(out, "edges");
    for (size_t i = 0; i < graph->edge_count; i++) {
        const exn_graph_edge *edge = &graph->edges[i];
        open_item(out);
        exn_json_put_count(out, in_file(out, "from"), edge->from);
        exn_json_put_count(out, in_file(out, "to"), edge->to);
        exn_json_put_text(out, in_file(out, "item"), edge->item);
        if (edge->is_path) {
            exn_json_put_bool(out, in_file(out, "path"), true);
        }
        close_item(out);
    }
    exn_json_close_array(out);
}

void exn_graph_print(exn_json_printer *out, const char *key, const exn_graph *graph)
{
    exn_json_open_object(out, key);
    exn_json_put_count(out, "states", graph->states);
    exn_json_open_array(out, "by_depth");
    for (size_t i = 0; i < graph->depth_count; i++) {
        exn_json_put_count(out, NULL, graph->by_depth[i]);
    }
    exn_json_close_array(out);
    put_nodes(out, graph);
    put_edges(out, graph);
    if (graph->is_tree) {
        exn_json_put_bool(out, "tree", true);
    }
    exn_json_close_object(out);
}

/* --- read ------------------------------------------------------------------------------------- */

/* Returns a member of an item: by its key, or by its place where the item is an array. */
static const json_t *member(const json_t *item, const char *key, size_t place)
{
    return json_is_array(item) ? json_array_get(item, place) : json_object_get(item, key);
}

/* Returns a number up to `max`; a missing or wrong one sets *bad. */
static uint64_t take_number(const json_t *value, uint64_t max, bool *bad)
{
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
        const char *ending = json_string_value(member(item, "ending", 1));
        const char *breach = json_string_value(json_object_get(item, "breaks"));
        if (json_is_true(json_array_get(item, 2))) {
            breach = ending;
        }
        uint32_t depth = (uint32_t)take_number(member(item, "depth", 0), UINT32_MAX, bad);
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
        const char *text = json_string_value(member(item, "item", 2));
        uint64_t last = graph->node_count > 0 ? graph->node_count - 1 : 0;
        uint32_t from = (uint32_t)take_number(member(item, "from", 0), last, bad);
        uint32_t to = (uint32_t)take_number(member(item, "to", 1), last, bad);
        *bad = *bad || text == NULL || graph->node_count == 0 ||
               !exn_graph_add_edge(graph, from, to, text);
        if (!*bad) {
            graph->edges[graph->edge_count - 1].is_path = json_is_true(member(item, "path", 3));
        }
    }
}

exn_graph *exn_graph_from_json(const json_t *json)
{
    exn_graph *graph = calloc(1, sizeof *graph);
    const json_t *depths = json_object_get(json, "by_depth");
    bool bad = graph == NULL || !json_is_array(depths);
    if (!bad) {
        graph->states = take_number(json_object_get(json, "states"), INT64_MAX, &bad);
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
