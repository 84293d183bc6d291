/* Swim lanes as JSON: the member `lanes` of a violation (reports/README.md). */
#ifndef EXN_RESULT_JSON_LANES_JSON_H
#define EXN_RESULT_JSON_LANES_JSON_H

#include "result/lanes.h"

#include <jansson.h>

/* Both return NULL when out of memory; the second one also if the JSON is no lanes: every number is
 * checked. The caller owns what they return. */
json_t *exn_lanes_to_json(const exn_lanes *lanes);
exn_lanes *exn_lanes_from_json(const json_t *json);

#endif
