/* How the heap lies in memory: for heap.c, which hands out blocks, and heap_clean.c, which looks
 * after what is free. */
#ifndef EXN_WORLD_HEAP_LAYOUT_H
#define EXN_WORLD_HEAP_LAYOUT_H

#include "world/guard.h"
#include "world/heap.h"

#include <string.h>

/* `used` has a bit for each granule in a live block, `last` one for the last granule of each block:
 * together they tell sizes without a word of bookkeeping in or between the blocks. */
#define HEAP_ADDRESS ((void *)0x200000000000) /* free on Linux, with ASan and under valgrind, too */
enum { WORD_BITS = 64, PAGE_SIZE = EXN_PAGE_SIZE };
#define GRANULES ((size_t)1 << 24) /* 256 MiB of blocks */
#define WORDS    (GRANULES / WORD_BITS)

/* How far behind what was in use at the mark free memory is looked at, in granules: more would cost
 * more than a step. Farther on, free pages are closed while code under test runs: two calls. */
enum { LOOKED_AT_MAX = 1 << 14, PAGE_GRANULES = EXN_PAGE_GRANULES };

/* How far code under test may write past the last block and be found, in granules. */
enum { GRANULES_LOOKED_BEHIND = 8 };

/* For 64 granules; of the size of one, so that a snapshot takes them for granules, too. */
typedef struct block_bits {
    uint64_t used, last;
} block_bits;

/* What the process knows of its heap, and no state of the world does: snapshots end before it. */
typedef struct heap_aside {
    uint32_t regions; /* how many there are, at the beginning */
    exn_cells cells;
    size_t marked_low, marked_high; /* as they were at the mark */
    /* No granule from here on, or else from `high` on, was in a block of this run. */
    size_t ever_used;
    size_t looked_at;  /* free memory is looked at up to here */
    bool guarded;      /* code under test runs */
    bool apart;        /* a free granule lies on both sides of each block of code under test */
    bool out_of_reach; /* some of what is free is closed to it */
} heap_aside;

struct exn_heap {
    size_t low;  /* no granule below it is free: a function of `used`, so canonical */
    size_t high; /* no granule from it on is used: likewise */
    block_bits bits[WORDS];
    _Alignas(PAGE_SIZE) exn_granule granules[GRANULES];
    exn_granule cells[EXN_CELLS_MAX][PAGE_GRANULES];
    _Alignas(PAGE_SIZE) heap_aside aside;
};

_Static_assert(sizeof(block_bits) == sizeof(exn_granule), "a snapshot takes bits for granules");
_Static_assert(WORDS % EXN_SPAN_MULTIPLE == 0 && GRANULES % EXN_SPAN_MULTIPLE == 0 &&
                   sizeof(exn_granule) * EXN_SPAN_MULTIPLE <= PAGE_SIZE,
               "spans may be rounded up: there is memory, and it is zero");
_Static_assert(GRANULES / PAGE_GRANULES == EXN_PAGES_MAX, "all blocks can be guarded");
_Static_assert(offsetof(exn_heap, bits) == sizeof(exn_granule), "... and low and high");

static inline uint64_t mask_of(size_t granule)
{
    return (uint64_t)1 << (granule % WORD_BITS);
}

static inline bool is_used(const exn_heap *heap, size_t granule)
{
    return (heap->bits[granule / WORD_BITS].used & mask_of(granule)) != 0;
}

static inline size_t words_for(size_t granules)
{
    return (granules + WORD_BITS - 1) / WORD_BITS;
}

static inline size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static inline size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline void zero(exn_heap *heap, size_t from, size_t end)
{
    if (end > from) {
        memset(&heap->granules[from], 0, (end - from) * sizeof *heap->granules);
    }
}

/* The first granule from `at` on that is used, or that is not; `end` if there is none before it. */
static inline size_t next_that_is(const exn_heap *heap, bool used, size_t at, size_t end)
{
    uint64_t other = used ? 0 : ~(uint64_t)0;
    while (at < end) {
        uint64_t found = (heap->bits[at / WORD_BITS].used ^ other) >> (at % WORD_BITS);
        if (found != 0) {
            return smaller(at + (size_t)__builtin_ctzll(found), end);
        }
        at += WORD_BITS - at % WORD_BITS;
    }
    return end;
}

/* The end of the free memory after the last block, at the end of the last page that was ever used.
 */
static inline size_t end_of_free(const exn_heap *heap)
{
    return exn_page_behind(larger(heap->high, heap->aside.ever_used)) * PAGE_GRANULES;
}

/* The end of the last used granule before `end`; 0: none is used. */
static inline size_t end_of_used(const exn_heap *heap, size_t end)
{
    size_t word = end / WORD_BITS;
    uint64_t used = heap->bits[word].used & (mask_of(end) - 1);
    while (used == 0 && word > 0) {
        word -= 1;
        used = heap->bits[word].used;
    }
    return used == 0 ? 0 : (word + 1) * WORD_BITS - (size_t)__builtin_clzll(used);
}

/* What is free goes out of reach, or a block of it comes back (heap_clean.c). They are rare. */
void exn_heap_take_away(exn_heap *heap, size_t from, size_t end);
void exn_heap_give(exn_heap *heap, size_t from, size_t end);

#endif
