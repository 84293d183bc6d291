/* Cases of the catalogue: managers with a wrong exit, each beside its repair. */
#include "shown.h"

#include <criterion/criterion.h>

/* --- case 101: level-triggered cancellation stops every wait of an exit (trio 1389) ----------- */

typedef struct line {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external goodbye, hung_up;
    twin twin;
    bool asked; /* the request came once; it stops every wait that is not shielded */
} line;

static void hang_up(line *self)
{
    bool shielded = self->twin == MENDED;
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

static exeunt_manager *make_line(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {enter_line, exit_line, cancel_line};
    static const char *const saying[] = {"says goodbye"}, *const hanging[] = {"hangs up"};
    line *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->twin = *(twin *)data;
    self->goodbye = (exeunt_external){.deliver = on_goodbye, .data = self, .results = saying};
    self->hung_up = (exeunt_external){.deliver = on_hung_up, .data = self, .results = hanging};
    return &self->manager;
}

Test(case_101, each_wait_of_an_exit_is_stopped)
{
    show_manager(&(shown_manager){.scenario = "scope: {pool: [db], grace: 5ms}",
                                  .cancels = 1,
                                  .create = make_line,
                                  .rule = "M4",
                                  .schedule = "body returns; cancel; time passes"});
}

/* --- case 103: a draining exit, asked to stop, forgets what it was closing (asyncmy 156) ------ */

enum { CONNECTIONS = 2 };

typedef struct drain {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external closed;
    twin twin;
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
    if (self->is_closing && self->twin == MENDED) {
        exeunt_release(manager);
    }
    for (; self->free > 0; self->free--) {
        exeunt_release(manager);
    }
    exeunt_exited(manager);
}

static exeunt_manager *make_drain(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {enter_drain, exit_drain, cancel_drain};
    static const char *const closing[] = {"closes one"};
    drain *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->twin = *(twin *)data;
    self->closed = (exeunt_external){.deliver = on_closed, .data = self, .results = closing};
    return &self->manager;
}

/* A caller with a time limit asks the exit to stop: no scope does that, but the world does. */
Test(case_103, what_was_being_closed_is_forgotten)
{
    show_manager(&(shown_manager){.scenario = "scope: {pool: [db]}\n"
                                              "cancel: {where: never, operations: anywhere}\n",
                                  .create = make_drain,
                                  .rule = "M4",
                                  .schedule = "body returns; ask db"});
}

/* --- case 105: a close callback fires twice: one of two works is not counted (raft 341) ------- */

typedef struct journal {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external written;
    twin twin;
    unsigned works; /* these must end before it is closed */
} journal;

static void close_if_idle(journal *self)
{
    if (self->works == 0) {
        exeunt_exited(&self->manager);
    }
}

static void work_ended(journal *self)
{
    self->works -= self->works > 0 ? 1 : 0;
    close_if_idle(self);
}

/* Everything is written, and so the snapshot that waited for it has ended, too. */
static void on_written(exeunt_external *external, unsigned result)
{
    (void)result;
    work_ended(external->data);
    work_ended(external->data);
}

static void enter_journal(exeunt_manager *manager)
{
    exeunt_entered(manager, manager);
}

static void exit_journal(exeunt_manager *manager, const exeunt_error *cause)
{
    journal *self = (journal *)manager;
    (void)cause;
    self->works = 1;
    self->works += self->twin == MENDED ? 1 : 0; /* the snapshot */
    exeunt_border_expect(self->border, &self->written);
}

static exeunt_manager *make_journal(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_journal, .exit = exit_journal};
    static const char *const writing[] = {"writes"};
    journal *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->twin = *(twin *)data;
    self->written = (exeunt_external){.deliver = on_written, .data = self, .results = writing};
    return &self->manager;
}

Test(case_105, a_work_that_is_not_counted_closes_again)
{
    show_manager(&(shown_manager){.scenario = "scope: {pool: [db, log]}",
                                  .create = make_journal,
                                  .rule = "M1",
                                  .schedule = "log enters; body returns; db writes"});
}

/* --- case 107: commit fails in the exit and nothing rolls back (gel-python 347) --------------- */

typedef struct transaction {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external begun, committed, rolled_back;
    twin twin;
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
    } else if (self->twin == MENDED) {
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

static exeunt_manager *make_transaction(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_transaction, .exit = exit_transaction};
    static const char *const beginning[] = {"begins"};
    static const char *const committing[] = {"commits", "conflicts"};
    static const char *const rolling[] = {"rolls back"};
    transaction *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->twin = *(twin *)data;
    self->begun = (exeunt_external){.deliver = on_begun, .data = self, .results = beginning};
    self->committed = (exeunt_external){
        .deliver = on_committed, .data = self, .result_count = 2, .results = committing};
    self->rolled_back =
        (exeunt_external){.deliver = on_rolled_back, .data = self, .results = rolling};
    return &self->manager;
}

Test(case_107, a_failed_commit_is_not_rolled_back)
{
    show_manager(&(shown_manager){.scenario = "scope: {stack: [db]}\n"
                                              "body: [returns, raises]\n",
                                  .create = make_transaction,
                                  .rule = "M4",
                                  .schedule = "db begins; body returns; db conflicts"});
}
