/* A scenario that has no run: none keeps to its schedule, or has the requests that it demands. */
#ifndef EXN_CHECKER_UNASKED_RUNS_H
#define EXN_CHECKER_UNASKED_RUNS_H

#include "result/result.h"
#include "stage/stage.h"

/* Whether that is so, all having been tried and nothing having counted as a run. */
bool exn_has_no_run(const exn_run *run);

/* Reports why: the scenario is `invalid`, or, if its schedule was written for another
 * implementation, `skipped`. Returns false when out of memory. */
bool exn_report_no_run(const exn_run *run, exn_result *result);

/* The same of one tape: `invalid`. */
bool exn_report_why_no_run(const exn_run *run, exn_result *result);

#endif
