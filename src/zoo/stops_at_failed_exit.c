/* `stops-at-failed-exit` (case 96): the first exit that fails keeps the others from running.
 *
 * The loop over the exits passes the first error on, as any loop does (zio 940 and 1254).
 * Everything below it stays open. It teaches that an error ends no unwinding: it becomes the one
 * that propagates, and the next exit is told about it (S7). */
#include "zoo/ladder.h"

static bool exits_on(const exn_ladder *self)
{
    return self->is_mended;
}

static const exn_ladder_habits habits = {.exits_on = exits_on};

EXN_ZOO_LADDER(stops_at_failed_exit, "stops-at-failed-exit",
               "the first exit that fails keeps the others from running (case 96)", &habits,
               EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_NEST);
