/* A ring of blocks that wait to be freed: kept_blocks.h. */
#include "plugins/kept_blocks.h"

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

enum { WAITING_MAX = 1024 };

static EXEUNT_OUTSIDE struct {
    void *blocks[WAITING_MAX]; /* NULL: a free place */
    bool came_again[WAITING_MAX];
    size_t next;
} waiting;

/* A block that came again keeps its place for ever. Where all have, nothing is freed any more. */
void exn_kept_blocks_add(void *memory)
{
    for (size_t i = 0; i < WAITING_MAX; i++) {
        if (waiting.blocks[i] == memory) {
            waiting.came_again[i] = true;
            return;
        }
    }
    size_t tried = 0;
    while (waiting.came_again[waiting.next] && tried < WAITING_MAX) {
        waiting.next = (waiting.next + 1) % WAITING_MAX;
        tried += 1;
    }
    if (tried < WAITING_MAX) {
        free(waiting.blocks[waiting.next]);
        waiting.blocks[waiting.next] = memory;
        waiting.next = (waiting.next + 1) % WAITING_MAX;
    }
}
