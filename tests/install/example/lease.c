/* A lease of a machine. */
#include "lease.h"

static void enter(exeunt_manager *manager)
{
    lease *self = (lease *)manager;
    self->waits = true;
    self->office->ask(self->office, self);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    lease *self = (lease *)manager;
    (void)cause;
    self->office->give_back(self->office, self);
}

/* A request that was sent can be withdrawn; while the machine is given back, the lease waits. */
static void cancel(exeunt_manager *manager)
{
    lease *self = (lease *)manager;
    if (self->waits) {
        self->waits = false;
        self->office->withdraw(self->office, self);
        exeunt_canceled(manager);
    }
}

void lease_init(lease *lease, const char *name, office *office)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = cancel};
    exeunt_manager_init(&lease->manager, &type, name);
    lease->office = office;
    lease->waits = false;
}

void lease_granted(lease *lease)
{
    lease->waits = false;
    exeunt_entered(&lease->manager, lease);
}

void lease_refused(lease *lease)
{
    lease->waits = false;
    exeunt_failed(&lease->manager, -11, "no machine is free");
}

void lease_returned(lease *lease)
{
    exeunt_exited(&lease->manager);
}
