/* The heap of a world: canonical placement, refusals, and writes to free memory. */
#include "world/heap.h"

#include <criterion/criterion.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { GRANULE = 16, BLOCK_BYTES = 4096 };

static exn_heap *heap;
static char *first_block; /* the first block, right after the bookkeeping */

static void open_heap(void)
{
    heap = exn_heap_open();
    cr_assert_not_null(heap);
    first_block = exn_heap_allocate(heap, 1);
    cr_assert(exn_heap_free(heap, first_block));
}

TestSuite(heap, .init = open_heap);

static void *allocate(size_t size)
{
    void *memory = exn_heap_allocate(heap, size);
    cr_assert_not_null(memory);
    return memory;
}

/* --- canonical -------------------------------------------------------------------------------- */

/* Copies all bytes that a small world has touched, bookkeeping included. The caller frees the
 * copy. */
static char *snapshot(size_t *size)
{
    *size = (size_t)(first_block - (char *)heap) + BLOCK_BYTES;
    char *copy = malloc(*size);
    cr_assert_not_null(copy);
    memcpy(copy, heap, *size);
    return copy;
}

static void expect_same(char *before)
{
    size_t size;
    char *after = snapshot(&size);
    bool same = memcmp(before, after, size) == 0;
    free(before);
    free(after);
    cr_assert(same, "the same live blocks, and other bytes");
}

Test(heap, the_same_blocks_are_the_same_bytes_whatever_was_before)
{
    size_t size;
    strcpy(allocate(32), "first");
    void *gap = allocate(48);
    strcpy(allocate(16), "last");
    cr_assert(exn_heap_free(heap, gap));
    strcpy(allocate(16), "middle");
    char *by_one_road = snapshot(&size);

    open_heap();
    void *gone = allocate(32);
    strcpy(allocate(16), "middle");
    memset(gap = allocate(20), 0xff, 20);
    strcpy(allocate(16), "last");
    void *also_gone = allocate(1000);
    memset(also_gone, 0xff, 1000);
    cr_assert(exn_heap_free(heap, also_gone));
    cr_assert(exn_heap_free(heap, gone));
    cr_assert(exn_heap_free(heap, gap));
    strcpy(allocate(32), "first");
    expect_same(by_one_road);
}

Test(heap, what_was_freed_leaves_no_byte_behind)
{
    size_t size;
    char *empty = snapshot(&size);
    char *blocks[8];
    for (size_t i = 0; i < 8; i++) {
        blocks[i] = allocate(17 * (i + 1));
        memset(blocks[i], 0xff, 17 * (i + 1));
    }
    for (size_t i = 0; i < 8; i++) { /* in another order than that of the allocations */
        cr_assert(exn_heap_free(heap, blocks[(i * 3) % 8]));
    }
    expect_same(empty);
}

Test(heap, a_reset_goes_back_to_the_mark_byte_by_byte)
{
    size_t size;
    char *kept = allocate(40);
    strcpy(kept, "kept");
    void *given_back = allocate(100);
    cr_assert(exn_heap_mark(heap));
    char *marked = snapshot(&size);

    strcpy(kept, "overwritten");
    cr_assert(exn_heap_free(heap, given_back));
    memset(allocate(3000), 0xff, 3000);
    memset(allocate(64), 0xff, 64);
    exn_heap_reset(heap);
    expect_same(marked);
    cr_assert_str_eq(kept, "kept");
}

Test(heap, a_reset_may_come_any_number_of_times)
{
    strcpy(allocate(16), "kept");
    cr_assert(exn_heap_mark(heap));
    void *first = allocate(64);
    for (int i = 0; i < 3; i++) {
        exn_heap_reset(heap);
        cr_assert_eq(exn_heap_live(heap), 16);
        cr_assert_eq(allocate(64), first);
    }
}

/* --- where a block lies ----------------------------------------------------------------------- */

Test(heap, a_block_lies_at_the_lowest_address_where_it_fits)
{
    char *small = allocate(16);
    char *large = allocate(64);
    char *last = allocate(16);
    cr_assert(exn_heap_free(heap, small));
    cr_assert(exn_heap_free(heap, large));
    /* 16 and 64 bytes are free side by side: one gap of 80 before `last`. */
    cr_assert_eq(allocate(81), last + GRANULE);
    cr_assert_eq(allocate(17), small);
    cr_assert_eq(allocate(16), small + 32);
    cr_assert_eq(allocate(33), last + GRANULE + 96);
    cr_assert_eq(allocate(32), small + 48);
}

Test(heap, memory_is_aligned_and_zeroed)
{
    char *memory = allocate(100);
    memset(memory, 0xff, 100);
    cr_assert(exn_heap_free(heap, memory));
    char *again = allocate(100);
    cr_assert_eq(again, memory);
    cr_assert_eq((uintptr_t)again % 16, 0);
    for (size_t i = 0; i < 100; i++) {
        cr_assert_eq(again[i], 0);
    }
}

Test(heap, memory_is_aligned_as_it_is_asked_for_and_wastes_nothing)
{
    char *before = allocate(GRANULE);
    for (size_t bytes = GRANULE; bytes <= 1 << 16; bytes *= 4) {
        for (size_t lead = 0; lead <= GRANULE; lead += GRANULE) {
            char *block = exn_heap_allocate_aligned(heap, 0, 40, bytes, lead);
            cr_assert_not_null(block);
            cr_assert_eq(((uintptr_t)block + lead) % bytes, 0);
            cr_assert_gt(block, before);
            before = block;
        }
    }
    cr_assert_lt((char *)allocate(GRANULE), before, "what lies between them is free");
    cr_assert_null(exn_heap_allocate_aligned(heap, 0, 1, (size_t)1 << 40, 0));
    cr_assert(exn_heap_has(before));
    cr_assert_not(exn_heap_has(&before));
}

Test(heap, memory_is_zeroed_that_somebody_wrote_to_without_having_it)
{
    char *block = allocate(GRANULE);
    memset(block + GRANULE, 0x5a, 4 * GRANULE);
    char *next = allocate(4 * GRANULE);
    for (size_t i = 0; i < 4 * GRANULE; i++) {
        cr_assert_eq(next[i], 0, "byte %zu", i);
    }
}

Test(heap, even_nothing_has_an_address_of_its_own)
{
    char *nothing = allocate(0);
    cr_assert_neq(allocate(0), (void *)nothing);
    cr_assert_eq(exn_heap_live(heap), 2 * GRANULE);
}

Test(heap, live_bytes_are_counted_in_granules)
{
    cr_assert_eq(exn_heap_live(heap), 0);
    void *one = allocate(1);
    void *other = allocate(GRANULE + 1);
    cr_assert_eq(exn_heap_live(heap), 3 * GRANULE);
    exn_heap_free(heap, one);
    exn_heap_free(heap, other);
    cr_assert_eq(exn_heap_live(heap), 0);
}

/* --- what is refused -------------------------------------------------------------------------- */

Test(heap, a_full_heap_has_nothing_more)
{
    enum { QUARTER = 64 << 20 };
    char *blocks[4];
    for (size_t i = 0; i < 4; i++) {
        blocks[i] = allocate(QUARTER);
    }
    cr_assert_null(exn_heap_allocate(heap, 1));
    cr_assert(exn_heap_free(heap, blocks[2]));
    cr_assert_null(exn_heap_allocate(heap, QUARTER + 1));
    cr_assert_eq(allocate(QUARTER), (void *)blocks[2]);
    cr_assert_null(exn_heap_allocate(heap, 1));
}

Test(heap, more_than_there_can_be_is_refused)
{
    cr_assert_null(exn_heap_allocate(heap, SIZE_MAX));
    cr_assert_null(exn_heap_allocate(heap, SIZE_MAX - 15));
    cr_assert_null(exn_heap_allocate(heap, ((size_t)256 << 20) + 1));
    cr_assert_eq(exn_heap_live(heap), 0);
}

Test(heap, only_the_begin_of_a_live_block_is_freed)
{
    char *before = allocate(16);
    char *block = allocate(48);
    int elsewhere = 0;
    cr_assert(exn_heap_free(heap, NULL));
    cr_assert_not(exn_heap_free(heap, block + 1), "inside a granule");
    cr_assert_not(exn_heap_free(heap, block + GRANULE), "inside the block");
    cr_assert_not(exn_heap_free(heap, block + 48), "behind the last block");
    cr_assert_not(exn_heap_free(heap, heap), "the bookkeeping");
    cr_assert_not(exn_heap_free(heap, &elsewhere), "not of this heap");
    cr_assert(exn_heap_free(heap, block));
    cr_assert_not(exn_heap_free(heap, block), "freed already");
    cr_assert_eq(exn_heap_live(heap), 16);
    cr_assert(exn_heap_free(heap, before));
}

/* --- what is written to free memory ----------------------------------------------------------- */

static void expect_clean(const char *when)
{
    cr_expect_not(exn_heap_clean(heap), "%s", when);
}

Test(heap, tells_once_that_what_was_freed_is_written_to)
{
    char *freed = allocate(40);
    char *next = allocate(16);
    expect_clean("nothing is free");
    cr_assert(exn_heap_free(heap, freed));
    expect_clean("nothing is written");
    freed[39] = 1;
    cr_expect(exn_heap_clean(heap));
    cr_expect_eq(freed[39], 0);
    expect_clean("it was told");
    cr_assert(exn_heap_free(heap, next));
    next[15] = 1;
    cr_expect(exn_heap_clean(heap), "it was the last block");
    cr_expect_eq(next[15], 0);
    expect_clean("it was told");
}

Test(heap, tells_of_nothing_but_free_memory)
{
    char *blocks[150]; /* more blocks than one word of the bitmap has bits */
    for (size_t i = 0; i < 150; i++) {
        blocks[i] = allocate(16);
        memset(blocks[i], 0xff, 16);
    }
    for (size_t i = 0; i < 150; i += 3) {
        cr_assert(exn_heap_free(heap, blocks[i]));
    }
    expect_clean("all that is written is in blocks");
    for (size_t i = 0; i < 150; i += 3) {
        *blocks[i] = 1;
        cr_expect(exn_heap_clean(heap), "block %zu", i);
        cr_expect_eq(*blocks[i], 0);
    }
    cr_expect_eq(*blocks[1], (char)0xff, "no block is cleaned");
}

Test(heap, knows_what_was_free_before_a_reset)
{
    strcpy(allocate(16), "kept");
    cr_assert(exn_heap_mark(heap));
    char *freed = allocate(64);
    cr_assert(exn_heap_free(heap, freed));
    freed[1] = 1;
    exn_heap_reset(heap);
    expect_clean("a reset forgets");
    cr_expect_eq(freed[1], 0);
    freed[1] = 1;
    cr_expect_not(exn_heap_clean(heap), "nobody has had it since");
    freed[1] = 0;
}

/* --- large free memory, while code under test runs -------------------------------------------- */

enum { LARGE = 1 << 20, PAGE = 4096 };

/* Writes, or only reads, forbidden memory; without AddressSanitizer, which would report it
 * first. */
__attribute__((no_sanitize("address"))) static void write_to(volatile char *byte)
{
    *byte = 1;
}

__attribute__((no_sanitize("address"))) static char read_from(const volatile char *byte)
{
    return *byte;
}

static void expect_reported(char *byte, size_t at)
{
    write_to(byte);
    cr_expect(exn_heap_clean(heap), "byte %zu", at);
    cr_expect_not(exn_heap_clean(heap), "byte %zu is told once", at);
}

Test(heap, tells_of_each_byte_of_a_large_block_that_was_freed)
{
    cr_assert(exn_heap_mark(heap));
    exn_heap_guard(heap);
    char *before = allocate(LARGE);
    char *large = allocate(LARGE + 48);
    char *next = allocate(GRANULE);
    cr_assert(exn_heap_free(heap, large));
    for (size_t at = 0; at < LARGE + 48; at += at % PAGE == 0 ? PAGE - 1 : 1) {
        expect_reported(large + at, at);
    }
    expect_reported(large + LARGE + 47, LARGE + 47);
    memset(before, 1, LARGE);
    *next = 1;
    expect_clean("what is used is nobody else's");
    cr_assert(exn_heap_free(heap, next));
    expect_reported(next, 0);
    expect_reported(large + LARGE + 47, LARGE + 47);
    cr_assert_eq(allocate(LARGE + 48), (void *)large);
    for (size_t at = 0; at < LARGE + 48; at++) {
        cr_assert_eq(large[at], 0);
    }
    expect_clean("it is used again");
    exn_heap_unguard(heap);
}

Test(heap, tells_who_reads_large_free_memory)
{
    cr_assert(exn_heap_mark(heap));
    char *large = allocate(LARGE);
    large[LARGE / 2] = 1;
    cr_assert(exn_heap_free(heap, large));
    exn_heap_guard(heap);
    cr_expect_eq(read_from(large + LARGE / 2), 0);
    cr_expect(exn_heap_clean(heap));
    exn_heap_unguard(heap);
    cr_expect_eq(read_from(large + LARGE / 2), 0);
    expect_clean("nobody is guarded against");
}

Test(heap, is_the_same_after_a_reset_whatever_was_out_of_reach)
{
    size_t size;
    strcpy(allocate(16), "kept");
    cr_assert(exn_heap_mark(heap));
    char *marked = snapshot(&size);
    for (int i = 0; i < 2; i++) {
        exn_heap_guard(heap);
        char *large = allocate(LARGE);
        cr_assert(exn_heap_free(heap, large));
        write_to(large + LARGE / 2);
        if (i == 1) {
            cr_expect(exn_heap_clean(heap));
        }
        exn_heap_unguard(heap);
        exn_heap_reset(heap);
        for (size_t at = 0; at < LARGE; at++) {
            cr_assert_eq(large[at], 0);
        }
    }
    expect_same(marked);
}

/* --- blocks apart ----------------------------------------------------------------------------- */

static char *allocate_apart(size_t size)
{
    char *memory = exn_heap_allocate_aligned(heap, 0, size, GRANULE, 0);
    cr_assert_not_null(memory);
    return memory;
}

Test(heap, blocks_apart_have_free_memory_on_both_sides)
{
    char *own = allocate(GRANULE);
    exn_heap_keep_apart(heap);
    char *first = allocate_apart(2 * GRANULE);
    char *second = allocate_apart(GRANULE);
    char *third = allocate_apart(GRANULE);
    cr_assert_eq(first, own + 2 * GRANULE);
    cr_assert_eq(second, first + 3 * GRANULE);
    cr_assert_eq(third, second + 2 * GRANULE);
    cr_assert(exn_heap_free(heap, second));
    cr_assert_eq(allocate_apart(GRANULE), second, "there is room for it, and not for a larger one");
    cr_assert(exn_heap_free(heap, second));
    cr_assert_gt(allocate_apart(2 * GRANULE), third);
}

Test(heap, who_writes_past_a_block_is_noticed)
{
    exn_heap_keep_apart(heap);
    char *first = allocate_apart(GRANULE);
    char *last = allocate_apart(GRANULE);
    cr_assert(exn_heap_mark(heap));
    char *const beside[] = {first - 1, first + GRANULE, last - 1, last + GRANULE,
                            last + 8 * GRANULE};
    for (size_t i = first == first_block ? 1 : 0; i < sizeof beside / sizeof *beside; i++) {
        cr_assert_not(exn_heap_clean(heap));
        *beside[i] = 1;
        cr_assert(exn_heap_clean(heap), "%zu", i);
        cr_assert_eq(*beside[i], 0);
        exn_heap_reset(heap);
    }
}
