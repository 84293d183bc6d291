/* Random scenarios, the same ones everywhere for the same seed. */
#ifndef BRUTE_GENERATE_H
#define BRUTE_GENERATE_H

#include "enumerate.h"

/* The maximal number of runs of a generated scenario. */
enum { BRUTE_GENERATED_RUNS_MAX = 200000 };

/* Makes scenario number `index` of `seed` and enumerates it: a tree of scopes with up to two levels
 * and three managers. A scenario with too many or too few runs is dropped, and another one is made.
 * With tasks it has two or three, which share up to two managers.
 * The caller must pass `tally` to brute_tally_free. */
void brute_generate(uint64_t seed, unsigned index, bool with_tasks, struct brute_scenario *scenario,
                    struct brute_tally *tally);

#endif
