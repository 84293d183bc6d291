/* The exit pool (SPEC 6): enters independent managers all at the same time and exits them all at
 * the same time.
 *
 *     exeunt_pool pool;
 *     exeunt_pool_init(&pool, "pool", &callbacks);
 *     exeunt_pool_add(&pool, &vm1.manager);
 *     exeunt_pool_add(&pool, &vm2.manager);
 *     exeunt_pool_begin(&pool);                        ... on_entered: run the body ...
 *     exeunt_pool_close(&pool, NULL);                  ... on_closed
 *
 * Nothing is allocated; a pool takes 272 bytes on a 64-bit machine. A manager is held by one scope
 * at a time: by a pool from the moment that begins until it closes. See scope.h for cancel,
 * deadline, grace and the outcome.
 */
#ifndef EXEUNT_POOL_H
#define EXEUNT_POOL_H

#include <exeunt/api.h>
#include <exeunt/scope.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The states of P1. */
typedef enum exeunt_pool_state {
    EXEUNT_POOL_NEW,
    EXEUNT_POOL_ENTERING,
    EXEUNT_POOL_BODY,
    EXEUNT_POOL_ROLLBACK,
    EXEUNT_POOL_EXITING,
    EXEUNT_POOL_CLOSED
} exeunt_pool_state;

/* What a failed enter does to the other enters (P3). */
typedef enum exeunt_pool_policy {
    EXEUNT_POLICY_FAIL_FAST,
    EXEUNT_POLICY_WAIT_ALL
} exeunt_pool_policy;

typedef struct exeunt_pool {
    exeunt_scope scope;
    /* ---- private ---- */
    exeunt_manager *next;    /* whose enter (P2) or exit (P8) begins next; NULL: all have begun */
    exeunt_manager *primary; /* whose enter failed first (P13); NULL: none did */
    size_t in_flight;        /* operations that began and have not settled */
    bool wait_all;           /* P3 */
    bool failed_fast;        /* the requests of P3 were sent */
} exeunt_pool;

/* Prepares an empty pool with EXEUNT_POLICY_FAIL_FAST. Cannot fail. `callbacks` is borrowed until
 * the end, and may be NULL if the pool gets nested; `name` lives as long as the pool. */
EXEUNT_API(__nonnull__(1, 2))
void exeunt_pool_init(exeunt_pool *pool, const char *name, const exeunt_scope_callbacks *callbacks);

/* Sets what a failed enter does, while the pool is new.
 *
 * Returns 0, or EXEUNT_ESTATE if it has begun. */
EXEUNT_API(__nonnull__)
int exeunt_pool_set_policy(exeunt_pool *pool, exeunt_pool_policy policy);

/* Adds a manager while the pool is new. The pool holds it from the moment that the pool begins
 * (P2).
 *
 * Returns 0; EXEUNT_ESTATE if the pool has begun; EXEUNT_EINVAL if the manager can only be pushed,
 *         or a scope holds it already; EXEUNT_ESTANDS while its error stands (S15, stack.h). */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_pool_add(exeunt_pool *pool, exeunt_manager *manager);

/* Returns the state of the pool (P1). At any time, even after the end. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
exeunt_pool_state exeunt_pool_state_of(const exeunt_pool *pool);

/* Begins all enters of an outermost pool, in the order of the managers (P2). Then it calls
 * on_entered or, after a rollback (P5), on_closed.
 *
 * Returns 0, or EXEUNT_ESTATE if the pool is not new; then nothing has begun. */
EXEUNT_API(__nonnull__)
int exeunt_pool_begin(exeunt_pool *pool);

/* Returns the value of the manager at `index`, in the order in which they were added (P7); NULL
 * after the last one. O(index); if you have the manager, use manager->value. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
void *exeunt_pool_value(const exeunt_pool *pool, size_t index);

/* Begins to exit every manager, all at the same time, in reverse order (P8), each with the same
 * `cause` (P10).
 *
 * May be called once, when the body has ended. on_closed is called exactly once, possibly inside.
 *
 * Returns 0, or EXEUNT_ESTATE if the pool is not in its body (P1) or is nested; then nothing has
 * begun.
 * Args   cause  the body's error, borrowed until the pool is destroyed; exeunt_error_canceled() if
 *               the body stopped on request; NULL if it returned
 */
EXEUNT_API(__nonnull__(1))
int exeunt_pool_close(exeunt_pool *pool, const exeunt_error *cause);

#ifdef __cplusplus
}
#endif

#endif
