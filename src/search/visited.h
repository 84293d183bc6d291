/* The states that were visited: a set of hashes, open addressing, 16 bytes a place. */
#ifndef EXN_SEARCH_VISITED_H
#define EXN_SEARCH_VISITED_H

#include "search/shared_memory.h"
#include "world/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum exn_visit {
    EXN_VISIT_NEW,
    EXN_VISIT_KNOWN,
    EXN_VISIT_OUT_OF_MEMORY,
    EXN_VISIT_STOPPED /* of a shared set: all workers are to stop */
} exn_visit;

enum { EXN_CACHE_LINE = 64 };

/* A part of the set, which grows by itself. What is only read to look a state up, and most states
 * are known, lies apart from what is written to add one: else processes would take the lines of
 * their caches from each other all the time. */
typedef struct exn_visited_part {
    exn_hash *places; /* all zero: free */
    uint64_t place_count;
    char apart[EXN_CACHE_LINE - sizeof(exn_hash *) - sizeof(uint64_t)];
    uint64_t count;
    exn_lock lock;
    char also_apart[EXN_CACHE_LINE - sizeof(uint64_t) - sizeof(exn_lock)];
} exn_visited_part;

typedef struct exn_visited {
    exn_shared_memory *shared; /* NULL: private to this process, no locks */
    exn_visited_part *parts;
    uint32_t part_count;
    uint64_t places_max; /* of a part; 0: as many as there is memory for */
    exn_hash *recent;    /* a cache of this process, of states that are known; NULL: none (yet) */
} exn_visited;

/* Begins small: a table far beyond its load costs a cache miss and a page for each state. `shared`:
 * the set and all its memory lie there, and processes that share it may add at the same time; or
 * NULL. Returns false when out of memory. */
bool exn_visited_open(exn_visited *visited, exn_shared_memory *shared);
/* Of a shared set, which goes with its memory, this process's part. */
void exn_visited_close(exn_visited *visited);

/* Adds a state, unless it is known. Out of memory, or stopped, nothing has changed. */
exn_visit exn_visited_add(exn_visited *visited, exn_hash hash);

/* Adds all states of another set. Returns false when out of memory, or stopped. */
bool exn_visited_add_all(exn_visited *visited, const exn_visited *other);

/* For a private set. */
bool exn_visited_has(const exn_visited *visited, exn_hash hash);

/* Tells the processor that this hash is going to be added. */
void exn_visited_prefetch(const exn_visited *visited, exn_hash hash);

uint64_t exn_visited_count(const exn_visited *visited);
/* Of the table; the cache beside a large one has half a megabyte. */
size_t exn_visited_bytes(const exn_visited *visited);

/* The probability that one of `count` states was taken for another one, if hashes are evenly
 * distributed: the birthday bound. */
double exn_visited_missed(uint64_t count);

#endif
