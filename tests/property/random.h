/* Numbers that a seed decides, the same on every machine: SplitMix64. */
#ifndef BRUTE_RANDOM_H
#define BRUTE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct brute_random {
    uint64_t state;
};

uint64_t brute_next(struct brute_random *random);

/* The numbers of scenario `index`: neighbours share none. */
struct brute_random brute_random_of(uint64_t seed, unsigned index);

/* A number below `bound`, which is not 0. */
unsigned brute_below(struct brute_random *random, unsigned bound);

/* True so often in a hundred times. */
bool brute_chance(struct brute_random *random, unsigned percent);

/* One of several values, each with its percentage; the last one takes what is left. */
struct brute_weighted {
    unsigned percent;
    unsigned value;
};

unsigned brute_pick(struct brute_random *random, const struct brute_weighted *choice);

#endif
