/* What happens in the unreduced graph of states, and how often: each figure counts transitions. It
 * is the same with and without a reduction, snapshots and workers, for the pass that counts it
 * (count.h) knows none of them. Where states cannot be gone back to, it is what happens in the tree
 * of schedules (behaviour_runs.h). */
#ifndef EXN_SEARCH_BEHAVIOUR_H
#define EXN_SEARCH_BEHAVIOUR_H

#include "result/result.h"
#include "stage/run.h"

typedef struct exn_behaviour exn_behaviour;

enum { EXN_BEHAVIOUR_MEMBERS_MAX = 100 }; /* pairs of them are counted */

/* Returns NULL when out of memory. The run is open, and has at most so many members. */
exn_behaviour *exn_behaviour_new(exn_run *run);
/* Does nothing for NULL. */
void exn_behaviour_free(exn_behaviour *behaviour);

/* The world waits at a state, from which transitions are made now; `is_new`: for the first
 * time. */
void exn_behaviour_at(exn_behaviour *behaviour, bool is_new);
/* One of them was made. */
void exn_behaviour_made(exn_behaviour *behaviour);
/* The pass is over, before which the tally of the rules was this. */
void exn_behaviour_checked(exn_behaviour *behaviour, const exn_tally *before);

/* Writes the figures into a result. Returns false when out of memory. */
bool exn_behaviour_report(const exn_behaviour *behaviour, exn_result *result);

#endif
