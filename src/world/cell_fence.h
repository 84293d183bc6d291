/* A fence between the cells of the heap: while it is up around one of them, the others are out of
 * reach, to see what a transition depends on (search/remembered.h).
 *
 * Where the processor has protection keys, to raise it is an instruction for each key; elsewhere it
 * is two system calls. A key is open in a thread that has opened it, and closed in every handler of
 * a signal, whatever was interrupted: a handler that does not return to where it came from, but
 * leaves by longjmp, leaves all keys closed, until exn_cell_fence_down. */
#ifndef EXN_WORLD_CELL_FENCE_H
#define EXN_WORLD_CELL_FENCE_H

#include "world/heap.h"

#include <stdbool.h>
#include <stdint.h>

/* From here to exn_cell_fence_end it can be raised. One in a process, as there is one heap.
 * `touched` is called, with the fence down, when code touches a cell that is out of its reach; it
 * must not return. */
void exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context);
void exn_cell_fence_end(void);

/* Around the cell of `owner`. If the system refuses that, `touched` is called. */
void exn_cell_fence_up(uint32_t owner);

/* Does nothing where it has not begun. */
void exn_cell_fence_down(void);

bool exn_cell_fence_is_up(void);

/* For tests, before exn_cell_fence_begin: what the fence is made of; of keys, if it can be. */
typedef enum exn_cell_fence_kind {
    EXN_FENCE_OF_KEYS,
    EXN_FENCE_OF_PAGES,
    EXN_FENCE_OF_NOTHING /* all stays within reach */
} exn_cell_fence_kind;
void exn_cell_fence_use(exn_cell_fence_kind kind);

#endif
