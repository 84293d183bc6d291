/* A binary heap of series. */
#include "search/path_queue.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdlib.h>

void exn_path_queue_free(exn_path_queue *queue)
{
    free(queue->first);
    free(queue->growing);
    *queue = (exn_path_queue){.tree = queue->tree};
}

size_t exn_path_queue_bytes(const exn_path_queue *queue)
{
    return queue->capacity * sizeof *queue->first +
           queue->growing_capacity * sizeof *queue->growing;
}

static const exn_cost *path_of(const exn_path_queue *queue, uint32_t state)
{
    return &queue->tree->states[state].path;
}

/* --- the heap --------------------------------------------------------------------------------- */

static void move_up(exn_path_queue *queue, uint32_t state)
{
    uint32_t *first = queue->first;
    exn_assert(queue->count < queue->capacity);
    size_t at = queue->count++;
    while (at > 0 && exn_path_tree_is_before(queue->tree, state, first[(at - 1) / 2])) {
        first[at] = first[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    first[at] = state;
}

static void move_down(exn_path_queue *queue, uint32_t state)
{
    uint32_t *first = queue->first;
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < queue->count &&
            exn_path_tree_is_before(queue->tree, first[child + 1], first[child])) {
            child += 1;
        }
        if (child >= queue->count || !exn_path_tree_is_before(queue->tree, first[child], state)) {
            break;
        }
        first[at] = first[child];
        at = child;
    }
    first[at] = state;
}

/* --- series ----------------------------------------------------------------------------------- */

static bool begin_series(exn_path_queue *queue, uint32_t state)
{
    if (!EXN_MAKE_ROOM(queue->growing, queue->growing_capacity, queue->growing_count + 1) ||
        !EXN_MAKE_ROOM(queue->first, queue->capacity, queue->count + 1)) {
        return false;
    }
    queue->growing[queue->growing_count++] = (exn_series){*path_of(queue, state), state};
    move_up(queue, state);
    return true;
}

/* Transitions of states with the same costs hardly differ in theirs: there are few series. */
bool exn_path_queue_push(exn_path_queue *queue, uint32_t state)
{
    exn_assert(exn_cost_compare(path_of(queue, queue->taken), path_of(queue, state)) <= 0);
    exn_assert(queue->tree->states[state].next == 0);
    for (size_t i = 0; i < queue->growing_count; i++) {
        exn_series *series = &queue->growing[i];
        if (exn_cost_compare(&series->path, path_of(queue, state)) == 0) {
            exn_assert(exn_cost_compare(&series->path, path_of(queue, series->last)) == 0);
            queue->tree->states[series->last].next = state;
            series->last = state;
            return true;
        }
    }
    return begin_series(queue, state);
}

uint32_t exn_path_queue_pop(exn_path_queue *queue)
{
    exn_assert(queue->count > 0);
    uint32_t state = queue->first[0];
    exn_assert(exn_cost_compare(path_of(queue, queue->taken), path_of(queue, state)) <= 0);
    uint32_t next = queue->tree->states[state].next;
    /* The start costs nothing, and neither do the states that come at once. */
    bool begins = queue->taken == 0;
    if (begins || exn_cost_compare(path_of(queue, queue->taken), path_of(queue, state)) != 0) {
        queue->growing_count = 0; /* what comes now is reached from other costs */
    }
    if (next == 0) {
        queue->count -= 1;
        next = queue->first[queue->count];
    }
    move_down(queue, next);
    exn_assert(queue->count == 0 || exn_path_tree_is_before(queue->tree, state, queue->first[0]));
    queue->taken = state;
    return state;
}
