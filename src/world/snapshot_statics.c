/* Keeps the statics of one state of the world, and lists how others differ: snapshot_statics.h. */
#include "world/snapshot_statics.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "world/statics.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

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

void exn_snapshot_statics_revert(exn_snapshots *snapshots)
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
static bool take_part(exn_snapshots *snapshots, const exn_static *part, exn_sum *total)
{
    uint32_t count = exn_statics_granules_of(part);
    bool taken = true;
    for (uint32_t i = next_static(snapshots, part, 0); i < count && taken;
         i = next_static(snapshots, part, i)) {
        const exn_granule *kept = kept_static(snapshots, part->at + i);
        exn_granule live = exn_statics_load(part, i);
        exn_sum hash = exn_granule_hash(&live, part->at + i);
        exn_change change = {live, exn_hash_from(hash), part->at + i};
        *total += hash - exn_granule_hash(kept, part->at + i);
        exn_statics_note(part->at + i, kept, &live);
        exn_assert(exn_granules_differ(&live, kept) != 0 && "only what differs is a change");
        taken = append_change(snapshots, &change);
        exn_statics_store(part, i, *kept);
    }
    return taken;
}

/* Takes those that differ. */
__attribute__((noinline)) static bool take_changed(exn_snapshots *snapshots, exn_hash *hash)
{
    size_t before = snapshots->change_count;
    exn_sum total = exn_sum_of(*hash);
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
    *hash = exn_hash_from(total);
    return taken;
}

/* Most steps change none: then there is no change to list, and the hash is that of the heap alone.
 */
bool exn_snapshot_statics_take(exn_snapshots *snapshots, exn_hash *hash)
{
    return exn_statics_equal(snapshots->statics, snapshots->statics_count) ||
           take_changed(snapshots, hash);
}

void exn_snapshot_statics_go(exn_snapshots *snapshots, exn_change *change)
{
    uint32_t granule;
    keep_new_statics(snapshots);
    const exn_static *part = exn_statics_at(change->at, &granule);
    exn_granule *kept = kept_static(snapshots, change->at);
    exn_assert(change->at == part->at + granule && "a place is one granule of one part");
    exn_change before = {*kept, exn_hash_from(exn_granule_hash(kept, change->at)), change->at};
    *kept = change->granule;
    exn_statics_store(part, granule, *kept);
    *change = before;
}

exn_sum exn_snapshot_statics_hash(void)
{
    exn_sum total = 0;
    for (size_t i = 0; i < exn_statics_count(); i++) {
        const exn_static *part = exn_statics_part(i);
        const exn_granule *marked = exn_statics_marked(part->at);
        uint32_t count = exn_statics_granules_of(part);
        for (uint32_t at = exn_statics_differing(part, marked, 0); at < count;
             at = exn_statics_differing(part, marked, at + 1)) {
            exn_granule live = exn_statics_load(part, at);
            total += exn_granule_hash(&live, part->at + at) -
                     exn_granule_hash(&marked[at], part->at + at);
        }
    }
    return total;
}

bool exn_snapshot_statics_open(exn_snapshots *snapshots)
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
    exn_assert(snapshots->change_count == 0 && "an image begins without changes");
    return snapshots->statics != NULL;
}

void exn_snapshot_statics_close(exn_snapshots *snapshots)
{
    if (snapshots->statics != NULL) {
        munmap(snapshots->statics, exn_statics_granules() * sizeof(exn_granule));
    }
}
