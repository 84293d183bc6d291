/* `never-rolls-back` (case 107): commit fails in the exit, and nothing rolls back.
 *
 * The exit commits if there is no error and rolls back if there is one. The commit itself may
 * fail: then the transaction stays open on its connection (gel-python 347). It teaches that an
 * exit that fails holds nothing either (M4). */
#include "zoo/twins.h"

typedef struct transaction {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external begun, committed, rolled_back;
    bool is_mended;
    bool conflicted;
} transaction;

static void on_begun(exeunt_external *external, unsigned result)
{
    transaction *self = external->data;
    (void)result;
    exeunt_hold(&self->manager);
    exeunt_entered(&self->manager, self);
}

static void fail_to_commit(transaction *self)
{
    exeunt_failed(&self->manager, -40001, "could not serialize access");
}

static void on_committed(exeunt_external *external, unsigned result)
{
    transaction *self = external->data;
    self->conflicted = result == 1;
    if (!self->conflicted) {
        exeunt_release(&self->manager);
        exeunt_exited(&self->manager);
    } else if (self->is_mended) {
        exeunt_border_expect(self->border, &self->rolled_back);
    } else {
        fail_to_commit(self);
    }
}

static void on_rolled_back(exeunt_external *external, unsigned result)
{
    transaction *self = external->data;
    (void)result;
    exeunt_release(&self->manager);
    if (self->conflicted) {
        fail_to_commit(self);
    } else {
        exeunt_exited(&self->manager);
    }
}

static void enter_transaction(exeunt_manager *manager)
{
    transaction *self = (transaction *)manager;
    exeunt_border_expect(self->border, &self->begun);
}

static void exit_transaction(exeunt_manager *manager, const exeunt_error *cause)
{
    transaction *self = (transaction *)manager;
    exeunt_border_expect(self->border, cause != NULL ? &self->rolled_back : &self->committed);
}

static exeunt_manager *make_transaction(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {.enter = enter_transaction, .exit = exit_transaction};
    static const char *const beginning[] = {"begins"};
    static const char *const committing[] = {"commits", "conflicts"};
    static const char *const rolling[] = {"rolls back"};
    transaction *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->begun = (exeunt_external){.deliver = on_begun, .data = self, .results = beginning};
    self->committed = (exeunt_external){
        .deliver = on_committed, .data = self, .result_count = 2, .results = committing};
    self->rolled_back =
        (exeunt_external){.deliver = on_rolled_back, .data = self, .results = rolling};
    return &self->manager;
}

EXN_ZOO_MANAGER(never_rolls_back, make_transaction);
