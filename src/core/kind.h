/* What differs between a stack and a pool, and is reached through their scope: so errors find the
 * members of a scope without knowing what a scope does. */
#ifndef EXN_CORE_KIND_H
#define EXN_CORE_KIND_H

#include <exeunt/scope.h>

/* Called with one chain: from `newest` down to, and without, `until`; returns whether to stop. */
typedef bool exn_chain_visitor(const exeunt_error *newest, const exeunt_error *until,
                               void *context);

/* What one step of a scope came to. */
typedef enum exn_step {
    EXN_STEP_WAITS,   /* nothing can be done until something settles or is asked for */
    EXN_STEP_GOES_ON, /* something was done: look again */
    EXN_STEP_CLOSES   /* everything has settled: nothing is left to do */
} exn_step;

/* What differs between a stack and a pool. */
struct exeunt_scope_kind {
    exn_step (*step)(exeunt_scope *scope);
    /* The scope begins: from now on it holds what it was given. */
    void (*begin_enters)(exeunt_scope *scope);
    /* The phase has just become ROLLBACK or EXITING. */
    void (*begin_exits)(exeunt_scope *scope);
    /* Sends a cancel request to each enter, or each exit, in flight; they may settle inside. */
    void (*cancel_enters)(exeunt_scope *scope);
    void (*cancel_exits)(exeunt_scope *scope);
    /* Calls `visit` with the errors of the outcome as chains, in order (S7, P13), all but the own
     * deadline. Returns whether `visit` stopped it. */
    bool (*walk_chains)(const exeunt_scope *scope, exn_chain_visitor *visit, void *context);
    /* The one error that a nested scope raises outwards, NULL if there is none (E5). */
    const exeunt_error *(*raised_outwards)(exeunt_scope *scope);
};

/* Calls `visit` with the errors of the outcome as chains, in order, the own deadline last (C6).
 * Returns whether `visit` stopped it. */
static inline bool exn_scope_walk_chains(const exeunt_scope *scope, exn_chain_visitor *visit,
                                         void *context)
{
    return scope->kind->walk_chains(scope, visit, context) ||
           (scope->expired && visit(&scope->deadline, NULL, context));
}

#endif
