/* The nearest passing run beside one that breaks something: of all runs that break nothing, those
 * that share the most choices with it; of these the one with the fewest faults, then cancels, then
 * steps, and among equals the smallest tape. So the choice after the shared ones decides: this way
 * it goes wrong, that way it goes well. */
#ifndef EXN_SEARCH_NEAREST_H
#define EXN_SEARCH_NEAREST_H

#include "search/explore_options.h"
#include "search/search_status.h"

enum { EXN_NEAREST_STATES_MAX = 5000 }; /* that are looked at for one violation */

typedef enum exn_nearest_status {
    EXN_NEAREST_FOUND,
    EXN_NEAREST_NONE,    /* every run breaks something */
    EXN_NEAREST_UNKNOWN, /* a limit ended the search */
} exn_nearest_status;

typedef struct exn_nearest_run {
    exn_nearest_status status;
    uint32_t *tape; /* FOUND; to be freed */
    uint32_t choices;
    uint32_t shared; /* choices that both tapes begin with */
} exn_nearest_run;

/* Looks for the nearest passing run of an open run's scenario, over the unreduced graph of states:
 * only where states can be trusted. `tape` is that of a run that breaks something. Where runs can
 * come back to an earlier state, one may be missed that shares more choices and goes round first.
 *
 * Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_find_nearest(exn_run *run, const exn_explore_options *options,
                                   const uint32_t *tape, uint32_t choices,
                                   exn_nearest_run *nearest);

#endif
