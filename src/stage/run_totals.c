/* The totals of runs: made, and added up. */
#include "stage/run_totals.h"

#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

bool exn_run_totals_open(exn_run_totals *totals, const exn_scenario *scenario)
{
    size_t count = scenario->number_max + 1;
    *totals =
        (exn_run_totals){.tested = calloc(count, sizeof *totals->tested), .tested_count = count};
    return totals->tested != NULL;
}

void exn_run_totals_close(exn_run_totals *totals)
{
    free(totals->tested);
    totals->tested = NULL;
    totals->tested_count = 0;
}

/* Of two that were reached equally far, the first stays. */
static void merge_script(exn_run_totals *totals, const exn_run_totals *others)
{
    if (others->departure > totals->departure) {
        totals->departure = others->departure;
    }
    if (others->script_depth > totals->script_depth) {
        totals->script_depth = others->script_depth;
        totals->script_place = others->script_place;
        memcpy(totals->script_error, others->script_error, sizeof totals->script_error);
    }
}

void exn_run_totals_merge(exn_run_totals *totals, const exn_run_totals *others)
{
    exn_assert(totals->tested_count == others->tested_count && "they are of one scenario");
    totals->cut |= others->cut;
    totals->cancel_taken |= others->cancel_taken;
    totals->may_loop |= others->may_loop;
    merge_script(totals, others);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        totals->tally.checked[rule] += others->tally.checked[rule];
    }
    for (size_t i = 0; i < totals->tested_count; i++) {
        totals->tested[i] |= others->tested[i];
    }
}
