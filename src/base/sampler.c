/* The slow path of the sampler: a moment is selected. */
#include "base/sampler.h"
#include "base/own_assert.h"

bool exn_sampler_take(exn_sampler *sampler)
{
    uint32_t doubled = sampler->interval * 2 + 1;
    sampler->interval = doubled < EXN_SAMPLED_ONE_IN ? doubled : EXN_SAMPLED_ONE_IN - 1;
    exn_assert(sampler->skipped_next == 0 && "a moment is passed over or taken, not both");
    sampler->skipped_next = sampler->interval;
    return true;
}
