/* What was put to the test: told where it never was. */
#include "stage/tested.h"

#include "stage/stage.h"
#include "stage/state.h"

bool exn_run_owes_requests(const exn_run *run)
{
    return run->stage->now->cancels_left + run->scenario->cancels_min > run->options.cancels_max;
}

void exn_doubt(exn_run *run, uint32_t number)
{
    if (exn_run_owes_requests(run)) {
        run->current.doubted[run->current.doubted_count++] = number;
    }
}

void exn_take_doubted_back(exn_run *run)
{
    while (run->current.doubted_count > 0) {
        run->totals.tested[run->current.doubted[--run->current.doubted_count]] = false;
    }
}
