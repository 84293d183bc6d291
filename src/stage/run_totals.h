/* What all runs of a scenario so far add up to: of this process, or of several. */
#ifndef EXN_STAGE_RUN_TOTALS_H
#define EXN_STAGE_RUN_TOTALS_H

#include "contract/breach.h"
#include "scenario/scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct exn_run_totals {
    exn_tally tally;
    bool cut;          /* a limit of the command line left something out */
    bool cancel_taken; /* in some run a numbered request came */
    /* In some run a manager was begun again, or one in C waited for one thing after another: only
     * then can a run never end. */
    bool may_loop;
    bool *tested; /* [tested_count]: what was put to the test, by its number in the scenario */
    size_t tested_count;
    char script_error[512]; /* of the run that followed the schedule farthest: why no farther */
    exn_place script_place;
    uint64_t script_depth; /* how far that was; 0: no run has left the schedule */
    /* A kept scenario: one more than the farthest item from which on everything was explored. */
    size_t departure;
} exn_run_totals;

/* Totals of no runs. Returns false when out of memory. */
bool exn_run_totals_open(exn_run_totals *totals, const exn_scenario *scenario);
void exn_run_totals_close(exn_run_totals *totals);

/* Adds what other runs of the same scenario add up to. */
void exn_run_totals_merge(exn_run_totals *totals, const exn_run_totals *others);

#endif
