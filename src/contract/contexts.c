/* What must stand behind each error of an outcome: its context (E1, E5, X7).
 *
 * In a stack that is what propagated when it was raised, in a pool what its exits were told. The
 * chain of a nested scope goes on in its parent: with the cause that its exit was told, or else
 * with what propagates beside it in a stack (P6, C5). */
#include "base/own_assert.h"
#include "contract/oracle.h"

#include <exeunt/implementation.h>

static const exn_error_id none = 0;

/* The context of an error that was raised while nothing else propagated: the deadline, if exits are
 * told the deadline then (C7). */
static exn_error_id quiet_context(const exn_view *view, uint32_t scope)
{
    bool tells_deadline = view->scopes[scope].expired && exn_is_stopped(view, scope);
    return tells_deadline ? exn_id(EXN_ID_DEADLINE, scope) : none;
}

static exn_error_id context_in_stack(const exn_view *view, uint32_t scope, uint32_t member)
{
    exn_assert(view->links != NULL && view->scopes[scope].is->kind == EXEUNT_KIND_STACK);
    uint32_t link = view->links[member].chain;
    exn_assert(link != member && "an error stands behind itself");
    if (link == EXN_BODY || link == EXN_CAUSE) {
        return view->scopes[scope].body_error;
    }
    return link < view->member_count ? view->members[link]->raised : quiet_context(view, scope);
}

/* Nothing propagates while a pool enters, and what its exits have suppressed no longer propagates
 * (P12). */
static exn_error_id context_in_pool(const exn_view *view, uint32_t scope, uint32_t member)
{
    bool entered = view->members[member]->status != EXN_ENTER_ENDED &&
                   view->members[member]->raised != exn_id(EXN_ID_ENTER, member);
    if (!entered || view->scopes[scope].cause_suppressed) {
        return none;
    }
    exn_error_id told = exn_expected_cause(view, scope, member);
    return exn_id_kind_of(told) == EXN_ID_CANCELED ? none : told;
}

/* What stands behind what `member` raised, in the scope that holds it. */
static exn_error_id context_of_member(const exn_view *view, uint32_t member)
{
    uint32_t scope = view->places[member].holder;
    exn_assert(member < view->member_count && scope < view->scope_count);
    return view->scopes[scope].is->kind == EXEUNT_KIND_STACK ? context_in_stack(view, scope, member)
                                                             : context_in_pool(view, scope, member);
}

/* What stands behind the combined error of a nested pool. */
static exn_error_id context_of_several(const exn_view *view, uint32_t scope)
{
    const exn_scope_view *pool = &view->scopes[scope];
    exn_assert(pool->is->kind == EXEUNT_KIND_POOL && "only pools combine errors");
    bool propagates = pool->body == EXN_BODY_HAS_RAISED && !pool->cause_suppressed;
    return propagates ? pool->body_error : none;
}

/* Where the chain of a nested scope goes on after its end. The members of a combined error have
 * chains of their own, and a pool adds nothing to the chain of a member. */
static exn_error_id context_beyond(const exn_view *view, uint32_t scope, bool combined)
{
    exn_error_id context = none;
    uint32_t member = view->scopes[scope].is->member;
    while (context == none && member != EXN_NONE) {
        uint32_t parent = view->places[member].holder;
        exn_assert(parent != scope && "a scope does not hold itself");
        if (!combined && view->members[member]->raised == exn_id(EXN_ID_SEVERAL, scope)) {
            return none;
        }
        if (view->scopes[parent].is->kind == EXEUNT_KIND_STACK) {
            context = context_in_stack(view, parent, member);
        }
        scope = parent;
        combined = false;
        member = view->scopes[scope].is->member;
    }
    return context;
}

/* The scope in which an error was raised; EXN_NONE: in none. */
static uint32_t scope_of(const exn_view *view, exn_error_id error)
{
    switch (exn_id_kind_of(error)) {
    case EXN_ID_ENTER:
    case EXN_ID_EXIT:
        return view->places[exn_id_index(error)].holder;
    case EXN_ID_DEADLINE:
    case EXN_ID_SEVERAL:
        return exn_id_index(error);
    default:
        return EXN_NONE;
    }
}

/* What stands behind an error in the scope in which it was raised. */
static exn_error_id context_within(const exn_view *view, exn_error_id error)
{
    switch (exn_id_kind_of(error)) {
    case EXN_ID_ENTER:
    case EXN_ID_EXIT:
        return context_of_member(view, exn_id_index(error));
    case EXN_ID_SEVERAL:
        return context_of_several(view, exn_id_index(error));
    default:
        return none; /* of a deadline, of the body's own */
    }
}

exn_error_id exn_expected_context(const exn_view *view, exn_error_id error)
{
    uint32_t scope = scope_of(view, error);
    exn_error_id context = context_within(view, error);
    return context != none || scope == EXN_NONE
               ? context
               : context_beyond(view, scope, exn_id_kind_of(error) == EXN_ID_SEVERAL);
}

bool exn_context_begins(const exn_view *view, exn_error_id error, exn_error_id context)
{
    bool comes_later = context == none && context_within(view, error) == none;
    return comes_later || exn_context_fits(view, error, context);
}

/* Whether a pool around this scope has suppressed an error that came from elsewhere. Then the
 * parent may have cut off the error, but need not (error.h). */
static bool is_suppressed_above(const exn_view *view, uint32_t scope, exn_error_id error)
{
    while (view->scopes[scope].is->member != EXN_NONE) {
        exn_assert(view->facts[view->scopes[scope].is->member].inside == scope);
        scope = view->places[view->scopes[scope].is->member].holder;
        const exn_scope_view *parent = &view->scopes[scope];
        if (parent->is->kind == EXEUNT_KIND_POOL && parent->cause_suppressed &&
            parent->body_error == error) {
            return true;
        }
    }
    return false;
}

/* An enter that the body asked for may have failed before the deadline, or after it. */
static bool may_precede_deadline(const exn_view *view, exn_error_id error)
{
    return exn_id_kind_of(error) == EXN_ID_ENTER && exn_is_dynamic(view, exn_id_index(error));
}

bool exn_context_fits(const exn_view *view, exn_error_id error, exn_error_id context)
{
    uint32_t scope = scope_of(view, error);
    exn_error_id expected = exn_expected_context(view, error);
    if (context == expected) {
        return true;
    }
    if (scope == EXN_NONE) {
        return false;
    }
    /* A cancellation that can be suppressed is an error like others. */
    if (exn_id_kind_of(context) == EXN_ID_CANCELED) {
        return expected == none && view->promises.cancellation == EXEUNT_CANCELLATION_SUPPRESSIBLE;
    }
    /* Once the error is cut off, the chain goes on farther out. */
    if (is_suppressed_above(view, scope, expected)) {
        bool combined = exn_id_kind_of(error) == EXN_ID_SEVERAL;
        return context == none || context == context_beyond(view, scope, combined);
    }
    return may_precede_deadline(view, error) && view->scopes[scope].expired &&
           (context == none || context == exn_id(EXN_ID_DEADLINE, scope));
}
