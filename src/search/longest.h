/* Runs that are too long (D5, X9), which a search by states may have passed over. */
#ifndef EXN_SEARCH_LONGEST_H
#define EXN_SEARCH_LONGEST_H

#include "search/search_stats.h"

/* Looks, after a search by states has come to its end with these stats, for a run that exceeds the
 * limit of steps: that becomes part of what was found. Where shorter runs may come to what was cut
 * there, and it may be seen only with the number of steps in the state, `*by_steps` is set: all is
 * to be explored anew so (exn_explore_by_steps). Where that has no end, or where looking is given
 * up, stats->stopped_by says so. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_find_too_long(exn_run *run, const exn_explore_options *options,
                                    exn_findings *findings, exn_search_stats *stats,
                                    bool *by_steps);

#endif
