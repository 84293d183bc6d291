/* Similar states have different hashes. */
#include "world/snapshot.h"

#include <criterion/criterion.h>

#include <stdlib.h>

/* States differ in few bits: in some counters, side by side. */

enum { COUNTERS = 8, VALUES = 5, STATES = 390625 /* VALUES to the power of COUNTERS */ };

static int by_hash(const void *a, const void *b)
{
    const exn_hash *left = a;
    const exn_hash *right = b;
    if (left->high != right->high) {
        return left->high < right->high ? -1 : 1;
    }
    return left->low < right->low ? -1 : left->low > right->low ? 1 : 0;
}

static size_t distinct(exn_hash *hashes, size_t count)
{
    qsort(hashes, count, sizeof *hashes, by_hash);
    size_t found = 1;
    for (size_t i = 1; i < count; i++) {
        found += exn_hash_equal(hashes[i], hashes[i - 1]) ? 0 : 1;
    }
    return found;
}

/* Writes the digits of `state` as counters, each `shift` bits up in a word. */
static void write_state(uint64_t *words, unsigned state, unsigned shift)
{
    for (unsigned i = 0; i < COUNTERS; i++) {
        words[i] = (uint64_t)(state % VALUES) << shift;
        state /= VALUES;
    }
}

static void expect_distinct(unsigned shift)
{
    exn_heap *heap = exn_heap_open();
    uint64_t *words = exn_heap_allocate(heap, COUNTERS * sizeof *words);
    exn_hash *hashes = calloc(STATES, sizeof *hashes);
    cr_assert_not_null(hashes);
    for (unsigned state = 0; state < STATES; state++) {
        write_state(words, state, shift);
        hashes[state] = exn_snapshots_hash(heap);
    }
    cr_expect_eq(distinct(hashes, STATES), STATES, "counters %u bits up collide", shift);
    free(hashes);
}

Test(state_hash, tells_small_counters_apart)
{
    expect_distinct(0);
}

Test(state_hash, tells_small_counters_apart_wherever_they_lie_in_a_word)
{
    expect_distinct(32);
    expect_distinct(60);
}
