/* The exit stack (SPEC 5): exits one at a time, last in first out, each told what propagates then.
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
 * A manager is held by one scope at a time: by a stack from the moment that begins, or takes it,
 * until its enter has ended without entering, its exit has settled, or it is moved away.
 *
 * Its error lies in the manager, so it is not taken again (EXEUNT_ESTANDS, S15) while that error is
 * part of what the outermost scope would end with if it closed now: as an error, a context or a
 * member of one, in whatever scope of the tree. Free is what a suppression has cleared - in the
 * stack itself; what a nested scope suppresses of its cause is cleared when its exit settles, and
 * in a pool when that closes -, a failed enter that was only told to its caller, who can raise it
 * no more then (its code and message can be), and everything after the outermost scope has closed.
 * A caller that is refused so takes another exeunt_manager for the same resource, or waits.
 */
#ifndef EXEUNT_STACK_H
#define EXEUNT_STACK_H

#include <exeunt/api.h>
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
    exeunt_manager *next;            /* whose turn to be entered it is; NULL: all have had theirs */
    exeunt_manager *entering;        /* its enter has begun and was not reported yet (S1) */
    exeunt_manager *exiting;         /* its exit is in flight (S3) */
    const exeunt_error *propagating; /* S5 */
    exeunt_stack_settled_fn *on_settled; /* who waits for `entering`; or NULL */
} exeunt_stack;

/* Prepares an empty stack. Cannot fail. `callbacks` is borrowed and may be NULL if it gets
 * nested. */
EXEUNT_API(__nonnull__(1, 2))
void exeunt_stack_init(exeunt_stack *stack, const char *name,
                       const exeunt_scope_callbacks *callbacks);

/* Before begin: `manager` is to be entered / is there already and only to be exited / is a
 * callback, told nothing and unable to suppress (S8). The order in which they were added is that of
 * the enters and, from its end, of the exits.
 *
 * Until it begins the stack holds nothing, and what was added is the caller's. From then on it
 * holds everything that is only to be exited, and exits it whatever happens: also if a cancel came
 * before it began, or an enter that was added before fails (S14).
 *
 * Returns 0; EXEUNT_ESTATE when the stack has begun; EXEUNT_EINVAL if it cannot be entered, or is
 * held by a scope already; EXEUNT_ESTANDS (S15, see above). */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_add(exeunt_stack *stack, exeunt_manager *manager);
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_add_pushed(exeunt_stack *stack, exeunt_manager *manager);
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_add_callback(exeunt_stack *stack, exeunt_manager *manager);

/* Begins an outermost stack: enters what was added, one at a time (S1), then calls on_entered; if
 * an enter fails, or a cancel comes before, it unwinds and calls on_closed instead.
 *
 * Returns 0, or EXEUNT_ESTATE if it has begun. */
EXEUNT_API(__nonnull__)
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
 *         (S12); EXEUNT_ESTANDS (S15).
 * Args   on_settled  told exactly once how it settled, possibly inside
 */
EXEUNT_API(__nonnull__(1, 2), __warn_unused_result__)
int exeunt_stack_enter(exeunt_stack *stack, exeunt_manager *manager,
                       exeunt_stack_settled_fn *on_settled);

/* Registers the exit of a manager that is entered already. Any time before the end: before begin it
 * is as exeunt_stack_add_pushed; while the stack enters what was added it is older than what has
 * not entered yet; later it is the newest, and while unwinding exited next (S10).
 *
 * Returns 0; EXEUNT_ECLOSED; EXEUNT_EINVAL if it is held by a scope already; EXEUNT_ESTANDS (S15).
 */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_push(exeunt_stack *stack, exeunt_manager *manager);

/* Registers a callback: its exit is told nothing and cannot suppress; it may fail (S8). Returns as
 * exeunt_stack_push. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_stack_callback(exeunt_stack *stack, exeunt_manager *manager);

/* Hands all entries to `to`, on top of what it has, in order (S9); `from` is then empty and usable.
 * O(1) between stacks that have begun, nothing is called. `to` is in its body, or has not begun and
 * has nothing to enter: then it is in its body from now on (S14), ready to be closed.
 *
 * Returns 0; EXEUNT_ECLOSED if either has closed; EXEUNT_EALREADY while either unwinds;
 *         EXEUNT_EBUSY while an enter of `from` is in flight; EXEUNT_ESTATE if either has enters
 *         before it; EXEUNT_EINVAL if they are the same. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
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
EXEUNT_API(__nonnull__(1))
int exeunt_stack_close(exeunt_stack *stack, const exeunt_error *cause);

#ifdef __cplusplus
}
#endif

#endif
