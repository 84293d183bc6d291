/* The check of a scenario, apart from the reports: their headers both name a struct exn_run. */
#ifndef EXEUNT_TESTS_OOM_CHECKING_H
#define EXEUNT_TESTS_OOM_CHECKING_H

#include "result/result.h"
#include "scenario/scenario.h"

/* Checks all of a scenario, by states or by running; NULL when out of memory. */
exn_result *check(const exn_scenario *scenario, bool by_running);

#endif
