/* The part of a snapshot that lies in statics: for snapshot.c. */
#ifndef EXN_WORLD_SNAPSHOT_STATICS_H
#define EXN_WORLD_SNAPSHOT_STATICS_H

#include "world/granule_sum.h"
#include "world/snapshot.h"

/* An image of those that there are. Returns false when out of memory. */
bool exn_snapshot_statics_open(exn_snapshots *snapshots);
void exn_snapshot_statics_close(exn_snapshots *snapshots);

/* Takes the statics after what was taken of the heap, and adds them to the hash. Returns false when
 * out of memory. */
bool exn_snapshot_statics_take(exn_snapshots *snapshots, exn_hash *hash);

void exn_snapshot_statics_revert(exn_snapshots *snapshots);

/* Goes along a change of a static; the change becomes the one that leads back. */
void exn_snapshot_statics_go(exn_snapshots *snapshots, exn_change *change);

/* What the statics add to a hash from scratch: the granules that differ from the mark. */
exn_sum exn_snapshot_statics_hash(void);

#endif
