/* `hides-the-cause` (case 109): an inner stack is closed without the cause that it was told.
 *
 * The outer scope exits the inner one with the error that propagates, and the inner one is closed
 * by its own `close()`, which takes no argument (fastapi-injectable 255). A transaction inside
 * commits, though the program has failed. It teaches that a scope that is a manager passes on what
 * it is told: its exits are told the same cause (X8). */
#include "zoo/ladder.h"

static const exeunt_error *cause_inside(const exn_ladder *self, const exeunt_error *cause)
{
    return self->is_mended ? cause : NULL;
}

static const exn_ladder_habits habits = {.cause_inside = cause_inside};

EXN_ZOO_LADDER(hides_the_cause, "hides-the-cause",
               "an inner stack is closed without the cause that it was told (case 109)", &habits,
               EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_NEST);
