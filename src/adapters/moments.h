/* The states in which the child was seen, and how to come there again. A state has a key: a hash of
 * what the child says of it, so that two ways to the same state have one key; or, where it says
 * nothing, a hash of the way. A search that goes back to a state of the world has the key in the
 * world's memory, and the child is sent along the first way that was found.
 *
 * They lie outside of any world, and last as long as what is under test is the same. */
#ifndef EXN_ADAPTERS_MOMENTS_H
#define EXN_ADAPTERS_MOMENTS_H

#include "base/table.h"
#include "world/change.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A state of the child. */
typedef struct exn_moment {
    exn_hash key;
    uint32_t before; /* the one before it on the way; 0: the beginning of a run */
    size_t line;     /* what it was told in between: a place among the texts */
    uint32_t length;
    uint32_t variant; /* of the run on the way */
} exn_moment;

enum { EXN_MOMENT_BEGINNING = 1 }; /* of a run */

typedef struct exn_moments {
    exn_moment *items; /* [0] is none */
    size_t count, capacity;
    char *texts;
    size_t text_length, text_capacity;
    exn_table by_key;
} exn_moments;

/* The key of the beginning of a run. */
extern const exn_hash exn_moment_first;

/* Forgets all, and begins anew. Returns false when out of memory. */
bool exn_moments_begin(exn_moments *moments);
void exn_moments_free(exn_moments *moments);

/* Returns the number of the state with this key; 0: it was not seen. */
uint32_t exn_moments_find(const exn_moments *moments, exn_hash key);

/* Keeps that `line`, told in the state of number `before` in a run of this variant, leads to this
 * key, unless a way is known. Where `line` only has a turn go on behind its first callback, the way
 * kept is the whole turn at once, from the state before it. Returns the number, or 0 when out of
 * memory. */
uint32_t exn_moments_add(exn_moments *moments, exn_hash key, uint32_t before, uint32_t variant,
                         const char *line, size_t length);

/* The key of a state that has no better one than its way. */
exn_hash exn_moment_key_of_way(exn_hash before, const char *line, size_t length);
/* The key of what the child says of a state. */
exn_hash exn_moment_key_of_text(const char *text, size_t length);

#endif
