/* The graph of states as JSON: the member `graph` of a scenario (reports/README.md). */
#ifndef EXN_RESULT_JSON_GRAPH_JSON_H
#define EXN_RESULT_JSON_GRAPH_JSON_H

#include "result/graph.h"
#include "result/json/json_printer.h"

#include <jansson.h>

void exn_graph_print(exn_json_printer *out, const char *key, const exn_graph *graph);

/* Reads both forms. Returns NULL when out of memory, and if the JSON is no graph: every number is
 * checked. The caller owns what it returns. */
exn_graph *exn_graph_from_json(const json_t *json);

#endif
