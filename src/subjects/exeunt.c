/* The stack and pool of this project, as an implementation under test: the program that a user of
 * src/core would write. */
#include "subjects/exeunt.h"

#include "subjects/subjects.h"

#include <exeunt/exeunt.h>

typedef struct subject {
    union {
        exeunt_scope scope; /* the base of both */
        exeunt_stack stack;
        exeunt_pool pool;
    } of;
    bool is_stack;
    size_t count; /* of the plan's managers */
    /* the body closed the scope and is still in flight (its own end is reported with it) */
    bool closed_by_action;
    bool body_in_flight;
    bool body_asked; /* to stop: once (C2) */
    bool ended;      /* the scope reported its end; it waits for the body */
    exeunt_outcome outcome;
    /* what the body raised after it had closed the scope: nobody is left to suppress it */
    const exeunt_error *late_error;
    exeunt_border *border;
    exeunt_task begin_body; /* the body begins in a callback of its own, as on a real loop */
    void (*entered)(void *context, const exeunt_error *error); /* an enter of the body's */
    void *entered_context;
} subject;

static subject *subject_of(exeunt_scope *scope)
{
    return scope->data;
}

exeunt_scope *exn_exeunt_scope(void *context)
{
    return &((subject *)context)->of.scope;
}

bool exn_exeunt_is_stack(const exeunt_scope *scope)
{
    return ((const subject *)scope->data)->is_stack;
}

static int close_with(subject *self, const exeunt_error *cause)
{
    return self->is_stack ? exeunt_stack_close(&self->of.stack, cause)
                          : exeunt_pool_close(&self->of.pool, cause);
}

/* --- the owner's callbacks --- */

/* A pool's body gets the values of its managers by index (P7). */
static void give_values(subject *self)
{
    for (size_t i = 0; !self->is_stack && i < self->count; i++) {
        exeunt_border_give_value(self->border, i, exeunt_pool_value(&self->of.pool, i));
    }
}

static void run_body(exeunt_task *task)
{
    subject *self = task->data;
    if (self->closed_by_action) {
        return;
    }
    if (exeunt_scope_stopping(&self->of.scope)) {
        close_with(self, exeunt_error_canceled());
        return;
    }
    give_values(self);
    self->body_in_flight = true;
    exeunt_border_begin_body(self->border);
}

static void on_entered(exeunt_scope *scope)
{
    exeunt_border_post(subject_of(scope)->border, &subject_of(scope)->begin_body);
}

static void cancel_body(subject *self)
{
    if (self->body_in_flight && !self->body_asked) {
        self->body_asked = true;
        exeunt_border_cancel_body(self->border);
    }
}

static void on_body_cancel(exeunt_scope *scope)
{
    cancel_body(subject_of(scope));
}

static void report(subject *self)
{
    size_t late = self->late_error != NULL ? 1 : 0;
    size_t count = exeunt_outcome_errors(&self->outcome, NULL, 0);
    const exeunt_error **errors =
        exeunt_border_allocate(self->border, (count + late) * sizeof *errors);
    exeunt_outcome_errors(&self->outcome, errors + late, count);
    if (late > 0) {
        errors[0] = self->late_error;
    }
    exeunt_end end = {.errors = errors,
                      .error_count = count + late,
                      .canceled = self->outcome.canceled,
                      .suppressed = self->outcome.suppressed};
    exeunt_border_close(self->border, &end);
    exeunt_border_free(self->border, errors);
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    subject *self = subject_of(scope);
    self->outcome = *outcome;
    self->ended = true;
    if (!self->body_in_flight) {
        report(self);
    }
}

static void on_clock(exeunt_scope *scope, exeunt_clock clock)
{
    exeunt_border_tell_clock(subject_of(scope)->border, clock);
}

static const exeunt_scope_callbacks callbacks = {
    .on_entered = on_entered,
    .on_body_cancel = on_body_cancel,
    .on_closed = on_closed,
    .on_clock = on_clock,
};

/* --- the implementation --- */

static void add(subject *self, const exeunt_entry *entry)
{
    if (!self->is_stack) {
        exeunt_pool_add(&self->of.pool, entry->manager);
    } else if (entry->role == EXEUNT_ROLE_PUSH) {
        exeunt_stack_add_pushed(&self->of.stack, entry->manager);
    } else if (entry->role == EXEUNT_ROLE_CALLBACK) {
        exeunt_stack_add_callback(&self->of.stack, entry->manager);
    } else {
        exeunt_stack_add(&self->of.stack, entry->manager);
    }
}

static void *create(const exeunt_plan *plan)
{
    subject *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->border = plan->border;
    self->is_stack = plan->kind == EXEUNT_KIND_STACK;
    self->count = plan->entry_count;
    self->begin_body = (exeunt_task){.run = run_body, .data = self};
    if (self->is_stack) {
        exeunt_stack_init(&self->of.stack, plan->name, &callbacks);
    } else {
        exeunt_pool_init(&self->of.pool, plan->name, &callbacks);
        exeunt_pool_set_policy(&self->of.pool, plan->wait_all ? EXEUNT_WAIT_ALL : EXEUNT_FAIL_FAST);
    }
    self->of.scope.data = self;
    for (size_t i = 0; i < plan->entry_count; i++) {
        add(self, &plan->entries[i]);
    }
    return self;
}

static void destroy(void *context)
{
    subject *self = context;
    exeunt_border_free(self->border, self);
}

static void begin(void *context)
{
    subject *self = context;
    if (self->is_stack) {
        exeunt_stack_begin(&self->of.stack);
    } else {
        exeunt_pool_begin(&self->of.pool);
    }
}

static void body_settled(void *context, exeunt_body_end end, const exeunt_error *error)
{
    subject *self = context;
    self->body_in_flight = false;
    if (!self->closed_by_action) {
        close_with(self, end == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
        return;
    }
    self->late_error = error;
    if (self->ended) {
        report(self);
    }
}

static void cancel(void *context)
{
    subject *self = context;
    exeunt_scope_cancel(&self->of.scope);
    if (self->closed_by_action) { /* the scope believes that its body is over; it is not */
        self->outcome.canceled = true;
        cancel_body(self);
    }
}

static void expire(void *context)
{
    exeunt_scope_expire(&((subject *)context)->of.scope);
}

static void end_grace(void *context)
{
    exeunt_scope_end_grace(&((subject *)context)->of.scope);
}

static exeunt_manager *manager(void *context)
{
    return &((subject *)context)->of.scope.manager;
}

/* --- what a body may ask --- */

static void entered(exeunt_stack *stack, exeunt_manager *one, const exeunt_error *error)
{
    subject *self = subject_of(&stack->scope);
    (void)one;
    void (*settled)(void *, const exeunt_error *) = self->entered;
    self->entered = NULL;
    settled(self->entered_context, error);
}

static int enter(void *context, exeunt_manager *one, void (*settled)(void *, const exeunt_error *),
                 void *settled_context)
{
    subject *self = context;
    if (!self->is_stack) {
        return EXEUNT_ESTATE; /* a pool's managers are given before it begins (P1) */
    }
    void (*entered_before)(void *, const exeunt_error *) = self->entered;
    void *entered_before_context = self->entered_context;
    self->entered = settled;
    self->entered_context = settled_context;
    int refused = exeunt_stack_enter(&self->of.stack, one, entered);
    if (refused != 0) { /* who waits for an enter in flight (S1) still does */
        self->entered = entered_before;
        self->entered_context = entered_before_context;
    }
    return refused;
}

static int push(void *context, exeunt_manager *one)
{
    subject *self = context;
    return self->is_stack ? exeunt_stack_push(&self->of.stack, one) : EXEUNT_ESTATE;
}

static int callback(void *context, exeunt_manager *one)
{
    subject *self = context;
    return self->is_stack ? exeunt_stack_callback(&self->of.stack, one) : EXEUNT_ESTATE;
}

static int move(void *context, void *to)
{
    subject *self = context;
    subject *other = to;
    return self->is_stack && other->is_stack ? exeunt_stack_move(&self->of.stack, &other->of.stack)
                                             : EXEUNT_ESTATE;
}

static int close_by_action(void *context)
{
    subject *self = context;
    bool before = self->closed_by_action;
    self->closed_by_action = true; /* for what happens inside */
    int refused = close_with(self, NULL);
    self->closed_by_action = before || refused == 0;
    return refused;
}

const exeunt_implementation exn_subject_exeunt = {
    .name = "exeunt",
    .about = "the exit stack and exit pool of this project",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_DEADLINE |
                    EXEUNT_CAN_GRACE | EXEUNT_CAN_MOVE | EXEUNT_CAN_NEST,
    .tells_clock = true,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .expire = expire,
    .end_grace = end_grace,
    .manager = manager,
    .enter = enter,
    .push = push,
    .callback = callback,
    .move = move,
    .close = close_by_action,
};
