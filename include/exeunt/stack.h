/* The exit stack (SPEC 5): exits one at a time, last in first out, each told what propagates then.
 *
 *     exeunt_stack stack;
 *     exeunt_stack_init(&stack, "stack", &callbacks);
 *     exeunt_stack_add(&stack, &database.manager);      entered by begin, one at a time (S1)
 *     exeunt_stack_begin(&stack);                       ... on_entered: run the body ...
 *     exeunt_stack_close(&stack, NULL);                 ... on_closed
 *
 * Nothing is allocated; a stack takes 280 bytes on a 64-bit machine. A manager is held by one scope
 * at a time, and must not be given to a scope again while its error stands in a chain that is still
 * in use (E1). See scope.h for cancel, deadline, grace and the outcome.
 */
#ifndef EXEUNT_STACK_H
#define EXEUNT_STACK_H

#include <exeunt/scope.h>

#ifdef __cplusplus
extern "C" {
#endif

struct exeunt_stack;

/* Tells who called exeunt_stack_enter how that enter settled: `error` is NULL if it entered,
 * exeunt_error_canceled() if it was canceled, else its error. */
typedef void exeunt_stack_settled_fn(struct exeunt_stack *stack, exeunt_manager *manager,
                                     const exeunt_error *error);

typedef struct exeunt_stack {
    exeunt_scope scope;
    /* ---- private ---- */
    exeunt_manager *top;      /* the newest registered one; what lies above waits to be entered */
    exeunt_manager *entering; /* its enter has begun and was not reported yet (S1) */
    exeunt_manager *exiting;  /* its exit is in flight (S3) */
    const exeunt_error *propagating;     /* S5 */
    exeunt_stack_settled_fn *on_settled; /* who waits for `entering`; or NULL */
} exeunt_stack;

/* Prepares an empty stack. Cannot fail. `callbacks` is borrowed and may be NULL if it gets
 * nested. */
void exeunt_stack_init(exeunt_stack *stack, const char *name,
                       const exeunt_scope_callbacks *callbacks);

/* Before begin: `manager` is to be entered / is there already and only to be exited / is a
 * callback, told nothing and unable to suppress (S8). Entries take effect in the order they were
 * added, so that what stands behind a failed enter is not registered.
 *
 * Returns 0; EXEUNT_ESTATE when the stack has begun; EXEUNT_EINVAL if it cannot be entered, or is
 * held by a scope already. */
int exeunt_stack_add(exeunt_stack *stack, exeunt_manager *manager);
int exeunt_stack_add_pushed(exeunt_stack *stack, exeunt_manager *manager);
int exeunt_stack_add_callback(exeunt_stack *stack, exeunt_manager *manager);

/* Begins an outermost stack: enters what was added, one at a time (S1), then calls on_entered; if
 * an enter fails, or a cancel comes before, it unwinds and calls on_closed instead.
 *
 * Returns 0, or EXEUNT_ESTATE if it has begun. */
int exeunt_stack_begin(exeunt_stack *stack);

/* In the body, or while the stack unwinds (then it is exited next, S10): enters one more manager.
 * The enter begins inside this call.
 *
 * When it is refused nothing has begun. A failed enter is not registered; its error is given to
 * `on_settled` and is the caller's to raise: a body closes with it (S1), an exit settles with it.
 *
 * Returns 0; EXEUNT_EINVAL without `on_settled`, if the manager can only be pushed or is held
 *         already;
 *         EXEUNT_ECLOSED after the end (S10); EXEUNT_ESTATE before begin; EXEUNT_EBUSY while
 *         another enter is in flight (S1); EXEUNT_ECANCELED after a cancel request or deadline
 *         (S12).
 * Args   on_settled  told exactly once how it settled, possibly inside
 */
int exeunt_stack_enter(exeunt_stack *stack, exeunt_manager *manager,
                       exeunt_stack_settled_fn *on_settled);

/* Registers the exit of a manager that is entered already. Any time before the end, also before
 * begin and while unwinding (S10). Returns 0, EXEUNT_ECLOSED, or EXEUNT_EINVAL if it is held by a
 * scope already. */
int exeunt_stack_push(exeunt_stack *stack, exeunt_manager *manager);

/* Registers a callback: its exit is told nothing and cannot suppress; it may fail (S8). Returns as
 * exeunt_stack_push. */
int exeunt_stack_callback(exeunt_stack *stack, exeunt_manager *manager);

/* Hands all registered entries to `to`, on top of what it has, in order (S9); `from` is then empty
 * and usable. O(1), nothing is called. `to` is in its body, or was initialised and neither begun
 * nor added to: then it is in its body from now on, ready to be closed.
 *
 * Returns 0; EXEUNT_ECLOSED if either has closed; EXEUNT_EALREADY while either unwinds;
 *         EXEUNT_EBUSY while an enter of `from` is in flight; EXEUNT_ESTATE if `to` has enters
 *         before it; EXEUNT_EINVAL if they are the same. */
int exeunt_stack_move(exeunt_stack *from, exeunt_stack *to);

/* Ends the body: unwinds everything and calls on_closed once, possibly inside. While an enter is in
 * flight: sends it a cancel request, waits until it settles and exits it first if it entered all
 * the same (S11).
 *
 * Returns 0; EXEUNT_EALREADY while it closes (S11), EXEUNT_ECLOSED after; EXEUNT_ESTATE before
 *         begin, or if the stack is nested.
 * Args   cause  the body's error, borrowed until the stack is destroyed; exeunt_error_canceled() if
 *               the body stopped on request; NULL if it returned
 */
int exeunt_stack_close(exeunt_stack *stack, const exeunt_error *cause);

#ifdef __cplusplus
}
#endif

#endif
