/* Which granules of two memories differ: the innermost loop of a search, so there is one for each
 * kind of processor. */
#ifndef EXN_WORLD_COMPARE_H
#define EXN_WORLD_COMPARE_H

#include "world/change.h"
#include "world/heap.h"

#include <stddef.h>

/* Writes the places of granules that differ from `listed` on, and returns where it has ended. */
typedef exn_change *exn_list_fn(exn_heap *heap, exn_span live, exn_span kept, exn_change *listed);

/* The functions that do it on this processor, all with the same result. The first one is plain C,
 * the last one is the fastest. Returns how many there are: at least one. */
enum { EXN_LIST_WAYS_MAX = 3 };
size_t exn_list_ways(exn_list_fn *ways[EXN_LIST_WAYS_MAX]);

#endif
