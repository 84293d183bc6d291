/* `exits-in-plan-order` (case 97): the exits of a pool begin in the order of the enters.
 *
 * In zio 3986 the finalizers of parallel scopes ran in the order in which they were added. Exits
 * that run at the same time seem to need no order. But what settles inside its call runs to its
 * end where it begins, and then a pool does what a loop over a list does: it closes the database
 * before those who still use it. It teaches that a pool begins its exits in reverse, as a stack
 * does (P8). */
#include "zoo/group.h"

static size_t nth_to_exit(const exn_group *self, size_t nth)
{
    return self->is_mended ? self->plan->entry_count - 1 - nth : nth;
}

static const exn_group_habits habits = {.nth_to_exit = nth_to_exit};

EXN_ZOO_GROUP(exits_in_plan_order, "exits-in-plan-order",
              "the exits of a pool begin in the order of the enters (case 97)", &habits);
