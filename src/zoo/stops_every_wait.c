/* `stops-every-wait` (case 101): once it was asked to stop, its exit waits for nothing any more.
 *
 * Cancellation that is level-triggered stops every wait, also those of the clean-up that it has
 * caused (trio 1389). The exit is asked to stop while it says goodbye, and then does not wait
 * until the line is closed either. It teaches that a request shortens an exit and never ends it:
 * what must be released is waited for, shielded (M4). */
#include "zoo/twins.h"

typedef struct line {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external goodbye, hung_up;
    bool is_mended;
    bool asked; /* the request came once; it stops every wait that is not shielded */
} line;

static void hang_up(line *self)
{
    bool shielded = self->is_mended;
    if (self->asked && !shielded) {
        exeunt_exited(&self->manager); /* the bug: the line is still open */
        return;
    }
    exeunt_border_expect(self->border, &self->hung_up);
}

static void on_goodbye(exeunt_external *external, unsigned result)
{
    (void)result;
    hang_up(external->data);
}

static void on_hung_up(exeunt_external *external, unsigned result)
{
    line *self = external->data;
    (void)result;
    exeunt_release(&self->manager);
    exeunt_exited(&self->manager);
}

static void enter_line(exeunt_manager *manager)
{
    exeunt_hold(manager);
    exeunt_entered(manager, manager);
}

static void exit_line(exeunt_manager *manager, const exeunt_error *cause)
{
    line *self = (line *)manager;
    (void)cause;
    exeunt_border_expect(self->border, &self->goodbye);
}

static void cancel_line(exeunt_manager *manager)
{
    line *self = (line *)manager;
    self->asked = true;
    if (self->goodbye.border != NULL) {
        exeunt_border_withdraw(self->border, &self->goodbye);
        hang_up(self);
    }
}

static exeunt_manager *make_line(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {enter_line, exit_line, cancel_line};
    static const char *const saying[] = {"says goodbye"}, *const hanging[] = {"hangs up"};
    line *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->goodbye = (exeunt_external){.deliver = on_goodbye, .data = self, .results = saying};
    self->hung_up = (exeunt_external){.deliver = on_hung_up, .data = self, .results = hanging};
    return &self->manager;
}

EXN_ZOO_MANAGER(stops_every_wait, make_line);
