/* The whole table of planted bugs. */
#include "plantings.h"

const planting *planting_at(size_t index)
{
    if (index < plantings_of_stacks_count) {
        return &plantings_of_stacks[index];
    }
    index -= plantings_of_stacks_count;
    if (index < plantings_of_pools_count) {
        return &plantings_of_pools[index];
    }
    index -= plantings_of_pools_count;
    return index < plantings_of_managers_count ? &plantings_of_managers[index] : NULL;
}
