/* What an implementation declares of itself changes how it is explored. */
#ifndef EXN_CHECKER_DECLARED_H
#define EXN_CHECKER_DECLARED_H

#include "result/result.h"
#include "search/explore_options.h"

/* Where the states of the implementation cannot be gone back to (EXEUNT_NO_SNAPSHOTS), it is
 * explored by running from the start, whatever the options asked for; the result says so. Returns
 * false when out of memory. */
bool exn_heed_declared(const exeunt_implementation *implementation, exn_explore_options *options,
                       exn_result *result);

#endif
