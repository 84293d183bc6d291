/* The stack and pool of this project, as an implementation under test: the program that a user of
 * src/core would write. */
#include "subjects/exeunt_subject.h"

#include "subjects/subjects.h"

#include <exeunt/exeunt.h>

#include <assert.h>

/* A stack, and who waits for an enter of the body's. */
typedef struct asked_stack {
    exeunt_stack stack;
    void (*entered)(void *context, const exeunt_error *error);
    void *entered_context;
} asked_stack;

/* Small, for it is part of every state: as large as the scope that it holds needs. */
typedef struct subject {
    exeunt_task begin_body; /* the body begins in a callback of its own, as on a real loop */
    const exeunt_plan *plan;
    const exeunt_outcome *outcome; /* the scope has reported its end; NULL: it has not */
    /* what the body raised after it had closed the scope: no exit is left to suppress it */
    const exeunt_error *late_error;
    /* the body closed the scope and is still in flight (its own end is reported with it) */
    bool closed_by_action;
    bool body_in_flight;
    bool body_asked;    /* to stop: once (C2) */
    bool late_canceled; /* a request came after the body had closed the scope */
    union {
        exeunt_scope scope; /* the base of both */
        exeunt_pool pool;
        exeunt_stack stack;
        asked_stack asked;
    } of;
} subject;

static bool is_stack(const subject *self)
{
    return self->plan->kind == EXEUNT_KIND_STACK;
}

static subject *subject_of(exeunt_scope *scope)
{
    return scope->data;
}

exeunt_scope *exn_exeunt_scope(void *self)
{
    return &((subject *)self)->of.scope;
}

bool exn_exeunt_is_stack(const exeunt_scope *scope)
{
    return is_stack(scope->data);
}

static int close_with(subject *self, const exeunt_error *cause)
{
    return is_stack(self) ? exeunt_stack_close(&self->of.stack, cause)
                          : exeunt_pool_close(&self->of.pool, cause);
}

/* --- the owner's callbacks -------------------------------------------------------------------- */

/* A pool's body gets the values of its managers by index (P7). */
static void give_values(subject *self)
{
    for (size_t i = 0; !is_stack(self) && i < self->plan->entry_count; i++) {
        exeunt_border_give_value(self->plan->border, i, self->plan->entries[i].manager->value);
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
    exeunt_border_begin_body(self->plan->border);
}

static void on_entered(exeunt_scope *scope)
{
    exeunt_border_post(subject_of(scope)->plan->border, &subject_of(scope)->begin_body);
}

static void cancel_body(subject *self)
{
    if (self->body_in_flight && !self->body_asked) {
        self->body_asked = true;
        exeunt_border_cancel_body(self->plan->border);
    }
}

static void on_body_cancel(exeunt_scope *scope)
{
    cancel_body(subject_of(scope));
}

static void report(subject *self)
{
    enum { FEW = 16 };
    exeunt_border *border = self->plan->border;
    const exeunt_error *few[FEW];
    few[0] = self->late_error;
    size_t late = self->late_error != NULL ? 1 : 0;
    size_t count = exeunt_outcome_errors(self->outcome, few + late, FEW - late) + late;
    const exeunt_error **errors = few;
    if (count > FEW) {
        errors = exeunt_border_allocate(border, count * sizeof *errors);
        errors[0] = self->late_error;
        exeunt_outcome_errors(self->outcome, errors + late, count - late);
    }
    exeunt_border_close(border, &(exeunt_end){
                                    .errors = errors,
                                    .error_count = count,
                                    .canceled = self->outcome->canceled || self->late_canceled,
                                    .suppressed = self->outcome->suppressed,
                                });
    if (count > FEW) {
        exeunt_border_free(border, errors);
    }
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    subject *self = subject_of(scope);
    self->outcome = outcome;
    if (!self->body_in_flight) {
        report(self);
    }
}

static void on_clock(exeunt_scope *scope, exeunt_clock clock)
{
    exeunt_border_show_clock(subject_of(scope)->plan->border, clock);
}

static const exeunt_scope_callbacks callbacks = {
    .on_entered = on_entered,
    .on_body_cancel = on_body_cancel,
    .on_closed = on_closed,
    .on_clock = on_clock,
};

/* --- the implementation ----------------------------------------------------------------------- */

static int add(subject *self, const exeunt_entry *entry)
{
    if (!is_stack(self)) {
        return exeunt_pool_add(&self->of.pool, entry->manager);
    }
    switch (entry->role) {
    case EXEUNT_ROLE_PUSH:
        return exeunt_stack_add_pushed(&self->of.stack, entry->manager);
    case EXEUNT_ROLE_CALLBACK:
        return exeunt_stack_add_callback(&self->of.stack, entry->manager);
    case EXEUNT_ROLE_ENTER:
        break;
    }
    return exeunt_stack_add(&self->of.stack, entry->manager);
}

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    size_t size = plan->kind == EXEUNT_KIND_STACK ? sizeof(asked_stack) : sizeof(exeunt_pool);
    subject *self = exeunt_border_allocate(plan->border, offsetof(subject, of) + size);
    self->plan = plan;
    self->begin_body = (exeunt_task){.run = run_body, .data = self};
    if (is_stack(self)) {
        exeunt_stack_init(&self->of.stack, plan->name, &callbacks);
    } else {
        exeunt_pool_init(&self->of.pool, plan->name, &callbacks);
        if (plan->wait_all) {
            exeunt_pool_set_policy(&self->of.pool, EXEUNT_POLICY_WAIT_ALL);
        }
    }
    self->of.scope.data = self;
    for (size_t i = 0; i < plan->entry_count; i++) {
        int refusal = add(self, &plan->entries[i]);
        assert(refusal == 0 && "a plan has each manager once, and none that an error keeps");
    }
    return self;
}

static void destroy(void *context)
{
    subject *self = context;
    exeunt_border_free(self->plan->border, self);
}

static void begin(void *context)
{
    subject *self = context;
    if (is_stack(self)) {
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
    if (self->outcome != NULL) {
        report(self);
    }
}

static void cancel(void *context)
{
    subject *self = context;
    exeunt_scope_cancel(&self->of.scope);
    if (self->closed_by_action) { /* the scope believes that its body is over; it is not */
        self->late_canceled = true;
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

/* --- what a body may ask ---------------------------------------------------------------------- */

/* What a body raised after it had closed the scope stands in the outcome, and the scope knows
 * nothing of it (S15). */
static bool stands_late(const subject *self, const exeunt_manager *one)
{
    return exeunt_error_contains(self->late_error, &one->error) != 0;
}

static void entered(exeunt_stack *stack, exeunt_manager *one, const exeunt_error *error)
{
    subject *self = subject_of(&stack->scope);
    (void)one;
    void (*settled)(void *, const exeunt_error *) = self->of.asked.entered;
    void *context = self->of.asked.entered_context;
    self->of.asked.entered = NULL;
    self->of.asked.entered_context = NULL;
    settled(context, error);
}

static int enter(void *context, exeunt_manager *one, void (*settled)(void *, const exeunt_error *),
                 void *settled_context)
{
    subject *self = context;
    if (!is_stack(self)) {
        return EXEUNT_ESTATE; /* a pool's managers are given before it begins (P1) */
    }
    if (stands_late(self, one)) {
        return EXEUNT_ESTANDS;
    }
    void (*entered_before)(void *, const exeunt_error *) = self->of.asked.entered;
    void *entered_before_context = self->of.asked.entered_context;
    self->of.asked.entered = settled;
    self->of.asked.entered_context = settled_context;
    int refused = exeunt_stack_enter(&self->of.stack, one, entered);
    if (refused != 0) { /* who waits for an enter in flight (S1) still does */
        self->of.asked.entered = entered_before;
        self->of.asked.entered_context = entered_before_context;
    }
    return refused;
}

static int take(subject *self, exeunt_manager *one,
                int (*register_exit)(exeunt_stack *, exeunt_manager *))
{
    if (!is_stack(self)) {
        return EXEUNT_ESTATE;
    }
    return stands_late(self, one) ? EXEUNT_ESTANDS : register_exit(&self->of.stack, one);
}

static int push(void *context, exeunt_manager *one)
{
    return take(context, one, exeunt_stack_push);
}

static int callback(void *context, exeunt_manager *one)
{
    return take(context, one, exeunt_stack_callback);
}

static int move(void *context, void *to)
{
    subject *self = context;
    subject *other = to;
    return is_stack(self) && is_stack(other) ? exeunt_stack_move(&self->of.stack, &other->of.stack)
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
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "exeunt",
    .about = "the exit stack and exit pool of this project",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_DEADLINE |
                    EXEUNT_CAN_GRACE | EXEUNT_CAN_MOVE | EXEUNT_CAN_NEST | EXEUNT_CAN_WAIT_ALL,
    .shows_clock = true,
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
