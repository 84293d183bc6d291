/* Explores a scenario: runs worlds, one tape after the other, and says what held. The one header
 * through which hosts use this folder. */
#ifndef EXN_EXPLORE_EXPLORE_H
#define EXN_EXPLORE_EXPLORE_H

#include "result/result.h"
#include "scenario/scenario.h"
#include "stage/stage.h"
#include "world/flight.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct exn_check_options {
    const char *implementation; /* NULL: the scenario's, else "exeunt" */
    /* One that has no name in src/subjects, in the place of all of these; NULL: none. */
    const exeunt_implementation *subject;
    exn_understudy *understudy; /* managers written in C; may be NULL */
    bool has_profile;
    exn_profile profile;
    bool has_faults; /* from the command line: what it cuts makes the verdict `sampled` (D6) */
    uint32_t faults_max;
    bool has_cancels;
    uint32_t cancels_max;
    uint64_t runs_max;  /* 0: no limit */
    double budget_s;    /* 0: no limit */
    exn_flight *flight; /* where the tape of the current run is kept; not NULL */
    bool (*stop)(
        void *context); /* asked now and then; true ends the exploration in order. May be NULL */
    void (*progress)(void *context, uint64_t runs,
                     uint64_t transitions); /* now and then. May be NULL */
    void *context;
} exn_check_options;

/* Explores a scenario as far as the options allow. Never returns NULL but when out of memory.
 * `skipped` and `invalid` (an unknown implementation, an impossible schedule item) are results too.
 */
exn_result *exn_check(const exn_scenario *scenario, const exn_check_options *options);

/* Runs one tape (decimal numbers joined by dots; what is missing counts as 0) and returns a result
 * with `trace` and, if the run broke a rule, one violation. A malformed or impossible tape is
 * `invalid`. */
exn_result *exn_replay(const exn_scenario *scenario, const char *tape,
                       const exn_check_options *options);

#endif
