/* What no schedule of a scenario put to the test (SPEC 10). */
#ifndef EXN_CHECKER_UNTESTED_H
#define EXN_CHECKER_UNTESTED_H

#include "result/result.h"
#include "stage/stage.h"

/* Lists conditions of rules that never arose, though the scenario can reach them: nobody could know
 * from its verdict. Nothing is told of what it can't reach; but a manager written in C is what is
 * under test, and whatever was not asked of it is told. Returns false when out of memory. */
bool exn_list_untested(const exn_run *run, exn_result *result);

#endif
