/* Memory beside the world for what is made with it and never changes while runs go on: it has no
 * part in snapshots, nor in what makes two states equal.
 *
 * It lies at a fixed address, like the world's own (heap.h), because states hold pointers to it: so
 * the same state has the same bytes in every process. Blocks live until the memory is opened again
 * or closed. */
#ifndef EXN_WORLD_CONSTANTS_H
#define EXN_WORLD_CONSTANTS_H

#include <stdbool.h>
#include <stddef.h>

/* Maps the memory on first use and empties it. Returns false with errno if it can't be mapped. */
bool exn_constants_open(void);

/* Zeroed memory, aligned to 16 bytes; NULL if there is no room left. */
void *exn_constants_allocate(size_t size);

/* Gives the memory back to the system. May be called more than once, or without an open. */
void exn_constants_close(void);

#endif
