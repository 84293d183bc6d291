/* `leaks-when-canceled` (case 102) and `forgets-first-step` (case 108): an enter of two steps
 * forgets the first one.
 *
 * A connection is acquired, and then a transaction begins on it. In sqlalchemy 12077 and asyncpg
 * 464 the connection was not given back when a request came during the second step, in asyncpgsa
 * 101 when the second step failed. Each time the other way out was right, and was what the tests
 * took. They teach that an enter cleans up on every way out (M3), and that only a request at each
 * moment and a failure at each step show whether it does. */
#include "zoo/twins.h"

typedef struct lease {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external acquired, begun;
    bool returns_it_when_canceled, returns_it_when_refused;
    bool has_it;
} lease;

static void give_back(lease *self)
{
    if (self->has_it) {
        self->has_it = false;
        exeunt_release(&self->manager);
    }
}

static void on_acquired(exeunt_external *external, unsigned result)
{
    lease *self = external->data;
    (void)result;
    self->has_it = true;
    exeunt_hold(&self->manager);
    exeunt_border_expect(self->border, &self->begun);
}

static void on_begun(exeunt_external *external, unsigned result)
{
    lease *self = external->data;
    if (result == 0) {
        exeunt_entered(&self->manager, self);
        return;
    }
    if (self->returns_it_when_refused) {
        give_back(self);
    }
    exeunt_failed(&self->manager, -1, "no transaction could be begun");
}

static void enter_lease(exeunt_manager *manager)
{
    lease *self = (lease *)manager;
    exeunt_border_expect(self->border, &self->acquired);
}

static void exit_lease(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    give_back((lease *)manager);
    exeunt_exited(manager);
}

static void cancel_lease(exeunt_manager *manager)
{
    lease *self = (lease *)manager;
    exeunt_border_withdraw(self->border, &self->acquired);
    exeunt_border_withdraw(self->border, &self->begun);
    if (self->returns_it_when_canceled) {
        give_back(self);
    }
    exeunt_canceled(manager);
}

static lease *make_lease(exeunt_border *border, const char *name)
{
    static const exeunt_manager_type type = {enter_lease, exit_lease, cancel_lease};
    static const char *const acquiring[] = {"is acquired"};
    static const char *const beginning[] = {"begins", "is refused"};
    lease *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->acquired = (exeunt_external){.deliver = on_acquired, .data = self, .results = acquiring};
    self->begun = (exeunt_external){
        .deliver = on_begun, .data = self, .result_count = 2, .results = beginning};
    return self;
}

static exeunt_manager *make_one_that_is_canceled(exeunt_border *border, const char *name,
                                                 bool is_mended)
{
    lease *self = make_lease(border, name);
    self->returns_it_when_refused = true;
    self->returns_it_when_canceled = is_mended;
    return &self->manager;
}

static exeunt_manager *make_one_that_is_refused(exeunt_border *border, const char *name,
                                                bool is_mended)
{
    lease *self = make_lease(border, name);
    self->returns_it_when_refused = is_mended;
    self->returns_it_when_canceled = true;
    return &self->manager;
}

EXN_ZOO_MANAGER(leaks_when_canceled, make_one_that_is_canceled);
EXN_ZOO_MANAGER(forgets_first_step, make_one_that_is_refused);
