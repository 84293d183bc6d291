/* The limits of an exploration, and a clock for them. */
#include "search/budget.h"

#include "base/own_assert.h"

#include <time.h>

/* The part of a time budget that the passes after the first one have, however long that took. */
static const double budget_kept = 0.1;

double exn_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double exn_budget_left(const exn_explore_options *options, double began_s)
{
    exn_assert(began_s <= exn_now_s());
    double left_s = options->budget_s - (exn_now_s() - began_s);
    double kept_s = options->budget_s * budget_kept;
    return left_s > kept_s ? left_s : kept_s;
}

void exn_budget_begin(exn_budget *budget, const exn_explore_options *options)
{
    *budget =
        (exn_budget){.options = options, .states_max = options->states_max, .began_s = exn_now_s()};
}

void exn_budget_check(exn_budget *budget, const exn_progress *progress, size_t bytes)
{
    const exn_explore_options *options = budget->options;
    exn_assert(options != NULL); /* it has begun */
    if (options->progress != NULL) {
        options->progress(options->context, progress);
    }
    if (options->budget_s > 0 && exn_now_s() - budget->began_s >= options->budget_s) {
        budget->stopped_by = EXN_STOP_TIME;
    }
    if (budget->states_max > 0 && progress->states >= budget->states_max) {
        budget->stopped_by = EXN_STOP_STATES;
    }
    if (options->memory_max_bytes > 0 && bytes >= options->memory_max_bytes) {
        budget->stopped_by = EXN_STOP_MEMORY;
    }
    if (options->stop != NULL && options->stop(options->context)) {
        budget->stopped_by = EXN_STOP_INTERRUPTED;
    }
}

void exn_budget_count_hang(exn_budget *budget, const exn_run *run)
{
    const exn_mismatch *mismatch = &run->current.mismatch;
    budget->hangs += mismatch->happened && mismatch->hangs ? 1 : 0;
    if (budget->hangs >= EXN_HANGS_MAX && budget->stopped_by == EXN_STOP_NONE) {
        budget->stopped_by = EXN_STOP_HANGS;
    }
}
