/* `closes-twice` (case 111): a second close returns as if the first one were over.
 *
 * `close` sees that somebody closes already, and has nothing to do: it returns success
 * (sarama-cluster 184). The caller goes on, while the exits still run. It teaches that "it is
 * being closed" is no success: a second close is refused, or waits (S11). */
#include "zoo/ladder.h"

static int close_again(const exn_ladder *self)
{
    enum { IS_CLOSING = -1 };
    return self->is_mended ? IS_CLOSING : 0;
}

static const exn_ladder_habits habits = {.close_again = close_again};

EXN_ZOO_LADDER(closes_twice, "closes-twice",
               "a second close returns as if the first one were over (case 111)", &habits,
               EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_NEST);
