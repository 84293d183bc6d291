/* The exit stack (SPEC 5): one at a time, last in first out.
 *
 * Its list holds the entries in their order, the newest last. While the stack enters what it was
 * given, the entries from `next` on still wait for their turn; those of them that were pushed are
 * held from the moment that the stack begins (S14). An entry is taken off the list when it did not
 * enter, when its turn will not come any more, and right before its exit begins (S4): so unwinding
 * takes the list from its end.
 */
#include <exeunt/stack.h>

#include "core/core.h"
#include "core/kind.h"

#include <assert.h>

static exeunt_stack *stack_of(exeunt_scope *scope)
{
    return (exeunt_stack *)scope; /* its first member */
}

/* Its place is before the entries that wait for their turn, and on top of all others (S2, S10). */
static void register_exit(exeunt_stack *stack, exeunt_manager *manager)
{
    exeunt_scope *scope = &stack->scope;

    exn_scope_insert(scope, manager, stack->next != NULL ? stack->next->previous : scope->last);
}

/* What an exit is told now. It is the context of a new error, too, unless it is `canceled` (S5, S7,
 * C7). */
static const exeunt_error *told_now(const exeunt_stack *stack)
{
    return stack->propagating != NULL ? stack->propagating
                                      : exn_scope_told_otherwise(&stack->scope);
}

static const exeunt_error *context_now(const exeunt_stack *stack)
{
    const exeunt_scope *scope = &stack->scope;

    if (!exn_scope_unwinds(scope)) {
        return scope->expired ? &scope->deadline : NULL;
    }
    const exeunt_error *told = told_now(stack);
    return told != exeunt_error_canceled() ? told : NULL;
}

/* --- enters ----------------------------------------------------------------------------------- */

/* From now on the stack holds what it was given (S14). */
static void begin_enters(exeunt_scope *scope)
{
    stack_of(scope)->next = scope->first;
    for (exeunt_manager *entry = scope->first; entry != NULL; entry = entry->next) {
        entry->state =
            entry->role == EXN_HOLDING_ENTERS ? EXN_MANAGER_WAITING : EXN_MANAGER_ENTERED;
    }
}

/* An enter of what the stack was given: the entry has its place already, and its error propagates
 * like one of the body (S1). */
static void own_enter_settled(exeunt_stack *stack, exeunt_manager *manager)
{
    assert(stack->next == manager || stack->next == NULL);
    if (stack->next == manager) {
        stack->next = manager->next;
    }
    if (manager->state != EXN_MANAGER_ENTERED) {
        exn_scope_remove(&stack->scope, manager);
    }
    if (manager->state == EXN_MANAGER_ENTER_FAILED) {
        stack->propagating = manager->raised;
    }
}

/* An enter by exeunt_stack_enter: the caller may raise its error, or not. */
static void asked_enter_settled(exeunt_stack *stack, exeunt_manager *manager,
                                const exeunt_error *context)
{
    if (manager->state == EXN_MANAGER_ENTERED) {
        register_exit(stack, manager); /* with no step in between (S2) */
    } else if (manager->state == EXN_MANAGER_ENTER_FAILED) {
        exn_error_mark(manager->raised, context, EXN_RECORD_GIVEN);
    }
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exeunt_stack *stack = manager->owner;
    const exeunt_error *context = context_now(stack);
    bool outermost = exn_scope_enter_call(&stack->scope);

    assert(stack->entering == manager);
    exn_scope_note_enter(manager, result, context);
    if (stack->on_settled == NULL) {
        own_enter_settled(stack, manager);
    } else {
        asked_enter_settled(stack, manager, context);
    }
    exn_scope_leave_call(&stack->scope, outermost);
}

static void begin_enter(exeunt_stack *stack, exeunt_manager *manager,
                        exeunt_stack_settled_fn *on_settled)
{
    assert(stack->entering == NULL && "one enter at a time (S1)");
    stack->entering = manager;
    stack->on_settled = on_settled;
    manager->role = EXN_HOLDING_ENTERS;
    manager->state = EXN_MANAGER_ENTERING;
    exeunt_manager_enter(manager, enter_settled, stack);
}

/* Reports to the caller of exeunt_stack_enter. The loop does that, not enter_settled: a body that
 * enters the next manager in reply, and so on, must not grow the C stack. */
static void report_enter(exeunt_stack *stack)
{
    exeunt_manager *manager = stack->entering;
    exeunt_stack_settled_fn *on_settled = stack->on_settled;
    assert(!exeunt_manager_in_flight(manager));
    const exeunt_error *error = manager->state == EXN_MANAGER_ENTER_FAILED ? manager->raised
                                : manager->state == EXN_MANAGER_ENTER_CANCELED
                                    ? exeunt_error_canceled()
                                    : NULL;

    stack->entering = NULL;
    manager->state = error == NULL ? EXN_MANAGER_ENTERED : EXN_MANAGER_UNHELD;
    if (on_settled != NULL) {
        on_settled(stack, manager, error);
    }
}

static void cancel_enters(exeunt_scope *scope)
{
    exeunt_stack *stack = stack_of(scope);

    if (stack->entering != NULL) {
        exeunt_manager_cancel(stack->entering);
    }
}

static exn_step step_enters(exeunt_stack *stack)
{
    exeunt_scope *scope = &stack->scope;
    exeunt_manager *next = stack->next;

    if (stack->propagating != NULL || exeunt_scope_stopping(scope)) {
        exn_scope_roll_back(scope);
    } else if (next == NULL) {
        exn_scope_entered(scope);
    } else if (next->state == EXN_MANAGER_ENTERED) {
        stack->next = next->next;
    } else {
        begin_enter(stack, next, NULL);
    }
    return EXN_STEP_GOES_ON;
}

/* --- exits ------------------------------------------------------------------------------------ */

/* No entry is entered any more: the stack lets go of those that wait for their turn. */
static void drop_waiting(exeunt_stack *stack)
{
    exeunt_manager *entry = stack->next;

    stack->next = NULL;
    while (entry != NULL) {
        exeunt_manager *after = entry->next;
        if (entry->state == EXN_MANAGER_WAITING) {
            exn_scope_remove(&stack->scope, entry);
            entry->state = EXN_MANAGER_UNHELD;
        }
        entry = after;
    }
}

static void begin_exits(exeunt_scope *scope)
{
    exeunt_stack *stack = stack_of(scope);

    drop_waiting(stack);
    if (exn_scope_is_error(scope, scope->cause)) {
        stack->propagating = scope->cause;
    }
    cancel_enters(scope); /* S11; in a rollback there is none */
}

/* An exit suppresses the error that it was told (S6). `canceled` and the stack's own deadline
 * cannot be suppressed, nor anything by a callback, which is told nothing (C5, S8). Where the enter
 * of a nested stack unwinds, it does not count (P6). */
static void suppress(exeunt_stack *stack)
{
    exeunt_scope *scope = &stack->scope;
    bool counts = !(scope->nested && scope->phase == EXN_PHASE_ROLLBACK);

    if (counts && exn_scope_is_error(scope, scope->told)) {
        /* what a parent told is the parent's, and stands as long as it does there (S15) */
        exn_error_mark(stack->propagating, scope->nested ? scope->cause : NULL, EXN_RECORD_FREE);
        stack->propagating = NULL;
        scope->outcome.suppressed = true;
    }
}

/* A new error propagates from now on (S7). An exit that raises again what it was told changes
 * nothing, whatever else its result says (E2). */
static void fail(exeunt_stack *stack, exeunt_manager *manager, const exeunt_result *result)
{
    if (result->error != NULL && exn_error_is_told(stack->scope.told, result->error)) {
        return;
    }
    if (result->suppressed) {
        suppress(stack); /* first (E6) */
    }
    exn_scope_record(manager, EXEUNT_ORIGIN_EXIT, result, context_now(stack));
    stack->propagating = manager->raised;
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exeunt_stack *stack = manager->owner;
    bool outermost = exn_scope_enter_call(&stack->scope);

    assert(stack->exiting == manager && manager->state == EXN_MANAGER_EXITING);
    assert(exn_settles_exit(result->settlement));
    stack->exiting = NULL;
    manager->state = EXN_MANAGER_UNHELD;
    manager->cancel_sent = false;
    if (result->settlement == EXEUNT_SETTLED_SUPPRESSED) {
        suppress(stack);
    } else if (result->settlement == EXEUNT_SETTLED_FAILED) {
        fail(stack, manager, result);
    }
    exn_scope_leave_call(&stack->scope, outermost);
}

static void begin_exit(exeunt_stack *stack)
{
    exeunt_scope *scope = &stack->scope;
    exeunt_manager *manager = scope->last;

    assert(stack->exiting == NULL && stack->entering == NULL && "one at a time (S3)");
    assert(manager->state == EXN_MANAGER_ENTERED && "only what was entered is exited (X2)");
    exn_scope_remove(scope, manager); /* before its exit is called (S4) */
    stack->exiting = manager;
    manager->state = EXN_MANAGER_EXITING;
    scope->told = manager->role == EXN_HOLDING_CALLBACK ? NULL : told_now(stack); /* S5, S8 */
    exeunt_manager_exit(manager, scope->told, exit_settled, stack);
    exn_scope_exit_begun(scope);
}

static void cancel_exits(exeunt_scope *scope)
{
    exeunt_stack *stack = stack_of(scope);

    if (stack->exiting != NULL) {
        exeunt_manager_cancel(stack->exiting);
    }
}

static exn_step step_exits(exeunt_stack *stack)
{
    if (stack->exiting != NULL) {
        return EXN_STEP_WAITS;
    }
    if (stack->scope.last == NULL) {
        return EXN_STEP_CLOSES;
    }
    begin_exit(stack);
    return EXN_STEP_GOES_ON;
}

static exn_step step(exeunt_scope *scope)
{
    exeunt_stack *stack = stack_of(scope);

    if (stack->entering != NULL) {
        if (exeunt_manager_in_flight(stack->entering)) {
            return EXN_STEP_WAITS; /* what it enters is exited next (S10, S11) */
        }
        report_enter(stack);
        return EXN_STEP_GOES_ON;
    }
    if (exn_scope_unwinds(scope)) {
        return step_exits(stack);
    }
    return scope->phase == EXN_PHASE_ENTERING ? step_enters(stack) : EXN_STEP_WAITS;
}

/* --- the end ---------------------------------------------------------------------------------- */

/* The chain, newest first (S7). It serves the outcome of an outermost stack; a nested one raises
 * its newest error, which is the head of the chain (E5). */
static bool walk_chains(const exeunt_scope *scope, exn_chain_visitor *visit, void *context)
{
    const exeunt_error *propagating = ((const exeunt_stack *)scope)->propagating;

    return propagating != NULL && visit(propagating, exn_scope_end_of_chain(scope), context);
}

/* The newest error; the others are its contexts (E5). */
static const exeunt_error *raised_outwards(exeunt_scope *scope)
{
    const exeunt_error *propagating = stack_of(scope)->propagating;

    if (propagating != NULL && propagating != scope->cause) {
        return propagating;
    }
    return scope->expired ? &scope->deadline : NULL;
}

static const struct exeunt_scope_kind stack_kind = {
    .step = step,
    .begin_enters = begin_enters,
    .begin_exits = begin_exits,
    .cancel_enters = cancel_enters,
    .cancel_exits = cancel_exits,
    .walk_chains = walk_chains,
    .raised_outwards = raised_outwards,
};

/* --- what its owner calls --------------------------------------------------------------------- */

void exeunt_stack_init(exeunt_stack *stack, const char *name,
                       const exeunt_scope_callbacks *callbacks)
{
    *stack = (exeunt_stack){.next = NULL};
    exn_scope_init(&stack->scope, &stack_kind, name, callbacks);
}

/* The record of a failed enter is reused from now on: a caller that was told that error can no
 * longer raise it (S1). */
static void forget_error(exeunt_manager *manager)
{
    manager->error.standing = EXN_RECORD_FREE;
}

static int add(exeunt_stack *stack, exeunt_manager *manager, exn_holding role)
{
    bool can_not = role == EXN_HOLDING_ENTERS && manager->type->enter == NULL;
    int refusal = stack->scope.phase != EXN_PHASE_NEW ? EXEUNT_ESTATE
                  : can_not                           ? EXEUNT_EINVAL
                                                      : exn_scope_refusal(manager);
    if (refusal == 0) {
        forget_error(manager);
        manager->role = (unsigned char)role;
        exn_scope_insert(&stack->scope, manager, stack->scope.last);
    }
    return refusal;
}

int exeunt_stack_add(exeunt_stack *stack, exeunt_manager *manager)
{
    return add(stack, manager, EXN_HOLDING_ENTERS);
}

int exeunt_stack_add_pushed(exeunt_stack *stack, exeunt_manager *manager)
{
    return add(stack, manager, EXN_HOLDING_PUSHED);
}

int exeunt_stack_add_callback(exeunt_stack *stack, exeunt_manager *manager)
{
    return add(stack, manager, EXN_HOLDING_CALLBACK);
}

int exeunt_stack_begin(exeunt_stack *stack)
{
    if (stack->scope.phase != EXN_PHASE_NEW) {
        return EXEUNT_ESTATE;
    }
    bool outermost = exn_scope_enter_call(&stack->scope);
    exn_scope_begin(&stack->scope);
    exn_scope_leave_call(&stack->scope, outermost);
    return 0;
}

static int refusal_to_enter(const exeunt_stack *stack, const exeunt_manager *manager,
                            exeunt_stack_settled_fn *on_settled)
{
    if (on_settled == NULL || manager->type->enter == NULL) {
        return EXEUNT_EINVAL;
    }
    switch (stack->scope.phase) {
    case EXN_PHASE_NEW:
        return EXEUNT_ESTATE;
    case EXN_PHASE_CLOSED:
        return EXEUNT_ECLOSED;
    case EXN_PHASE_ENTERING:
        return EXEUNT_EBUSY;
    default:
        break;
    }
    if (stack->entering != NULL) {
        return EXEUNT_EBUSY;
    }
    if (exeunt_scope_stopping(&stack->scope)) {
        return EXEUNT_ECANCELED;
    }
    return exn_scope_refusal(manager);
}

int exeunt_stack_enter(exeunt_stack *stack, exeunt_manager *manager,
                       exeunt_stack_settled_fn *on_settled)
{
    int refusal = refusal_to_enter(stack, manager, on_settled);

    if (refusal == 0) {
        bool outermost = exn_scope_enter_call(&stack->scope);
        forget_error(manager);
        begin_enter(stack, manager, on_settled);
        exn_scope_leave_call(&stack->scope, outermost);
    }
    return refusal;
}

static int push(exeunt_stack *stack, exeunt_manager *manager, exn_holding role)
{
    int refusal = exn_scope_refusal(manager);

    if (stack->scope.phase == EXN_PHASE_NEW) {
        return add(stack, manager, role);
    }
    if (stack->scope.phase == EXN_PHASE_CLOSED) {
        return EXEUNT_ECLOSED;
    }
    if (refusal == 0) {
        forget_error(manager);
        manager->role = (unsigned char)role;
        manager->state = EXN_MANAGER_ENTERED;
        register_exit(stack, manager);
    }
    return refusal;
}

int exeunt_stack_push(exeunt_stack *stack, exeunt_manager *manager)
{
    return push(stack, manager, EXN_HOLDING_PUSHED);
}

int exeunt_stack_callback(exeunt_stack *stack, exeunt_manager *manager)
{
    return push(stack, manager, EXN_HOLDING_CALLBACK);
}

int exeunt_stack_close(exeunt_stack *stack, const exeunt_error *cause)
{
    bool has_no_body = stack->scope.phase == EXN_PHASE_NEW || stack->scope.nested;
    int refusal = stack->scope.phase == EXN_PHASE_CLOSED ? EXEUNT_ECLOSED
                  : exn_scope_unwinds(&stack->scope)     ? EXEUNT_EALREADY
                  : has_no_body                          ? EXEUNT_ESTATE
                                                         : 0;
    if (refusal == 0) {
        bool outermost = exn_scope_enter_call(&stack->scope);
        exn_scope_close(&stack->scope, cause);
        exn_scope_leave_call(&stack->scope, outermost);
    }
    return refusal;
}
