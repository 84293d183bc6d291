/* The time of the child. It is virtual, as all time in a world: it moves when the child is told so.
 * The earliest timer of the child is one of the world's timers. */
#ifndef EXN_ADAPTERS_CHILD_TIME_H
#define EXN_ADAPTERS_CHILD_TIME_H

#include "adapters/wing.h"

/* The event `timer`: the child waits for time now, or does not any more. Returns false, with the
 * adapter's fault, if that is impossible. */
bool exn_child_time_take(exn_wing *wing, const json_t *event);

/* Puts the time that has passed since the child was told the time before what it is about to be
 * told. */
void exn_child_time_catch_up(exn_wing *wing);

#endif
