/* Snapshots: going back to a state of the world, and telling states apart.
 *
 * A state is what the heap holds and, if they belong to the world, the statics (statics.h).
 * There is one kept state, an image of all of it. What a step has changed is found by
 * comparing the heap with it, granule by granule; states that come of the kept one are lists of
 * changes, so that going there and back again costs what differs, not what there is. */
#ifndef EXN_WORLD_SNAPSHOT_H
#define EXN_WORLD_SNAPSHOT_H

#include "base/sampler.h"
#include "world/change.h"
#include "world/compare.h"
#include "world/heap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct exn_snapshots {
    exn_heap *heap;
    exn_heap *kept;                  /* the kept state */
    exn_heap *hashes;                /* of each of its granules, at the same place */
    exn_heap *hashed;                /* what was hashed last at each place, ... */
    exn_heap *hashed_to;             /* ... and its hash */
    exn_granule *statics;            /* those of the kept state, by place; NULL: there are none */
    size_t statics_count;            /* how many of their parts are in the image */
    exn_hash hash;                   /* its hash */
    exn_list_fn *list;               /* the best one for this processor */
    uint32_t cell_count, first_cell; /* where in the heap the first begins, in granules */
    exn_span cell;                   /* what is in use of the first one */
    exn_hash cell_hashes[EXN_CELLS_MAX]; /* what each adds to the hash of the kept state, */
    exn_hash cells_hash;                 /* and what all of them add */
    exn_sampler checks;                  /* states that are compared with their hash from scratch */
    uint32_t *listed;                    /* places that differ, while a state is taken */
    size_t listed_capacity;
    exn_change *changes; /* a stack: the last ones that were taken are the first to be dropped */
    size_t change_count, change_capacity;
} exn_snapshots;

/* Keeps the present state of the heap. Returns false when out of memory. */
bool exn_snapshots_open(exn_snapshots *snapshots, exn_heap *heap);
void exn_snapshots_close(exn_snapshots *snapshots);

/* Takes the present state: appends how it differs from the kept one to `changes`, writes its hash,
 * and brings the heap back to the kept state. Returns false when out of memory; the heap is back
 * then, too. */
bool exn_snapshots_take(exn_snapshots *snapshots, exn_hash *hash);

/* What all that lies in no cell adds to the hash of the kept state. */
exn_hash exn_snapshots_hash_of_shared(const exn_snapshots *snapshots);

/* Writes the hash that exn_snapshots_take would write, and brings the heap back, but takes nothing:
 * for a state that nothing follows. */
bool exn_snapshots_look(exn_snapshots *snapshots, exn_hash *hash);

/* The same as exn_snapshots_take where all that has changed is known to lie within `size` bytes
 * from `first`. */
bool exn_snapshots_take_within(exn_snapshots *snapshots, const void *first, size_t size,
                               exn_hash *hash);

/* The hash that exn_snapshots_take_within would write; brings the heap back, and takes nothing. */
exn_hash exn_snapshots_look_within(exn_snapshots *snapshots, const void *first, size_t size);

/* Brings the world back to the kept state. */
void exn_snapshots_revert(exn_snapshots *snapshots);

/* Goes from the kept state to the one that differs by these changes and has this hash, or back: the
 * changes become those that lead back. The heap follows. */
void exn_snapshots_go(exn_snapshots *snapshots, exn_change *changes, size_t count, exn_hash hash);

/* The hash of the present state, which stays: from scratch, and by comparing all of the memory with
 * the kept state, so that only what differs has to be hashed. */
exn_hash exn_snapshots_hash(exn_heap *heap);
exn_hash exn_snapshots_hash_of_present(exn_snapshots *snapshots);

#endif
