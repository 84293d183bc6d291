/* How one state of the world differs from another, and the hash that names a state. */
#ifndef EXN_WORLD_CHANGE_H
#define EXN_WORLD_CHANGE_H

#include "world/granule.h"

#include <stdbool.h>
#include <stdint.h>

/* Names a state. The sum, modulo 2^128, of the XXH3 hashes of all granules that are not zero, each
 * seeded with its place: so it can be kept up to date by what has changed alone (an incremental
 * multiset hash: Bellare and Micciancio, "A New Paradigm for Collision-Free Hashing", EUROCRYPT
 * 1997). */
typedef struct exn_hash {
    uint64_t low, high;
} exn_hash;

static inline bool exn_hash_equal(exn_hash a, exn_hash b)
{
    return a.low == b.low && a.high == b.high;
}

/* The sum of two hashes, and their difference: what is added to one state to come to another. */
static inline exn_hash exn_hash_plus(exn_hash a, exn_hash b)
{
    uint64_t low = a.low + b.low;
    return (exn_hash){low, a.high + b.high + (low < a.low ? 1 : 0)};
}

static inline exn_hash exn_hash_minus(exn_hash a, exn_hash b)
{
    return (exn_hash){a.low - b.low, a.high - b.high - (a.low < b.low ? 1 : 0)};
}

/* One granule of another state. */
typedef struct exn_change {
    exn_granule granule;
    exn_hash hash; /* its own */
    /* Its place in the heap, in granules; places of statics follow those of the heap. */
    uint32_t at;
} exn_change;

#endif
