/* `keeps-one-error` (case 114): of several errors only the newest is kept.
 *
 * A function raises one error, so the one of the last exit that failed takes the place of all
 * others (openjdk 21934): the error that began it all, the body's, is gone from the log. It
 * teaches that an error is replaced only by one that has it as its context (X7). */
#include "zoo/ladder.h"

static size_t errors_kept(const exn_ladder *self, size_t count)
{
    return self->is_mended || count == 0 ? count : 1;
}

static const exn_ladder_habits habits = {.errors_kept = errors_kept};

EXN_ZOO_LADDER(keeps_one_error, "keeps-one-error",
               "of several errors only the newest is kept (case 114)", &habits,
               EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_NEST);
