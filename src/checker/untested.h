/* What no schedule of a scenario put to the test (SPEC 10). */
#ifndef EXN_CHECKER_UNTESTED_H
#define EXN_CHECKER_UNTESTED_H

#include "result/result.h"
#include "stage/stage.h"

/* Lists the conditions of rules that never arose though the scenario can reach them: its verdict
 * does not show that. What the scenario cannot reach is not listed; but a manager written in C is
 * what is under test, so all that was not asked of it is. Returns false when out of memory. */
bool exn_list_untested(const exn_run *run, exn_result *result);

#endif
