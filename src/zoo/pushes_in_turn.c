/* `pushes-in-turn` (cases 91, 92): what was pushed is held only when its turn comes.
 *
 * A list of services is started from the first to the last, and some of them run already: they
 * need no start, only a stop. In swift-service-lifecycle 106 and 248 those were noted where the
 * start came by them. If the shutdown was requested before the start, or a start before them
 * failed, nobody stopped them. It teaches that what exists is held from the first moment on (S14),
 * whatever becomes of the rest. */
#include "zoo/ladder.h"

static bool holds_from_the_start(const exn_ladder *self)
{
    return self->is_mended;
}

static const exn_ladder_habits habits = {.holds_from_the_start = holds_from_the_start};

EXN_ZOO_LADDER(pushes_in_turn, "pushes-in-turn",
               "what was pushed is held only when its turn comes (cases 91, 92)", &habits,
               EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_NEST);
