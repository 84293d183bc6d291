/* A fence around one region of the heap: everything else of the world is out of reach while it is
 * up, to see whether a step keeps to its own memory, as it declares (search/ample.c).
 *
 * For audits: it costs a few system calls each time. One fence in a process, as there is one heap.
 */
#ifndef EXN_WORLD_FENCE_H
#define EXN_WORLD_FENCE_H

#include "world/heap.h"

#include <stdint.h>

/* Puts it up around the region of `owner` (exn_heap_divide). Whoever touches the world outside of
 * it takes it down, and `touched` is called, which must not return. */
void exn_fence_up(exn_heap *heap, uint32_t owner, void (*touched)(void *context), void *context);
void exn_fence_down(void);

/* For functions of the world that code inside the fence calls: they take the fence down, and put it
 * up again if it was up. */
void exn_fence_pause(void);
void exn_fence_resume(void);

#endif
