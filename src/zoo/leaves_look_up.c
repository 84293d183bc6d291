/* `leaves-look-up` (case 108): a look-up that cannot be withdrawn is left.
 *
 * libuv withdraws a look-up that waits for a thread; one that has its thread goes on, owns its
 * memory until it is done, and uv_cancel says so. In canonical/raft 301 that answer was not looked
 * at. It teaches that a request to stop may be answered with no: then there is nothing to do but
 * to wait (M3, M8). */
#include "zoo/twins.h"

typedef struct dialer {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external found;
    bool is_mended;
    bool asked;
} dialer;

static void on_found(exeunt_external *external, unsigned result)
{
    dialer *self = external->data;
    (void)result;
    if (self->asked) {
        exeunt_canceled(&self->manager);
    } else {
        exeunt_entered(&self->manager, self);
    }
}

static void enter_dialer(exeunt_manager *manager)
{
    dialer *self = (dialer *)manager;
    exeunt_border_expect(self->border, &self->found);
}

static void exit_dialer(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

/* The answer of libuv's uv_cancel: a look-up that waits for a thread is withdrawn. A look-up that
 * has its thread goes on, and owns its memory until it is done. */
static bool is_withdrawn(dialer *self)
{
    static const char *const answers[] = {"is withdrawn", "is under way"};
    const exeunt_choice choice = {.result_count = 2, .plain = 3, .results = answers};
    return exeunt_border_choose(self->border, &choice) == 0;
}

static void cancel_dialer(exeunt_manager *manager)
{
    dialer *self = (dialer *)manager;
    bool withdrawn = is_withdrawn(self);
    self->asked = true;
    if (withdrawn) {
        exeunt_border_withdraw(self->border, &self->found);
    }
    if (withdrawn || !self->is_mended) {
        exeunt_canceled(manager);
    }
}

static exeunt_manager *make_dialer(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {enter_dialer, exit_dialer, cancel_dialer};
    static const char *const finding[] = {"is looked up"};
    dialer *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->found = (exeunt_external){.deliver = on_found, .data = self, .results = finding};
    return &self->manager;
}

EXN_ZOO_MANAGER(leaves_look_up, make_dialer);
