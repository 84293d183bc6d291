/* How states were reached first, and what followed there in one run: to compare with what follows
 * where another way leads to the same state, on which code under test was called in another order.
 */
#ifndef EXN_SEARCH_FIRST_VISITS_H
#define EXN_SEARCH_FIRST_VISITS_H

#include "base/table.h"
#include "world/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct exn_first_visit {
    exn_hash hash;        /* of the state */
    uint64_t calls;       /* on the way to it (calls_on_way.h) */
    uint64_t follows;     /* hash of all that was seen after it, ... */
    bool followed;        /* ... once a run has gone on from it */
    uint32_t transitions; /* how many lead to it */
    uint32_t choices;     /* of the tape to it */
    size_t tape;          /* where in firsts.tapes that begins */
} exn_first_visit;

typedef struct exn_first_visits {
    exn_first_visit *items;
    size_t count, capacity;
    size_t followed_count; /* from so many a run has gone on */
    exn_table numbers;     /* of items: index and one */
    uint32_t *tapes;
    size_t tape_count, tape_capacity;
} exn_first_visits;

void exn_first_visits_free(exn_first_visits *first_visits);
size_t exn_first_visits_bytes(const exn_first_visits *first_visits);

/* Adds a state that is not there, with the tape that leads to it: first.tape is set. Returns false
 * when out of memory. */
bool exn_first_visits_add(exn_first_visits *first_visits, exn_first_visit first,
                          const uint32_t *tape);

/* NULL: it is not there. Up to the next one that is added. */
exn_first_visit *exn_first_visits_find(const exn_first_visits *first_visits, exn_hash hash);

#endif
