/* `tells-one-of-two` (case 94): of a request and a deadline it reports the deadline alone.
 *
 * A timeout is made of a cancel request, so code that sees one must find out whose it was. In
 * async-timeout 229 and aiohttp 5979 a request of the user that came together with the deadline
 * was taken for the deadline's own: the program got a timeout, tried again, and never stopped. It
 * teaches that the two are two facts, and that neither erases the other (C1, C6). */
#include "zoo/ladder.h"

static bool reports_cancel(const exn_ladder *self)
{
    return self->is_mended || !self->expired;
}

static const exn_ladder_habits habits = {.reports_cancel = reports_cancel};

EXN_ZOO_LADDER(tells_one_of_two, "tells-one-of-two",
               "of a request and a deadline it reports the deadline alone (case 94)", &habits,
               EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_DEADLINE);
