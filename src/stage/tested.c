/* What runs put to the test, and what they take back when they turn out not to count. */
#include "stage/tested.h"

#include "base/own_assert.h"
#include "stage/stage.h"
#include "stage/state.h"

bool exn_run_owes_requests(const exn_run *run)
{
    exn_assert(run->stage->now->cancels_left <= run->options.cancels_max);
    return run->stage->now->cancels_left + run->scenario->cancels_min > run->options.cancels_max;
}

void exn_doubt(exn_run *run, uint32_t number)
{
    if (exn_run_owes_requests(run)) {
        exn_assert(number < run->totals.tested_count);
        exn_assert(run->current.doubted_count < run->totals.tested_count && "each is doubted once");
        run->current.doubted[run->current.doubted_count++] = number;
    }
}

void exn_take_doubted_back(exn_run *run)
{
    while (run->current.doubted_count > 0) {
        run->totals.tested[run->current.doubted[--run->current.doubted_count]] = false;
    }
}
