/* The states that were visited: a set of hashes, open addressing, 16 bytes a place. */
#ifndef EXN_SEARCH_VISITED_H
#define EXN_SEARCH_VISITED_H

#include "search/shared_set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A table of one process. */
typedef struct exn_visited_table {
    exn_hash *places; /* low is 0: free */
    uint64_t place_count;
    uint64_t count;
} exn_visited_table;

typedef struct exn_visited {
    exn_visited_table own;  /* places is NULL: the set is shared, or not open */
    exn_shared_set *shared; /* NULL: private to this process */
    uint32_t process;       /* this one's number among those that share it */
    exn_hash *recent;       /* a cache of this process, of states that are known; NULL: none */
} exn_visited;

/* Opens a set that is private to this process. It begins small: a table far beyond its load costs a
 * cache miss and a page for each state. Returns false when out of memory. */
bool exn_visited_open(exn_visited *visited);

/* Opens a set that so many processes may share, and add to at the same time: it lies in that
 * memory. This process is number 0, up to exn_visited_join(). Returns false when out of memory. */
bool exn_visited_open_shared(exn_visited *visited, exn_shared_memory *memory,
                             uint32_t process_count);

/* From here on this process, which has just been forked, is number so much. */
void exn_visited_join(exn_visited *visited, uint32_t process);

/* Of a shared set, which goes with its memory, this process's part. */
void exn_visited_close(exn_visited *visited);

/* Adds a state, unless it is known. Out of memory, or stopped, nothing has changed. */
exn_visit exn_visited_add(exn_visited *visited, exn_hash hash);

/* Adds all states of another set, a private one. Returns false when out of memory, or stopped. */
bool exn_visited_add_all(exn_visited *visited, const exn_visited *other);

/* For a private set. */
bool exn_visited_has(const exn_visited *visited, exn_hash hash);

/* Tells the processor that this hash is going to be added. */
void exn_visited_prefetch(const exn_visited *visited, exn_hash hash);

/* Of a shared set: while no process adds any. */
uint64_t exn_visited_count(const exn_visited *visited);
/* Of the table; the cache beside a large one has half a megabyte. */
size_t exn_visited_bytes(const exn_visited *visited);

/* The probability that one of `count` states was taken for another one, if hashes are evenly
 * distributed: the birthday bound. */
double exn_visited_missed(uint64_t count);

#endif
