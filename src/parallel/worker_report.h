/* What one worker of a shared search has found, as it hands it over: flat, in shared memory. */
#ifndef EXN_PARALLEL_WORKER_REPORT_H
#define EXN_PARALLEL_WORKER_REPORT_H

#include "search/dfs.h"

typedef struct exn_worker_report {
    _Atomic bool is_complete; /* the worker has come to its end, and all this is written */
    exn_search_status status; /* DONE, STOPPED, REFUTED or OUT_OF_MEMORY: the rest may be missing */
    bool overflowed;          /* as exn_successors.overflowed */
    exn_search_stats stats;
    exn_run_totals totals; /* of its runs */
    exn_finding *found;    /* with their choices, without text */
    size_t found_count;
    uint32_t *outcomes; /* outcome_set.h */
    size_t outcome_word_count;
} exn_worker_report;

/* Writes what the search of a worker has found. Returns false when out of shared memory. */
bool exn_worker_report_write(exn_worker_report *report, exn_shared_memory *shared,
                             const exn_search *search);

/* Adds what one worker has found to the search that it was forked from. Returns false when out of
 * memory. */
bool exn_worker_report_merge(const exn_worker_report *report, exn_search *search);

#endif
