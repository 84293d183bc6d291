/* Keeps one state of the world, and lists how others differ from it: snapshot.h. */
#include "world/snapshot.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "world/statics.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

__extension__ typedef unsigned __int128 sum; /* of hashes, modulo 2^128 */

static bool is_zero(const exn_granule *granule)
{
    return (granule->words[0] | granule->words[1]) == 0;
}

/* Zero granules count nothing, so that memory beyond the last block needs no look.
 *
 * XXH3 only adds its seed to short inputs: with seeds as near to each other as places are, granules
 * that differ as little as counters do would change places without a trace in the sum. So places
 * are spread over all 64 bits first (Knuth's multiplicative hashing). */
__attribute__((always_inline)) static inline sum hash_of(const exn_granule *granule, uint32_t at)
{
    if (is_zero(granule)) {
        return 0;
    }
    XXH128_hash_t hash =
        XXH3_128bits_withSeed(granule, sizeof *granule, (at + 1) * 0x9E3779B97F4A7C15u);
    return (sum)hash.high64 << 64 | hash.low64;
}

static sum sum_of(exn_hash hash)
{
    return (sum)hash.high << 64 | hash.low;
}

static exn_hash hash_from(sum total)
{
    return (exn_hash){(uint64_t)total, (uint64_t)(total >> 64)};
}

static exn_granule *granule_at(exn_heap *heap, uint32_t at)
{
    return (exn_granule *)(void *)heap + at;
}

static uint32_t place_of(exn_heap *heap, const exn_granule *granule)
{
    return (uint32_t)(granule - (const exn_granule *)(void *)heap);
}

static uint64_t differences(const exn_granule *a, const exn_granule *b)
{
    return (a->words[0] ^ b->words[0]) | (a->words[1] ^ b->words[1]);
}

/* --- statics ---------------------------------------------------------------------------------- */

static exn_granule *kept_static(exn_snapshots *snapshots, uint32_t at)
{
    exn_assert(at >= EXN_STATICS_FIRST && at - EXN_STATICS_FIRST < exn_statics_granules());
    return &snapshots->statics[at - EXN_STATICS_FIRST];
}

/* Parts that are compared from now on have been as they were at the mark until now. */
static void keep_new_statics(exn_snapshots *snapshots)
{
    for (; snapshots->statics_count < exn_statics_count(); snapshots->statics_count++) {
        const exn_static *part = exn_statics_part(snapshots->statics_count);
        memcpy(kept_static(snapshots, part->at), exn_statics_marked(part->at),
               exn_statics_granules_of(part) * sizeof(exn_granule));
    }
}

/* The first granule of a part that differs, from number `from` on. */
static uint32_t next_static(exn_snapshots *snapshots, const exn_static *part, uint32_t from)
{
    return exn_statics_differing(part, kept_static(snapshots, part->at), from);
}

static void revert_statics(exn_snapshots *snapshots)
{
    if (exn_statics_equal(snapshots->statics, snapshots->statics_count)) {
        return;
    }
    keep_new_statics(snapshots);
    for (size_t i = 0; i < snapshots->statics_count; i++) {
        const exn_static *part = exn_statics_part(i);
        uint32_t count = exn_statics_granules_of(part);
        for (uint32_t at = next_static(snapshots, part, 0); at < count;
             at = next_static(snapshots, part, at)) {
            exn_statics_store(part, at, *kept_static(snapshots, part->at + at));
        }
    }
}

/* Appends a change; false when out of memory. */
static bool append_change(exn_snapshots *snapshots, const exn_change *change)
{
    if (!EXN_MAKE_ROOM(snapshots->changes, snapshots->change_capacity,
                       snapshots->change_count + 1)) {
        return false;
    }
    exn_assert(snapshots->change_count < snapshots->change_capacity);
    snapshots->changes[snapshots->change_count++] = *change;
    return true;
}

static int by_place(const void *a, const void *b)
{
    const exn_change *left = a;
    const exn_change *right = b;
    return left->at < right->at ? -1 : left->at > right->at ? 1 : 0;
}

/* Takes those of one part, and puts them back. */
static bool take_part(exn_snapshots *snapshots, const exn_static *part, sum *total)
{
    uint32_t count = exn_statics_granules_of(part);
    bool taken = true;
    for (uint32_t i = next_static(snapshots, part, 0); i < count && taken;
         i = next_static(snapshots, part, i)) {
        const exn_granule *kept = kept_static(snapshots, part->at + i);
        exn_granule live = exn_statics_load(part, i);
        sum hash = hash_of(&live, part->at + i);
        exn_change change = {live, hash_from(hash), part->at + i};
        *total += hash - hash_of(kept, part->at + i);
        exn_statics_note(part->at + i, kept, &live);
        exn_assert(differences(&live, kept) != 0 && "only what differs is a change");
        taken = append_change(snapshots, &change);
        exn_statics_store(part, i, *kept);
    }
    return taken;
}

/* Takes the statics after what was taken of the heap, and adds them to the hash: those that differ.
 */
__attribute__((noinline)) static bool take_changed_statics(exn_snapshots *snapshots, exn_hash *hash)
{
    size_t before = snapshots->change_count;
    sum total = sum_of(*hash);
    bool taken = true;
    keep_new_statics(snapshots);
    exn_assert(snapshots->statics_count == exn_statics_count());
    for (size_t i = 0; i < snapshots->statics_count && taken; i++) {
        taken = take_part(snapshots, exn_statics_part(i), &total);
    }
    size_t count = snapshots->change_count - before;
    if (count > 1) { /* parts are in the order in which they were first written to */
        qsort(snapshots->changes + before, count, sizeof *snapshots->changes, by_place);
    }
    for (size_t i = 1; i < count; i++) {
        exn_assert(snapshots->changes[before + i - 1].at < snapshots->changes[before + i].at);
    }
    *hash = hash_from(total);
    if (!taken) {
        exn_snapshots_revert(snapshots);
    }
    return taken;
}

/* Most steps change none: then there is no change to list, and the hash is that of the heap alone.
 */
static bool take_statics(exn_snapshots *snapshots, exn_hash *hash)
{
    return exn_statics_equal(snapshots->statics, snapshots->statics_count) ||
           take_changed_statics(snapshots, hash);
}

static void go_static(exn_snapshots *snapshots, exn_change *change)
{
    uint32_t granule;
    keep_new_statics(snapshots);
    const exn_static *part = exn_statics_at(change->at, &granule);
    exn_granule *kept = kept_static(snapshots, change->at);
    exn_assert(change->at == part->at + granule && "a place is one granule of one part");
    exn_change before = {*kept, hash_from(hash_of(kept, change->at)), change->at};
    *kept = change->granule;
    exn_statics_store(part, granule, *kept);
    *change = before;
}

/* What the statics add to a hash from scratch: the granules that differ from the mark. */
static sum hash_statics(void)
{
    sum total = 0;
    for (size_t i = 0; i < exn_statics_count(); i++) {
        const exn_static *part = exn_statics_part(i);
        const exn_granule *marked = exn_statics_marked(part->at);
        uint32_t count = exn_statics_granules_of(part);
        for (uint32_t at = exn_statics_differing(part, marked, 0); at < count;
             at = exn_statics_differing(part, marked, at + 1)) {
            exn_granule live = exn_statics_load(part, at);
            total += hash_of(&live, part->at + at) - hash_of(&marked[at], part->at + at);
        }
    }
    return total;
}

/* An image of those that there are. Returns false when out of memory. */
static bool open_statics(exn_snapshots *snapshots)
{
    size_t size = exn_statics_granules() * sizeof(exn_granule);
    if (size == 0) {
        return true;
    }
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    snapshots->statics = memory == MAP_FAILED ? NULL : memory;
    for (size_t i = 0; i < exn_statics_count() && snapshots->statics != NULL; i++) {
        const exn_static *part = exn_statics_part(i);
        for (uint32_t at = 0; at < exn_statics_granules_of(part); at++) {
            *kept_static(snapshots, part->at + at) = exn_statics_load(part, at);
        }
    }
    snapshots->statics_count = exn_statics_count();
    return snapshots->statics != NULL;
}

static void close_statics(exn_snapshots *snapshots)
{
    if (snapshots->statics != NULL) {
        munmap(snapshots->statics, exn_statics_granules() * sizeof(exn_granule));
    }
}

/* --- taking and going ------------------------------------------------------------------------- */

/* A granule holds the hash of another one: bytes of the same size. */
_Static_assert(sizeof(exn_hash) == sizeof(exn_granule), "hashes lie where granules would");

static exn_hash *kept_hash(exn_snapshots *snapshots, uint32_t at)
{
    return (exn_hash *)(void *)granule_at(snapshots->hashes, at);
}

/* Where the next change goes, with room for as many as there may be; NULL when out of memory, and
 * then the heap is back at the kept state. */
static exn_change *make_room(exn_snapshots *snapshots, size_t changes)
{
    if (!EXN_MAKE_ROOM(snapshots->changes, snapshots->change_capacity,
                       snapshots->change_count + changes)) {
        exn_snapshots_revert(snapshots);
        return NULL;
    }
    return snapshots->changes + snapshots->change_count;
}

/* Takes the changes whose places were listed, up to `end`, and writes the granules back. */
static exn_hash take_listed(exn_snapshots *snapshots, const exn_change *end)
{
    exn_change *change = snapshots->changes + snapshots->change_count;
    sum total = sum_of(snapshots->hash);
    snapshots->change_count = (size_t)(end - snapshots->changes);
    exn_assert(snapshots->change_count <= snapshots->change_capacity && "there was room for all");
    for (; change != end; change++) {
        exn_granule *live = granule_at(snapshots->heap, change->at);
        sum hash = hash_of(live, change->at);
        total += hash - sum_of(*kept_hash(snapshots, change->at));
        change->granule = *live;
        change->hash = hash_from(hash);
        *live = *granule_at(snapshots->kept, change->at);
    }
    return hash_from(total);
}

/* Granules beyond the last block of both are zero in both. */
static size_t high_of_both(const exn_snapshots *snapshots)
{
    size_t live = exn_heap_high(snapshots->heap);
    size_t kept = exn_heap_high(snapshots->kept);
    return live > kept ? live : kept;
}

__attribute__((always_inline)) static inline bool take(exn_snapshots *snapshots, exn_hash *hash)
{
    exn_heap *heap = snapshots->heap;
    exn_heap *kept = snapshots->kept;
    size_t high = high_of_both(snapshots);
    exn_span bookkeeping = exn_heap_bookkeeping(heap, high);
    exn_span blocks = exn_heap_blocks(heap, high);
    exn_change *listed = make_room(snapshots, bookkeeping.count + blocks.count);
    if (listed == NULL) {
        return false;
    }
    listed = snapshots->list(heap, bookkeeping, exn_heap_bookkeeping(kept, high), listed);
    listed = snapshots->list(heap, blocks, exn_heap_blocks(kept, high), listed);
    *hash = take_listed(snapshots, listed);
    return snapshots->statics == NULL || take_statics(snapshots, hash);
}

/* The hash that is kept up to date by changes is that of all of the memory. */
static void assert_kept_hash(const exn_snapshots *snapshots)
{
    exn_assert(exn_hash_equal(snapshots->hash, exn_snapshots_hash(snapshots->heap)) &&
               "the kept hash is that of the kept state");
    exn_assert(exn_heap_high(snapshots->heap) == exn_heap_high(snapshots->kept));
}

/* Takes the present state, and looks whether the changes lead from the kept one to it and back. */
__attribute__((noinline)) static bool take_and_compare(exn_snapshots *snapshots, exn_hash *hash)
{
    exn_hash present = exn_snapshots_hash(snapshots->heap);
    bool taken = take(snapshots, hash);
    exn_assert((!taken || exn_hash_equal(present, *hash)) &&
               "the hash of the changes is the state's");
    assert_kept_hash(snapshots);
    return taken;
}

bool exn_snapshots_take(exn_snapshots *snapshots, exn_hash *hash)
{
    return exn_is_sampled(&snapshots->checks) ? take_and_compare(snapshots, hash)
                                              : take(snapshots, hash);
}

/* The granules that `size` bytes from `first` lie in. */
typedef struct places {
    uint32_t begin, end;
} places;

static places places_within(const exn_snapshots *snapshots, const void *first, size_t size)
{
    uintptr_t at = (uintptr_t)first - (uintptr_t)snapshots->heap;
    return (places){(uint32_t)(at / sizeof(exn_granule)),
                    (uint32_t)((at + size - 1) / sizeof(exn_granule)) + 1};
}

bool exn_snapshots_take_within(exn_snapshots *snapshots, const void *first, size_t size,
                               exn_hash *hash)
{
    places within = places_within(snapshots, first, size);
    exn_change *listed = make_room(snapshots, within.end - within.begin + 1);
    if (listed == NULL) {
        return false;
    }
    for (uint32_t at = within.begin; at < within.end; at++) {
        listed->at = at;
        listed += differences(granule_at(snapshots->heap, at), granule_at(snapshots->kept, at)) != 0
                      ? 1
                      : 0;
    }
    *hash = take_listed(snapshots, listed);
    return true;
}

exn_hash exn_snapshots_look_within(exn_snapshots *snapshots, const void *first, size_t size)
{
    places within = places_within(snapshots, first, size);
    sum total = sum_of(snapshots->hash);
    for (uint32_t at = within.begin; at < within.end; at++) {
        exn_granule *live = granule_at(snapshots->heap, at);
        total += hash_of(live, at) - sum_of(*kept_hash(snapshots, at));
        *live = *granule_at(snapshots->kept, at);
    }
    return hash_from(total);
}

static void copy(exn_span to, exn_span from)
{
    exn_assert(to.count == from.count && "both states have the same layout");
    if (from.count > 0) {
        memcpy(to.first, from.first, from.count * sizeof *from.first);
    }
}

void exn_snapshots_revert(exn_snapshots *snapshots)
{
    size_t high = high_of_both(snapshots); /* before `high` itself is copied */
    copy(exn_heap_bookkeeping(snapshots->heap, high), exn_heap_bookkeeping(snapshots->kept, high));
    copy(exn_heap_blocks(snapshots->heap, high), exn_heap_blocks(snapshots->kept, high));
    if (snapshots->statics != NULL) {
        revert_statics(snapshots);
    }
}

void exn_snapshots_go(exn_snapshots *snapshots, exn_change *changes, size_t count, exn_hash hash)
{
    for (; count > 0 && changes[count - 1].at >= EXN_STATICS_FIRST; count--) {
        go_static(snapshots, &changes[count - 1]); /* they stand last */
    }
    for (size_t i = 0; i < count; i++) {
        exn_granule *kept = granule_at(snapshots->kept, changes[i].at);
        exn_hash *its_hash = kept_hash(snapshots, changes[i].at);
        exn_change before = {*kept, *its_hash, changes[i].at};
        *kept = changes[i].granule;
        *its_hash = changes[i].hash;
        *granule_at(snapshots->heap, changes[i].at) = *kept;
        changes[i] = before;
    }
    snapshots->hash = hash;
}

/* --- from scratch ----------------------------------------------------------------------------- */

static sum hash_span(exn_heap *heap, exn_span span)
{
    sum total = 0;
    for (size_t i = 0; i < span.count; i++) {
        total += hash_of(&span.first[i], place_of(heap, &span.first[i]));
    }
    return total;
}

exn_hash exn_snapshots_hash(exn_heap *heap)
{
    size_t high = exn_heap_high(heap);
    return hash_from(hash_span(heap, exn_heap_bookkeeping(heap, high)) +
                     hash_span(heap, exn_heap_blocks(heap, high)) + hash_statics());
}

static void keep_hashes(exn_snapshots *snapshots, exn_span span)
{
    for (size_t i = 0; i < span.count; i++) {
        uint32_t at = place_of(snapshots->heap, &span.first[i]);
        *kept_hash(snapshots, at) = hash_from(hash_of(&span.first[i], at));
    }
}

static exn_list_fn *fastest_list(void)
{
    exn_list_fn *ways[EXN_LIST_WAYS_MAX];
    size_t count = exn_list_ways(ways);
    return ways[count - 1];
}

bool exn_snapshots_open(exn_snapshots *snapshots, exn_heap *heap)
{
    *snapshots = (exn_snapshots){.heap = heap,
                                 .kept = exn_heap_shadow(),
                                 .hashes = exn_heap_shadow(),
                                 .list = fastest_list()};
    if (snapshots->kept == NULL || snapshots->hashes == NULL) {
        exn_snapshots_close(snapshots);
        return false;
    }
    size_t high = exn_heap_high(heap);
    exn_span bookkeeping = exn_heap_bookkeeping(heap, high);
    exn_span blocks = exn_heap_blocks(heap, high);
    copy(exn_heap_bookkeeping(snapshots->kept, high), bookkeeping);
    copy(exn_heap_blocks(snapshots->kept, high), blocks);
    keep_hashes(snapshots, bookkeeping);
    keep_hashes(snapshots, blocks);
    snapshots->hash = exn_snapshots_hash(heap);
    exn_assert(exn_heap_high(snapshots->kept) == high && "the image has the layout of the heap");
    if (!open_statics(snapshots)) {
        exn_snapshots_close(snapshots);
        return false;
    }
    return true;
}

void exn_snapshots_close(exn_snapshots *snapshots)
{
    exn_assert(snapshots->change_count <= snapshots->change_capacity);
    exn_heap_shadow_free(snapshots->kept);
    exn_heap_shadow_free(snapshots->hashes);
    free(snapshots->changes);
    close_statics(snapshots);
    *snapshots = (exn_snapshots){.heap = NULL};
}
