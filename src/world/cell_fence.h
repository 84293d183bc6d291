/* A fence between the cells of the heap: while it is up around one of them, the others are out of
 * reach, to see whether a transition depends on them (search/trials.h).
 *
 * To raise it takes two system calls, and to lower it one: about five microseconds. So it stays up
 * for as many steps as there are. Protection keys would do that in a fraction of one; but then they
 * would have to be had, and they are closed in each handler of a signal. */
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

/* Around the cell of `owner`; it may be up, around that or another one. Returns false, and it is
 * down, if the system refuses. */
bool exn_cell_fence_up(uint32_t owner);

/* Does nothing where it is not up. */
void exn_cell_fence_down(void);

/* Where it is down again: whether whoever touched what was out of reach since it began was noticed.
 * Code under test that handles SIGSEGV itself could have gone on, and another thread has. */
bool exn_cell_fence_held(void);

#endif
