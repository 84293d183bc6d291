/* The arithmetic of hashes of states (change.h): for the files that keep snapshots. */
#ifndef EXN_WORLD_GRANULE_SUM_H
#define EXN_WORLD_GRANULE_SUM_H

#include "world/change.h"

#include <stdbool.h>
#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

__extension__ typedef unsigned __int128 exn_sum; /* of hashes, modulo 2^128 */

static inline bool exn_granule_is_zero(const exn_granule *granule)
{
    return (granule->words[0] | granule->words[1]) == 0;
}

/* Zero granules count nothing, so that memory beyond the last block needs no look.
 *
 * XXH3 only adds its seed to short inputs: with seeds as near to each other as places are, granules
 * that differ as little as counters do would change places without a trace in the sum. So places
 * are spread over all 64 bits first (Knuth's multiplicative hashing). */
__attribute__((always_inline)) static inline exn_sum exn_granule_hash(const exn_granule *granule,
                                                                      uint32_t at)
{
    if (exn_granule_is_zero(granule)) {
        return 0;
    }
    XXH128_hash_t hash =
        XXH3_128bits_withSeed(granule, sizeof *granule, (at + 1) * 0x9E3779B97F4A7C15u);
    return (exn_sum)hash.high64 << 64 | hash.low64;
}

static inline exn_sum exn_sum_of(exn_hash hash)
{
    return (exn_sum)hash.high << 64 | hash.low;
}

static inline exn_hash exn_hash_from(exn_sum total)
{
    return (exn_hash){(uint64_t)total, (uint64_t)(total >> 64)};
}

static inline uint64_t exn_granules_differ(const exn_granule *a, const exn_granule *b)
{
    return (a->words[0] ^ b->words[0]) | (a->words[1] ^ b->words[1]);
}

#endif
