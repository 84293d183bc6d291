/* Excerpts of states: all that lies in no cell, and one cell. A step that reads nothing else is
 * made from one as it is made from the state, whatever the other cells hold (search/trials.h). */
#ifndef EXN_WORLD_EXCERPT_H
#define EXN_WORLD_EXCERPT_H

#include "world/change.h"
#include "world/heap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct exn_excerpt {
    uint32_t owner; /* of the cell */
    size_t high;    /* of the heap */
    size_t heap;    /* where in `granules` it begins: bookkeeping, blocks, and the cell */
    size_t statics; /* where in `statics` those begin that are not as at the mark, ... */
    size_t static_count;
} exn_excerpt;

/* What they hold, one after the other. */
typedef struct exn_excerpts {
    exn_granule *granules;
    size_t granule_count, granule_capacity;
    exn_change *statics; /* without their hashes */
    size_t static_count, static_capacity;
} exn_excerpts;

/* Takes one of the present state. Returns false when out of memory. */
bool exn_excerpts_take(exn_excerpts *excerpts, exn_heap *heap, uint32_t owner,
                       exn_excerpt *excerpt);

/* Puts it into the world. Other cells are not touched. */
void exn_excerpts_put(const exn_excerpts *excerpts, exn_heap *heap, const exn_excerpt *excerpt);

/* Whether it was put into the world, and these changes have come to it; no other ones have, but for
 * statics, where others are not looked for. */
bool exn_excerpts_have_changed(const exn_excerpts *excerpts, exn_heap *heap,
                               const exn_excerpt *excerpt, const exn_change *changes, size_t count);

/* Forgets all of them; keeps the room. */
void exn_excerpts_clear(exn_excerpts *excerpts);
void exn_excerpts_free(exn_excerpts *excerpts);
size_t exn_excerpts_bytes(const exn_excerpts *excerpts);

#endif
