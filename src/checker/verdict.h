/* From what was found to a verdict (SPEC 10). */
#ifndef EXN_CHECKER_VERDICT_H
#define EXN_CHECKER_VERDICT_H

#include "result/result.h"
#include "stage/stage.h"

/* Sets verdict and passed of a result that holds outcomes and violations already, and says what was
 * vacuous and what was left out. Returns false when out of memory.
 *
 * Args   stopped_by  why the exploration ended early, or NULL */
bool exn_verdict_reach(const exn_run *run, const char *stopped_by, exn_result *result);

/* Makes the verdict `crashed`, with tape and reason, if a crash is among the violations. Returns
 * false when out of memory. */
bool exn_verdict_of_crash(exn_result *result);

#endif
