/* A ring of blocks that wait to be freed: kept_blocks.h. */
#include "plugins/kept_blocks.h"

#include "contract/running.h"

#include <exeunt/implementation.h>

#include <stddef.h>
#include <stdlib.h>

enum { WAITING_MAX = 1024 };

static EXEUNT_OUTSIDE struct {
    void *blocks[WAITING_MAX]; /* NULL: a free place */
    bool came_again[WAITING_MAX];
    uint64_t freed_in[WAITING_MAX]; /* the last run that has freed it */
    size_t next;
} waiting;

/* A block that came again keeps its place for ever. Where all have, nothing is freed any more. */
static void wait_in_line(void *memory)
{
    size_t tried = 0;
    while (waiting.came_again[waiting.next] && tried < WAITING_MAX) {
        waiting.next = (waiting.next + 1) % WAITING_MAX;
        tried += 1;
    }
    if (tried < WAITING_MAX) {
        free(waiting.blocks[waiting.next]);
        waiting.blocks[waiting.next] = memory;
        waiting.freed_in[waiting.next] = exn_runs_begun;
        waiting.next = (waiting.next + 1) % WAITING_MAX;
    }
}

bool exn_kept_blocks_add(void *memory)
{
    size_t i = 0;
    while (i < WAITING_MAX && waiting.blocks[i] != memory) {
        i += 1;
    }
    if (i == WAITING_MAX) {
        wait_in_line(memory);
        return true;
    }
    bool is_first = waiting.freed_in[i] != exn_runs_begun;
    waiting.came_again[i] = true;
    waiting.freed_in[i] = exn_runs_begun;
    return is_first;
}
