/* `miscounts-its-works` (case 105): a close callback fires twice, for one of two works is not
 * counted.
 *
 * The journal is closed when its last work has ended. The snapshot that waits for the write is a
 * work, too, and was forgotten in the count (canonical/raft 341): the count is zero twice. It
 * teaches that "how many are left" is right only if what begins a work counts it, in the same
 * place (M1). */
#include "zoo/twins.h"

typedef struct journal {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external written;
    bool is_mended;
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
    self->works += self->is_mended ? 1 : 0; /* the snapshot */
    exeunt_border_expect(self->border, &self->written);
}

static exeunt_manager *make_journal(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {.enter = enter_journal, .exit = exit_journal};
    static const char *const writing[] = {"writes"};
    journal *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->written = (exeunt_external){.deliver = on_written, .data = self, .results = writing};
    return &self->manager;
}

EXN_ZOO_MANAGER(miscounts_its_works, make_journal);
