/* Random numbers from a seed, the same on every machine: SplitMix64. */
#ifndef BRUTE_RANDOM_H
#define BRUTE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct brute_random {
    uint64_t state;
};

uint64_t brute_next(struct brute_random *random);

/* The numbers of scenario `index`; no two scenarios share any. */
struct brute_random brute_random_of(uint64_t seed, unsigned index);

/* Returns a number below `bound`, which is not 0. */
unsigned brute_below(struct brute_random *random, unsigned bound);

/* True in `percent` of a hundred cases. */
bool brute_chance(struct brute_random *random, unsigned percent);

/* One of several values, each with its percentage; the last one takes the rest. */
struct brute_weighted {
    unsigned percent;
    unsigned value;
};

unsigned brute_pick(struct brute_random *random, const struct brute_weighted *choice);

#endif
