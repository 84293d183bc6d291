/* Runs that are too long (D5, X9), which a search by states may have passed over. */
#ifndef EXN_SEARCH_LONGEST_H
#define EXN_SEARCH_LONGEST_H

#include "search/search_stats.h"

/* To be called behind exn_explore_states, with what that has come to. Where some run exceeds the
 * limit of steps, that becomes part of what was found; and what was cut there and may come of
 * shorter runs as well is explored, or explored->stopped_by says that it was not. Returns false
 * when out of memory. */
bool exn_explore_length(exn_run *run, const exn_explore_options *options, exn_findings *findings,
                        exn_search_stats *stats);

#endif
