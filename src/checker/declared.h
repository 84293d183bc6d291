/* What an implementation declares of itself changes how it is explored. */
#ifndef EXN_CHECKER_DECLARED_H
#define EXN_CHECKER_DECLARED_H

#include "result/result.h"
#include "search/explore_options.h"

/* Where states cannot be gone back to - the implementation declares it (EXEUNT_NO_SNAPSHOTS), or
 * part of the code under test is `outside` - all is explored by running from the start, whatever
 * the options asked for; the result says so. Returns false when out of memory. */
bool exn_heed_declared(const exeunt_implementation *implementation, exn_explore_options *options,
                       exn_result *result);

#endif
