/* The memory of a world: blocks by first fit, a mark and the way back to it (heap.h). */
#include "base/own_assert.h"
#include "world/heap_layout.h"
#include "world/statics.h"

#include <stdlib.h>
#include <sys/mman.h>

/* The heap of this process: there is one, because its address is fixed. What exn_heap_mark kept of
 * it is memory of malloc, and leak checkers look for that from here alone. */
static EXEUNT_OUTSIDE struct {
    exn_heap *heap; /* NULL: it is not mapped yet */
    exn_granule *marked_granules;
    block_bits *marked_bits;
    exn_granule *marked_cells; /* one after the other, as far as they are in use */
} kept;

static bool is_last(const exn_heap *heap, size_t granule)
{
    return (heap->bits[granule / WORD_BITS].last & mask_of(granule)) != 0;
}

/* Gives back what runs have touched beyond `granules`, as zeroes. */
static void zero_from(exn_heap *heap, size_t granules)
{
    zero(heap, granules, larger(heap->high, heap->aside.ever_used));
    heap->aside.ever_used = 0;
    size_t words = words_for(heap->high);
    size_t first = words_for(granules);
    if (words > first) {
        memset(&heap->bits[first], 0, (words - first) * sizeof *heap->bits);
    }
}

static exn_heap *map_heap(void)
{
    void *memory = mmap(HEAP_ADDRESS, sizeof(exn_heap), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

exn_heap *exn_heap_open(void)
{
    exn_tools_find();
    kept.heap = kept.heap == NULL ? map_heap() : kept.heap;
    if (kept.heap == NULL) {
        return NULL;
    }
    zero_from(kept.heap, 0);
    kept.heap->low = 0;
    kept.heap->high = 0;
    kept.heap->aside.regions = 0;
    kept.heap->aside.cells = (exn_cells){.count = 0};
    kept.heap->aside.apart = false;
    kept.heap->aside.marked_high = 0;
    kept.heap->aside.looked_at = LOOKED_AT_MAX;
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

/* Where blocks may begin: so that a place some granules after it is a multiple of a power of 2. */
typedef struct alignment {
    size_t mask; /* granules; 0: anywhere */
    size_t lead; /* granules, counted from address 0 to the place that belongs to granule 0 */
} alignment;

static size_t align(size_t at, alignment to)
{
    return ((at + to.lead + to.mask) & ~to.mask) - to.lead;
}

/* The first place from `at` on where `wanted` granules are free; with `gap`, one on both sides is
 * free, too. It may lie beyond `end`. */
static size_t find_place(const exn_heap *heap, size_t at, size_t end, size_t wanted, size_t gap,
                         alignment to)
{
    at = align(at, to);
    while (at + wanted <= end) {
        bool is_beside = gap > 0 && at > 0 && is_used(heap, at - 1);
        size_t length = is_beside ? 1 : free_run(heap, at, wanted + gap);
        if (length == wanted + gap) {
            return at;
        }
        at = align(length == 0 ? next_that_is(heap, false, at, heap->high) : at + length, to);
    }
    return at;
}

/* In the granules from `at` up to `end`. */
static void *allocate_within(exn_heap *heap, size_t at, size_t end, size_t size, alignment to,
                             bool apart)
{
    if (size > GRANULES * sizeof(exn_granule)) {
        return NULL;
    }
    size_t wanted = size == 0 ? 1 : (size + sizeof(exn_granule) - 1) / sizeof(exn_granule);
    at = find_place(heap, at, end, wanted, apart ? 1 : 0, to);
    if (at + wanted > end) {
        return NULL;
    }
    for (size_t i = at; i < at + wanted; i++) {
        heap->bits[i / WORD_BITS].used |= mask_of(i);
    }
    heap->bits[(at + wanted - 1) / WORD_BITS].last |= mask_of(at + wanted - 1);
    if (heap->aside.out_of_reach) {
        exn_heap_give(heap, at, at + wanted);
    }
    /* memory that had a block in this run, near which stray writes may have gone */
    size_t touched = larger(heap->high, heap->aside.ever_used);
    zero(heap, larger(at, smaller(heap->aside.looked_at, touched)),
         smaller(at + wanted, touched + LOOKED_AT_MAX));
    heap->high = at + wanted > heap->high ? at + wanted : heap->high;
    while (heap->low < heap->high && is_used(heap, heap->low)) {
        heap->low += 1;
    }
    exn_assert((heap->low == heap->high || !is_used(heap, heap->low)) &&
               "`low` is the first free granule, or `high`");
    return &heap->granules[at];
}

static size_t granules_in_regions(uint32_t count)
{
    return (size_t)count * EXN_REGION_SIZE / sizeof(exn_granule);
}

static void *allocate_for(exn_heap *heap, uint32_t owner, size_t size, alignment to, bool apart)
{
    if (owner < heap->aside.regions) {
        return allocate_within(heap, granules_in_regions(owner), granules_in_regions(owner + 1),
                               size, to, apart);
    }
    size_t first = granules_in_regions(heap->aside.regions);
    return allocate_within(heap, larger(heap->low, first), GRANULES, size, to, apart);
}

void exn_heap_keep_apart(exn_heap *heap)
{
    heap->aside.apart = true;
}

void *exn_heap_allocate(exn_heap *heap, size_t size)
{
    return allocate_for(heap, UINT32_MAX, size, (alignment){0, 0}, false);
}

void *exn_heap_allocate_for(exn_heap *heap, uint32_t owner, size_t size)
{
    return allocate_for(heap, owner, size, (alignment){0, 0}, false);
}

void *exn_heap_allocate_aligned(exn_heap *heap, uint32_t owner, size_t size, size_t bytes,
                                size_t lead)
{
    exn_assert((bytes & (bytes - 1)) == 0 && lead % sizeof(exn_granule) == 0);
    size_t granules = bytes / sizeof(exn_granule);
    if (granules > GRANULES) {
        return NULL;
    }
    alignment to = {.mask = granules > 1 ? granules - 1 : 0,
                    .lead = ((uintptr_t)heap->granules + lead) / sizeof(exn_granule)};
    void *memory = allocate_for(heap, owner, size, to, heap->aside.apart);
    exn_assert(granules == 0 || ((uintptr_t)memory + lead) % bytes == 0 || memory == NULL);
    return memory;
}

void exn_heap_divide(exn_heap *heap, uint32_t owners)
{
    exn_assert(heap->high == 0 && "only an empty heap is divided");
    heap->aside.regions = owners;
}

void exn_heap_set_cells(exn_heap *heap, exn_cells cells)
{
    exn_assert(cells.count <= EXN_CELLS_MAX && cells.in_use <= PAGE_SIZE);
    memset(heap->cells, 0, cells.count * sizeof *heap->cells);
    heap->aside.cells = cells;
}

exn_cells exn_heap_cells(const exn_heap *heap)
{
    return heap->aside.cells;
}

void *exn_heap_cell(exn_heap *heap, uint32_t owner)
{
    exn_assert(owner < heap->aside.cells.count && "this owner has a cell");
    return heap->cells[owner];
}

exn_range exn_heap_all_cells(exn_heap *heap)
{
    return (exn_range){heap->cells, heap->aside.cells.count * sizeof *heap->cells};
}

exn_range exn_heap_range(exn_heap *heap)
{
    size_t used = offsetof(exn_heap, granules) + heap->high * sizeof(exn_granule);
    return (exn_range){heap, (used + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE};
}

exn_range exn_heap_region(exn_heap *heap, uint32_t owner)
{
    exn_assert(owner < heap->aside.regions && "this owner has a region");
    return (exn_range){&heap->granules[granules_in_regions(owner)], EXN_REGION_SIZE};
}

/* The end of the block that begins at `at`: after its last granule. */
static size_t end_of_block(const exn_heap *heap, size_t at)
{
    size_t word = at / WORD_BITS;
    uint64_t last = heap->bits[word].last & (~(uint64_t)0 << (at % WORD_BITS));
    while (last == 0) {
        word += 1;
        last = heap->bits[word].last;
    }
    size_t end = word * WORD_BITS + (size_t)__builtin_ctzll(last) + 1;
    exn_assert(end <= heap->high && "a block ends before `high`");
    return end;
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

bool exn_heap_has(const void *address)
{
    return kept.heap != NULL && (uintptr_t)address - (uintptr_t)kept.heap < sizeof *kept.heap;
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
        heap->aside.ever_used = larger(heap->aside.ever_used, end);
        heap->high = end_of_used(heap, at);
        exn_assert((heap->high == 0 || is_last(heap, heap->high - 1)) &&
                   "`high` is where a block ends");
    }
    if (heap->aside.guarded && (end > heap->aside.looked_at || exn_tools_look_on)) {
        exn_heap_take_away(heap, at, end);
    }
    return true;
}

size_t exn_heap_live(const exn_heap *heap)
{
    size_t granules = 0;
    for (size_t i = 0; i < words_for(heap->high); i++) {
        exn_assert((heap->bits[i].last & ~heap->bits[i].used) == 0 &&
                   "a block ends in a used granule");
        granules += (size_t)__builtin_popcountll(heap->bits[i].used);
    }
    return granules * sizeof(exn_granule);
}

/* Live bytes are the sum of the blocks; `low` and `high` follow from the bits. */
static void assert_blocks(const exn_heap *heap)
{
    size_t bytes = 0;
    size_t first_free = next_that_is(heap, false, 0, heap->high);
    exn_assert(heap->low == first_free && "`low` is the first free granule, or `high`");
    exn_assert(heap->high == end_of_used(heap, heap->high + 1) &&
               "`high` is the end of the last block");
    for (size_t at = next_that_is(heap, true, 0, heap->high); at < heap->high;
         at = next_that_is(heap, true, end_of_block(heap, at), heap->high)) {
        size_t size = exn_heap_size_of(heap, &heap->granules[at]);
        exn_assert(size > 0 && "a block begins behind the end of another one");
        bytes += size;
    }
    exn_assert(bytes == exn_heap_live(heap) && "live bytes are the sum of the blocks");
}

/* Keeps what the cells hold; false when out of memory. */
static bool mark_cells(exn_heap *heap)
{
    exn_granule *marked = NULL;
    for (uint32_t i = 0; i < heap->aside.cells.count; i++) {
        exn_span cell = exn_heap_cell_in_use(heap, i);
        if (i == 0) {
            marked = calloc(heap->aside.cells.count * cell.count, sizeof *marked);
        }
        if (marked == NULL) {
            return false;
        }
        memcpy(marked + i * cell.count, cell.first, cell.count * sizeof *marked);
    }
    free(kept.marked_cells);
    kept.marked_cells = marked;
    return true;
}

static void reset_cells(exn_heap *heap)
{
    exn_assert((heap->aside.cells.count == 0 || kept.marked_cells != NULL) && "they were marked");
    for (uint32_t i = 0; i < heap->aside.cells.count; i++) {
        exn_span cell = exn_heap_cell_in_use(heap, i);
        memcpy(cell.first, kept.marked_cells + i * cell.count, cell.count * sizeof *cell.first);
    }
}

bool exn_heap_mark(exn_heap *heap)
{
    assert_blocks(heap);
    if (!mark_cells(heap)) {
        return false;
    }
    size_t words = words_for(heap->high);
    exn_granule *granules = calloc(heap->high + 1, sizeof *granules);
    block_bits *bits = calloc(words + 1, sizeof *bits);
    if (granules == NULL || bits == NULL) {
        free(granules);
        free(bits);
        return false;
    }
    free(kept.marked_granules);
    free(kept.marked_bits);
    memcpy(granules, heap->granules, heap->high * sizeof *granules);
    memcpy(bits, heap->bits, words * sizeof *bits);
    kept.marked_granules = granules;
    kept.marked_bits = bits;
    heap->aside.marked_low = heap->low;
    heap->aside.marked_high = heap->high;
    heap->aside.looked_at =
        smaller(exn_page_behind(heap->high) * PAGE_GRANULES + LOOKED_AT_MAX, GRANULES);
    exn_statics_mark();
    return true;
}

void exn_heap_reset(exn_heap *heap)
{
    exn_assert(kept.marked_granules != NULL && "exn_heap_mark() comes first");
    zero_from(heap, heap->aside.marked_high);
    memcpy(heap->granules, kept.marked_granules, heap->aside.marked_high * sizeof *heap->granules);
    memcpy(heap->bits, kept.marked_bits, words_for(heap->aside.marked_high) * sizeof *heap->bits);
    heap->low = heap->aside.marked_low;
    heap->high = heap->aside.marked_high;
    exn_assert(heap->aside.ever_used == 0 && "nothing beyond the mark was used since then");
    reset_cells(heap);
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

exn_span exn_heap_cell_in_use(exn_heap *heap, uint32_t owner)
{
    exn_assert(owner < EXN_CELLS_MAX);
    return (exn_span){heap->cells[owner],
                      whole_spans(heap->aside.cells.in_use / sizeof(exn_granule))};
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
