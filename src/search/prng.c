/* SplitMix64. */
#include "search/prng.h"

#include "base/own_assert.h"

uint64_t exn_prng_next(exn_prng *random)
{
    random->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = random->state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

uint64_t exn_prng_below(exn_prng *random, uint64_t count)
{
    exn_assert(count > 0);
    uint64_t uneven = (0 - count) % count; /* so many of 2^64 would make some likelier: redrawn */
    uint64_t drawn = exn_prng_next(random);
    while (drawn < uneven) {
        drawn = exn_prng_next(random);
    }
    return drawn % count;
}

uint32_t exn_prng_pick(exn_prng *random, uint32_t count, const bool *allowed)
{
    uint32_t allowed_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        allowed_count += allowed[i] ? 1 : 0;
    }
    exn_assert(allowed_count > 0);
    uint64_t left = allowed_count > 1 ? exn_prng_below(random, allowed_count) : 0;
    uint32_t choice = 0;
    while (!allowed[choice] || left > 0) {
        left -= allowed[choice] ? 1 : 0;
        choice += 1;
    }
    exn_assert(choice < count);
    return choice;
}
