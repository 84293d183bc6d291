/* `hurries-nobody` (case 100): a second request does not hurry the exits up.
 *
 * The first Ctrl-C stops the work, the second one the clean-up: users rely on that. In k0sctl 877
 * and uvicorn 280 the flag of the first request kept the second one from being heard. It teaches
 * that where each request is promised to reach what is in flight (profile python) a flag that says
 * "there was one already" is one too many. */
#include "zoo/ladder.h"

static bool hurries_again(const exn_ladder *self)
{
    return self->is_mended;
}

static const exn_ladder_habits habits = {.hurries = true, .hurries_again = hurries_again};

EXN_ZOO_LADDER(hurries_nobody, "hurries-nobody",
               "a second request does not hurry the exits up (case 100)", &habits,
               EXEUNT_PROFILE_PYTHON, 0);
