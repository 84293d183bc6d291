/* This project's stack and pool in the hands of an owner that also makes, at every turn, the calls
 * that do not fit: each must be refused with its number and change nothing (P1, S1, S10, S11), so
 * that a scenario has the same outcomes and counts as with exn_subject_exeunt. It looks at every
 * answer of a scope that no rule sees at the border, too. A wrong answer aborts, which is a
 * finding. */
#include "subjects/exeunt_subject.h"
#include "subjects/meddled_scopes.h"
#include "subjects/subjects.h"

#include <exeunt/exeunt.h>

#include <string.h>

/* Stands in for the owner's callbacks of one scope. */
typedef struct meddler {
    exeunt_scope_callbacks callbacks; /* ours; the scope points here */
    const exeunt_scope_callbacks *base;
    const exeunt_plan *plan;
    bool has_entered;
    bool body_asked;
    bool deadline_runs; /* between DEADLINE_START and DEADLINE_STOP */
    bool grace_runs;    /* between GRACE_START and GRACE_STOP */
    bool grace_stopped;
    bool grace_over;
    exn_meddled_scopes own;
} meddler;

/* Where the scope is, as far as its owner knows. */
typedef enum turn { TURN_ENTERING, TURN_BODY, TURN_UNWINDING, TURN_CLOSED, TURN_UNKNOWN } turn;

static meddler *meddler_of(exeunt_scope *scope)
{
    return (meddler *)(void *)scope->callbacks; /* its first member */
}

static void refused(int number, int wanted)
{
    exn_meddled_expect(number == wanted);
}

/* --- calls that do not fit -------------------------------------------------------------------- */

static void entered(exeunt_stack *stack, exeunt_manager *manager, const exeunt_error *error)
{
    (void)stack;
    (void)manager;
    (void)error;
    exn_meddled_expect(false); /* no enter of ours may begin */
}

static void meddle_before(exeunt_scope *scope, meddler *self)
{
    exn_meddled_scopes *own = &self->own;
    if (exn_exeunt_is_stack(scope)) {
        exeunt_stack *stack = (exeunt_stack *)scope;
        refused(exeunt_stack_add(stack, &own->pushable), EXEUNT_EINVAL);
        refused(exeunt_stack_add(stack, &own->held), EXEUNT_EINVAL);
        refused(exeunt_stack_add_pushed(stack, &own->held), EXEUNT_EINVAL);
        refused(exeunt_stack_add_callback(stack, &own->failed), EXEUNT_ESTANDS);
        refused(exeunt_stack_enter(stack, &own->spare, entered), EXEUNT_ESTATE);
        refused(exeunt_stack_close(stack, NULL), EXEUNT_ESTATE);
    } else {
        exeunt_pool *pool = (exeunt_pool *)scope;
        exeunt_pool_policy policy =
            self->plan->wait_all ? EXEUNT_POLICY_WAIT_ALL : EXEUNT_POLICY_FAIL_FAST;
        exn_meddled_expect(exeunt_pool_state_of(pool) == EXEUNT_POOL_NEW);
        exn_meddled_expect(exeunt_pool_set_policy(pool, policy) == 0);
        refused(exeunt_pool_add(pool, &own->pushable), EXEUNT_EINVAL);
        refused(exeunt_pool_add(pool, &own->held), EXEUNT_EINVAL);
        refused(exeunt_pool_add(pool, &own->failed), EXEUNT_ESTANDS);
        refused(exeunt_pool_close(pool, NULL), EXEUNT_ESTATE);
    }
}

/* Of a stack in its body: what is held, and what failed and stands, is not taken. */
static void meddle_in_body(exeunt_stack *stack, meddler *self)
{
    refused(exeunt_stack_enter(stack, &self->own.held, entered), EXEUNT_EINVAL);
    refused(exeunt_stack_enter(stack, &self->own.failed, entered), EXEUNT_ESTANDS);
    refused(exeunt_stack_callback(stack, &self->own.failed), EXEUNT_ESTANDS);
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        refused(exeunt_stack_push(stack, self->plan->entries[i].manager), EXEUNT_EINVAL);
    }
}

static void meddle_after_end(exeunt_stack *stack, meddler *self)
{
    refused(exeunt_stack_enter(stack, &self->own.spare, entered), EXEUNT_ECLOSED);
    refused(exeunt_stack_push(stack, &self->own.spare), EXEUNT_ECLOSED);
    refused(exeunt_stack_callback(stack, &self->own.spare), EXEUNT_ECLOSED);
    refused(exeunt_stack_close(stack, NULL), EXEUNT_ECLOSED);
}

/* A nested stack has entered, or is closing; any other one is closing. */
static void close_between(exeunt_stack *stack)
{
    int number = exeunt_stack_close(stack, NULL);
    exn_meddled_expect(number == EXEUNT_EALREADY ||
                       (number == EXEUNT_ESTATE && stack->scope.nested));
}

static void meddle_with_stack(exeunt_stack *stack, meddler *self, turn now)
{
    refused(exeunt_stack_begin(stack), EXEUNT_ESTATE);
    refused(exeunt_stack_add(stack, &self->own.spare), EXEUNT_ESTATE);
    refused(exeunt_stack_enter(stack, &self->own.spare, NULL), EXEUNT_EINVAL);
    refused(exeunt_stack_enter(stack, &self->own.pushable, entered), EXEUNT_EINVAL);
    refused(exeunt_stack_move(stack, stack), EXEUNT_EINVAL);
    refused(exeunt_stack_move(stack, &self->own.over), EXEUNT_ECLOSED);
    switch (now) {
    case TURN_ENTERING:
        refused(exeunt_stack_enter(stack, &self->own.spare, entered), EXEUNT_EBUSY);
        refused(stack->scope.nested ? exeunt_stack_close(stack, NULL) : EXEUNT_ESTATE,
                EXEUNT_ESTATE);
        break;
    case TURN_BODY:
        meddle_in_body(stack, self);
        break;
    case TURN_UNWINDING:
        refused(exeunt_stack_enter(stack, &self->own.spare, entered), EXEUNT_ECANCELED);
        refused(exeunt_stack_push(stack, &self->own.held), EXEUNT_EINVAL);
        refused(exeunt_stack_close(stack, NULL), EXEUNT_EALREADY);
        break;
    case TURN_CLOSED:
        meddle_after_end(stack, self);
        break;
    case TURN_UNKNOWN:
        close_between(stack);
        break;
    }
}

/* The body gets what the enters settled with, by index (P7). */
static void read_values(const exeunt_pool *pool, const exeunt_plan *plan)
{
    for (size_t i = 0; i < plan->entry_count; i++) {
        exn_meddled_expect(exeunt_pool_value(pool, i) == plan->entries[i].manager->value);
    }
    exn_meddled_expect(exeunt_pool_value(pool, plan->entry_count) == NULL);
    exn_meddled_expect(exeunt_pool_value(pool, SIZE_MAX) == NULL);
}

static void meddle_with_pool(exeunt_pool *pool, meddler *self, turn now)
{
    exeunt_pool_state state = exeunt_pool_state_of(pool);
    refused(exeunt_pool_begin(pool), EXEUNT_ESTATE);
    refused(exeunt_pool_add(pool, &self->own.spare), EXEUNT_ESTATE);
    refused(exeunt_pool_set_policy(pool, EXEUNT_POLICY_WAIT_ALL), EXEUNT_ESTATE);
    if (now == TURN_BODY) {
        exn_meddled_expect(state == EXEUNT_POOL_BODY);
        read_values(pool, self->plan);
        return;
    }
    refused(exeunt_pool_close(pool, NULL), EXEUNT_ESTATE);
    exn_meddled_expect((state == EXEUNT_POOL_ENTERING) == (now == TURN_ENTERING));
    exn_meddled_expect((state == EXEUNT_POOL_CLOSED) == (now == TURN_CLOSED));
}

/* A timer that fires when it does not run, or once more, does nothing. */
static void fire_timers(exeunt_scope *scope, const meddler *self)
{
    if (!self->deadline_runs) {
        exeunt_scope_expire(scope);
    }
    if (!self->grace_runs || self->grace_over) {
        exeunt_scope_end_grace(scope);
    }
}

static void meddle(exeunt_scope *scope, turn now)
{
    meddler *self = meddler_of(scope);
    if (exn_exeunt_is_stack(scope)) {
        meddle_with_stack((exeunt_stack *)scope, self, now);
    } else {
        meddle_with_pool((exeunt_pool *)scope, self, now);
    }
    fire_timers(scope, self);
}

/* --- the owner's callbacks -------------------------------------------------------------------- */

/* Each timer starts and stops once, and only where it should (clock.h). Returns what that tells
 * its owner. */
static turn note_clock(const exeunt_scope *scope, meddler *self, exeunt_clock clock)
{
    switch (clock) {
    case EXEUNT_CLOCK_DEADLINE_START:
        exn_meddled_expect(!self->deadline_runs && !exeunt_scope_stopping(scope));
        self->deadline_runs = true;
        return TURN_ENTERING;
    case EXEUNT_CLOCK_DEADLINE_STOP:
        exn_meddled_expect(self->deadline_runs);
        self->deadline_runs = false;
        return TURN_UNKNOWN;
    case EXEUNT_CLOCK_GRACE_START:
        exn_meddled_expect(!self->grace_runs && exeunt_scope_stopping(scope));
        self->grace_runs = true;
        return TURN_UNWINDING;
    case EXEUNT_CLOCK_GRACE_STOP:
        exn_meddled_expect(!self->grace_stopped);
        self->grace_runs = false;
        self->grace_stopped = true;
        return TURN_CLOSED;
    }
    return TURN_UNKNOWN;
}

static void on_clock(exeunt_scope *scope, exeunt_clock clock)
{
    meddler *self = meddler_of(scope);
    meddle(scope, note_clock(scope, self, clock));
    self->base->on_clock(scope, clock);
}

static void on_entered(exeunt_scope *scope)
{
    meddler *self = meddler_of(scope);
    exn_meddled_expect(!scope->nested && !self->has_entered);
    self->has_entered = true;
    meddle(scope, TURN_BODY);
    self->base->on_entered(scope);
}

/* Once, between on_entered and the exits (C2, S12). */
static void on_body_cancel(exeunt_scope *scope)
{
    meddler *self = meddler_of(scope);
    exn_meddled_expect(self->has_entered && self->deadline_runs && !self->body_asked);
    self->body_asked = true;
    self->base->on_body_cancel(scope);
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    meddler *self = meddler_of(scope);
    exn_meddled_expect(!self->deadline_runs && self->grace_stopped);
    meddle(scope, TURN_CLOSED);
    exn_meddled_read(outcome);
    self->base->on_closed(scope, outcome);
    exeunt_scope_cancel(scope); /* after the end these do nothing */
    fire_timers(scope, self);
}

/* --- the implementation ----------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    void *subject = exn_subject_exeunt.create(&exn_subject_exeunt, plan);
    exeunt_scope *scope = exn_exeunt_scope(subject);
    meddler *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->base = scope->callbacks;
    self->plan = plan;
    self->callbacks = *scope->callbacks;
    self->callbacks.on_entered = on_entered;
    self->callbacks.on_body_cancel = on_body_cancel;
    self->callbacks.on_closed = on_closed;
    self->callbacks.on_clock = on_clock;
    exn_meddled_scopes_open(&self->own);
    exn_meddled_strangers();
    meddle_before(scope, self);
    scope->callbacks = &self->callbacks;
    return subject;
}

/* When all is over nothing is held any more, and no error stands: every manager can be given to a
 * scope again (S15). */
static void destroy(void *subject)
{
    meddler *self = meddler_of(exn_exeunt_scope(subject));
    const exeunt_plan *plan = self->plan;
    for (size_t i = 0; i < plan->entry_count; i++) {
        exn_meddled_expect(exeunt_stack_push(&self->own.next, plan->entries[i].manager) == 0);
    }
    exn_subject_exeunt.destroy(subject);
    exeunt_border_free(plan->border, self);
}

static void begin(void *subject)
{
    exeunt_scope *scope = exn_exeunt_scope(subject);
    exn_meddled_expect((exn_exeunt_is_stack(scope) ? exeunt_stack_begin((exeunt_stack *)scope)
                                                   : exeunt_pool_begin((exeunt_pool *)scope)) == 0);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    exn_subject_exeunt.body_settled(subject, end, error);
    fire_timers(exn_exeunt_scope(subject), meddler_of(exn_exeunt_scope(subject)));
}

static void cancel(void *subject)
{
    exeunt_scope *scope = exn_exeunt_scope(subject);
    exn_subject_exeunt.cancel(subject);
    exeunt_scope_cancel(scope); /* two requests are one (C2) */
    fire_timers(scope, meddler_of(scope));
}

static void expire(void *subject)
{
    exeunt_scope *scope = exn_exeunt_scope(subject);
    exeunt_scope_expire(scope);
    exeunt_scope_expire(scope);
}

static void end_grace(void *subject)
{
    exeunt_scope *scope = exn_exeunt_scope(subject);
    meddler_of(scope)->grace_over = true;
    exeunt_scope_end_grace(scope);
    fire_timers(scope, meddler_of(scope));
}

static exeunt_manager *manager(void *subject)
{
    return exn_subject_exeunt.manager(subject);
}

const exeunt_implementation exn_subject_meddled = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "exeunt-meddled",
    .about = "the same, with an owner that also makes every call that must be refused",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_DEADLINE |
                    EXEUNT_CAN_GRACE | EXEUNT_CAN_NEST | EXEUNT_CAN_WAIT_ALL,
    .shows_clock = true,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .expire = expire,
    .end_grace = end_grace,
    .manager = manager,
};
