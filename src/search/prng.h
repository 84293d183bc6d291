/* Numbers that look random and are the same on every platform: what a seed means.
 *
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014):
 * every seed is a good one, and no two steps of a sequence are equal. */
#ifndef EXN_SEARCH_PRNG_H
#define EXN_SEARCH_PRNG_H

#include <stdbool.h>
#include <stdint.h>

typedef struct exn_prng {
    uint64_t state; /* the seed, at first */
} exn_prng;

uint64_t exn_prng_next(exn_prng *random);

/* Draws one of 0 ... count - 1, each as likely as the others; `count` is not 0. */
uint64_t exn_prng_below(exn_prng *random, uint64_t count);

/* Draws one of `count` alternatives that is allowed, each as likely as the others. One is; where it
 * is the only one nothing is drawn. */
uint32_t exn_prng_pick(exn_prng *random, uint32_t count, const bool *allowed);

#endif
