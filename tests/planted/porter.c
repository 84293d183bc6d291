/* A manager written in C whose exit waits, so that it can be asked to stop: it leaves after the
 * last guest. */
#include "planted.h"

typedef struct porter {
    exeunt_manager base;
    exeunt_border *border;
    exeunt_external last_guest;
} porter;

static void all_left(exeunt_external *external, unsigned result)
{
    porter *self = external->data;
    (void)result;
    exeunt_exited(&self->base);
}

static void enter(exeunt_manager *manager)
{
    exeunt_entered(manager, manager);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    porter *self = (porter *)manager; /* its first member */
    (void)cause;
    exeunt_border_expect(self->border, &self->last_guest);
}

/* Ignores the request: it leaves later in any case. */
static void stop(exeunt_manager *manager)
{
    porter *self = (porter *)manager;
    if (planted == STANDS_NO_REQUEST_IN_ITS_EXIT) {
        exeunt_border_withdraw(self->border, &self->last_guest);
        exeunt_entered(manager, manager);
    }
}

static const exeunt_manager_type porter_type = {enter, leave, stop};

exeunt_manager *planted_porter(exeunt_border *border, const char *name)
{
    porter *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &porter_type, name);
    self->border = border;
    self->last_guest = (exeunt_external){.deliver = all_left, .data = self};
    return &self->base;
}
