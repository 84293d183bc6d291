/* Runs of a scenario on the implementation `exeunt`, for fuzz targets. */
#ifndef EXEUNT_TESTS_FUZZ_TRIAL_H
#define EXEUNT_TESTS_FUZZ_TRIAL_H

#include "stage/stage.h"

#include <stdbool.h>

/* Opens the world of a scenario, with every fault and cancel that it allows. Returns false if the
 * scenario does not fit into a world; else exn_run_close must end it. One world at a time. */
bool open_trial(exn_run *run, const exn_scenario *scenario);

/* Runs the tape twice. Aborts if the traces differ (M9), or if our scope broke a rule, which must
 * not happen in any scenario. */
exn_run_end run_trial(exn_run *run);

#endif
