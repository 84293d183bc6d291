/* `leaves-its-body` (case 115): a request does not reach the body.
 *
 * The body of a server runs until it is asked to stop. This stack asks what it enters, and takes
 * the body for somebody else's: it waits for it, for ever. It teaches that a request goes to
 * whatever is in flight (S12), and that the body is what is in flight most of the time. */
#include "zoo/ladder.h"

static bool asks_the_body(const exn_ladder *self)
{
    return self->is_mended;
}

static const exn_ladder_habits habits = {.asks_the_body = asks_the_body};

EXN_ZOO_LADDER(leaves_its_body, "leaves-its-body", "a request does not reach the body (case 115)",
               &habits, EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_NEST);
