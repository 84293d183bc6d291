/* Keeps one state of the world, and lists how others differ from it: snapshot.h. */
#include "world/snapshot.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "world/granule_sum.h"
#include "world/guard.h"
#include "world/snapshot_statics.h"
#include "world/statics.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static exn_granule *granule_at(exn_heap *heap, uint32_t at)
{
    return (exn_granule *)(void *)heap + at;
}

static uint32_t place_of(exn_heap *heap, const exn_granule *granule)
{
    return (uint32_t)(granule - (const exn_granule *)(void *)heap);
}

/* --- taking and going ------------------------------------------------------------------------- */

/* A granule holds the hash of another one: bytes of the same size. */
_Static_assert(sizeof(exn_hash) == sizeof(exn_granule), "hashes lie where granules would");

static exn_hash *kept_hash(exn_snapshots *snapshots, uint32_t at)
{
    return (exn_hash *)(void *)granule_at(snapshots->hashes, at);
}

/* Not inlined: it would take the registers of what is found without it. */
__attribute__((noinline)) static exn_sum called_hash(const exn_granule *granule, uint32_t at)
{
    return exn_granule_hash(granule, at);
}

/* Most of what is hashed was hashed before, at the same place: a step changes little, and its
 * neighbours change the same. A hash depends on nothing but the content and the place. */
static inline exn_sum hash_at(exn_snapshots *snapshots, const exn_granule *live, uint32_t at)
{
    if (exn_granule_is_zero(live)) {
        return 0;
    }
    exn_granule *hashed = granule_at(snapshots->hashed, at);
    exn_hash *to = (exn_hash *)(void *)granule_at(snapshots->hashed_to, at);
    if (exn_granules_differ(hashed, live) != 0) {
        *hashed = *live;
        *to = exn_hash_from(called_hash(live, at));
    }
    return exn_sum_of(*to);
}

/* Takes the granules that are listed as changes, and writes those of the kept state back. Returns
 * false when out of memory; then the heap is back, too. */
static bool take_listed(exn_snapshots *snapshots, const uint32_t *listed, size_t count,
                        exn_hash *hash)
{
    if (!EXN_MAKE_ROOM(snapshots->changes, snapshots->change_capacity,
                       snapshots->change_count + count)) {
        exn_snapshots_revert(snapshots);
        return false;
    }
    exn_sum total = exn_sum_of(snapshots->hash);
    for (size_t i = 0; i < count; i++) {
        uint32_t at = listed[i];
        exn_granule *live = granule_at(snapshots->heap, at);
        exn_sum hash_of_live = hash_at(snapshots, live, at);
        exn_change change = {*live, exn_hash_from(hash_of_live), at};
        total += hash_of_live - exn_sum_of(*kept_hash(snapshots, at));
        snapshots->changes[snapshots->change_count++] = change;
        *live = *granule_at(snapshots->kept, at);
    }
    *hash = exn_hash_from(total);
    return true;
}

/* Granules beyond the last block of both are zero in both. */
static size_t high_of_both(const exn_snapshots *snapshots)
{
    size_t live = exn_heap_high(snapshots->heap);
    size_t kept = exn_heap_high(snapshots->kept);
    return live > kept ? live : kept;
}

/* The same part of another memory of the same layout. */
static exn_span same_of(const exn_snapshots *snapshots, exn_heap *other, exn_span span)
{
    return (exn_span){granule_at(other, place_of(snapshots->heap, span.first)), span.count};
}

static inline uint32_t *list_spans(exn_snapshots *snapshots, exn_span live, uint32_t spans,
                                   uint32_t *listed)
{
    exn_span kept = same_of(snapshots, snapshots->kept, live);
    return snapshots->list(snapshots->heap, live, kept, spans, listed);
}

/* Lists where the heap differs, in snapshots.listed, and returns where the list has ended; NULL
 * when out of memory. */
__attribute__((always_inline)) static inline uint32_t *list_changed(exn_snapshots *snapshots)
{
    exn_heap *heap = snapshots->heap;
    size_t high = high_of_both(snapshots);
    exn_span bookkeeping = exn_heap_bookkeeping(heap, high);
    exn_span blocks = exn_heap_blocks(heap, high);
    size_t of_cells = snapshots->cell_count * EXN_PAGE_GRANULES;
    if (!EXN_MAKE_ROOM(snapshots->listed, snapshots->listed_capacity,
                       bookkeeping.count + blocks.count + of_cells + EXN_LISTED_BEHIND)) {
        return NULL;
    }
    uint32_t *end = list_spans(snapshots, bookkeeping, 1, snapshots->listed);
    end = list_spans(snapshots, blocks, 1, end);
    return list_spans(snapshots, snapshots->cell, snapshots->cell_count, end);
}

__attribute__((always_inline)) static inline bool take(exn_snapshots *snapshots, exn_hash *hash)
{
    const uint32_t *end = list_changed(snapshots);
    if (end == NULL) {
        exn_snapshots_revert(snapshots);
        return false;
    }
    if (!take_listed(snapshots, snapshots->listed, (size_t)(end - snapshots->listed), hash)) {
        return false;
    }
    bool taken = snapshots->statics == NULL || exn_snapshot_statics_take(snapshots, hash);
    if (!taken) {
        exn_snapshots_revert(snapshots);
    }
    return taken;
}

/* Takes no change, and so need not write any. */
static bool look(exn_snapshots *snapshots, exn_hash *hash)
{
    const uint32_t *end = list_changed(snapshots);
    if (end == NULL) {
        exn_snapshots_revert(snapshots);
        return false;
    }
    exn_sum total = exn_sum_of(snapshots->hash);
    for (const uint32_t *at = snapshots->listed; at != end; at++) {
        exn_granule *live = granule_at(snapshots->heap, *at);
        total += hash_at(snapshots, live, *at) - exn_sum_of(*kept_hash(snapshots, *at));
        *live = *granule_at(snapshots->kept, *at);
    }
    *hash = exn_hash_from(total);
    exn_assert(exn_heap_high(snapshots->heap) == exn_heap_high(snapshots->kept));
    return true;
}

static exn_sum hash_span(exn_heap *heap, exn_span span)
{
    exn_sum total = 0;
    for (size_t i = 0; i < span.count; i++) {
        total += exn_granule_hash(&span.first[i], place_of(heap, &span.first[i]));
    }
    return total;
}

/* The hashes that are kept up to date by changes are those of all of the memory, and of each cell:
 * what is remembered goes by them. */
static void assert_kept_hash(const exn_snapshots *snapshots)
{
    exn_sum of_cells = 0;
    exn_assert(exn_hash_equal(snapshots->hash, exn_snapshots_hash(snapshots->heap)) &&
               "the kept hash is that of the kept state");
    exn_assert(exn_heap_high(snapshots->heap) == exn_heap_high(snapshots->kept));
    for (uint32_t i = 0; i < snapshots->cell_count; i++) {
        exn_sum now = hash_span(snapshots->heap, exn_heap_cell_in_use(snapshots->heap, i));
        exn_assert(now == exn_sum_of(snapshots->cell_hashes[i]) && "the same of its cells");
        of_cells += now;
    }
    exn_assert(of_cells == exn_sum_of(snapshots->cells_hash));
}

/* Takes the present state, or looks at it; then whether the changes lead from the kept one to it
 * and back. */
__attribute__((noinline)) static bool take_and_compare(exn_snapshots *snapshots, exn_hash *hash,
                                                       bool only_looks)
{
    exn_hash present = exn_snapshots_hash(snapshots->heap);
    bool taken = only_looks ? look(snapshots, hash) : take(snapshots, hash);
    exn_assert((!taken || exn_hash_equal(present, *hash)) &&
               "the hash of the changes is the state's");
    assert_kept_hash(snapshots);
    return taken;
}

bool exn_snapshots_take(exn_snapshots *snapshots, exn_hash *hash)
{
    return exn_is_sampled(&snapshots->checks) ? take_and_compare(snapshots, hash, false)
                                              : take(snapshots, hash);
}

bool exn_snapshots_look(exn_snapshots *snapshots, exn_hash *hash)
{
    if (snapshots->statics != NULL) { /* these are put back while they are taken */
        size_t before = snapshots->change_count;
        bool taken = exn_snapshots_take(snapshots, hash);
        snapshots->change_count = before;
        return taken;
    }
    return exn_is_sampled(&snapshots->checks) ? take_and_compare(snapshots, hash, true)
                                              : look(snapshots, hash);
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
    if (!EXN_MAKE_ROOM(snapshots->listed, snapshots->listed_capacity, within.end - within.begin)) {
        exn_snapshots_revert(snapshots);
        return false;
    }
    size_t count = 0;
    for (uint32_t at = within.begin; at < within.end; at++) {
        bool differs = exn_granules_differ(granule_at(snapshots->heap, at),
                                           granule_at(snapshots->kept, at)) != 0;
        snapshots->listed[count] = at;
        count += differs ? 1 : 0;
    }
    return take_listed(snapshots, snapshots->listed, count, hash);
}

exn_hash exn_snapshots_look_within(exn_snapshots *snapshots, const void *first, size_t size)
{
    places within = places_within(snapshots, first, size);
    exn_sum total = exn_sum_of(snapshots->hash);
    for (uint32_t at = within.begin; at < within.end; at++) {
        exn_granule *live = granule_at(snapshots->heap, at);
        total += hash_at(snapshots, live, at) - exn_sum_of(*kept_hash(snapshots, at));
        *live = *granule_at(snapshots->kept, at);
    }
    return exn_hash_from(total);
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
    exn_span blocks = exn_heap_blocks(snapshots->heap, high);
    copy(blocks, same_of(snapshots, snapshots->kept, blocks));
    for (uint32_t i = 0; i < snapshots->cell_count; i++) {
        exn_span cell = exn_heap_cell_in_use(snapshots->heap, i);
        copy(cell, same_of(snapshots, snapshots->kept, cell));
    }
    if (snapshots->statics != NULL) {
        exn_snapshot_statics_revert(snapshots);
    }
}

/* The hash of the cell in which a change lies changes with it. */
static inline void go_cell(exn_snapshots *snapshots, const exn_change *change, exn_hash before)
{
    uint32_t cell = (change->at - snapshots->first_cell) / EXN_PAGE_GRANULES; /* or far beyond */
    if (cell < snapshots->cell_count) {
        exn_hash difference = exn_hash_minus(change->hash, before);
        exn_assert(change->at >= snapshots->first_cell && "it lies in that cell");
        snapshots->cell_hashes[cell] = exn_hash_plus(snapshots->cell_hashes[cell], difference);
        snapshots->cells_hash = exn_hash_plus(snapshots->cells_hash, difference);
    }
}

void exn_snapshots_go(exn_snapshots *snapshots, exn_change *changes, size_t count, exn_hash hash)
{
    for (; count > 0 && changes[count - 1].at >= EXN_STATICS_FIRST; count--) {
        exn_snapshot_statics_go(snapshots, &changes[count - 1]); /* they stand last */
    }
    for (size_t i = 0; i < count; i++) {
        exn_granule *kept = granule_at(snapshots->kept, changes[i].at);
        exn_hash *its_hash = kept_hash(snapshots, changes[i].at);
        exn_change before = {*kept, *its_hash, changes[i].at};
        go_cell(snapshots, &changes[i], *its_hash);
        *kept = changes[i].granule;
        *its_hash = changes[i].hash;
        *granule_at(snapshots->heap, changes[i].at) = *kept;
        changes[i] = before;
    }
    snapshots->hash = hash;
}

/* --- from scratch ----------------------------------------------------------------------------- */

exn_hash exn_snapshots_hash(exn_heap *heap)
{
    size_t high = exn_heap_high(heap);
    exn_sum total = hash_span(heap, exn_heap_bookkeeping(heap, high)) +
                    hash_span(heap, exn_heap_blocks(heap, high)) + exn_snapshot_statics_hash();
    for (uint32_t i = 0; i < exn_heap_cells(heap).count; i++) {
        total += hash_span(heap, exn_heap_cell_in_use(heap, i));
    }
    return exn_hash_from(total);
}

exn_hash exn_snapshots_hash_of_present(exn_snapshots *snapshots)
{
    const uint32_t *end = snapshots->statics == NULL ? list_changed(snapshots) : NULL;
    if (end == NULL) { /* statics are hashed beside what they were at the mark */
        return exn_snapshots_hash(snapshots->heap);
    }
    exn_sum total = exn_sum_of(snapshots->hash);
    for (const uint32_t *at = snapshots->listed; at != end; at++) {
        total += hash_at(snapshots, granule_at(snapshots->heap, *at), *at) -
                 exn_sum_of(*kept_hash(snapshots, *at));
    }
    exn_hash hash = exn_hash_from(total);
    exn_assert((!exn_is_sampled(&snapshots->checks) ||
                exn_hash_equal(hash, exn_snapshots_hash(snapshots->heap))) &&
               "it is the hash from scratch");
    return hash;
}

exn_hash exn_snapshots_hash_of_shared(const exn_snapshots *snapshots)
{
    return exn_hash_minus(snapshots->hash, snapshots->cells_hash);
}

static void keep_hashes(exn_snapshots *snapshots, exn_span span)
{
    for (size_t i = 0; i < span.count; i++) {
        uint32_t at = place_of(snapshots->heap, &span.first[i]);
        *kept_hash(snapshots, at) = exn_hash_from(exn_granule_hash(&span.first[i], at));
    }
}

static void keep_cells(exn_snapshots *snapshots)
{
    exn_heap *heap = snapshots->heap;
    exn_assert(snapshots->cell_count == 0 && exn_heap_cells(heap).count <= EXN_CELLS_MAX);
    snapshots->cell_count = exn_heap_cells(heap).count;
    snapshots->cell = exn_heap_cell_in_use(heap, 0);
    snapshots->first_cell = place_of(heap, snapshots->cell.first);
    for (uint32_t i = 0; i < snapshots->cell_count; i++) {
        exn_span cell = exn_heap_cell_in_use(heap, i);
        copy(same_of(snapshots, snapshots->kept, cell), cell);
        keep_hashes(snapshots, cell);
        snapshots->cell_hashes[i] = exn_hash_from(hash_span(heap, cell));
        snapshots->cells_hash = exn_hash_plus(snapshots->cells_hash, snapshots->cell_hashes[i]);
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
                                 .hashed = exn_heap_shadow(),
                                 .hashed_to = exn_heap_shadow(),
                                 .list = fastest_list()};
    if (snapshots->kept == NULL || snapshots->hashes == NULL || snapshots->hashed == NULL ||
        snapshots->hashed_to == NULL) {
        exn_snapshots_close(snapshots);
        return false;
    }
    size_t high = exn_heap_high(heap);
    exn_span bookkeeping = exn_heap_bookkeeping(heap, high);
    copy(exn_heap_bookkeeping(snapshots->kept, high), bookkeeping);
    keep_hashes(snapshots, bookkeeping);
    exn_span blocks = exn_heap_blocks(heap, high);
    copy(same_of(snapshots, snapshots->kept, blocks), blocks);
    keep_hashes(snapshots, blocks);
    keep_cells(snapshots);
    snapshots->hash = exn_snapshots_hash(heap);
    exn_assert(exn_heap_high(snapshots->kept) == high && "the image has the layout of the heap");
    if (!exn_snapshot_statics_open(snapshots)) {
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
    exn_heap_shadow_free(snapshots->hashed);
    exn_heap_shadow_free(snapshots->hashed_to);
    free(snapshots->changes);
    free(snapshots->listed);
    exn_snapshot_statics_close(snapshots);
    *snapshots = (exn_snapshots){.heap = NULL};
}
