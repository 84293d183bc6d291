/* The exit pool (SPEC 6): everything at the same time. */
#include <exeunt/pool.h>

#include "core/core.h"
#include "core/kind.h"

#include <assert.h>

static exeunt_pool *pool_of(exeunt_scope *scope)
{
    return (exeunt_pool *)scope; /* its first member */
}

/* --- enters ----------------------------------------------------------------------------------- */

/* Whether a failure or a request keeps further enters from beginning (P3). */
static bool enters_no_more(const exeunt_pool *pool)
{
    return exeunt_scope_stopping(&pool->scope) || (pool->primary != NULL && !pool->wait_all);
}

static void begin_enters(exeunt_scope *scope)
{
    pool_of(scope)->next = scope->first;
    for (exeunt_manager *manager = scope->first; manager != NULL; manager = manager->next) {
        manager->state = EXN_MANAGER_WAITING;
    }
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exeunt_pool *pool = manager->owner;
    bool outermost = exn_scope_enter_call(&pool->scope);

    assert(pool->in_flight > 0);
    pool->in_flight--;
    exn_scope_note_enter(manager, result, NULL);
    if (manager->state == EXN_MANAGER_ENTER_FAILED && pool->primary == NULL) {
        pool->primary = manager;
    }
    exn_scope_leave_call(&pool->scope, outermost);
}

static void begin_enter(exeunt_pool *pool)
{
    exeunt_manager *manager = pool->next;

    assert(manager->state == EXN_MANAGER_WAITING && "each enter begins once (P2)");
    pool->next = manager->next;
    pool->in_flight++;
    manager->state = EXN_MANAGER_ENTERING;
    exeunt_manager_enter(manager, enter_settled, pool);
}

static void cancel_all(exeunt_pool *pool, exn_manager_state state)
{
    for (exeunt_manager *manager = pool->scope.first; manager != NULL; manager = manager->next) {
        if (manager->state == state) {
            exeunt_manager_cancel(manager);
        }
    }
}

static void cancel_enters(exeunt_scope *scope)
{
    cancel_all(pool_of(scope), EXN_MANAGER_ENTERING);
}

static exn_step step_enters(exeunt_pool *pool)
{
    if (pool->primary != NULL && !pool->wait_all && !pool->failed_fast) {
        pool->failed_fast = true;
        cancel_enters(&pool->scope);
    } else if (pool->next != NULL && !enters_no_more(pool)) {
        begin_enter(pool);
    } else if (pool->in_flight > 0) {
        return EXN_STEP_WAITS;
    } else if (pool->primary != NULL || exeunt_scope_stopping(&pool->scope)) {
        exn_scope_roll_back(&pool->scope); /* P5 */
    } else {
        exn_scope_entered(&pool->scope);
    }
    return EXN_STEP_GOES_ON;
}

/* --- exits ------------------------------------------------------------------------------------ */

static void begin_exits(exeunt_scope *scope)
{
    exeunt_pool *pool = pool_of(scope);
    const exeunt_error *error = pool->primary != NULL ? pool->primary->raised : scope->cause;

    assert(pool->in_flight == 0 && "no exit begins before the last enter has settled (P5)");
    scope->told = exn_scope_is_error(scope, error) ? error : exn_scope_told_otherwise(scope);
    pool->next = scope->last;
}

/* The context of the exits' errors: what propagates beside them, unless it gets suppressed. */
static const exeunt_error *context_of(const exeunt_scope *scope)
{
    return scope->told != exeunt_error_canceled() ? scope->told : NULL;
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exeunt_pool *pool = manager->owner;
    exeunt_scope *scope = &pool->scope;
    bool outermost = exn_scope_enter_call(scope);
    bool suppresses = result->settlement == EXEUNT_SETTLED_SUPPRESSED;

    assert(pool->in_flight > 0 && manager->state == EXN_MANAGER_EXITING);
    assert(exn_settles_exit(result->settlement));
    pool->in_flight--;
    manager->state = EXN_MANAGER_EXITED;
    manager->cancel_sent = false;
    if (result->settlement == EXEUNT_SETTLED_FAILED &&
        (result->error == NULL || !exn_error_is_told(scope->told, result->error))) {
        manager->state = EXN_MANAGER_EXIT_FAILED;
        exn_scope_record(manager, EXEUNT_ORIGIN_EXIT, result, context_of(scope));
        suppresses = result->suppressed;
        if (suppresses && result->error != NULL) { /* nothing propagated in there (X7) */
            exn_error_cut(manager->raised, scope->told);
        }
    }
    if (suppresses && scope->phase == EXN_PHASE_EXITING && exn_scope_is_error(scope, scope->told)) {
        scope->outcome.suppressed = true; /* P12; in a rollback it does not count (P6) */
    }
    exn_scope_leave_call(scope, outermost);
}

static void begin_exit(exeunt_pool *pool)
{
    exeunt_manager *manager = pool->next;

    pool->next = manager->previous;
    if (manager->state == EXN_MANAGER_ENTERED) {
        pool->in_flight++;
        manager->state = EXN_MANAGER_EXITING;
        exeunt_manager_exit(manager, pool->scope.told, exit_settled, pool);
        exn_scope_exit_begun(&pool->scope);
    }
}

static void cancel_exits(exeunt_scope *scope)
{
    cancel_all(pool_of(scope), EXN_MANAGER_EXITING);
}

/* All exits have settled. Even the last one may have suppressed the error that they were told (E6);
 * then it propagates beside none of their errors. From now on the pool holds only managers whose
 * errors are in its outcome. */
static void let_go(const exeunt_pool *pool)
{
    const exeunt_scope *scope = &pool->scope;

    assert(pool->in_flight == 0);
    for (exeunt_manager *manager = scope->first; manager != NULL; manager = manager->next) {
        assert(manager->state != EXN_MANAGER_ENTERED && "each that entered was exited (X1)");
        if (manager->state == EXN_MANAGER_EXIT_FAILED && scope->outcome.suppressed) {
            exn_error_cut(manager->raised, scope->told);
        } else if (manager->state != EXN_MANAGER_EXIT_FAILED &&
                   manager->state != EXN_MANAGER_ENTER_FAILED) {
            manager->state = EXN_MANAGER_UNHELD;
        }
    }
}

static exn_step step_exits(exeunt_pool *pool)
{
    if (pool->next != NULL) {
        begin_exit(pool);
        return EXN_STEP_GOES_ON;
    }
    if (pool->in_flight > 0) {
        return EXN_STEP_WAITS;
    }
    let_go(pool);
    return EXN_STEP_CLOSES;
}

static exn_step step(exeunt_scope *scope)
{
    switch (scope->phase) {
    case EXN_PHASE_ENTERING:
        return step_enters(pool_of(scope));
    case EXN_PHASE_ROLLBACK:
    case EXN_PHASE_EXITING:
        return step_exits(pool_of(scope));
    default:
        return EXN_STEP_WAITS;
    }
}

/* --- the end ---------------------------------------------------------------------------------- */

static bool walk_member(const exeunt_scope *scope, const exeunt_manager *manager,
                        exn_chain_visitor *visit, void *context)
{
    switch (manager->state) {
    case EXN_MANAGER_ENTER_FAILED:
        return visit(manager->raised, NULL, context);
    case EXN_MANAGER_EXIT_FAILED:
        return visit(manager->raised, scope->told, context);
    default:
        return false;
    }
}

/* The body's error leaves the scope unless it was suppressed (X6); a parent's cause is the
 * parent's. */
static bool walk_body(const exeunt_scope *scope, exn_chain_visitor *visit, void *context)
{
    const exeunt_error *cause = scope->cause;
    bool leaves = exn_scope_is_error(scope, cause) && !scope->nested && !scope->outcome.suppressed;

    return leaves && visit(cause, exn_scope_end_of_chain(scope), context);
}

/* The primary error, then the others in the order of the managers (P13). */
static bool walk_chains(const exeunt_scope *scope, exn_chain_visitor *visit, void *context)
{
    const exeunt_manager *primary = ((const exeunt_pool *)scope)->primary;

    if (walk_body(scope, visit, context) ||
        (primary != NULL && walk_member(scope, primary, visit, context))) {
        return true;
    }
    for (const exeunt_manager *manager = scope->first; manager != NULL; manager = manager->next) {
        if (manager != primary && walk_member(scope, manager, visit, context)) {
            return true;
        }
    }
    return false;
}

typedef struct tally {
    const exeunt_error *last;
    size_t count;
} tally;

static bool count_chain(const exeunt_error *newest, const exeunt_error *until, void *context)
{
    tally *chains = context;

    (void)until;
    chains->last = newest;
    chains->count++;
    return false;
}

/* One error goes out as it is; several go out as one that has them as its members (E5). A member
 * counts as one error, however long its chain of contexts is. */
static const exeunt_error *raised_outwards(exeunt_scope *scope)
{
    tally chains = {.count = 0};

    exn_scope_walk_chains(scope, count_chain, &chains);
    if (chains.count < 2) {
        return chains.last;
    }
    bool cause_propagates = exn_scope_is_error(scope, scope->cause) && !scope->outcome.suppressed;
    scope->manager.error = (exeunt_error){
        .code = EXEUNT_EMULTIPLE,
        .origin = EXEUNT_ORIGIN_SEVERAL,
        .standing = EXN_RECORD_STANDS,
        .source = scope->manager.name,
        .message = exeunt_strerror(EXEUNT_EMULTIPLE),
        .context = cause_propagates ? scope->cause : NULL,
        .members_of = scope,
    };
    return &scope->manager.error;
}

static const struct exeunt_scope_kind pool_kind = {
    .step = step,
    .begin_enters = begin_enters,
    .begin_exits = begin_exits,
    .cancel_enters = cancel_enters,
    .cancel_exits = cancel_exits,
    .walk_chains = walk_chains,
    .raised_outwards = raised_outwards,
};

/* --- what its owner calls --------------------------------------------------------------------- */

void exeunt_pool_init(exeunt_pool *pool, const char *name, const exeunt_scope_callbacks *callbacks)
{
    *pool = (exeunt_pool){.wait_all = false};
    exn_scope_init(&pool->scope, &pool_kind, name, callbacks);
}

int exeunt_pool_set_policy(exeunt_pool *pool, exeunt_pool_policy policy)
{
    if (pool->scope.phase != EXN_PHASE_NEW) {
        return EXEUNT_ESTATE;
    }
    pool->wait_all = policy == EXEUNT_POLICY_WAIT_ALL;
    return 0;
}

int exeunt_pool_add(exeunt_pool *pool, exeunt_manager *manager)
{
    if (pool->scope.phase != EXN_PHASE_NEW) {
        return EXEUNT_ESTATE;
    }
    if (manager->type->enter == NULL) {
        return EXEUNT_EINVAL;
    }
    int refusal = exn_scope_refusal(manager);
    if (refusal == 0) {
        exn_scope_insert(&pool->scope, manager, pool->scope.last);
    }
    return refusal;
}

exeunt_pool_state exeunt_pool_state_of(const exeunt_pool *pool)
{
    return (exeunt_pool_state)pool->scope.phase;
}

int exeunt_pool_begin(exeunt_pool *pool)
{
    if (pool->scope.phase != EXN_PHASE_NEW) {
        return EXEUNT_ESTATE;
    }
    bool outermost = exn_scope_enter_call(&pool->scope);
    exn_scope_begin(&pool->scope);
    exn_scope_leave_call(&pool->scope, outermost);
    return 0;
}

void *exeunt_pool_value(const exeunt_pool *pool, size_t index)
{
    const exeunt_manager *manager = pool->scope.first;

    while (manager != NULL && index-- > 0) {
        manager = manager->next;
    }
    return manager != NULL ? manager->value : NULL;
}

int exeunt_pool_close(exeunt_pool *pool, const exeunt_error *cause)
{
    if (pool->scope.phase != EXN_PHASE_BODY || pool->scope.nested) {
        return EXEUNT_ESTATE;
    }
    bool outermost = exn_scope_enter_call(&pool->scope);
    exn_scope_close(&pool->scope, cause);
    exn_scope_leave_call(&pool->scope, outermost);
    return 0;
}
