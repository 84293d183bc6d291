/* What no scenario can play beside this project's scopes: managers that settle as they must not or
 * raise what nobody told them, and a parent that is not of this project. All of it settles inside
 * one call. */
#include "subjects/meddled_scopes.h"

static const exeunt_error foreign = {.code = EXEUNT_EBUSY, .source = "who", .message = "knows why"};

/* --- managers --------------------------------------------------------------------------------- */

static void enter_at_once(exeunt_manager *manager)
{
    exeunt_entered(manager, NULL);
}

static void stop_unasked(exeunt_manager *manager)
{
    exeunt_canceled(manager);
}

static void exit_and_raise_foreign(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_raised(manager, &foreign);
}

static void exit_and_fail(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_failed(manager, EXEUNT_EINVAL, NULL);
}

static void exit_and_suppress(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_suppressed(manager);
}

static const exeunt_manager_type stopping = {.enter = stop_unasked, .exit = exit_and_fail};
static const exeunt_manager_type raising = {.enter = enter_at_once, .exit = exit_and_raise_foreign};
static const exeunt_manager_type failing = {.enter = enter_at_once, .exit = exit_and_fail};
static const exeunt_manager_type suppressing = {.enter = enter_at_once, .exit = exit_and_suppress};

/* --- under a stack ---------------------------------------------------------------------------- */

static void never_entered(exeunt_scope *scope)
{
    (void)scope;
    exn_meddled_expect(false);
}

/* Nobody asked the enter to stop: it has failed (M7). The exit raised what it was not told: that is
 * a new error with the same code and message (E1). */
static void look_at_both(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    const exeunt_error *errors[2];
    exn_meddled_expect(exeunt_outcome_errors(outcome, errors, 2) == 2 && !outcome->canceled);
    exn_meddled_expect(errors[0]->origin == EXEUNT_ORIGIN_EXIT && errors[0] != &foreign);
    exn_meddled_expect(errors[0]->code == foreign.code && errors[0]->message == foreign.message);
    exn_meddled_expect(errors[1]->origin == EXEUNT_ORIGIN_ENTER && errors[0]->context == errors[1]);
    exn_meddled_expect(errors[1]->code == EXEUNT_ECANCELED && errors[1]->context == NULL);
    scope->data = scope; /* it was called */
}

static const exeunt_scope_callbacks both = {.on_entered = never_entered, .on_closed = look_at_both};

static void open_and_close(void)
{
    exeunt_manager unasked;
    exeunt_manager raises;
    exeunt_stack stack;
    exeunt_manager_init(&unasked, &stopping, "unasked");
    exeunt_manager_init(&raises, &raising, "raises");
    exeunt_stack_init(&stack, "stack", &both);
    exn_meddled_expect(exeunt_stack_add(&stack, &raises) == 0);
    exn_meddled_expect(exeunt_stack_add(&stack, &unasked) == 0);
    exn_meddled_expect(exeunt_stack_begin(&stack) == 0);
    exn_meddled_expect(stack.scope.data == &stack);
}

/* --- under another parent --------------------------------------------------------------------- */

/* The parent does nothing but keep how its pool settled. */
static void keep(exeunt_manager *manager, const exeunt_result *result)
{
    *(exeunt_result *)manager->owner = *result;
}

/* A pool of three, two of which fail to exit, raises one error, whose context is what it was told,
 * unless that was suppressed or is no error (E5, E7). */
static void exit_by_hand(const exeunt_error *cause, const exeunt_manager_type *third,
                         const exeunt_error *context)
{
    enum { MANAGERS = 3 };
    const exeunt_manager_type *const types[MANAGERS] = {&failing, &failing, third};
    exeunt_manager managers[MANAGERS];
    exeunt_result result = {.settlement = EXEUNT_SETTLED_FAILED};
    exeunt_pool pool;
    exeunt_pool_init(&pool, "pool", NULL);
    for (int i = 0; i < MANAGERS; i++) {
        exeunt_manager_init(&managers[i], types[i], "member");
        exn_meddled_expect(exeunt_pool_add(&pool, &managers[i]) == 0);
    }
    exeunt_manager_enter(&pool.scope.manager, keep, &result);
    exn_meddled_expect(result.settlement == EXEUNT_SETTLED_ENTERED && result.value == &pool);
    exeunt_scope_cancel(&pool.scope); /* nothing is in flight, and the body is not its own */
    exeunt_manager_exit(&pool.scope.manager, cause, keep, &result);
    exn_meddled_expect(result.settlement == EXEUNT_SETTLED_FAILED && result.error != NULL);
    exn_meddled_expect(result.error->code == EXEUNT_EMULTIPLE && result.error->context == context);
    exn_meddled_expect(result.suppressed == (third == &suppressing));
}

void exn_meddled_strangers(void)
{
    exeunt_error cause;
    exeunt_error_init(&cause, EXEUNT_EBUSY, "parent", NULL);
    open_and_close();
    exit_by_hand(&cause, &failing, &cause);
    exit_by_hand(&cause, &suppressing, NULL);
    exit_by_hand(exeunt_error_canceled(), &failing, NULL);
}
