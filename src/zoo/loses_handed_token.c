/* `loses-handed-token` (case 104): a limiter hands its token to a waiter that is canceled before it
 * runs.
 *
 * Whoever leaves hands its token to the one that has waited longest, which goes on in a step of its
 * own. A request that comes in between finds a waiter, and takes it off the list on which it does
 * not stand any more: the token in its hands is lost, and the limit is lower by one for ever (anyio
 * 947, httpcore 1093). It teaches that what was handed over is held from that moment on (M3), and
 * that a waiter has three states, not two. */
#include "zoo/twins.h"

enum { TOKENS = 1, WAITERS_MAX = 64 };

/* What all handles of the limiter have in common. */
typedef struct limiter {
    struct waiter *waiting[WAITERS_MAX]; /* in the order in which they came */
    unsigned count, taken;
} limiter;

typedef struct waiter {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external runs;
    bool is_mended;
    bool has_token;
    limiter *limiter;
} waiter;

/* Those behind a place move up. */
static void remove_at(limiter *self, unsigned at)
{
    self->count -= 1;
    for (; at < self->count; at++) {
        self->waiting[at] = self->waiting[at + 1];
    }
    self->waiting[self->count] = NULL;
}

static void leave_queue(waiter *self)
{
    for (unsigned i = 0; i < self->limiter->count; i++) {
        if (self->limiter->waiting[i] == self) {
            remove_at(self->limiter, i);
            return;
        }
    }
}

static void take_token(waiter *self)
{
    self->has_token = true;
    exeunt_hold(&self->manager);
}

/* It goes to the next one, which runs later. */
static void give_token_back(waiter *self)
{
    limiter *from = self->limiter;
    self->has_token = false;
    exeunt_release(&self->manager);
    if (from->count == 0) {
        from->taken -= 1;
        return;
    }
    waiter *next = from->waiting[0];
    remove_at(from, 0);
    take_token(next);
    exeunt_border_expect(next->border, &next->runs);
}

static void on_runs(exeunt_external *external, unsigned result)
{
    waiter *self = external->data;
    (void)result;
    exeunt_entered(&self->manager, self);
}

static void enter_limiter(exeunt_manager *manager)
{
    waiter *self = (waiter *)manager;
    limiter *to = self->limiter;
    if (to->taken < TOKENS) {
        to->taken += 1;
        take_token(self);
        exeunt_entered(manager, self);
    } else if (to->count == WAITERS_MAX) {
        exeunt_failed(manager, -1, "too many wait");
    } else {
        to->waiting[to->count++] = self;
    }
}

static void exit_limiter(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    give_token_back((waiter *)manager);
    exeunt_exited(manager);
}

static void cancel_limiter(exeunt_manager *manager)
{
    waiter *self = (waiter *)manager;
    exeunt_border_withdraw(self->border, &self->runs);
    leave_queue(self);
    if (self->has_token && self->is_mended) {
        give_token_back(self);
    }
    exeunt_canceled(manager);
}

static exeunt_manager *make_limiter(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {enter_limiter, exit_limiter, cancel_limiter};
    static const char *const running[] = {"runs"};
    waiter *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->limiter = exeunt_border_share(border, sizeof *self->limiter);
    self->runs = (exeunt_external){.deliver = on_runs, .data = self, .results = running};
    return &self->manager;
}

EXN_ZOO_MANAGER(loses_handed_token, make_limiter);
