/* `gather-on-stack` (case 88): the first failure ends the gathering, not the other enters.
 *
 * What one gets who has an exit stack and wants a pool: the enters run at the same time, and each
 * pushes itself on a shared stack when it has entered. When one fails, the error leaves the block,
 * and the stack unwinds what it has at that moment. The others still enter, ask nobody whether the
 * stack is open, and are never exited. It teaches that a pool that stops has two duties, in this
 * order: to wait until every enter has settled, and then to exit (P3). */
#include "zoo/group.h"

static bool waits_for_enters(const exn_group *self)
{
    return self->is_mended;
}

static const exn_group_habits habits = {.waits_for_enters = waits_for_enters};

EXN_ZOO_GROUP(gather_on_stack, "gather-on-stack",
              "gathers enters that push on one stack, and leaves those in flight (case 88)",
              &habits);
