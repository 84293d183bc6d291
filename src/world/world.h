/* The world of one run: memory, a ready queue and a virtual clock (D1, C8). What happens next is
 * decided outside, by a tape.
 *
 * Ties are broken by written rules: ready callbacks run first in first out; timers due at the same
 * time fire in the order of their start. All of it lies in the heap, so that a reset of the heap
 * resets the world. */
#ifndef EXN_WORLD_WORLD_H
#define EXN_WORLD_WORLD_H

#include "world/heap.h"

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stdint.h>

/* A timer, in the memory of the code that starts it. `next`, `wait_ms` and `armed` are the world's.
 * `wait_ms` counts from the timer before it, so that equal situations at different times are equal
 * bytes. `purpose` and `index` are the starter's: what the timer is for, and whose it is. */
typedef exeunt_timer_place exn_timer;

typedef struct exn_world {
    exn_heap *heap;
    exeunt_task *ready_first;
    exeunt_task *ready_last;
    exn_timer *timers; /* the next to fall due first */
} exn_world;

/* Makes an empty world in an empty heap of so many regions; NULL if the heap can't be had. */
exn_world *exn_world_open(uint32_t regions);

void exn_world_post(exn_world *world, exeunt_task *task);
/* Takes the first ready callback off the queue; NULL if none is ready. */
exeunt_task *exn_world_take_ready(exn_world *world);

/* Starts a timer that is not armed. */
void exn_timer_start(exn_world *world, exn_timer *timer, uint64_t wait_ms);
/* Does nothing if it is not armed. */
void exn_timer_stop(exn_world *world, exn_timer *timer);
/* Moves the time to the next timer, disarms and returns it; NULL if there is none. */
exn_timer *exn_world_pass_time(exn_world *world);

#endif
