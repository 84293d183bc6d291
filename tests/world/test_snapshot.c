/* Snapshots of a heap: going to any state and back, and its hash. */
#include "world/compare.h"
#include "world/guard.h"
#include "world/snapshot.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* Tests go back and forth between states of a heap. The hash is updated by the changes. */

enum { BLOCKS = 24, MOVES = 12, STATES = 300, GRANULE = 16 };

static exn_heap *heap;
static exn_snapshots snapshots;

static void open_heap(void)
{
    heap = exn_heap_open();
    cr_assert_not_null(heap);
}

static void close_snapshots(void)
{
    exn_snapshots_close(&snapshots);
}

TestSuite(snapshot, .init = open_heap, .fini = close_snapshots);

static void begin(void)
{
    cr_assert(exn_snapshots_open(&snapshots, heap));
}

/* --- images ----------------------------------------------------------------------------------- */

/* A copy of everything that the heap holds. */
typedef struct image {
    exn_granule *granules;
    size_t count, bookkeeping;
} image;

static image image_of_heap(void)
{
    size_t high = exn_heap_high(heap);
    exn_span bits = exn_heap_bookkeeping(heap, high);
    exn_span blocks = exn_heap_blocks(heap, high);
    image taken = {malloc((bits.count + blocks.count + 1) * sizeof(exn_granule)),
                   bits.count + blocks.count, bits.count};
    cr_assert_not_null(taken.granules);
    memcpy(taken.granules, bits.first, bits.count * sizeof(exn_granule));
    memcpy(taken.granules + bits.count, blocks.first, blocks.count * sizeof(exn_granule));
    return taken;
}

static void expect_image(image wanted, const char *when)
{
    image found = image_of_heap();
    cr_assert(found.count == wanted.count &&
                  memcmp(found.granules, wanted.granules, wanted.count * sizeof(exn_granule)) == 0,
              "%s: the heap is another one", when);
    free(found.granules);
}

static void expect_hash(exn_hash wanted, const char *when)
{
    cr_assert(exn_hash_equal(exn_snapshots_hash(heap), wanted),
              "%s: the hash that was kept is not the one from scratch", when);
}

/* --- random worlds ---------------------------------------------------------------------------- */

/* The data of a test lie inside the heap, as those of a world do: at a place that never moves. */
typedef struct world {
    void *blocks[BLOCKS];
    uint32_t sizes[BLOCKS];
} world;

static uint64_t random_state = 1;

static uint32_t below(uint32_t bound)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u; /* Knuth, MMIX */
    return (uint32_t)((random_state >> 33) % bound);
}

/* Allocates, frees, or writes a byte. */
static void change(world *self)
{
    uint32_t at = below(BLOCKS);
    if (self->blocks[at] == NULL) {
        self->sizes[at] = 1 + below(5 * GRANULE);
        self->blocks[at] = exn_heap_allocate(heap, self->sizes[at]);
        cr_assert_not_null(self->blocks[at]);
    } else if (below(3) == 0) {
        cr_assert(exn_heap_free(heap, self->blocks[at]));
        self->blocks[at] = NULL;
        self->sizes[at] = 0;
    } else {
        ((unsigned char *)self->blocks[at])[below(self->sizes[at])] = (unsigned char)below(256);
    }
}

static void change_some(world *self)
{
    for (unsigned i = below(MOVES); i > 0; i--) {
        change(self);
    }
}

static world *make_world(void)
{
    world *self = exn_heap_allocate(heap, sizeof *self);
    cr_assert_not_null(self);
    for (unsigned i = 0; i < 2 * BLOCKS; i++) {
        change(self);
    }
    return self;
}

/* A state on a path, and how to go back from it. */
typedef struct stop {
    size_t first, count; /* of its changes */
    exn_hash hash;       /* of the state before it */
    image before;
} stop;

/* Takes a random step from the kept state, and keeps the new one. */
static stop step(world *self)
{
    stop next = {.first = snapshots.change_count, .hash = snapshots.hash};
    next.before = image_of_heap();
    uint64_t random_before = random_state;
    change_some(self);
    image after = image_of_heap();
    exn_hash scratch = exn_snapshots_hash(heap);
    cr_assert(exn_hash_equal(exn_snapshots_hash_of_present(&snapshots), scratch));
    expect_image(after, "hashed");
    exn_hash hash;
    cr_assert(exn_snapshots_look(&snapshots, &hash));
    cr_assert(exn_hash_equal(hash, scratch));
    expect_image(next.before, "looked at");
    cr_assert_eq(snapshots.change_count, next.first);
    random_state = random_before;
    change_some(self);
    cr_assert(exn_snapshots_take(&snapshots, &hash));
    cr_assert(exn_hash_equal(hash, scratch));
    expect_image(next.before, "taken");
    next.count = snapshots.change_count - next.first;
    exn_snapshots_go(&snapshots, snapshots.changes + next.first, next.count, hash);
    expect_image(after, "gone there");
    expect_hash(snapshots.hash, "gone there");
    free(after.granules);
    return next;
}

static void go_back(stop *last)
{
    exn_snapshots_go(&snapshots, snapshots.changes + last->first, last->count, last->hash);
    expect_image(last->before, "gone back");
    expect_hash(snapshots.hash, "gone back");
    snapshots.change_count = last->first;
    free(last->before.granules);
}

/* Goes along a path of many states and all the way back, twice. */
Test(snapshot, goes_to_any_state_and_back_again)
{
    static stop way[STATES];
    world *self = make_world();
    begin();
    for (unsigned rounds = 0; rounds < 2; rounds++) {
        for (unsigned i = 0; i < STATES; i++) {
            way[i] = step(self);
        }
        for (unsigned i = STATES; i > 0; i--) {
            go_back(&way[i - 1]);
        }
    }
    cr_assert_eq(snapshots.change_count, 0);
}

/* Several successors of one state: each is reached from it. */
Test(snapshot, takes_any_number_of_states_that_come_of_one)
{
    enum { CHILDREN = 40 };
    static size_t first[CHILDREN + 1];
    static exn_hash hashes[CHILDREN];
    static image images[CHILDREN];
    world *self = make_world();
    begin();
    for (unsigned i = 0; i < CHILDREN; i++) {
        change(self);
        change(self);
        images[i] = image_of_heap();
        first[i] = snapshots.change_count;
        cr_assert(exn_snapshots_take(&snapshots, &hashes[i]));
    }
    first[CHILDREN] = snapshots.change_count;
    exn_hash origin = snapshots.hash;
    for (unsigned i = 0; i < CHILDREN; i++) {
        exn_change *changes = snapshots.changes + first[i];
        size_t count = first[i + 1] - first[i];
        exn_snapshots_go(&snapshots, changes, count, hashes[i]);
        expect_image(images[i], "gone there");
        expect_hash(hashes[i], "gone there");
        exn_snapshots_go(&snapshots, changes, count, origin);
        free(images[i].granules);
    }
    expect_hash(origin, "back");
}

Test(snapshot, reverts_whatever_was_done)
{
    world *self = make_world();
    begin();
    image before = image_of_heap();
    for (unsigned i = 0; i < STATES; i++) {
        change(self);
        change(self);
        if (i % 3 == 0) {
            exn_snapshots_revert(&snapshots);
            expect_image(before, "reverted");
        }
    }
    exn_snapshots_revert(&snapshots);
    expect_hash(snapshots.hash, "reverted");
    free(before.granules);
}

/* If the heap ends earlier than in the kept state, the rest is compared with nothing. */
Test(snapshot, sees_what_was_freed_at_the_end)
{
    enum { LARGE = 100000 };
    exn_heap_allocate(heap, GRANULE);
    exn_hash small = exn_snapshots_hash(heap);
    char *large = exn_heap_allocate(heap, LARGE);
    cr_assert_not_null(large);
    memset(large, 1, LARGE);
    begin();
    image before = image_of_heap();
    cr_assert(exn_heap_free(heap, large));
    exn_hash hash;
    cr_assert(exn_snapshots_take(&snapshots, &hash));
    cr_assert(exn_hash_equal(hash, small));
    expect_image(before, "taken");
    exn_snapshots_go(&snapshots, snapshots.changes, snapshots.change_count, hash);
    cr_assert_lt(exn_heap_high(heap), LARGE / GRANULE);
    expect_hash(small, "gone there");
    exn_snapshots_go(&snapshots, snapshots.changes, snapshots.change_count, snapshots.hash);
    expect_image(before, "gone back");
    free(before.granules);
}

/* The same if the heap reaches farther. */
Test(snapshot, sees_what_was_allocated_behind_the_end)
{
    exn_heap_allocate(heap, GRANULE);
    begin();
    exn_hash origin = snapshots.hash;
    for (size_t size = GRANULE; size < 1u << 20; size *= 4) {
        char *block = exn_heap_allocate(heap, size);
        cr_assert_not_null(block);
        block[size - 1] = 1;
        exn_hash scratch = exn_snapshots_hash(heap);
        exn_hash hash;
        cr_assert(exn_snapshots_take(&snapshots, &hash));
        cr_assert(exn_hash_equal(hash, scratch), "%zu bytes", size);
        expect_hash(origin, "taken");
    }
}

Test(snapshot, takes_no_change_where_there_is_none)
{
    char *block = exn_heap_allocate(heap, GRANULE);
    begin();
    block[3] = 1;
    block[3] = 0;
    exn_hash hash;
    cr_assert(exn_snapshots_take(&snapshots, &hash));
    cr_assert(exn_hash_equal(hash, snapshots.hash));
    cr_assert_eq(snapshots.change_count, 0);
}

/* Every implementation for a processor finds the same changes. */
Test(snapshot, lists_the_same_changes_in_every_way)
{
    exn_list_fn *ways[EXN_LIST_WAYS_MAX];
    size_t count = exn_list_ways(ways);
    cr_assert_geq(count, 1);
    world *self = make_world();
    begin();
    for (unsigned round = 0; round < STATES; round++) {
        change(self);
        size_t high = exn_heap_high(heap) + EXN_SPAN_MULTIPLE * below(4);
        exn_span live = exn_heap_blocks(heap, high);
        exn_span kept = exn_heap_blocks(snapshots.kept, high);
        uint32_t *plain = calloc(live.count + EXN_LISTED_BEHIND, sizeof *plain);
        uint32_t *other = calloc(live.count + EXN_LISTED_BEHIND, sizeof *other);
        ptrdiff_t listed = ways[0](heap, live, kept, 1, plain) - plain;
        for (size_t way = 1; way < count; way++) {
            cr_assert_eq(ways[way](heap, live, kept, 1, other) - other, listed, "way %zu", way);
            for (ptrdiff_t i = 0; i < listed; i++) {
                cr_assert_eq(other[i], plain[i], "way %zu", way);
            }
        }
        free(plain);
        free(other);
    }
}

/* Several spans, each a page behind the one before it: their granules that differ, in order. */
Test(snapshot, lists_the_changes_of_several_spans)
{
    enum { SPANS = 4, SPAN_MAX = 4 * EXN_SPAN_MULTIPLE };
    exn_list_fn *ways[EXN_LIST_WAYS_MAX];
    size_t count = exn_list_ways(ways);
    unsigned char *block = exn_heap_allocate(heap, SPANS * EXN_PAGE_SIZE);
    begin();
    for (unsigned round = 0; round < STATES; round++) {
        block[below(SPANS) * EXN_PAGE_SIZE + below(SPAN_MAX * GRANULE)] = (unsigned char)below(256);
        exn_span live = exn_heap_blocks(heap, exn_heap_high(heap));
        exn_span kept = exn_heap_blocks(snapshots.kept, exn_heap_high(heap));
        live.count = kept.count = EXN_SPAN_MULTIPLE * below(SPAN_MAX / EXN_SPAN_MULTIPLE + 1);
        uint32_t spans = below(SPANS + 1);
        for (size_t way = 0; way < count; way++) {
            uint32_t listed[SPANS * SPAN_MAX + EXN_LISTED_BEHIND];
            uint32_t *end = ways[way](heap, live, kept, spans, listed);
            uint32_t *next = listed;
            for (size_t i = 0; i < spans * live.count; i++) {
                size_t at = i / live.count * EXN_PAGE_GRANULES + i % live.count;
                if (memcmp(&live.first[at], &kept.first[at], GRANULE) != 0) {
                    uint32_t place = (uint32_t)(&live.first[at] - (exn_granule *)(void *)heap);
                    cr_assert(next < end && *next == place, "way %zu", way);
                    next += 1;
                }
            }
            cr_assert_eq(next, end, "way %zu", way);
        }
    }
}

/* The same bytes at another place are another state; the same state by another path is the same
 * state. */
Test(snapshot, tells_states_apart_by_place_and_not_by_way)
{
    char *blocks = exn_heap_allocate(heap, 4 * GRANULE);
    begin();
    exn_hash here, there, both, both_again;
    blocks[0] = 1;
    cr_assert(exn_snapshots_take(&snapshots, &here));
    blocks[GRANULE] = 1;
    cr_assert(exn_snapshots_take(&snapshots, &there));
    cr_assert_not(exn_hash_equal(here, there));
    blocks[0] = 1;
    blocks[GRANULE] = 1;
    cr_assert(exn_snapshots_take(&snapshots, &both));
    size_t first = snapshots.change_count;
    blocks[GRANULE] = 1;
    exn_hash hash;
    cr_assert(exn_snapshots_take(&snapshots, &hash));
    exn_snapshots_go(&snapshots, snapshots.changes + first, snapshots.change_count - first, hash);
    blocks[0] = 1;
    cr_assert(exn_snapshots_take(&snapshots, &both_again));
    cr_assert(exn_hash_equal(both, both_again));
}
