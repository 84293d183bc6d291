/* Scenarios made at random, the same ones everywhere for the same seed. */
#ifndef BRUTE_GENERATE_H
#define BRUTE_GENERATE_H

#include "enumerate.h"

/* A generated scenario has at most so many runs. */
enum { BRUTE_GENERATED_RUNS_MAX = 200000 };

/* Makes scenario number `index` of `seed` and enumerates it: a tree of scopes of up to two levels
 * and three managers. One with too many or too few runs is thrown away and made anew. The caller
 * must give `tally` to brute_tally_free. */
void brute_generate(uint64_t seed, unsigned index, struct brute_scenario *scenario,
                    struct brute_tally *tally);

#endif
