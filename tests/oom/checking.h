/* Checks one scenario, for the tests of exhausted memory. */
#ifndef EXEUNT_TESTS_OOM_CHECKING_H
#define EXEUNT_TESTS_OOM_CHECKING_H

#include "result/result.h"
#include "scenario/scenario.h"

/* Checks all of a scenario, by states or by running. Returns NULL when out of memory. */
exn_result *check(const exn_scenario *scenario, bool by_running);

#endif
