/* The memory of a world: at a fixed address, reset in one move, canonical.
 *
 * Canonical means that two histories that lead to the same live blocks lead to the same bytes (see
 * docs/ARCHITECTURE.md, "How a search stays honest"): first fit by address over a bitmap, no free
 * lists, no counters, freed memory zeroed, and kept so (exn_heap_clean). All that a run may change
 * lies in one range of addresses, so a snapshot is a copy and a reset is one, too.
 *
 * There is one heap in a process, because its address is fixed; workers are processes, not threads.
 */
#ifndef EXN_WORLD_HEAP_H
#define EXN_WORLD_HEAP_H

#include "world/granule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct exn_heap exn_heap;

/* Maps the memory on first use and empties it. Returns NULL with errno if it can't be mapped. */
exn_heap *exn_heap_open(void);

/* Zeroed memory, aligned to 16 bytes, at the lowest address where it fits; NULL if the heap is
 * full. */
void *exn_heap_allocate(exn_heap *heap, size_t size);

/* The same in the region of `owner`, if there are regions. */
void *exn_heap_allocate_for(exn_heap *heap, uint32_t owner, size_t size);

/* The same, so that what begins `lead` bytes after the block's beginning is aligned to `bytes`, a
 * power of two. `lead` is a whole number of granules. */
void *exn_heap_allocate_aligned(exn_heap *heap, uint32_t owner, size_t size, size_t bytes,
                                size_t lead);

/* From now on, until the heap is opened again, such a block has a free granule on both sides:
 * exn_heap_clean notices who writes past its end, or before its beginning. */
void exn_heap_keep_apart(exn_heap *heap);

/* Divides an empty heap: `owners` regions of whole pages, of EXN_REGION_SIZE each, and what is
 * left, where exn_heap_allocate takes from. A heap that is opened again is not divided. */
enum { EXN_REGION_SIZE = 1 << 16 };
void exn_heap_divide(exn_heap *heap, uint32_t owners);

/* Cells: a page each, beside the blocks, for what belongs to one owner alone, so that a fence can
 * enclose it (fence.h). They are zero when the heap is opened; there are none before this call. */
enum { EXN_CELLS_MAX = 15 };
typedef struct exn_cells {
    uint32_t count;
    size_t in_use; /* bytes of each, from its beginning: the rest is not to be used */
} exn_cells;
void exn_heap_set_cells(exn_heap *heap, exn_cells cells);
exn_cells exn_heap_cells(const exn_heap *heap);
void *exn_heap_cell(exn_heap *heap, uint32_t owner);

/* Whether an address lies in the heap of this process, be it in a block or not. */
bool exn_heap_has(const void *address);

/* Frees and zeroes. NULL is allowed; anything else that exn_heap_allocate has not returned is an
 * error of the caller: false. */
bool exn_heap_free(exn_heap *heap, void *memory);

/* The size of the block that begins there, in bytes, rounded up to granules; 0: no block begins
 * there. */
size_t exn_heap_size_of(const exn_heap *heap, const void *memory);

/* Whether code has written to free memory since it was last clean. Cleans it, so that it returns
 * true once for each such write. After the last block it looks as far as memory was used since the
 * last reset. Costs nothing while no memory was freed. */
bool exn_heap_clean(exn_heap *heap);

/* Around code under test. Large free memory, which would cost too much to be looked at each time,
 * is closed page by page, and exn_heap_clean notices who touches it. AddressSanitizer and memcheck,
 * if one is there, learn what is free. Other code must not read free memory meanwhile. */
void exn_heap_guard(exn_heap *heap);
void exn_heap_unguard(exn_heap *heap);

/* Bytes in live blocks, rounded up to granules: what is left at the end was leaked (X13). O(used).
 */
size_t exn_heap_live(const exn_heap *heap);

/* Remembers the present state, that of the statics included (statics.h), as the one that
 * exn_heap_reset goes back to. Returns false when out
 * of memory. */
bool exn_heap_mark(exn_heap *heap);
/* Goes back to the state of exn_heap_mark. */
void exn_heap_reset(exn_heap *heap);

/* --- for fences (fence.h) --------------------------------------------------------------------- */

typedef struct exn_range {
    void *first; /* where a page begins */
    size_t size;
} exn_range;
exn_range exn_heap_range(exn_heap *heap); /* all that was ever used */
exn_range exn_heap_region(exn_heap *heap, uint32_t owner);
exn_range exn_heap_all_cells(exn_heap *heap);

/* --- for snapshots (snapshot.h) --------------------------------------------------------------- */

/* What a snapshot has to keep, as granules: what tells blocks from free memory, and the blocks.
 * `high` is that of the heap, or more: beyond its own, all is zero; so a span is as long as suits
 * those who go through it, a multiple of EXN_SPAN_MULTIPLE. */
enum { EXN_SPAN_MULTIPLE = 8 };
typedef struct exn_span {
    exn_granule *first;
    size_t count;
} exn_span;
exn_span exn_heap_bookkeeping(exn_heap *heap, size_t high);
exn_span exn_heap_blocks(exn_heap *heap, size_t high);
exn_span exn_heap_cell_in_use(exn_heap *heap, uint32_t owner);
size_t exn_heap_high(const exn_heap *heap);

/* Memory of the same layout at any address, all zero, to compare with: only for the functions
 * above. NULL if it can't be mapped. */
exn_heap *exn_heap_shadow(void);
void exn_heap_shadow_free(exn_heap *shadow); /* NULL is allowed */

#endif
