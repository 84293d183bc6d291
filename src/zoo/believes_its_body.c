/* `believes-its-body` (case 95): a deadline that the body has swallowed never was.
 *
 * The deadline expires, the body is asked to stop, catches that and returns. In cpython 111379 the
 * timeout then went unreported, because it was looked for in how the body had ended. It teaches
 * that a scope knows by itself that its deadline has expired, whatever its body says (C6). */
#include "zoo/ladder.h"

static bool reports_deadline(const exn_ladder *self)
{
    return self->is_mended || self->stopped;
}

static const exn_ladder_habits habits = {.reports_deadline = reports_deadline};

EXN_ZOO_LADDER(believes_its_body, "believes-its-body",
               "a deadline that the body has swallowed never was (case 95)", &habits,
               EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_DEADLINE);
