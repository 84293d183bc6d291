/* The crew: an exit pool by another name. It enters all members at the same time, lets them work,
 * and exits all of them. It is made of an exeunt_pool, as a program makes its own. */
#include "crew.h"

#include <exeunt/exeunt.h>

typedef struct crew {
    exeunt_pool pool;
    exeunt_border *border;
    size_t errors_max;
    /* Of the outcome: at most one of each member, and that of the body. */
    const exeunt_error *errors[];
} crew;

/* --- what its pool calls ---------------------------------------------------------------------- */

static void on_entered(exeunt_scope *scope)
{
    crew *self = scope->data;
    exeunt_border_begin_body(self->border);
}

static void on_body_cancel(exeunt_scope *scope)
{
    crew *self = scope->data;
    exeunt_border_cancel_body(self->border);
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    crew *self = scope->data;
    size_t count = exeunt_outcome_errors(outcome, self->errors, self->errors_max);
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
    size_t errors_max = plan->entry_count + 1;
    crew *self =
        exeunt_border_allocate(plan->border, sizeof *self + errors_max * sizeof *self->errors);
    (void)implementation;
    self->border = plan->border;
    self->errors_max = errors_max;
    exeunt_pool_init(&self->pool, plan->name, &callbacks);
    self->pool.scope.data = self;
    for (size_t i = 0; i < plan->entry_count; i++) {
        if (exeunt_pool_add(&self->pool, plan->entries[i].manager) != 0) {
            return NULL;
        }
    }
    return self;
}

static void destroy(void *subject)
{
    crew *self = subject;
    exeunt_border_free(self->border, self);
}

static void begin(void *subject)
{
    crew *self = subject;
    exeunt_pool_begin(&self->pool);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    crew *self = subject;
    exeunt_pool_close(&self->pool, end == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
}

static void cancel(void *subject)
{
    crew *self = subject;
    exeunt_scope_cancel(&self->pool.scope);
}

const exeunt_implementation crew_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "crew",
    .about = "enters everybody, sees everybody out",
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
};
