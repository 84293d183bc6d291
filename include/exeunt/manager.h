/* The manager contract (SPEC 3): a resource with an asynchronous enter and an asynchronous exit.
 *
 * A manager is a struct of yours whose first member is an `exeunt_manager`. That has room for
 * everything a scope needs to hold the manager (its place, its operation, its error), so holding it
 * allocates nothing; it takes 112 bytes on a 64-bit machine. One thread at a time uses a manager
 * and the scope that holds it. One scope at a time holds a manager.
 *
 * To implement a manager, write the three functions of `exeunt_manager_type`, and settle each
 * operation exactly once (M1) with one of the `exeunt_*` calls below, inside the call or later.
 * After that, touch neither the manager's base nor the scope until the manager is called again
 * (M8): the scope may have closed, and its owner may have freed both.
 *
 * Argument order everywhere: the object, then inputs, then outputs.
 */
#ifndef EXEUNT_MANAGER_H
#define EXEUNT_MANAGER_H

#include <exeunt/api.h>
#include <exeunt/error.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct exeunt_manager exeunt_manager;

typedef struct exeunt_manager_type {
    /* Begins to acquire. Settles with exeunt_entered, exeunt_failed or, after a cancel request,
     * exeunt_canceled. In the last two cases the manager holds nothing, and acquires nothing until
     * it begins again (M3). NULL: the manager can only be pushed. */
    void (*enter)(exeunt_manager *manager);
    /* Begins to release. `cause` is the error that propagates, or NULL (M5); borrowed until the
     * exit settles. Settles with exeunt_exited, exeunt_suppressed, exeunt_failed or exeunt_raised.
     * Then, even if it failed, the manager holds nothing until it is entered or pushed again (M4).
     * Never NULL. */
    void (*exit)(exeunt_manager *manager, const exeunt_error *cause);
    /* Asks the operation in flight, enter or exit, to stop early (M6). May come any number of
     * times, also from inside the call that began the operation. It may settle the operation inside
     * this call or later, an enter as canceled, an exit as exited; or be ignored. NULL: ignored. */
    void (*cancel)(exeunt_manager *manager);
} exeunt_manager_type;

/* How an operation settled. */
typedef enum exeunt_settlement {
    EXEUNT_SETTLED_ENTERED = 1,
    EXEUNT_SETTLED_CANCELED, /* an enter, after a cancel request only (M7) */
    EXEUNT_SETTLED_EXITED,
    EXEUNT_SETTLED_SUPPRESSED,
    EXEUNT_SETTLED_FAILED
} exeunt_settlement;

/* The result of a settled operation, for its scope. */
typedef struct exeunt_result {
    exeunt_settlement settlement;
    bool suppressed; /* FAILED exits: the cause was suppressed, too (E6) */
    void *value;     /* ENTERED: for the body */
    /* FAILED: an existing error that is raised again; NULL: a new one ... */
    const exeunt_error *error;
    int code;            /* ... of this code (negative) */
    const char *message; /* ... and this message */
} exeunt_result;

/* Receives the settlement of an operation, exactly once; `result` is valid during the call. */
typedef void exeunt_settled_fn(exeunt_manager *manager, const exeunt_result *result);

/* The private fields belong to the scope that holds the manager. */
struct exeunt_manager {
    const exeunt_manager_type *type;
    const char *name; /* for messages and error names; lives as long as the manager */
    /* ---- private ---- */
    /* Fields that change together are adjacent: a simulator compares and hashes what has changed.
     *
     * `settled` receives the settlement. NULL while nothing is in flight: then a settlement fails
     * an assertion, unless the scope has set it again in order to receive that, too (M1). */
    exeunt_settled_fn *settled;
    unsigned char role;  /* how a scope holds it: as entered, as pushed, as a callback */
    unsigned char state; /* the scope's state of it */
    bool cancel_sent;    /* a request was sent to the operation in flight */
    bool in_flight;      /* an operation has begun and has not settled */
    /* Its type notices a second operation (X3), for a checker; else an assertion does. */
    bool watched;
    void *owner;          /* the scope that began the operation in flight */
    void *value;          /* of the settled enter; readable by the body */
    exeunt_manager *next; /* place in a scope */
    exeunt_manager *previous;
    const exeunt_error *raised; /* its error: `error` below, or one that was raised again */
    exeunt_error error;         /* the record (E1) */
};

/* Prepares a manager. Must be called once before a scope gets it, and never while a scope holds it.
 * Cannot fail.
 *
 * Args   type  its functions, read only; lives as long as the manager
 *        name  for messages and error names; lives as long as the manager
 */
EXEUNT_API(__nonnull__)
void exeunt_manager_init(exeunt_manager *manager, const exeunt_manager_type *type,
                         const char *name);

/* --- for managers: settle the operation in flight, exactly once (M1) -------------------------- */

/* These functions settle the operation in flight. Settling when nothing is in flight, or an enter
 * like an exit, is a programming error, which an assertion catches. In the world of a check it is a
 * finding instead, with its rule (M1, M5, M6). */

/* The enter has acquired the resource. `value` is for the body: borrowed until the exit has
 * settled, or NULL. */
EXEUNT_API(__nonnull__(1))
void exeunt_entered(exeunt_manager *manager, void *value);
/* The enter has stopped on request (M7), and holds nothing. */
EXEUNT_API(__nonnull__)
void exeunt_canceled(exeunt_manager *manager);
/* The exit is done, and its cause propagates on. */
EXEUNT_API(__nonnull__)
void exeunt_exited(exeunt_manager *manager);
/* The exit is done, and its cause propagates no further (S6, P12). But a cancellation and the
 * scope's own deadline propagate on (C5). */
EXEUNT_API(__nonnull__)
void exeunt_suppressed(exeunt_manager *manager);
/* The enter or exit fails with a new error (E1). `code` is negative, which is asserted. `message`
 * is static, or belongs to the manager as long as the error stands, or is NULL. */
EXEUNT_API(__nonnull__(1))
void exeunt_failed(exeunt_manager *manager, int code, const char *message);
/* An exit raises an error again that it received: its cause, a context or member of that, or the
 * error of a failed enter that it asked for (E1, S1). Any other error, and every error of an enter
 * that it did not receive so, is recorded as a new one with the same code and message. */
EXEUNT_API(__nonnull__)
void exeunt_raised(exeunt_manager *manager, const exeunt_error *error);
/* All of the above in one form, for scopes and for adapters that pass results on. */
EXEUNT_API(__nonnull__)
void exeunt_settle(exeunt_manager *manager, const exeunt_result *result);

/* --- for scopes, of this library and others: begin operations --------------------------------- */

/* Both begin an operation. They must be called only while nothing is in flight for this manager
 * (X3); `settled` may be called inside. `owner` is stored in manager->owner for `settled`. */
EXEUNT_API(__nonnull__(1, 2))
void exeunt_manager_enter(exeunt_manager *manager, exeunt_settled_fn *settled, void *owner);
EXEUNT_API(__nonnull__(1, 3))
void exeunt_manager_exit(exeunt_manager *manager, const exeunt_error *cause,
                         exeunt_settled_fn *settled, void *owner);

/* Sends a cancel request to the operation in flight, which may settle inside. At most once per
 * operation: later calls, and calls while nothing is in flight, do nothing (C2). */
EXEUNT_API(__nonnull__)
void exeunt_manager_cancel(exeunt_manager *manager);

/* Returns whether an operation has begun and has not settled. At any time. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
bool exeunt_manager_in_flight(const exeunt_manager *manager);

/* Records a FAILED result: fills the manager's own record (E1), unless the result raises an
 * existing error again.
 *
 * Returns the error, which is also manager->raised.
 * Args   origin   EXEUNT_ORIGIN_ENTER or EXEUNT_ORIGIN_EXIT
 *        result   a FAILED one
 *        context  the error that propagates; NULL if none does, and in place of `canceled`, which
 *                 is no error (E7); ignored if the error exists already
 */
EXEUNT_API(__nonnull__(1, 3))
const exeunt_error *exeunt_manager_record(exeunt_manager *manager, exeunt_origin origin,
                                          const exeunt_result *result, const exeunt_error *context);

#ifdef __cplusplus
}
#endif

#endif
