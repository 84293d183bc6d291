/* Selects some of many moments to be examined thoroughly, where examining all would cost too much:
 * the first ones, then fewer and fewer, then one in EXN_SAMPLED_ONE_IN. It uses no clock and no
 * randomness, so a program examines the same moments each time. */
#ifndef EXN_BASE_SAMPLER_H
#define EXN_BASE_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>

enum { EXN_SAMPLED_ONE_IN = 1024 };

/* All zero: no moment has come yet. */
typedef struct exn_sampler {
    uint32_t skipped_next; /* how many moments are skipped before the next one */
    uint32_t interval;
} exn_sampler;

/* Not inlined, because it is rarely called. */
bool exn_sampler_take(exn_sampler *sampler);

/* Returns whether this moment is selected. */
static inline bool exn_is_sampled(exn_sampler *sampler)
{
    if (sampler->skipped_next > 0) {
        sampler->skipped_next -= 1;
        return false;
    }
    return exn_sampler_take(sampler);
}

#endif
