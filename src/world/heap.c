#include "world/heap.h"

#include "world/guard.h"
#include "world/statics.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* `used` has a bit for each granule in a live block, `last` one for the last granule of each block:
 * together they tell sizes without a word of bookkeeping in or between the blocks. */
#define HEAP_ADDRESS ((void *)0x200000000000) /* free on Linux, with ASan and under valgrind, too */
enum { WORD_BITS = 64, PAGE_SIZE = EXN_PAGE_SIZE };
#define GRANULES ((size_t)1 << 24) /* 256 MiB of blocks */
#define WORDS    (GRANULES / WORD_BITS)

/* How far behind what was in use at the mark free memory is looked at, in granules: more would cost
 * more than a step. Farther on, free pages are closed while code under test runs: two calls. */
enum { LOOKED_AT_MAX = 1 << 14, PAGE_GRANULES = EXN_PAGE_GRANULES };

/* For 64 granules; of the size of one, so that a snapshot takes them for granules, too. */
typedef struct block_bits {
    uint64_t used, last;
} block_bits;

struct exn_heap {
    size_t low;  /* no granule below it is free: a function of `used`, so canonical */
    size_t high; /* no granule from it on is used: likewise */
    block_bits bits[WORDS];
    _Alignas(PAGE_SIZE) exn_granule granules[GRANULES];
};

_Static_assert(sizeof(block_bits) == sizeof(exn_granule), "a snapshot takes bits for granules");
_Static_assert(WORDS % EXN_SPAN_MULTIPLE == 0 && GRANULES % EXN_SPAN_MULTIPLE == 0 &&
                   sizeof(exn_granule) * EXN_SPAN_MULTIPLE <= PAGE_SIZE,
               "spans may be rounded up: there is memory, and it is zero");
_Static_assert(GRANULES / PAGE_GRANULES == EXN_PAGES_MAX, "all blocks can be guarded");
_Static_assert(offsetof(exn_heap, bits) == sizeof(exn_granule), "... and low and high");

static EXEUNT_OUTSIDE uint32_t regions; /* how many there are, at the beginning; outside the heap */
/* What exn_heap_mark kept; outside the heap. */
static EXEUNT_OUTSIDE struct {
    exn_heap *heap;
    exn_granule *granules;
    block_bits *bits;
    size_t low, high;
} kept;

/* Outside the heap, too: no granule from `ever_used` on, or else from heap.high on, was in a block
 * of this run; free memory is looked at up to `looked_at`. */
static EXEUNT_OUTSIDE size_t ever_used, looked_at = LOOKED_AT_MAX;
/* Code under test runs; some of what is free is out of its reach. */
static EXEUNT_OUTSIDE bool guarded, out_of_reach;

static uint64_t mask_of(size_t granule)
{
    return (uint64_t)1 << (granule % WORD_BITS);
}

static bool is_used(const exn_heap *heap, size_t granule)
{
    return (heap->bits[granule / WORD_BITS].used & mask_of(granule)) != 0;
}

static bool is_last(const exn_heap *heap, size_t granule)
{
    return (heap->bits[granule / WORD_BITS].last & mask_of(granule)) != 0;
}

static size_t words_for(size_t granules)
{
    return (granules + WORD_BITS - 1) / WORD_BITS;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void zero(exn_heap *heap, size_t from, size_t end)
{
    if (end > from) {
        memset(&heap->granules[from], 0, (end - from) * sizeof *heap->granules);
    }
}

/* Gives back what runs have touched beyond `granules`, as zeroes. */
static void zero_from(exn_heap *heap, size_t granules)
{
    zero(heap, granules, larger(heap->high, ever_used));
    ever_used = 0;
    size_t words = words_for(heap->high);
    size_t first = words_for(granules);
    if (words > first) {
        memset(&heap->bits[first], 0, (words - first) * sizeof *heap->bits);
    }
}

exn_heap *exn_heap_open(void)
{
    regions = 0;
    exn_tools_find();
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
    looked_at = LOOKED_AT_MAX;
    return kept.heap;
}

/* The length of the free run that begins at `from`, as far as `wanted`. */
static size_t free_run(const exn_heap *heap, size_t from, size_t wanted)
{
    size_t length = 0;
    while (length < wanted && from + length < heap->high && !is_used(heap, from + length)) {
        length += 1;
    }
    return from + length >= heap->high ? wanted : length; /* beyond `high` all is free */
}

/* Not inlined: it costs nothing where nothing was freed far away, and no tool looks on. */
__attribute__((noinline)) static void give(exn_heap *heap, size_t from, size_t end)
{
    if (end > looked_at) {
        exn_pages_open(exn_page_of(larger(from, looked_at)), exn_page_behind(end));
    }
    exn_tools_allow(&heap->granules[from], &heap->granules[end]);
}

/* In the granules from `at` up to `end`. */
static void *allocate_within(exn_heap *heap, size_t at, size_t end, size_t size)
{
    if (size > GRANULES * sizeof(exn_granule)) {
        return NULL;
    }
    size_t wanted = size == 0 ? 1 : (size + sizeof(exn_granule) - 1) / sizeof(exn_granule);
    while (at + wanted <= end) {
        size_t length = free_run(heap, at, wanted);
        if (length == wanted) {
            break;
        }
        at += length == 0 ? 1 : length;
    }
    if (at + wanted > end) {
        return NULL;
    }
    for (size_t i = at; i < at + wanted; i++) {
        heap->bits[i / WORD_BITS].used |= mask_of(i);
    }
    heap->bits[(at + wanted - 1) / WORD_BITS].last |= mask_of(at + wanted - 1);
    if (out_of_reach) {
        give(heap, at, at + wanted);
    }
    size_t touched =
        larger(heap->high, ever_used); /* by whoever had a block: others write near it */
    zero(heap, larger(at, smaller(looked_at, touched)),
         smaller(at + wanted, touched + LOOKED_AT_MAX));
    heap->high = at + wanted > heap->high ? at + wanted : heap->high;
    while (heap->low < heap->high && is_used(heap, heap->low)) {
        heap->low += 1;
    }
    return &heap->granules[at];
}

static size_t granules_in_regions(uint32_t count)
{
    return (size_t)count * EXN_REGION_SIZE / sizeof(exn_granule);
}

void *exn_heap_allocate(exn_heap *heap, size_t size)
{
    size_t first = granules_in_regions(regions);
    return allocate_within(heap, heap->low > first ? heap->low : first, GRANULES, size);
}

void *exn_heap_allocate_for(exn_heap *heap, uint32_t owner, size_t size)
{
    return owner >= regions ? exn_heap_allocate(heap, size)
                            : allocate_within(heap, granules_in_regions(owner),
                                              granules_in_regions(owner + 1), size);
}

void exn_heap_divide(exn_heap *heap, uint32_t owners)
{
    (void)heap; /* there is one in a process */
    regions = owners;
}

exn_range exn_heap_range(exn_heap *heap)
{
    size_t used = offsetof(exn_heap, granules) + heap->high * sizeof(exn_granule);
    return (exn_range){heap, (used + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE};
}

exn_range exn_heap_region(exn_heap *heap, uint32_t owner)
{
    return (exn_range){&heap->granules[granules_in_regions(owner)], EXN_REGION_SIZE};
}

/* Behind the last granule before `end` that is used. */
static size_t end_of_used(const exn_heap *heap, size_t end)
{
    size_t word = end / WORD_BITS;
    uint64_t used = heap->bits[word].used & (mask_of(end) - 1);
    while (used == 0 && word > 0) {
        word -= 1;
        used = heap->bits[word].used;
    }
    return used == 0 ? 0 : (word + 1) * WORD_BITS - (size_t)__builtin_clzll(used);
}

/* Behind the last granule of the block that begins at `at`. */
static size_t end_of_block(const exn_heap *heap, size_t at)
{
    size_t word = at / WORD_BITS;
    uint64_t last = heap->bits[word].last & (~(uint64_t)0 << (at % WORD_BITS));
    while (last == 0) {
        word += 1;
        last = heap->bits[word].last;
    }
    return word * WORD_BITS + (size_t)__builtin_ctzll(last) + 1;
}

/* The first granule of the block that begins at an address; GRANULES: none does. */
static size_t begin_of_block(const exn_heap *heap, const void *memory)
{
    uintptr_t address = (uintptr_t)memory;
    uintptr_t first = (uintptr_t)heap->granules;
    if (address < first || (address - first) % sizeof(exn_granule) != 0) {
        return GRANULES;
    }
    size_t at = (address - first) / sizeof(exn_granule);
    bool begins_block = at < heap->high && is_used(heap, at) &&
                        (at == 0 || !is_used(heap, at - 1) || is_last(heap, at - 1));
    return begins_block ? at : GRANULES;
}

size_t exn_heap_size_of(const exn_heap *heap, const void *memory)
{
    size_t at = begin_of_block(heap, memory);
    return at == GRANULES ? 0 : (end_of_block(heap, at) - at) * sizeof(exn_granule);
}

/* The first granule from `at` on that is used, or that is not; `end` if there is none before it. */
static size_t next_that_is(const exn_heap *heap, bool used, size_t at, size_t end)
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

/* Free memory behind the last block up to where a page ends that was ever used. */
static size_t end_of_free(const exn_heap *heap)
{
    return exn_page_behind(larger(heap->high, ever_used)) * PAGE_GRANULES;
}

/* Closes the pages that lie, at least in part, between `from` and `end`, if all of them is free. */
static void close_pages(exn_heap *heap, size_t from, size_t end)
{
    size_t free_end = end_of_free(heap);
    size_t gap = larger(end_of_used(heap, from), looked_at);
    size_t behind = next_that_is(heap, true, end, free_end);
    exn_pages_close((char *)heap->granules, larger(exn_page_behind(gap), exn_page_of(from)),
                    smaller(exn_page_of(behind), exn_page_behind(end)));
}

/* Not inlined, like `give`. */
__attribute__((noinline)) static void take_away(exn_heap *heap, size_t from, size_t end)
{
    out_of_reach = true;
    exn_tools_forbid(&heap->granules[from], &heap->granules[end]);
    if (end > looked_at) {
        close_pages(heap, from, end);
    }
}

bool exn_heap_free(exn_heap *heap, void *memory)
{
    if (memory == NULL) {
        return true;
    }
    size_t at = begin_of_block(heap, memory);
    if (at == GRANULES) {
        return false;
    }
    size_t end = end_of_block(heap, at);
    for (size_t i = at; i < end; i += WORD_BITS - i % WORD_BITS) {
        uint64_t freed = ~(uint64_t)0 << (i % WORD_BITS);
        if (end < (i / WORD_BITS + 1) * WORD_BITS) {
            freed &= mask_of(end) - 1;
        }
        heap->bits[i / WORD_BITS].used &= ~freed;
        heap->bits[i / WORD_BITS].last &= ~freed;
    }
    zero(heap, at, end);
    heap->low = smaller(at, heap->low);
    if (end == heap->high) {
        ever_used = larger(ever_used, end);
        heap->high = end_of_used(heap, at);
    }
    if (guarded && (end > looked_at || exn_tools_look_on)) {
        take_away(heap, at, end);
    }
    return true;
}

/* --- what is written to free memory ----------------------------------------------------------- */

EXN_READS_FREE static bool is_zero(const exn_heap *heap, size_t from, size_t end)
{
    uint64_t any = 0;
    for (size_t i = from; i < end; i++) {
        any |= heap->granules[i].words[0] | heap->granules[i].words[1];
    }
    return any == 0;
}

static bool clean_part(exn_heap *heap, size_t from, size_t end)
{
    if (is_zero(heap, from, end)) {
        return false;
    }
    exn_tools_allow(&heap->granules[from], &heap->granules[end]);
    zero(heap, from, end);
    if (guarded) {
        exn_tools_forbid(&heap->granules[from], &heap->granules[end]);
    }
    return true;
}

/* Takes all that is free out of reach: by pages, behind `looked_at`, and of the tools. */
__attribute__((noinline)) static void take_all_away(exn_heap *heap)
{
    out_of_reach = true;
    size_t end = end_of_free(heap);
    for (size_t at = heap->low; at < end;) {
        size_t from = next_that_is(heap, false, at, end);
        at = next_that_is(heap, true, from, end);
        exn_tools_forbid(&heap->granules[from], &heap->granules[at]);
        exn_pages_close((char *)heap->granules, exn_page_behind(larger(from, looked_at)),
                        exn_page_of(at));
    }
}

/* What is free without a gap; who touches closed pages is known already. */
static bool clean_gap(exn_heap *heap, size_t from, size_t end)
{
    size_t at = smaller(end, larger(from, looked_at));
    bool found = clean_part(heap, from, at);
    while (at < end) {
        size_t next = smaller(end, (exn_page_of(at) + 1) * PAGE_GRANULES);
        found = (!exn_page_is_closed(exn_page_of(at)) && clean_part(heap, at, next)) || found;
        at = next;
    }
    return found;
}

/* Not inlined: that there is anything to look at is rare. */
__attribute__((noinline)) static bool clean(exn_heap *heap, size_t end)
{
    bool found = false;
    exn_tools_ignore();
    for (size_t at = heap->low; at < end;) {
        size_t from = next_that_is(heap, false, at, end);
        at = next_that_is(heap, true, from, end);
        found = clean_gap(heap, from, at) || found;
    }
    exn_tools_mind();
    size_t page, pages_end;
    if (exn_pages_touched(&page, &pages_end)) {
        found = true;
        exn_tools_allow(&heap->granules[end], &heap->granules[pages_end * PAGE_GRANULES]);
        zero(heap, larger(end, page * PAGE_GRANULES), pages_end * PAGE_GRANULES);
        take_all_away(heap);
    }
    return found;
}

bool exn_heap_clean(exn_heap *heap)
{
    size_t end = larger(heap->high, ever_used);
    return heap->low < end && clean(heap, end);
}

void exn_heap_guard(exn_heap *heap)
{
    guarded = true;
    if (larger(heap->high, ever_used) > looked_at || exn_tools_look_on) {
        take_all_away(heap);
    }
}

void exn_heap_unguard(exn_heap *heap)
{
    guarded = false;
    if (out_of_reach) {
        out_of_reach = false;
        exn_pages_open_all();
        exn_tools_allow(heap->granules, &heap->granules[end_of_free(heap)]);
    }
}

size_t exn_heap_live(const exn_heap *heap)
{
    size_t granules = 0;
    for (size_t i = 0; i < words_for(heap->high); i++) {
        granules += (size_t)__builtin_popcountll(heap->bits[i].used);
    }
    return granules * sizeof(exn_granule);
}

bool exn_heap_mark(exn_heap *heap)
{
    size_t words = words_for(heap->high);
    exn_granule *granules = calloc(heap->high + 1, sizeof *granules);
    block_bits *bits = calloc(words + 1, sizeof *bits);
    if (granules == NULL || bits == NULL) {
        free(granules);
        free(bits);
        return false;
    }
    free(kept.granules);
    free(kept.bits);
    memcpy(granules, heap->granules, heap->high * sizeof *granules);
    memcpy(bits, heap->bits, words * sizeof *bits);
    kept.granules = granules;
    kept.bits = bits;
    kept.low = heap->low;
    kept.high = heap->high;
    looked_at = smaller(exn_page_behind(heap->high) * PAGE_GRANULES + LOOKED_AT_MAX, GRANULES);
    exn_statics_mark();
    return true;
}

void exn_heap_reset(exn_heap *heap)
{
    zero_from(heap, kept.high);
    memcpy(heap->granules, kept.granules, kept.high * sizeof *heap->granules);
    memcpy(heap->bits, kept.bits, words_for(kept.high) * sizeof *heap->bits);
    heap->low = kept.low;
    heap->high = kept.high;
    exn_statics_reset();
}

static size_t whole_spans(size_t granules)
{
    return (granules + EXN_SPAN_MULTIPLE - 1) / EXN_SPAN_MULTIPLE * EXN_SPAN_MULTIPLE;
}

exn_span exn_heap_bookkeeping(exn_heap *heap, size_t high)
{
    return (exn_span){(exn_granule *)(void *)heap, whole_spans(1 + words_for(high))};
}

exn_span exn_heap_blocks(exn_heap *heap, size_t high)
{
    return (exn_span){heap->granules, whole_spans(high)};
}

size_t exn_heap_high(const exn_heap *heap)
{
    return heap->high;
}

exn_heap *exn_heap_shadow(void)
{
    void *memory = mmap(NULL, sizeof(exn_heap), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void exn_heap_shadow_free(exn_heap *shadow)
{
    if (shadow != NULL) {
        munmap(shadow, sizeof *shadow);
    }
}
