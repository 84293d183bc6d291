/* Memory of the members, in arrays or in cells: member_memory.h. */
#include "stage/member_memory.h"

#include "base/own_assert.h"
#include "world/constants.h"
#include "world/guard.h"

/* What a cell holds: each of the three has its granules to itself. */
typedef struct cell {
    _Alignas(16) exn_member_view view;
    _Alignas(16) exn_actor actor;
    _Alignas(16) exeunt_manager outer;
} cell;

_Static_assert(sizeof(cell) <= EXN_PAGE_SIZE, "a cell is a page");

/* Where each member has its part. */
typedef struct places {
    exn_member_view **views;
    exn_actor **actors;
    exeunt_manager **outer;
} places;

static bool lie_in_cells(exn_stage *stage, uint32_t members, places *where)
{
    exn_heap *heap = stage->probe.world->heap;
    exn_heap_set_cells(heap, (exn_cells){.count = members, .in_use = sizeof(cell)});
    for (uint32_t i = 0; i < members; i++) {
        cell *own = exn_heap_cell(heap, i);
        where->views[i] = &own->view;
        where->actors[i] = &own->actor;
        where->outer[i] = &own->outer;
        stage->now->groups_at_work[0] |= (uint64_t)1 << (i / EXN_ACTORS_IN_GROUP);
    }
    return true;
}

static bool lie_in_arrays(exn_stage *stage, uint32_t members, places *where)
{
    exn_heap *heap = stage->probe.world->heap;
    exeunt_manager *outer = exn_heap_allocate(heap, members * sizeof *outer);
    exn_actor *actors = exn_heap_allocate(heap, members * sizeof *actors);
    exn_member_view *views = exn_heap_allocate(heap, members * sizeof *views);
    if (outer == NULL || actors == NULL || views == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < members; i++) {
        where->views[i] = &views[i];
        where->actors[i] = &actors[i];
        where->outer[i] = &outer[i];
    }
    return true;
}

bool exn_take_member_memory(exn_stage *stage, uint32_t members, bool has_cells)
{
    places where = {.views = exn_constants_allocate(members * sizeof *where.views),
                    .actors = exn_constants_allocate(members * sizeof *where.actors),
                    .outer = exn_constants_allocate(members * sizeof *where.outer)};
    bool kept = where.views != NULL && where.actors != NULL && where.outer != NULL;
    stage->probe.view.members = where.views;
    stage->actors = where.actors;
    stage->probe.outer = where.outer;
    stage->probe.outer_apart = has_cells ? EXN_PAGE_SIZE : sizeof(exeunt_manager);
    return kept && (has_cells ? lie_in_cells : lie_in_arrays)(stage, members, &where);
}
