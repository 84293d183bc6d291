/* A set of hashes in memory that processes share. All may add to it at the same time; one waits for
 * another only where that has a part of the set grow at this moment. */
#ifndef EXN_SEARCH_SHARED_SET_H
#define EXN_SEARCH_SHARED_SET_H

#include "search/shared_memory.h"
#include "search/visit.h"
#include "world/snapshot.h"

typedef struct exn_shared_set exn_shared_set;

/* For so many processes. NULL if there is no room in the memory. To be called before any other
 * process has that. */
exn_shared_set *exn_shared_set_open(exn_shared_memory *memory, uint32_t process_count);

/* Adds a hash, of which neither half is zero, unless it is there. `process`: the number of this
 * one, from zero on. Out of memory, or stopped, nothing has changed. */
exn_visit exn_shared_set_add(exn_shared_set *set, uint32_t process, exn_hash hash);

/* Tells the processor that this hash is going to be added. */
void exn_shared_set_prefetch(const exn_shared_set *set, exn_hash hash);

/* How many hashes it has, when no process adds any. */
uint64_t exn_shared_set_count(const exn_shared_set *set);

size_t exn_shared_set_bytes(const exn_shared_set *set);

#endif
