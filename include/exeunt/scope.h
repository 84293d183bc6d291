/* What exit stacks and exit pools have in common: a base, an outcome, cancellation and time (SPEC E4, C1-C8).
 *
 * A scope enters managers, lets its owner run a body and exits the managers again. It is sans-I/O: it calls managers and
 * its owner's callbacks, and is called back; it has no loop, no clock, no thread, no global, and allocates nothing. Everything
 * lies in the caller's structs, which must neither move nor be freed between exeunt_.._init and the end that on_closed reports.
 *
 * The owner of an outermost scope
 *   1. initialises it and adds managers (stack.h, pool.h),
 *   2. begins it; on_entered tells that every manager was entered and the body may run now,
 *   3. closes it when the body has ended, with the body's error, exeunt_error_canceled() if the body stopped early on request, or NULL,
 *   4. gets exactly one on_closed with the outcome (X10), after 3 or, if the body never ran, instead of it.
 *
 * A nested scope has no owner: add `&scope->manager` to another scope, which then does all of this (E5).
 * Every callback may be called inside the call that caused it.
 */
#ifndef EXEUNT_SCOPE_H
#define EXEUNT_SCOPE_H

#include <exeunt/manager.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct exeunt_scope exeunt_scope;

/* The end of a scope in one word (E4). */
typedef enum exeunt_ending { EXEUNT_RETURNS, EXEUNT_SUPPRESSES, EXEUNT_CANCELS, EXEUNT_RAISES } exeunt_ending;

/* The end of a scope (E4). Valid until the scope is destroyed or begun again. */
typedef struct exeunt_outcome {
    const exeunt_scope *scope;
    bool canceled;   /* a cancel request was made to the scope itself (P14) */
    bool suppressed; /* an exit of this scope suppressed an error, and that counted */
} exeunt_outcome;

exeunt_ending exeunt_outcome_ending(const exeunt_outcome *outcome);

/* Lists the errors of an outcome: the primary one first, every other one exactly once (E4, S7, P13), flat: members of a nested
 * pool's combined error and the chain of a nested stack stand in its place.
 *
 * Writes at most `errors_max` pointers. Returns how many there are in all. O(errors). */
size_t exeunt_outcome_errors(const exeunt_outcome *outcome, const exeunt_error **errors, size_t errors_max);

/* What the owner of a scope's timers is told to do. */
typedef enum exeunt_clock {
    EXEUNT_DEADLINE_START, /* before the first enter begins (C6)                                  */
    EXEUNT_DEADLINE_STOP,  /* enters and body are over: the deadline covers nothing more          */
    EXEUNT_GRACE_START,    /* a request has come and the first exit has begun (C4)                */
    EXEUNT_GRACE_STOP      /* the scope closes; also when GRACE_START never came                  */
} exeunt_clock;

typedef struct exeunt_scope_callbacks {
    /* Every manager was entered: the body may run. Required for outermost scopes. */
    void (*on_entered)(exeunt_scope *scope);
    /* A cancel request, or an expired deadline, for the body in flight (S12, C1). It is only a request. May be NULL. */
    void (*on_body_cancel)(exeunt_scope *scope);
    /* The end, exactly once (X10). The scope's memory may be freed inside. Required for outermost scopes. */
    void (*on_closed)(exeunt_scope *scope, const exeunt_outcome *outcome);
    /* Start or stop a timer whose expiry calls exeunt_scope_expire or exeunt_scope_end_grace. NULL: no deadline and no grace. */
    void (*on_clock)(exeunt_scope *scope, exeunt_clock clock);
} exeunt_scope_callbacks;

/* The base of exeunt_stack and exeunt_pool; its members are private but for `manager`, `callbacks` and `data`. */
struct exeunt_scope {
    exeunt_manager manager;                 /* the scope as a manager of another one (E5) */
    const exeunt_scope_callbacks *callbacks; /* the owner's; of a nested scope on_clock only; may be NULL there */
    void *data;                             /* the owner's; untouched */
    /* ------------------------------------------------------------------------------------- */
    exeunt_manager *first; /* pool: in the order of the managers; stack: what is still to be entered ... */
    exeunt_manager *last;
    exeunt_manager *top;   /* stack: ... and what is registered to be exited, newest first */
    exeunt_manager *active; /* stack: the one whose operation is in flight */
    const exeunt_error *propagating; /* stack: S5; pool: its primary error (P13) */
    const exeunt_error *cause;       /* what the exits began with: the body's error, the parent's cause, or NULL */
    exeunt_error deadline;           /* SCOPE.deadline (C6), or the combined error of a nested pool (E5) ... */
    exeunt_error several;            /* ... each has its record */
    size_t in_flight;                /* operations that began and have not settled */
    unsigned char phase;
    unsigned char kind;              /* stack or pool: how exeunt_outcome_errors reads the rest */
    bool nested;                     /* entered as a manager (E5) */
    bool cancel_requested;           /* the flag of C1 */
    bool expired;                    /* the deadline did (C6) */
    bool suppressed;
    bool cause_suppressed;           /* the cause itself was (E5) */
    bool stepping;                   /* inside the loop that keeps the C stack constant (S13, P16) */
    bool wait_all;                   /* P3 */
    bool rollback;                   /* the exits of a scope whose body never ran (P5, P6) */
    bool canceled_body;              /* the body settled canceled, or never ran because of a cancel or deadline (C7) */
    bool grace_started;
};

/* Requests the scope to stop early (S12, P3, C1-C4). It is only a request, and may come at any time, any number of times
 * (C2): before it began (then nothing is entered), during exits (then it is recorded), after the end (then it does nothing). */
void exeunt_scope_cancel(exeunt_scope *scope);

/* The deadline has passed (C6). To be called by the owner of the timer between DEADLINE_START and DEADLINE_STOP; else it does nothing. */
void exeunt_scope_expire(exeunt_scope *scope);

/* The grace time has ended (C4): each exit in flight gets one cancel request. Between GRACE_START and GRACE_STOP; else it does nothing. */
void exeunt_scope_end_grace(exeunt_scope *scope);

/* Whether a cancel was requested, or the deadline has expired: an owner that defers its body asks before it begins it (X5). */
bool exeunt_scope_stopping(const exeunt_scope *scope);

#ifdef __cplusplus
}
#endif

#endif
