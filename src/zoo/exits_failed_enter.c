/* `exits-failed-enter` (cases 90, 93): it exits what failed to enter.
 *
 * A program that stops walks through its list of services and stops each, whether or not its start
 * succeeded. A service that never started is asked to release what it does not have: it crashes,
 * or releases what is another one's. It teaches that a failed enter has cleaned up for itself
 * (M3), and that a scope exits exactly what has entered (X2). */
#include "zoo/group.h"

static bool holds_what_failed(const exn_group *self)
{
    return !self->is_mended;
}

static const exn_group_habits habits = {.holds_what_failed = holds_what_failed};

EXN_ZOO_GROUP(exits_failed_enter, "exits-failed-enter", "exits what failed to enter (case 90)",
              &habits);
