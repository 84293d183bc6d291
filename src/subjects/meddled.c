/* This project's stack and pool in the hands of an owner that also makes, at every turn, the calls
 * that do not fit: each must be refused and change nothing (P1, S1, S10, S11), so that a scenario
 * has the same outcomes and counts as with exn_subject_exeunt. A call that is not refused aborts,
 * which is a finding. */
#include "subjects/exeunt_subject.h"
#include "subjects/subjects.h"

#include <exeunt/exeunt.h>

#include <stdlib.h>
#include <string.h>

/* Stands in for the owner's callbacks of one scope. */
typedef struct meddler {
    exeunt_scope_callbacks callbacks; /* ours; the scope points here */
    const exeunt_scope_callbacks *base;
    exeunt_border *border;
    exeunt_manager pushable; /* has no enter */
    exeunt_manager spare;
    exeunt_stack over;    /* has begun and closed */
    exeunt_stack holding; /* holds `elsewhere` */
    exeunt_manager elsewhere;
} meddler;

static meddler *meddler_of(exeunt_scope *scope)
{
    return (meddler *)(void *)scope->callbacks; /* its first member */
}

static void expect(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void refused(int number)
{
    expect(number < 0);
}

/* --- calls that do not fit -------------------------------------------------------------------- */

static void entered(exeunt_stack *stack, exeunt_manager *manager, const exeunt_error *error)
{
    (void)stack;
    (void)manager;
    (void)error;
    abort(); /* no enter of ours may begin */
}

static void meddle_before(exeunt_scope *scope, meddler *self)
{
    if (exn_exeunt_is_stack(scope)) {
        exeunt_stack *stack = (exeunt_stack *)scope;
        refused(exeunt_stack_add(stack, &self->pushable));
        refused(exeunt_stack_add_pushed(stack, &self->elsewhere));
        refused(exeunt_stack_enter(stack, &self->spare, entered));
        refused(exeunt_stack_close(stack, NULL));
    } else {
        exeunt_pool *pool = (exeunt_pool *)scope;
        expect(exeunt_pool_state_of(pool) == EXEUNT_POOL_NEW);
        refused(exeunt_pool_add(pool, &self->pushable));
        refused(exeunt_pool_close(pool, NULL));
    }
}

static void meddle(exeunt_scope *scope)
{
    meddler *self = meddler_of(scope);
    if (exn_exeunt_is_stack(scope)) {
        exeunt_stack *stack = (exeunt_stack *)scope;
        refused(exeunt_stack_begin(stack));
        refused(exeunt_stack_add(stack, &self->spare));
        refused(exeunt_stack_enter(stack, &self->spare, NULL));
        refused(exeunt_stack_enter(stack, &self->pushable, entered));
        refused(exeunt_stack_move(stack, stack));
        refused(exeunt_stack_move(stack, &self->over));
        refused(scope->nested ? exeunt_stack_close(stack, NULL) : EXEUNT_ESTATE);
    } else {
        exeunt_pool *pool = (exeunt_pool *)scope;
        refused(exeunt_pool_begin(pool));
        refused(exeunt_pool_add(pool, &self->spare));
        refused(exeunt_pool_set_policy(pool, EXEUNT_POLICY_WAIT_ALL));
        refused(scope->nested ? exeunt_pool_close(pool, NULL) : EXEUNT_ESTATE);
        expect(exeunt_pool_state_of(pool) != EXEUNT_POOL_NEW);
        expect(exeunt_pool_value(pool, SIZE_MAX) == NULL);
    }
}

/* --- the owner's callbacks -------------------------------------------------------------------- */

static void on_clock(exeunt_scope *scope, exeunt_clock clock)
{
    meddle(scope);
    meddler_of(scope)->base->on_clock(scope, clock);
}

static void on_entered(exeunt_scope *scope)
{
    meddle(scope);
    meddler_of(scope)->base->on_entered(scope);
}

/* What an outcome says of itself agrees, and every error of it has a text. */
static void read_outcome(const exeunt_outcome *outcome)
{
    const exeunt_error *errors[16];
    char text[1024];
    size_t count = exeunt_outcome_errors(outcome, errors, 16);
    exeunt_ending ending = count > 0             ? EXEUNT_ENDING_RAISES
                           : outcome->canceled   ? EXEUNT_ENDING_CANCELS
                           : outcome->suppressed ? EXEUNT_ENDING_SUPPRESSES
                                                 : EXEUNT_ENDING_RETURNS;
    expect(exeunt_outcome_ending(outcome) == ending);
    for (size_t i = 0; i < count && i < 16; i++) {
        char name[64];
        exeunt_error_name(errors[i], name, sizeof name);
        expect(exeunt_error_format(errors[i], text, sizeof text) > strlen(name));
        expect(strncmp(text, name, strlen(name)) == 0);
    }
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    meddle(scope);
    read_outcome(outcome);
    meddler_of(scope)->base->on_closed(scope, outcome);
    exeunt_scope_cancel(scope); /* after the end these do nothing */
    exeunt_scope_expire(scope);
    exeunt_scope_end_grace(scope);
}

/* --- the implementation ----------------------------------------------------------------------- */

static void never_entered(exeunt_manager *manager)
{
    (void)manager;
    abort();
}

static void never_exited(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)manager;
    (void)cause;
    abort();
}

static const exeunt_manager_type only_pushed = {.exit = never_exited};
static const exeunt_manager_type never_used = {.enter = never_entered, .exit = never_exited};

static void close_at_once(exeunt_scope *scope)
{
    exeunt_stack_close((exeunt_stack *)scope, NULL);
}

static void forget(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    (void)scope;
    (void)outcome;
}

static void stay_open(exeunt_scope *scope)
{
    (void)scope;
}

static const exeunt_scope_callbacks soon_over = {.on_entered = close_at_once, .on_closed = forget};
static const exeunt_scope_callbacks never_over = {.on_entered = stay_open, .on_closed = forget};

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    void *subject = exn_subject_exeunt.create(&exn_subject_exeunt, plan);
    exeunt_scope *scope = exn_exeunt_scope(subject);
    meddler *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->base = scope->callbacks;
    self->border = plan->border;
    self->callbacks = *scope->callbacks;
    self->callbacks.on_entered = on_entered;
    self->callbacks.on_closed = on_closed;
    self->callbacks.on_clock = on_clock;
    exeunt_manager_init(&self->pushable, &only_pushed, "pushable");
    exeunt_manager_init(&self->spare, &never_used, "spare");
    exeunt_stack_init(&self->over, "over", &soon_over);
    exeunt_stack_begin(&self->over);
    exeunt_manager_init(&self->elsewhere, &never_used, "elsewhere");
    exeunt_stack_init(&self->holding, "holding", &never_over);
    expect(exeunt_stack_push(&self->holding, &self->elsewhere) == 0);
    exeunt_stack_begin(&self->holding);
    meddle_before(scope, self);
    scope->callbacks = &self->callbacks;
    return subject;
}

static void destroy(void *subject)
{
    meddler *self = meddler_of(exn_exeunt_scope(subject));
    exeunt_border *border = self->border;
    exn_subject_exeunt.destroy(subject);
    exeunt_border_free(border, self);
}

static void begin(void *subject)
{
    exn_subject_exeunt.begin(subject);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    exn_subject_exeunt.body_settled(subject, end, error);
}

static void cancel(void *subject)
{
    exn_subject_exeunt.cancel(subject);
}

static void expire(void *subject)
{
    exn_subject_exeunt.expire(subject);
}

static void end_grace(void *subject)
{
    exn_subject_exeunt.end_grace(subject);
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
