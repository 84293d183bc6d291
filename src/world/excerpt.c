/* Copies parts of the world, and puts them back: excerpt.h. */
#include "world/excerpt.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "world/granule_sum.h"
#include "world/statics.h"

#include <stdlib.h>
#include <string.h>

/* The parts of a heap that an excerpt has, in its order. */
enum { PARTS = 3 };
typedef struct parts {
    exn_span spans[PARTS];
} parts;

/* As long as they are where the heap is used up to `high`. */
static parts parts_of(exn_heap *heap, uint32_t owner, size_t high)
{
    return (parts){{exn_heap_bookkeeping(heap, high), exn_heap_blocks(heap, high),
                    exn_heap_cell_in_use(heap, owner)}};
}

/* --- taking ----------------------------------------------------------------------------------- */

static bool take_heap(exn_excerpts *excerpts, const parts *now)
{
    for (int i = 0; i < PARTS; i++) {
        exn_span span = now->spans[i];
        if (!EXN_MAKE_ROOM(excerpts->granules, excerpts->granule_capacity,
                           excerpts->granule_count + span.count)) {
            return false;
        }
        memcpy(excerpts->granules + excerpts->granule_count, span.first,
               span.count * sizeof *span.first);
        excerpts->granule_count += span.count;
    }
    return true;
}

static bool take_statics_of(exn_excerpts *excerpts, const exn_static *part)
{
    const exn_granule *marked = exn_statics_marked(part->at);
    uint32_t count = exn_statics_granules_of(part);
    for (uint32_t i = exn_statics_differing(part, marked, 0); i < count;
         i = exn_statics_differing(part, marked, i + 1)) {
        if (!EXN_MAKE_ROOM(excerpts->statics, excerpts->static_capacity,
                           excerpts->static_count + 1)) {
            return false;
        }
        excerpts->statics[excerpts->static_count++] =
            (exn_change){.granule = exn_statics_load(part, i), .at = part->at + i};
    }
    return true;
}

bool exn_excerpts_take(exn_excerpts *excerpts, exn_heap *heap, uint32_t owner, exn_excerpt *excerpt)
{
    *excerpt = (exn_excerpt){.owner = owner,
                             .high = exn_heap_high(heap),
                             .heap = excerpts->granule_count,
                             .statics = excerpts->static_count};
    parts now = parts_of(heap, owner, excerpt->high);
    bool taken = take_heap(excerpts, &now);
    for (size_t i = 0; i < exn_statics_count() && taken; i++) {
        taken = take_statics_of(excerpts, exn_statics_part(i));
    }
    excerpt->static_count = excerpts->static_count - excerpt->statics;
    return taken;
}

/* --- putting ---------------------------------------------------------------------------------- */

static void put_statics(const exn_excerpts *excerpts, const exn_excerpt *excerpt)
{
    exn_statics_reset();
    for (size_t i = 0; i < excerpt->static_count; i++) {
        uint32_t granule;
        const exn_change *one = &excerpts->statics[excerpt->statics + i];
        const exn_static *part = exn_statics_at(one->at, &granule);
        exn_statics_store(part, granule, one->granule);
    }
}

/* Beyond what an excerpt has of a heap all is zero. */
void exn_excerpts_put(const exn_excerpts *excerpts, exn_heap *heap, const exn_excerpt *excerpt)
{
    size_t high = exn_heap_high(heap); /* before it is written */
    parts own = parts_of(heap, excerpt->owner, excerpt->high);
    parts all = parts_of(heap, excerpt->owner, high > excerpt->high ? high : excerpt->high);
    const exn_granule *from = excerpts->granules + excerpt->heap;
    for (int i = 0; i < PARTS; i++) {
        size_t count = own.spans[i].count;
        exn_granule *to = all.spans[i].first;
        exn_assert(count <= all.spans[i].count && to == own.spans[i].first);
        memcpy(to, from, count * sizeof *to);
        memset(to + count, 0, (all.spans[i].count - count) * sizeof *to);
        from += count;
    }
    exn_assert(exn_heap_high(heap) == excerpt->high && "it is part of what was put");
    if (exn_statics_granules() > 0) {
        put_statics(excerpts, excerpt);
    }
}

/* --- comparing -------------------------------------------------------------------------------- */

static exn_granule now_at(exn_heap *heap, uint32_t at)
{
    if (at < EXN_STATICS_FIRST) {
        return ((const exn_granule *)(void *)heap)[at];
    }
    uint32_t granule;
    const exn_static *part = exn_statics_at(at, &granule);
    return exn_statics_load(part, granule);
}

/* How many granules of the heap are not as they were put. */
static size_t count_differing(const exn_excerpts *excerpts, exn_heap *heap,
                              const exn_excerpt *excerpt)
{
    static const exn_granule none = {{0, 0}};
    size_t high = exn_heap_high(heap);
    parts own = parts_of(heap, excerpt->owner, excerpt->high);
    parts all = parts_of(heap, excerpt->owner, high > excerpt->high ? high : excerpt->high);
    const exn_granule *from = excerpts->granules + excerpt->heap;
    size_t differing = 0;
    for (int i = 0; i < PARTS; i++) {
        size_t count = own.spans[i].count;
        for (size_t at = 0; at < all.spans[i].count; at++) {
            const exn_granule *put = at < count ? &from[at] : &none;
            differing += exn_granules_differ(&all.spans[i].first[at], put) != 0 ? 1 : 0;
        }
        from += count;
    }
    return differing;
}

bool exn_excerpts_have_changed(const exn_excerpts *excerpts, exn_heap *heap,
                               const exn_excerpt *excerpt, const exn_change *changes, size_t count)
{
    size_t of_heap = 0;
    bool same = true;
    for (size_t i = 0; i < count && same; i++) {
        exn_granule now = now_at(heap, changes[i].at);
        same = exn_granules_differ(&now, &changes[i].granule) == 0;
        of_heap += changes[i].at < EXN_STATICS_FIRST ? 1 : 0;
    }
    return same && count_differing(excerpts, heap, excerpt) == of_heap;
}

/* --- room ------------------------------------------------------------------------------------- */

void exn_excerpts_clear(exn_excerpts *excerpts)
{
    excerpts->granule_count = 0;
    excerpts->static_count = 0;
}

void exn_excerpts_free(exn_excerpts *excerpts)
{
    free(excerpts->granules);
    free(excerpts->statics);
    *excerpts = (exn_excerpts){.granules = NULL};
}

size_t exn_excerpts_bytes(const exn_excerpts *excerpts)
{
    return excerpts->granule_capacity * sizeof *excerpts->granules +
           excerpts->static_capacity * sizeof *excerpts->statics;
}
