/* The graph of states as JSON: the member `graph` of a scenario (reports/README.md). */
#ifndef EXN_RESULT_JSON_GRAPH_JSON_H
#define EXN_RESULT_JSON_GRAPH_JSON_H

#include "result/graph.h"

#include <jansson.h>

/* Both return NULL when out of memory; the second one also if the JSON is no graph: every number is
 * checked. The caller owns what they return. */
json_t *exn_graph_to_json(const exn_graph *graph);
exn_graph *exn_graph_from_json(const json_t *json);

#endif
