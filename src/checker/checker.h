/* Explores a scenario: runs worlds, one tape after the other, and says what held. The one header
 * through which hosts use this folder. */
#ifndef EXN_CHECKER_CHECKER_H
#define EXN_CHECKER_CHECKER_H

#include "result/result.h"
#include "scenario/scenario.h"
#include "search/explore_options.h"

/* Explores a scenario as far as the options allow. Never returns NULL but when out of memory.
 * `skipped` and `invalid` (an unknown implementation, an impossible schedule item) are results too.
 */
exn_result *exn_explore(const exn_scenario *scenario, const exn_explore_options *options);

/* Runs one tape (decimal numbers joined by dots; what is missing counts as 0) and returns a result
 * with `trace` and, if the run broke a rule, one violation. A malformed or impossible tape is
 * `invalid`. */
exn_result *exn_replay(const exn_scenario *scenario, const char *tape,
                       const exn_explore_options *options);

#endif
