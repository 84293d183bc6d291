/* A pool that looks at the neighbour of the manager whose operation settles: nosy_pool.h. It is
 * made of an exeunt_pool, which keeps nothing in shared memory that tells of the neighbour. */
#include "nosy_pool.h"

#include <exeunt/exeunt.h>

#include <stddef.h>

nosy nosy_at = NOSY_ABOUT_NOTHING;
EXEUNT_OUTSIDE unsigned long nosy_calls;

/* What the one keeps in a global that looks by it. */
static const exeunt_manager *settled_first;

typedef struct nosy_pool {
    exeunt_pool pool;
    const exeunt_plan *plan;
    exeunt_border *border;
    exeunt_settled_fn *settled;  /* the exeunt_pool's */
    const exeunt_manager *first; /* that has settled, */
    size_t settlements;          /* and how many have */
    unsigned seen;               /* how often it has seen what it looked for */
    const exeunt_error *errors[NOSY_MEMBERS_MAX + 1];
} nosy_pool;

/* --- what it looks at ------------------------------------------------------------------------- */

static const exeunt_manager *neighbour_of(const nosy_pool *self, const exeunt_manager *manager)
{
    size_t at = 0;
    while (self->plan->entries[at].manager != manager) {
        at += 1;
    }
    return self->plan->entries[(at + 1) % self->plan->entry_count].manager;
}

/* Who looks at one and the same each time has seen before what there is to see. */
static bool is_late(const nosy_pool *self)
{
    return self->settlements > self->plan->entry_count + 2;
}

static bool sees(nosy_pool *self, const exeunt_manager *manager)
{
    switch (nosy_at) {
    case NOSY_ABOUT_STATE:
        return neighbour_of(self, manager)->in_flight;
    case NOSY_ABOUT_ERROR:
        return neighbour_of(self, manager)->error.code != 0;
    case NOSY_BY_A_LIST:
        return manager->next != NULL && manager->next->error.code != 0;
    case NOSY_BY_A_POINTER:
        self->first = self->first == NULL ? manager : self->first;
        return is_late(self) && self->first->in_flight;
    case NOSY_BY_A_GLOBAL:
        settled_first = settled_first == NULL ? manager : settled_first;
        return is_late(self) && settled_first->in_flight;
    case NOSY_LATER:
        nosy_calls -= nosy_calls > 0 ? 1 : 0;
        return nosy_calls == 0;
    default:
        return false;
    }
}

static void look_and_settle(exeunt_manager *manager, const exeunt_result *result)
{
    nosy_pool *self = ((exeunt_pool *)manager->owner)->scope.data;
    self->settlements += 1;
    self->seen += sees(self, manager) ? 1 : 0;
    self->settled(manager, result);
}

/* Looks from now on at what has begun. */
static void look_on(nosy_pool *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        exeunt_manager *manager = self->plan->entries[i].manager;
        if (manager->in_flight && manager->settled != look_and_settle) {
            self->settled = manager->settled;
            manager->settled = look_and_settle;
        }
    }
}

/* --- what its pool calls ---------------------------------------------------------------------- */

static void on_entered(exeunt_scope *scope)
{
    nosy_pool *self = scope->data;
    exeunt_border_begin_body(self->border);
}

static void on_body_cancel(exeunt_scope *scope)
{
    nosy_pool *self = scope->data;
    exeunt_border_cancel_body(self->border);
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    nosy_pool *self = scope->data;
    size_t count = exeunt_outcome_errors(outcome, self->errors, NOSY_MEMBERS_MAX + 1);
    exeunt_border_close(self->border, &(exeunt_end){.errors = self->errors,
                                                    .error_count = count,
                                                    .canceled = outcome->canceled,
                                                    .suppressed = outcome->suppressed});
}

/* --- what the world calls --------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    static const exeunt_scope_callbacks callbacks = {
        .on_entered = on_entered, .on_body_cancel = on_body_cancel, .on_closed = on_closed};
    nosy_pool *self = exeunt_border_allocate(plan->border, sizeof *self);
    (void)implementation;
    self->border = plan->border;
    self->plan = plan;
    exeunt_pool_init(&self->pool, plan->name, &callbacks);
    self->pool.scope.data = self;
    self->pool.wait_all = plan->wait_all;
    for (size_t i = 0; i < plan->entry_count; i++) {
        if (exeunt_pool_add(&self->pool, plan->entries[i].manager) != 0) {
            return NULL;
        }
    }
    return self;
}

static void destroy(void *subject)
{
    nosy_pool *self = subject;
    exeunt_border_free(self->border, self);
}

static void begin(void *subject)
{
    nosy_pool *self = subject;
    exeunt_pool_begin(&self->pool);
    look_on(self);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    nosy_pool *self = subject;
    exeunt_pool_close(&self->pool, end == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
    look_on(self);
}

static void cancel(void *subject)
{
    nosy_pool *self = subject;
    exeunt_scope_cancel(&self->pool.scope);
}

const exeunt_implementation nosy_pool_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "nosy-pool",
    .about = "looks at the neighbours of what settles",
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_WAIT_ALL | EXEUNT_CAN_CANCEL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
};
