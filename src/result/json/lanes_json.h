/* Swim lanes as JSON: the member `lanes` of a violation (reports/README.md). */
#ifndef EXN_RESULT_JSON_LANES_JSON_H
#define EXN_RESULT_JSON_LANES_JSON_H

#include "result/json/json_printer.h"
#include "result/lanes.h"

#include <jansson.h>

void exn_lanes_print(exn_json_printer *out, const char *key, const exn_lanes *lanes);

/* Returns NULL when out of memory, and if the JSON is no lanes: every number is checked. The caller
 * owns what it returns. */
exn_lanes *exn_lanes_from_json(const json_t *json);

#endif
