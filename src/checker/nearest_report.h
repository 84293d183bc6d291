/* The nearest passing schedule beside each violation (search/nearest.h), as a result shows it. */
#ifndef EXN_CHECKER_NEAREST_REPORT_H
#define EXN_CHECKER_NEAREST_REPORT_H

#include "checker/exploration.h"

/* Looks for it where schedules are drawn and states can be trusted, and adds it to each violation
 * that one schedule shows. Returns false when out of memory. */
bool exn_nearest_report(exn_exploration *x);

/* Adds the graph of states to the result, where it is small enough to be drawn. Returns false when
 * out of memory. */
bool exn_graph_report(exn_exploration *x);

#endif
