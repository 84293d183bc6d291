/* Scopes whose owner has no clock and no border, and what an outcome must say of itself. */
#include "subjects/meddled_scopes.h"

#include <stdlib.h>
#include <string.h>

void exn_meddled_expect(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* --- managers --------------------------------------------------------------------------------- */

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

static void exit_and_fail(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_failed(manager, EXEUNT_EINVAL, NULL);
}

static void enter_for_ever(exeunt_manager *manager)
{
    (void)manager;
}

static void exit_for_ever(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)manager;
    (void)cause;
}

/* Notes that it was called in the value, which an exit leaves alone. */
static void exit_at_once(exeunt_manager *manager, const exeunt_error *cause)
{
    exn_meddled_expect(cause == NULL && manager->value == NULL);
    manager->value = manager;
    exeunt_exited(manager);
}

static const exeunt_manager_type only_pushed = {.exit = never_exited};
static const exeunt_manager_type never_used = {.enter = never_entered, .exit = never_exited};
static const exeunt_manager_type failing = {.enter = never_entered, .exit = exit_and_fail};
static const exeunt_manager_type hanging = {.enter = enter_for_ever, .exit = exit_for_ever};
static const exeunt_manager_type logging = {.exit = exit_at_once};

/* --- scopes ----------------------------------------------------------------------------------- */

static void close_at_once(exeunt_scope *scope)
{
    exn_meddled_expect(exeunt_stack_close((exeunt_stack *)scope, NULL) == 0);
}

static void forget(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    scope->data = scope; /* it was called */
    exn_meddled_expect(exeunt_outcome_ending(outcome) == EXEUNT_ENDING_RETURNS);
}

static void stay_open(exeunt_scope *scope)
{
    (void)scope;
}

static void never_settled(exeunt_stack *stack, exeunt_manager *manager, const exeunt_error *error)
{
    (void)stack;
    (void)manager;
    (void)error;
    abort();
}

static const exeunt_scope_callbacks never_over = {.on_entered = stay_open, .on_closed = forget};
static const exeunt_scope_callbacks soon_over = {.on_entered = close_at_once, .on_closed = forget};

/* It has begun to close; the exit of `stuck` keeps it from going on. */
static void open_closing(exn_meddled_scopes *scopes)
{
    exeunt_stack *closing = &scopes->closing;
    exeunt_stack_init(closing, "closing", &soon_over);
    exn_meddled_expect(exeunt_stack_push(closing, &scopes->held) == 0);
    exn_meddled_expect(exeunt_stack_push(closing, &scopes->stuck) == 0);
    exn_meddled_expect(exeunt_stack_push(closing, &scopes->failed) == 0);
    exn_meddled_expect(exeunt_stack_begin(closing) == 0);
    exn_meddled_expect(closing->scope.data == NULL);
}

/* A pool that is entered, and a stack that is only to be exited, both without an owner. */
static void open_over(exn_meddled_scopes *scopes)
{
    exeunt_stack *over = &scopes->over;
    exeunt_stack unbegun;
    exeunt_stack_init(over, "over", &soon_over);
    exeunt_pool_init(&scopes->empty, "empty", NULL);
    exeunt_stack_init(&scopes->inner, "inner", NULL);
    exeunt_stack_init(&unbegun, "unbegun", NULL);
    exn_meddled_expect(exeunt_stack_callback(&unbegun, &scopes->log) == 0); /* holds nothing */
    exn_meddled_expect(exeunt_stack_callback(&scopes->inner, &scopes->log) == 0);
    exn_meddled_expect(exeunt_stack_add(over, &scopes->empty.scope.manager) == 0);
    exn_meddled_expect(exeunt_stack_add_pushed(over, &scopes->inner.scope.manager) == 0);
    exn_meddled_expect(exeunt_stack_begin(over) == 0);
    exn_meddled_expect(over->scope.data == over && scopes->log.value == &scopes->log);
    exn_meddled_expect(exeunt_pool_state_of(&scopes->empty) == EXEUNT_POOL_CLOSED);
}

/* Its owner does not want to know of the request (scope.h). */
static void open_busy(exn_meddled_scopes *scopes)
{
    exeunt_stack *busy = &scopes->busy;
    exeunt_stack_init(busy, "busy", &never_over);
    exn_meddled_expect(exeunt_stack_begin(busy) == 0);
    exn_meddled_expect(exeunt_stack_enter(busy, &scopes->asleep, never_settled) == 0);
    exn_meddled_expect(exeunt_stack_enter(busy, &scopes->spare, never_settled) == EXEUNT_EBUSY);
    exeunt_scope_cancel(&busy->scope);
}

void exn_meddled_scopes_open(exn_meddled_scopes *scopes)
{
    enum { ANY_BYTE = 0x5a };
    memset(scopes, ANY_BYTE, sizeof *scopes); /* to be initialised is enough */
    exeunt_manager_init(&scopes->pushable, &only_pushed, "pushable");
    exeunt_manager_init(&scopes->spare, &never_used, "spare");
    exeunt_manager_init(&scopes->held, &never_used, "held");
    exeunt_manager_init(&scopes->failed, &failing, "failed");
    exeunt_manager_init(&scopes->stuck, &hanging, "stuck");
    exeunt_manager_init(&scopes->asleep, &hanging, "asleep");
    exeunt_manager_init(&scopes->log, &logging, "log");
    open_closing(scopes);
    open_over(scopes);
    open_busy(scopes);
    exeunt_stack_init(&scopes->next, "next", &soon_over);
}

/* --- outcomes --------------------------------------------------------------------------------- */

/* What a scope raises of its own has a number and a text of the library's (C6, E5). */
static void read_record(const exeunt_error *error)
{
    int code = error->origin == EXEUNT_ORIGIN_DEADLINE  ? EXEUNT_ETIMEDOUT
               : error->origin == EXEUNT_ORIGIN_SEVERAL ? EXEUNT_EMULTIPLE
                                                        : 0;
    if (code != 0) {
        exn_meddled_expect(error->code == code && error->message == exeunt_strerror(code));
    }
}

static void read_error(const exeunt_error *error)
{
    char text[1024];
    char name[64];
    exeunt_error_name(error, name, sizeof name);
    exn_meddled_expect(exeunt_error_format(error, text, sizeof text) > strlen(name));
    exn_meddled_expect(strncmp(text, name, strlen(name)) == 0);
    for (; error != NULL; error = error->context) {
        read_record(error);
    }
}

void exn_meddled_read(const exeunt_outcome *outcome)
{
    enum { ERRORS_MAX = 16 };
    const exeunt_error *errors[ERRORS_MAX];
    size_t count = exeunt_outcome_errors(outcome, errors, ERRORS_MAX);
    exeunt_ending ending = count > 0             ? EXEUNT_ENDING_RAISES
                           : outcome->canceled   ? EXEUNT_ENDING_CANCELS
                           : outcome->suppressed ? EXEUNT_ENDING_SUPPRESSES
                                                 : EXEUNT_ENDING_RETURNS;
    exn_meddled_expect(exeunt_outcome_ending(outcome) == ending);
    for (size_t i = 0; i < count && i < ERRORS_MAX; i++) {
        read_error(errors[i]);
    }
}
