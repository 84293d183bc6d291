/* The exit stack (SPEC 5): exits one at a time, last in first out, each told what propagates at that moment.
 *
 *     exeunt_stack stack;
 *     exeunt_stack_init(&stack, "stack", &callbacks);
 *     exeunt_stack_add(&stack, &database.manager);      entered by begin, one at a time (S1)
 *     exeunt_stack_begin(&stack);                       ... on_entered: run the body ...
 *     exeunt_stack_close(&stack, NULL);                 ... on_closed
 *
 * Nothing is allocated; a manager is held by one scope at a time. See scope.h for cancel, deadline, grace and the outcome.
 */
#ifndef EXEUNT_STACK_H
#define EXEUNT_STACK_H

#include <exeunt/scope.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct exeunt_stack {
    exeunt_scope scope;
    /* ---- private: an enter of the body in flight (S1) ---- */
    void (*on_settled)(struct exeunt_stack *stack, exeunt_manager *manager, const exeunt_error *error);
} exeunt_stack;

/* Tells the body how an enter of its own settled: `error` is NULL if it entered, exeunt_error_canceled() if it was canceled, else its error. */
typedef void exeunt_stack_settled_fn(exeunt_stack *stack, exeunt_manager *manager, const exeunt_error *error);

/* Prepares an empty stack. Cannot fail. `callbacks` is borrowed and may be NULL for a nested stack. */
void exeunt_stack_init(exeunt_stack *stack, const char *name, const exeunt_scope_callbacks *callbacks);

/* Before begin: `manager` is to be entered / is there already and only to be exited / is a callback: told nothing, cannot suppress (S8).
 * Entries take effect in the order they were added. Returns 0, or EXEUNT_ESTATE when the stack has begun. */
int exeunt_stack_add(exeunt_stack *stack, exeunt_manager *manager);
int exeunt_stack_add_pushed(exeunt_stack *stack, exeunt_manager *manager);
int exeunt_stack_add_callback(exeunt_stack *stack, exeunt_manager *manager);

/* Begins an outermost stack: enters what was added, one at a time (S1), then calls on_entered; if an enter fails, or a cancel comes
 * before, it unwinds and calls on_closed. Returns 0, or EXEUNT_ESTATE if it has begun. */
int exeunt_stack_begin(exeunt_stack *stack);

/* In the body, or while the stack unwinds (S10: then it is exited next): enters one more manager.
 *
 * Returns 0; EXEUNT_EBUSY while another enter is in flight (S1); EXEUNT_ECANCELED after a cancel request (S12); EXEUNT_ECLOSED after the end (S10);
 * EXEUNT_ESTATE before begin. When it is refused nothing has begun. A failed enter is not registered; its error is given to
 * `on_settled` and is the caller's to raise by closing with it. */
int exeunt_stack_enter(exeunt_stack *stack, exeunt_manager *manager, exeunt_stack_settled_fn *on_settled);

/* Registers the exit of a manager that is entered already. Any time before the end, also before begin and while unwinding (S10).
 * Returns 0 or EXEUNT_ECLOSED. */
int exeunt_stack_push(exeunt_stack *stack, exeunt_manager *manager);

/* Registers a callback: its exit is told nothing and cannot suppress; it may fail (S8). Returns as exeunt_stack_push. */
int exeunt_stack_callback(exeunt_stack *stack, exeunt_manager *manager);

/* Hands all registered entries to `to`, on top of what it has, in order (S9); `from` is then empty and usable. O(1) in the number of entries
 * of `to`, nothing is called. `to` is in its body, or was initialised and not begun (it is in its body then).
 * Returns 0; EXEUNT_EBUSY while an enter of `from` is in flight; EXEUNT_EALREADY while either unwinds; EXEUNT_ECLOSED if either has closed. */
int exeunt_stack_move(exeunt_stack *from, exeunt_stack *to);

/* Ends the body: unwinds everything and calls on_closed once, possibly inside.
 *
 * Returns 0; EXEUNT_EALREADY while it closes (S11), EXEUNT_ECLOSED after, EXEUNT_ESTATE before begin. While an enter is in flight: sends it a cancel request,
 * waits until it settles and exits it first if it entered all the same (S11).
 * Args   cause  the body's error, borrowed until the stack is destroyed; exeunt_error_canceled() if the body stopped on request; NULL if it returned
 */
int exeunt_stack_close(exeunt_stack *stack, const exeunt_error *cause);

#ifdef __cplusplus
}
#endif

#endif
