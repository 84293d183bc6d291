/* `registers-exit-late` (case 98): the exit is registered one callback after the enter.
 *
 * The enter has settled, and who waits for it wakes up in the next turn of the loop and registers
 * the exit (kyo 1820). A request in between ends that wait: the manager is entered, and nobody
 * knows. It teaches that the exit is registered in the call that settles the enter, with no step
 * in between (S2). */
#include "zoo/ladder.h"

static void register_late(exeunt_task *task)
{
    exn_ladder *self = task->data;
    self->waits = false;
    if (self->phase == EXN_LADDER_ENTERING) {
        exn_ladder_hold(self, self->in_flight);
    }
    exn_ladder_go_on(self);
}

static void take(exn_ladder *self, size_t index)
{
    if (self->is_mended) {
        exn_ladder_hold(self, index);
        return;
    }
    self->later = (exeunt_task){.run = register_late, .data = self};
    self->waits = true;
    exeunt_border_post(self->plan->border, &self->later);
}

static const exn_ladder_habits habits = {.take = take};

EXN_ZOO_LADDER(registers_exit_late, "registers-exit-late",
               "the exit is registered one callback after the enter (case 98)", &habits,
               EXEUNT_PROFILE_EXEUNT, EXEUNT_CAN_NEST);
