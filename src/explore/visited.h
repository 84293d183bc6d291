/* The states that were visited: a set of hashes, open addressing, 16 bytes a place. */
#ifndef EXN_EXPLORE_VISITED_H
#define EXN_EXPLORE_VISITED_H

#include "world/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum exn_visit { EXN_VISIT_NEW, EXN_VISIT_KNOWN, EXN_VISIT_NO_MEMORY } exn_visit;

typedef struct exn_visited {
    exn_hash *places; /* all zero: free */
    uint64_t place_count, count;
} exn_visited;

/* Begins small: a table far beyond its load costs a cache miss and a page for each state. Returns
 * false when out of memory. */
bool exn_visited_open(exn_visited *visited);
void exn_visited_close(exn_visited *visited);

exn_visit exn_visited_add(exn_visited *visited, exn_hash hash);

bool exn_visited_has(const exn_visited *visited, exn_hash hash);

/* Tells the processor that this hash is going to be added. */
void exn_visited_prefetch(const exn_visited *visited, exn_hash hash);

size_t exn_visited_bytes(const exn_visited *visited);

/* The probability that one of `count` states was taken for another one, if hashes are evenly
 * distributed: the birthday bound. */
double exn_visited_missed(uint64_t count);

#endif
