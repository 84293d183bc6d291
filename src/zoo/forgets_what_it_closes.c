/* `forgets-what-it-closes` (case 103): a draining exit, asked to stop, forgets what it was closing.
 *
 * The exit takes one connection after the other from its list and closes it. A caller with a time
 * limit asks it to stop: it closes the rest of the list at once, and the one in its hands stands
 * on no list any more (asyncmy 156). It teaches that what is in transition belongs to somebody at
 * every moment (M4). */
#include "zoo/twins.h"

enum { CONNECTIONS = 2 };

typedef struct drain {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external closed;
    bool is_mended;
    unsigned free;   /* connections that are not in use */
    bool is_closing; /* one that is no longer among the free ones */
} drain;

static void close_next(drain *self)
{
    if (self->free == 0) {
        exeunt_exited(&self->manager);
        return;
    }
    self->free -= 1;
    self->is_closing = true;
    exeunt_border_expect(self->border, &self->closed);
}

static void on_closed(exeunt_external *external, unsigned result)
{
    drain *self = external->data;
    (void)result;
    self->is_closing = false;
    exeunt_release(&self->manager);
    close_next(self);
}

static void enter_drain(exeunt_manager *manager)
{
    drain *self = (drain *)manager;
    for (; self->free < CONNECTIONS; self->free++) {
        exeunt_hold(manager);
    }
    exeunt_entered(manager, self);
}

static void exit_drain(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    close_next((drain *)manager);
}

/* Closes the rest at once, and does not wait for that. */
static void cancel_drain(exeunt_manager *manager)
{
    drain *self = (drain *)manager;
    exeunt_border_withdraw(self->border, &self->closed);
    if (self->is_closing && self->is_mended) {
        exeunt_release(manager);
    }
    for (; self->free > 0; self->free--) {
        exeunt_release(manager);
    }
    exeunt_exited(manager);
}

static exeunt_manager *make_drain(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {enter_drain, exit_drain, cancel_drain};
    static const char *const closing[] = {"closes one"};
    drain *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->closed = (exeunt_external){.deliver = on_closed, .data = self, .results = closing};
    return &self->manager;
}

EXN_ZOO_MANAGER(forgets_what_it_closes, make_drain);
