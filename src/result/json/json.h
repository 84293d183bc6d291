/* Results as JSON: a host sends one as a line; the command collects and reports them. */
#ifndef EXN_RESULT_JSON_JSON_H
#define EXN_RESULT_JSON_JSON_H

#include "result/json/json_printer.h"
#include "result/result.h"

#include <jansson.h>

/* A result as in results.json ("scenarios"[i]). Members that SCENARIOS.md does not name are present
 * if they have something to say: `complaints`, `vacuous`, `untested`, `exits_asked`, `remarks`,
 * `left_out`, `fallback`, `notes`, `tape`, `trace`, `outcome`, `cancels`, `mode`, `reduced`,
 * `states_audited`, `missed_probability`, `seed`, `bug_depth`, `found_probability` and, in a
 * violation, `note`, `schedules`, `found_after`, `schedule`, `promised`, `expected`.
 *
 * In EXN_JSON_LINE `invariants` and `graph` are leaner, which is read as well: numbers in place of
 * objects with names. */
void exn_result_print(exn_json_printer *out, const char *key, const exn_result *result);

/* The same without braces: the caller has opened an object, and may print more members. */
void exn_result_print_members(exn_json_printer *out, const exn_result *result);

/* Returns NULL when out of memory, and if the JSON is not a result. The caller owns what it
 * returns. */
exn_result *exn_result_from_json(const json_t *json);

/* Returns a JSON string, or JSON null for NULL; bytes that are not UTF-8 become U+FFFD. Returns
 * NULL when out of memory. */
json_t *exn_json_text(const char *text);

#endif
