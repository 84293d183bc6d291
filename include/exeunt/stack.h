/* The exit stack (SPEC 5): exits one at a time, last in first out; each receives as its cause what
 * propagates at that moment.
 *
 *     exeunt_stack stack;
 *     exeunt_stack_init(&stack, "stack", &callbacks);
 *     exeunt_stack_add(&stack, &database.manager);      entered by begin, one at a time (S1)
 *     exeunt_stack_begin(&stack);                       ... on_entered: run the body ...
 *     exeunt_stack_close(&stack, NULL);                 ... on_closed
 *
 * Nothing is allocated; a stack takes 280 bytes on a 64-bit machine. See scope.h for cancel,
 * deadline, grace and the outcome.
 *
 * One scope at a time holds a manager. A stack holds a manager from the moment that the stack
 * begins, or accepts it, until its enter has ended without entering, its exit has settled, or it is
 * moved away.
 *
 * The error of a manager lies in the manager. So a stack refuses a manager (EXEUNT_ESTANDS, S15)
 * while its error stands: while it would be part of the outcome if the outermost scope closed now,
 * as an error, as a context or as a member of one, in any scope of the tree. An error no longer
 * stands when
 *   - a suppression has cleared it in the stack itself; if a nested scope suppressed its cause,
 *   when
 *     its exit settles; in a pool, when the pool closes;
 *   - it is that of a failed enter that was reported to its caller only; once the manager is held
 *     again, the caller can raise a new error with its code and message, but not that one;
 *   - the outermost scope has closed.
 * A caller that is refused for this reason uses another exeunt_manager for the same resource, or
 * waits.
 */
#ifndef EXEUNT_STACK_H
#define EXEUNT_STACK_H

#include <exeunt/api.h>
#include <exeunt/scope.h>

#ifdef __cplusplus
extern "C" {
#endif

struct exeunt_stack;

/* Reports to the caller of exeunt_stack_enter how that enter settled: `error` is NULL if it
 * entered, exeunt_error_canceled() if it was canceled, else its error. */
typedef void exeunt_stack_settled_fn(struct exeunt_stack *stack, exeunt_manager *manager,
                                     const exeunt_error *error);

typedef struct exeunt_stack {
    exeunt_scope scope;
    /* ---- private ---- */
    exeunt_manager *next;                /* the next to be entered; NULL: all have been */
    exeunt_manager *entering;            /* its enter has begun and was not reported yet (S1) */
    exeunt_manager *exiting;             /* its exit is in flight (S3) */
    const exeunt_error *propagating;     /* S5 */
    exeunt_stack_settled_fn *on_settled; /* the caller that waits for `entering`; or NULL */
} exeunt_stack;

/* Prepares an empty stack. Cannot fail. `callbacks` is borrowed, and may be NULL if the stack gets
 * nested. */
EXEUNT_API(__nonnull__(1, 2))
void exeunt_stack_init(exeunt_stack *stack, const char *name,
                       const exeunt_scope_callbacks *callbacks);

/* Before begin, these add a manager that is to be entered; a manager that is entered already and is
 * only to be exited; or a callback, whose exit receives no cause and cannot suppress (S8). They are
 * entered in the order of these calls, and exited in the reverse order.
 *
 * Until it begins the stack holds nothing, and what was added belongs to the caller. From then on
 * it holds everything that is only to be exited, and exits it whatever happens: even if a cancel
 * came before it began, or an enter that was added before fails (S14).
 *
 * Returns 0; EXEUNT_ESTATE if the stack has begun; EXEUNT_EINVAL if the manager cannot be entered,
 * or a scope holds it already; EXEUNT_ESTANDS (S15, see above). */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_add(exeunt_stack *stack, exeunt_manager *manager);
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_add_pushed(exeunt_stack *stack, exeunt_manager *manager);
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_add_callback(exeunt_stack *stack, exeunt_manager *manager);

/* Begins an outermost stack: enters what was added, one at a time (S1), then calls on_entered. If
 * an enter fails, or a cancel comes before, it unwinds and calls on_closed instead.
 *
 * Returns 0, or EXEUNT_ESTATE if it has begun. */
EXEUNT_API(__nonnull__)
int exeunt_stack_begin(exeunt_stack *stack);

/* Enters one more manager, in the body or while the stack unwinds (then it is exited next, S10).
 * The enter begins inside this call.
 *
 * If this is refused, nothing has begun. A failed enter is not registered; its error is passed to
 * `on_settled`, and the caller may raise it: a body closes with it (S1), an exit settles with it.
 *
 * Returns 0; EXEUNT_EINVAL without `on_settled`, if the manager can only be pushed, or if a scope
 *         holds it already; EXEUNT_ECLOSED after the end (S10); EXEUNT_ESTATE before begin;
 *         EXEUNT_EBUSY while another enter is in flight (S1); EXEUNT_ECANCELED after a cancel
 *         request or deadline (S12); EXEUNT_ESTANDS (S15).
 * Args   on_settled  called exactly once when it has settled, possibly inside */
EXEUNT_API(__nonnull__(1, 2), __warn_unused_result__)
int exeunt_stack_enter(exeunt_stack *stack, exeunt_manager *manager,
                       exeunt_stack_settled_fn *on_settled);

/* Registers the exit of a manager that is entered already, at any time before the end. Before begin
 * this is exeunt_stack_add_pushed. While the stack enters what was added, the manager is exited
 * after those that have not entered yet. Later it is the newest; while the stack unwinds it is
 * exited next (S10).
 *
 * Returns 0; EXEUNT_ECLOSED; EXEUNT_EINVAL if a scope holds it already; EXEUNT_ESTANDS (S15).
 */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_push(exeunt_stack *stack, exeunt_manager *manager);

/* Registers a callback: its exit receives no cause and cannot suppress; it may fail (S8). Returns
 * the same as exeunt_stack_push. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_callback(exeunt_stack *stack, exeunt_manager *manager);

/* Moves all entries to `to`, on top of those that it has, in order (S9); `from` is then empty and
 * usable. O(1) between stacks that have begun; calls nothing. `to` is in its body, or has not begun
 * and has nothing to enter: then it is in its body from now on (S14), ready to be closed.
 *
 * Returns 0; EXEUNT_ECLOSED if either has closed; EXEUNT_EALREADY while either unwinds;
 *         EXEUNT_EBUSY while an enter of `from` is in flight; EXEUNT_ESTATE if either still has
 *         enters to begin; EXEUNT_EINVAL if they are the same. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_move(exeunt_stack *from, exeunt_stack *to);

/* Ends the body: unwinds everything and calls on_closed once, possibly inside. If an enter is in
 * flight, sends it a cancel request, waits until it settles and, if it entered in spite of that,
 * exits it first (S11).
 *
 * Returns 0; EXEUNT_EALREADY while it closes (S11), EXEUNT_ECLOSED after; EXEUNT_ESTATE before
 *         begin, or if the stack is nested.
 * Args   cause  the body's error, borrowed until the stack is destroyed; exeunt_error_canceled() if
 *               the body stopped on request; NULL if it returned
 */
EXEUNT_API(__nonnull__(1))
int exeunt_stack_close(exeunt_stack *stack, const exeunt_error *cause);

#ifdef __cplusplus
}
#endif

#endif
