/* Which granules of two memories differ: the innermost loop of a search, so there is one for each
 * kind of processor. */
#ifndef EXN_WORLD_COMPARE_H
#define EXN_WORLD_COMPARE_H

#include "world/heap.h"

#include <stddef.h>
#include <stdint.h>

/* Writes the places of granules that differ, in order, from `listed` on, and returns where that has
 * ended. Compares so many spans, each a page behind the one before it, as cells are. It may write
 * up to EXN_LISTED_BEHIND places more, which mean nothing. */
enum { EXN_LISTED_BEHIND = 8 };
typedef uint32_t *exn_list_fn(exn_heap *heap, exn_span live, exn_span kept, uint32_t spans,
                              uint32_t *listed);

/* The functions that do it on this processor, all with the same result. The first one is plain C,
 * the last one is the fastest. Returns how many there are: at least one. */
enum { EXN_LIST_WAYS_MAX = 3 };
size_t exn_list_ways(exn_list_fn *ways[EXN_LIST_WAYS_MAX]);

#endif
