/* The list of what may come next, and that of what was delivered. */
#include "stage/enabled.h"

#include "stage/leave.h"

#include <assert.h>
#include <stdlib.h>

void exn_enabled_grow(exn_run *run)
{
    assert(run->enabled.count == run->enabled.capacity && "it grows where it is full");
    uint32_t capacity = run->enabled.capacity == 0 ? 64 : run->enabled.capacity * 2;
    exn_delivery *moment = realloc(run->enabled.items, capacity * sizeof *moment);
    run->enabled.items = moment != NULL ? moment : run->enabled.items;
    bool *allowed = realloc(run->enabled.allowed, capacity * sizeof *allowed);
    run->enabled.allowed = allowed != NULL ? allowed : run->enabled.allowed;
    if (moment == NULL || allowed == NULL) {
        exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
    }
    run->enabled.capacity = capacity;
}

void exn_enabled_remember(exn_run *run, const exn_delivery *delivery)
{
    if (run->delivered.count == run->delivered.capacity) {
        uint32_t capacity = run->delivered.capacity == 0 ? 256 : run->delivered.capacity * 2;
        exn_delivery *delivered = realloc(run->delivered.items, capacity * sizeof *delivered);
        if (delivered == NULL) {
            exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
        }
        assert(capacity > run->delivered.count && "there is room for one more");
        run->delivered.items = delivered;
        run->delivered.capacity = capacity;
    }
    run->delivered.items[run->delivered.count++] = *delivery;
}
