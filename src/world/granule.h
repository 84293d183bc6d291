/* The unit of the heap, of statics and of snapshots. */
#ifndef EXN_WORLD_GRANULE_H
#define EXN_WORLD_GRANULE_H

#include <stdint.h>

typedef struct exn_granule {
    uint64_t words[2];
} exn_granule;

#endif
