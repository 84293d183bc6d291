/* The list of what may come next, and that of what was delivered. */
#include "stage/enabled.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "stage/leave.h"

void exn_enabled_grow(exn_run *run)
{
    exn_enabled *enabled = &run->enabled;
    exn_assert(enabled->count == enabled->capacity && "it grows where it is full");
    size_t wanted = (size_t)enabled->count + 1;
    size_t capacity = enabled->capacity; /* of both arrays, once both have grown */
    if (!EXN_MAKE_ROOM(enabled->items, capacity, wanted) ||
        !EXN_MAKE_ROOM(enabled->allowed, enabled->capacity, wanted)) {
        exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
    }
}

/* Where in the trace the next delivery comes. */
static void remember_place(exn_run *run)
{
    exn_deliveries *delivered = &run->delivered;
    if (!EXN_MAKE_ROOM(delivered->events, delivered->event_capacity,
                       (size_t)delivered->count + 1)) {
        exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
    }
    delivered->events[delivered->count] = (uint32_t)run->recorder.trace_count;
}

void exn_enabled_remember(exn_run *run, const exn_delivery *delivery)
{
    exn_deliveries *delivered = &run->delivered;
    if (!EXN_MAKE_ROOM(delivered->items, delivered->capacity, (size_t)delivered->count + 1)) {
        exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
    }
    if (run->options.tells_steps) {
        remember_place(run);
    }
    delivered->items[delivered->count++] = *delivery;
}
