/* What exit stacks and exit pools have in common: a base, an outcome, cancellation and time (SPEC
 * E4, C1-C8).
 *
 * A scope enters managers, lets its owner run a body, and exits the managers again. It is sans-I/O:
 * it calls managers and its owner's callbacks, and is called back. It has no loop, no clock, no
 * thread, no global, and allocates nothing. Everything lies in the caller's structs, which must
 * neither move nor be freed between exeunt_*_init and the end that on_closed reports.
 *
 * The owner of an outermost scope
 *   1. initialises it and adds managers (stack.h, pool.h),
 *   2. begins it; on_entered reports that every manager was entered and the body may run now,
 *   3. closes it when the body has ended, with the body's error, exeunt_error_canceled() if the
 *      body stopped early on request, or NULL,
 *   4. gets exactly one on_closed with the outcome (X10), after 3 or, if the body never ran,
 *      instead of it.
 *
 * A nested scope has no owner: add `&scope->manager` to another scope, which then does all of this
 * (E5). Its value (P7) is the scope itself.
 *
 * Every callback may be called inside the call that caused it. A call from inside a callback takes
 * effect at once, but its consequences may happen only after the callback has returned: this keeps
 * the C stack constant (S13, P16).
 */
#ifndef EXEUNT_SCOPE_H
#define EXEUNT_SCOPE_H

#include <exeunt/api.h>
#include <exeunt/clock.h>
#include <exeunt/manager.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct exeunt_scope exeunt_scope;

/* The end of a scope in one word (E4). */
typedef enum exeunt_ending {
    EXEUNT_ENDING_RETURNS,
    EXEUNT_ENDING_SUPPRESSES,
    EXEUNT_ENDING_CANCELS,
    EXEUNT_ENDING_RAISES
} exeunt_ending;

/* The end of a scope (E4). Valid until the scope is destroyed or initialised again. */
typedef struct exeunt_outcome {
    const exeunt_scope *scope;
    bool canceled;   /* a cancel request was made to the scope itself (P14) */
    bool suppressed; /* an exit of this scope suppressed an error, and that took effect */
} exeunt_outcome;

/* Returns the end in one word, from the errors and both flags. May be called while the outcome is
 * valid; takes O(managers + errors). */
EXEUNT_API(__nonnull__, __warn_unused_result__)
exeunt_ending exeunt_outcome_ending(const exeunt_outcome *outcome);

/* Lists the errors of an outcome: the primary one first, every other one exactly once (E4, S7,
 * P13), flat: the members of a nested pool's combined error, and the chain of a nested stack, are
 * listed in its place.
 *
 * Writes at most `errors_max` pointers. Returns how many errors there are in all. O(managers +
 * errors). */
EXEUNT_API(__nonnull__(1))
size_t exeunt_outcome_errors(const exeunt_outcome *outcome, const exeunt_error **errors,
                             size_t errors_max);

typedef struct exeunt_scope_callbacks {
    /* Every manager was entered: the body may run. Required for outermost scopes. */
    void (*on_entered)(exeunt_scope *scope);
    /* A cancel request, or an expired deadline, for the body in flight (S12, C1); at most once
     * (C2). It is only a request. May be NULL. */
    void (*on_body_cancel)(exeunt_scope *scope);
    /* The end, exactly once (X10). The scope's memory may be freed inside. Required for outermost
     * scopes. */
    void (*on_closed)(exeunt_scope *scope, const exeunt_outcome *outcome);
    /* Start or stop a timer that calls exeunt_scope_expire or exeunt_scope_end_grace when it fires.
     * NULL: no deadline and no grace. */
    void (*on_clock)(exeunt_scope *scope, exeunt_clock clock);
} exeunt_scope_callbacks;

/* The base of exeunt_stack and exeunt_pool; private but for `manager`, `callbacks` and `data`. */
struct exeunt_scope {
    exeunt_manager manager; /* the scope as a manager of another one; its record is that of E5 */
    const exeunt_scope_callbacks *callbacks; /* nested: on_clock only; or NULL */
    void *data;                              /* for the owner; unused by the scope */
    /* ---- private ---- */
    const struct exeunt_scope_kind *kind; /* what differs between stack and pool */
    exeunt_manager *first;                /* the managers that it holds, in order */
    exeunt_manager *last;
    /* What it was closed with: the body's error, or the cause from the parent. */
    const exeunt_error *cause;
    /* Stack: the cause of the exit in flight; pool: the cause of all exits. */
    const exeunt_error *told;
    exeunt_error deadline;  /* SCOPE.deadline (C6), once it has expired */
    exeunt_outcome outcome; /* as far as known; `canceled` is the flag of C1 */
    unsigned char phase;
    bool nested;           /* entered or exited as a manager (E5) */
    bool stepping;         /* a call further up the C stack will go on with this scope (S13, P16) */
    bool deadline_running; /* between DEADLINE_START and DEADLINE_STOP */
    bool expired;          /* the deadline has expired (C6) */
    bool body_canceled; /* the body settled as canceled, or never ran because of a request (C7) */
    bool raised;        /* an operation of one of its own managers has failed */
    bool exits_begun;
    bool grace_started;
    bool grace_ended;
};

/* Requests the scope to stop early (S12, P3, C1-C4). It is only a request. It may come at any time,
 * any number of times (C2): before the scope begins, and then nothing is entered; during exits, and
 * then it is recorded; after the end, and then it does nothing. */
EXEUNT_API(__nonnull__)
void exeunt_scope_cancel(exeunt_scope *scope);

/* Reports that the deadline has passed (C6). The owner of the timer calls this between
 * DEADLINE_START and DEADLINE_STOP; at other times it does nothing. */
EXEUNT_API(__nonnull__)
void exeunt_scope_expire(exeunt_scope *scope);

/* Reports that the grace time has ended (C4): each exit in flight gets one cancel request. To be
 * called between GRACE_START and GRACE_STOP; at other times, and the second time, it does
 * nothing. */
EXEUNT_API(__nonnull__)
void exeunt_scope_end_grace(exeunt_scope *scope);

/* Returns whether a cancel was requested, or the deadline has expired. An owner that begins its
 * body later calls this first (X5). */
EXEUNT_API(__nonnull__, __warn_unused_result__)
bool exeunt_scope_stopping(const exeunt_scope *scope);

#ifdef __cplusplus
}
#endif

#endif
