#include "world/heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Layout: a head, two bitmaps, the granules. `used` has a bit for each granule in a live block,
 * `last` one for the last granule of each block: together they tell sizes without a word of
 * bookkeeping in or between the blocks. */
#define HEAP_ADDRESS ((void *)0x200000000000) /* free on Linux, with ASan and under valgrind, too */
enum { GRANULE_SIZE = 16, WORD_BITS = 64 };
#define GRANULES ((size_t)1 << 24) /* 256 MiB of blocks */
#define WORDS    (GRANULES / WORD_BITS)

struct exn_heap {
    size_t low;  /* no granule below it is free: a function of `used`, so canonical */
    size_t high; /* no granule from it on is used: likewise */
    uint64_t used[WORDS];
    uint64_t last[WORDS];
    unsigned char granules[GRANULES][GRANULE_SIZE];
};

/* What exn_heap_mark kept; outside the heap. */
static struct {
    exn_heap *heap;
    unsigned char *granules;
    uint64_t *used, *last;
    size_t low, high;
} kept;

static bool bit(const uint64_t *words, size_t index)
{
    return (words[index / WORD_BITS] >> (index % WORD_BITS)) & 1u;
}

static void set_bit(uint64_t *words, size_t index)
{
    words[index / WORD_BITS] |= (uint64_t)1 << (index % WORD_BITS);
}

static void clear_bit(uint64_t *words, size_t index)
{
    words[index / WORD_BITS] &= ~((uint64_t)1 << (index % WORD_BITS));
}

static size_t words_for(size_t granules)
{
    return (granules + WORD_BITS - 1) / WORD_BITS;
}

/* Gives back what runs have touched beyond `granules`, as zeroes. */
static void zero_from(exn_heap *heap, size_t granules)
{
    if (heap->high > granules) {
        memset(heap->granules[granules], 0, (heap->high - granules) * GRANULE_SIZE);
    }
    size_t words = words_for(heap->high);
    size_t first = words_for(granules);
    if (words > first) {
        memset(&heap->used[first], 0, (words - first) * sizeof *heap->used);
        memset(&heap->last[first], 0, (words - first) * sizeof *heap->last);
    }
}

exn_heap *exn_heap_open(void)
{
    if (kept.heap == NULL) {
        void *memory =
            mmap(HEAP_ADDRESS, sizeof(exn_heap), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
        if (memory == MAP_FAILED) {
            return NULL;
        }
        kept.heap = memory;
        return kept.heap;
    }
    zero_from(kept.heap, 0);
    kept.heap->low = 0;
    kept.heap->high = 0;
    kept.high = 0;
    return kept.heap;
}

/* The length of the free run that begins at `from`, as far as `wanted`. */
static size_t free_run(const exn_heap *heap, size_t from, size_t wanted)
{
    size_t length = 0;
    while (length < wanted && from + length < heap->high && !bit(heap->used, from + length)) {
        length += 1;
    }
    return from + length >= heap->high ? wanted : length; /* beyond `high` all is free */
}

void *exn_heap_allocate(exn_heap *heap, size_t size)
{
    if (size > (size_t)GRANULES * GRANULE_SIZE) {
        return NULL;
    }
    size_t wanted = size == 0 ? 1 : (size + GRANULE_SIZE - 1) / GRANULE_SIZE;
    size_t at = heap->low;
    while (at + wanted <= GRANULES) {
        size_t length = free_run(heap, at, wanted);
        if (length == wanted) {
            break;
        }
        at += length == 0 ? 1 : length;
    }
    if (at + wanted > GRANULES) {
        return NULL;
    }
    for (size_t i = at; i < at + wanted; i++) {
        set_bit(heap->used, i);
    }
    set_bit(heap->last, at + wanted - 1);
    heap->high = at + wanted > heap->high ? at + wanted : heap->high;
    while (heap->low < heap->high && bit(heap->used, heap->low)) {
        heap->low += 1;
    }
    return heap->granules[at];
}

bool exn_heap_free(exn_heap *heap, void *memory)
{
    if (memory == NULL) {
        return true;
    }
    uintptr_t address = (uintptr_t)memory;
    uintptr_t first = (uintptr_t)heap->granules;
    if (address < first || (address - first) % GRANULE_SIZE != 0) {
        return false;
    }
    size_t at = (address - first) / GRANULE_SIZE;
    bool begins_block = at < heap->high && bit(heap->used, at) &&
                        (at == 0 || !bit(heap->used, at - 1) || bit(heap->last, at - 1));
    if (!begins_block) {
        return false;
    }
    bool more = true;
    for (size_t i = at; more; i++) {
        more = !bit(heap->last, i);
        clear_bit(heap->used, i);
        clear_bit(heap->last, i);
        memset(heap->granules[i], 0, GRANULE_SIZE);
    }
    heap->low = at < heap->low ? at : heap->low;
    while (heap->high > 0 && !bit(heap->used, heap->high - 1)) {
        heap->high -= 1;
    }
    return true;
}

size_t exn_heap_live(const exn_heap *heap)
{
    size_t granules = 0;
    for (size_t i = 0; i < words_for(heap->high); i++) {
        granules += (size_t)__builtin_popcountll(heap->used[i]);
    }
    return granules * GRANULE_SIZE;
}

bool exn_heap_mark(exn_heap *heap)
{
    size_t words = words_for(heap->high) * sizeof *heap->used;
    unsigned char *granules = malloc(heap->high * GRANULE_SIZE + 1);
    uint64_t *used = malloc(words + 1);
    uint64_t *last = malloc(words + 1);
    if (granules == NULL || used == NULL || last == NULL) {
        free(granules);
        free(used);
        free(last);
        return false;
    }
    free(kept.granules);
    free(kept.used);
    free(kept.last);
    memcpy(granules, heap->granules, heap->high * GRANULE_SIZE);
    memcpy(used, heap->used, words);
    memcpy(last, heap->last, words);
    kept.granules = granules;
    kept.used = used;
    kept.last = last;
    kept.low = heap->low;
    kept.high = heap->high;
    return true;
}

void exn_heap_reset(exn_heap *heap)
{
    zero_from(heap, kept.high);
    size_t words = words_for(kept.high) * sizeof *heap->used;
    memcpy(heap->granules, kept.granules, kept.high * GRANULE_SIZE);
    memcpy(heap->used, kept.used, words);
    memcpy(heap->last, kept.last, words);
    heap->low = kept.low;
    heap->high = kept.high;
}
