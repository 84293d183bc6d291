/* `exit-in-task-group` (case 89): the first exit that fails cancels the other exits midway.
 *
 * A task group asks its other tasks to stop as soon as one fails. That is right for enters, whose
 * work is undone anyway, and wrong for exits: what they were releasing is left half released. It
 * teaches that exits are shielded from each other (P11), so that they need no group but a wait for
 * all. */
#include "zoo/group.h"

static void exit_failed(exn_group *self)
{
    if (!self->is_mended) {
        exn_group_cancel_all(self);
    }
}

static const exn_group_habits habits = {.exit_failed = exit_failed};

EXN_ZOO_GROUP(exit_in_task_group, "exit-in-task-group",
              "the first exit that fails cancels the other exits midway (case 89)", &habits);
