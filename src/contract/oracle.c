/* The independent reference: what exits must be told and how a scope must end, from the view alone.
 *
 * It follows SPEC 2, 5, 6 and 7 by another road than src/core: core links error records by contexts
 * while they are raised; here each scope is a few links between members, read when something is to
 * be compared. */
#include "contract/oracle.h"

#include "base/own_assert.h"

bool exn_is_stopped(const exn_view *view, uint32_t index)
{
    const exn_scope_view *scope = &view->scopes[index];
    if (scope->body == EXN_BODY_IS_NEW) {
        bool ends = scope->unwinding || scope->closing;
        return ends ? scope->stopped : scope->cancel || scope->expired;
    }
    return scope->body == EXN_BODY_HAS_STOPPED;
}

/* Whether an exit of a stack has suppressed the cancellation, with whatever was raised after it. In
 * a pool all exits are told the same cause. */
static bool is_cancellation_gone(const exn_view *view, const exn_scope_view *scope)
{
    return scope->suppressed && scope->is->kind == EXEUNT_KIND_STACK &&
           view->promises.cancellation == EXEUNT_CANCELLATION_SUPPRESSIBLE;
}

/* What exits are told while no error propagates (C7). */
static exn_error_id quiet_cause(const exn_view *view, uint32_t index)
{
    const exn_scope_view *scope = &view->scopes[index];
    if (!exn_is_stopped(view, index)) {
        return exn_id(EXN_ID_NONE, 0);
    }
    if (scope->expired) {
        return exn_id(EXN_ID_DEADLINE, index);
    }
    return exn_id(is_cancellation_gone(view, scope) ? EXN_ID_NONE : EXN_ID_CANCELED, 0);
}

/* The end of the chain of a stack, where the oldest error stands: a member, EXN_BODY, EXN_CAUSE, or
 * EXN_NONE if nothing propagates. */
static uint32_t oldest_link(const exn_view *view, const exn_scope_view *scope)
{
    uint32_t link = scope->head;
    exn_assert(scope->is->kind == EXEUNT_KIND_STACK && "a pool has no chain");
    while (link < EXN_CAUSE && view->links[link].chain != EXN_NONE) {
        link = view->links[link].chain;
    }
    return link;
}

/* The error that propagates is the newest one, unless later ones are only added to the first. */
static uint32_t propagating_link(const exn_view *view, const exn_scope_view *scope)
{
    return view->promises.error_order == EXEUNT_ERRORS_OLDEST_FIRST ? oldest_link(view, scope)
                                                                    : scope->head;
}

static exn_error_id stack_cause(const exn_view *view, uint32_t index)
{
    const exn_scope_view *scope = &view->scopes[index];
    uint32_t link = propagating_link(view, scope);
    exn_assert((scope->head < EXN_CAUSE || scope->head == EXN_NONE ||
                scope->body == EXN_BODY_HAS_RAISED || !exn_view_is_exact(view)) &&
               "what the body raised propagates only if it has raised something");
    switch (link) {
    case EXN_NONE:
        return quiet_cause(view, index);
    case EXN_BODY:
    case EXN_CAUSE:
        return scope->body_error;
    default:
        return view->members[link]->raised;
    }
}

static exn_error_id pool_cause(const exn_view *view, uint32_t index)
{
    const exn_scope_view *scope = &view->scopes[index];
    if (scope->body == EXN_BODY_HAS_RAISED) {
        return scope->body_error;
    }
    if (scope->body == EXN_BODY_IS_NEW && scope->first_failure != EXN_NONE) {
        return view->members[scope->first_failure]->raised;
    }
    return quiet_cause(view, index);
}

exn_error_id exn_expected_cause(const exn_view *view, uint32_t scope, uint32_t member)
{
    if (view->members[member]->callback) {
        return exn_id(EXN_ID_NONE, 0); /* S8 */
    }
    return view->scopes[scope].is->kind == EXEUNT_KIND_STACK ? stack_cause(view, scope)
                                                             : pool_cause(view, scope);
}

bool exn_suppression_counts(const exn_view *view, uint32_t index, uint32_t member,
                            exn_error_id cause)
{
    const exn_scope_view *scope = &view->scopes[index];
    exn_id_kind kind = exn_id_kind_of(cause);
    bool nobody = view->promises.suppressors == EXEUNT_SUPPRESSORS_NONE;
    if (nobody || view->members[member]->callback || kind == EXN_ID_NONE) {
        return false; /* SPEC 8, S8, M5 */
    }
    if (kind == EXN_ID_CANCELED) {
        return view->promises.cancellation == EXEUNT_CANCELLATION_SUPPRESSIBLE; /* C5 */
    }
    if (cause == exn_id(EXN_ID_DEADLINE, index)) {
        return false; /* C5, C6 */
    }
    exn_assert(((cause & EXN_ID_COPY) == 0 || !exn_view_is_exact(view)) &&
               "an exit that kept X8 was told a record, not a copy");
    bool unwinds_enter = scope->body == EXN_BODY_IS_NEW;
    bool lenient = scope->is->kind == EXEUNT_KIND_STACK && scope->is->member == EXN_NONE; /* S1 */
    return !unwinds_enter || lenient;                                                     /* P6 */
}

/* Appends the errors that a member raised; returns the new count. Recursion is as deep as scopes
 * nest. */
static uint32_t append_member(const exn_view *view, uint32_t member, exn_error_id *errors,
                              uint32_t count, uint32_t max)
{
    uint32_t inside = view->facts[member].inside;
    if (inside != EXN_NONE) {
        uint32_t room = count < max ? max - count : 0;
        return count + exn_expected_errors(view, inside, room > 0 ? errors + count : NULL, room);
    }
    exn_assert(exn_id_kind_of(view->members[member]->raised) != EXN_ID_NONE);
    if (count < max) {
        errors[count] = view->members[member]->raised;
    }
    return count + 1;
}

static uint32_t append_id(exn_error_id id, exn_error_id *errors, uint32_t count, uint32_t max)
{
    if (count < max) {
        errors[count] = id;
    }
    return count + 1;
}

/* S7: the chain, newest first. */
static uint32_t stack_errors(const exn_view *view, uint32_t index, exn_error_id *errors,
                             uint32_t count, uint32_t max)
{
    const exn_scope_view *scope = &view->scopes[index];
    uint32_t link = scope->head;
    while (link < EXN_CAUSE) {
        exn_assert(link < view->member_count);
        count = append_member(view, link, errors, count, max);
        link = view->links[link].chain;
    }
    return link == EXN_BODY ? append_id(scope->body_error, errors, count, max) : count;
}

/* P13: the primary one, then the others in the order of the managers. */
static uint32_t pool_errors(const exn_view *view, uint32_t index, exn_error_id *errors,
                            uint32_t count, uint32_t max)
{
    const exn_scope_view *scope = &view->scopes[index];
    bool outermost = scope->is->member == EXN_NONE;
    exn_assert(scope->first_failure == EXN_NONE || scope->failed);
    if (outermost && scope->body == EXN_BODY_HAS_RAISED && !scope->cause_suppressed) {
        count = append_id(scope->body_error, errors, count, max);
    }
    if (scope->first_failure != EXN_NONE) {
        count = append_member(view, scope->first_failure, errors, count, max);
    }
    for (uint32_t i = scope->first; i != EXN_NONE; i = view->places[i].sibling) {
        if (i != scope->first_failure && exn_id_kind_of(view->members[i]->raised) != EXN_ID_NONE) {
            count = append_member(view, i, errors, count, max);
        }
    }
    return count;
}

static void reverse(exn_error_id *errors, uint32_t count)
{
    for (uint32_t i = 0; i + 1 < count - i; i++) {
        exn_error_id error = errors[i];
        errors[i] = errors[count - 1 - i];
        errors[count - 1 - i] = error;
    }
}

uint32_t exn_expected_errors(const exn_view *view, uint32_t scope_index, exn_error_id *errors,
                             uint32_t max)
{
    const exn_scope_view *scope = &view->scopes[scope_index];
    exn_assert((errors != NULL || max == 0) && "there is room for as many as are asked for");
    uint32_t count = 0;
    if (exn_id_kind_of(scope->late_error) != EXN_ID_NONE) {
        count = append_id(scope->late_error, errors, count, max);
    }
    count = scope->is->kind == EXEUNT_KIND_STACK
                ? stack_errors(view, scope_index, errors, count, max)
                : pool_errors(view, scope_index, errors, count, max);
    if (scope->is->kind == EXEUNT_KIND_STACK &&
        view->promises.error_order == EXEUNT_ERRORS_OLDEST_FIRST) {
        reverse(errors, count < max ? count : max); /* the body first, then as they came */
    }
    return scope->expired ? append_id(exn_id(EXN_ID_DEADLINE, scope_index), errors, count, max)
                          : count; /* C6: last */
}

/* How many errors a nested pool has raised. A member's chain, or its combined error, counts once.
 */
static uint32_t pool_raises(const exn_view *view, uint32_t index, exn_error_id *one)
{
    const exn_scope_view *scope = &view->scopes[index];
    uint32_t count = 0;
    for (uint32_t i = scope->first; i != EXN_NONE; i = view->places[i].sibling) {
        if (exn_id_kind_of(view->members[i]->raised) != EXN_ID_NONE) {
            *one = view->members[i]->raised;
            count += 1;
        }
    }
    if (scope->expired) {
        *one = exn_id(EXN_ID_DEADLINE, index);
        count += 1;
    }
    return count;
}

exn_error_id exn_expected_raise(const exn_view *view, uint32_t scope_index)
{
    const exn_scope_view *scope = &view->scopes[scope_index];
    exn_error_id one = exn_id(EXN_ID_NONE, 0);
    exn_assert(scope->is->member != EXN_NONE && "only a nested scope raises to a parent");
    if (scope->is->kind == EXEUNT_KIND_POOL) {
        return pool_raises(view, scope_index, &one) > 1 ? exn_id(EXN_ID_SEVERAL, scope_index) : one;
    }
    if (scope->head < EXN_CAUSE) {
        return view->members[scope->head]->raised;
    }
    return scope->expired ? exn_id(EXN_ID_DEADLINE, scope_index) : one;
}

static bool scope_raised(const exn_view *view, uint32_t index, exn_error_id error);

/* Whether `error` is what a member raised, or stands in that as a member or a context of its own.
 * Recursion is as deep as scopes nest. */
static bool member_raised(const exn_view *view, uint32_t member, exn_error_id error)
{
    uint32_t inside = view->facts[member].inside;
    return view->members[member]->raised == error ||
           (inside != EXN_NONE && scope_raised(view, inside, error));
}

/* Follows the chain of a stack down to its end, which no member raised: EXN_BODY, EXN_CAUSE or
 * EXN_NONE. Stops early, with *met true, where it meets `error`. */
static uint32_t follow_chain(const exn_view *view, uint32_t link, exn_error_id error, bool *met)
{
    *met = false;
    while (link < EXN_CAUSE && !*met) {
        *met = member_raised(view, link, error);
        link = view->links[link].chain;
    }
    return link;
}

/* Whether a scope has raised `error` in itself, and nobody in it has suppressed that. */
static bool scope_raised(const exn_view *view, uint32_t index, exn_error_id error)
{
    const exn_scope_view *scope = &view->scopes[index];
    bool met = scope->expired && error == exn_id(EXN_ID_DEADLINE, index);
    if (!met && scope->is->kind == EXEUNT_KIND_STACK) {
        follow_chain(view, scope->head, error, &met);
        return met;
    }
    for (uint32_t i = scope->first; i != EXN_NONE && !met; i = view->places[i].sibling) {
        met = exn_id_kind_of(view->members[i]->raised) != EXN_ID_NONE &&
              member_raised(view, i, error);
    }
    return met;
}

/* The error of an enter that the body asked for had a context already when the body raised it. */
static bool is_context_of_body(const exn_view *view, uint32_t index, exn_error_id error)
{
    exn_error_id raised = view->scopes[index].body_error;
    return exn_id_kind_of(raised) == EXN_ID_ENTER && view->members[exn_id_index(raised)]->overdue &&
           error == exn_id(EXN_ID_DEADLINE, index);
}

/* Whether `error` stands at the end of a chain: as the cause from the parent, as the error of the
 * body, or as the quiet cause behind the first error (C7, S7). `canceled` is never a context (E7).
 */
static bool ends_chain(const exn_view *view, uint32_t index, uint32_t end, exn_error_id error)
{
    const exn_scope_view *scope = &view->scopes[index];
    bool is_all = scope->head == EXN_NONE;
    switch (end) {
    case EXN_CAUSE:
        exn_assert(scope->is->member != EXN_NONE && "only a parent tells a cause");
        return scope->body_error == error ||
               exn_propagates(view, view->places[scope->is->member].holder, error);
    case EXN_BODY:
        return scope->body_error == error || is_context_of_body(view, index, error);
    default:
        return quiet_cause(view, index) == error &&
               (is_all || exn_id_kind_of(error) == EXN_ID_DEADLINE);
    }
}

bool exn_propagates(const exn_view *view, uint32_t index, exn_error_id error)
{
    const exn_scope_view *scope = &view->scopes[index];
    bool met = false;
    uint32_t end = scope->head;
    if (exn_id_kind_of(error) == EXN_ID_NONE) {
        return false;
    }
    if (scope->is->kind == EXEUNT_KIND_STACK) {
        end = follow_chain(view, scope->head, error, &met);
    } else if (scope->body == EXN_BODY_IS_NEW && scope->first_failure != EXN_NONE) {
        return member_raised(view, scope->first_failure, error);
    } else if (scope->body == EXN_BODY_HAS_RAISED) {
        end = scope->is->member == EXN_NONE ? EXN_BODY : EXN_CAUSE;
    }
    return met || ends_chain(view, index, end, error);
}

bool exn_stands(const exn_view *view, exn_error_id error)
{
    for (uint32_t s = 0; s < view->scope_count; s++) {
        const exn_scope_view *scope = &view->scopes[s];
        bool met = false;
        bool is_stack = scope->is->kind == EXEUNT_KIND_STACK;
        uint32_t end = is_stack ? follow_chain(view, scope->head, error, &met) : EXN_NONE;
        bool of_body = end == EXN_BODY && scope->body_error == error;
        if (!scope->closed &&
            (of_body || scope->late_error == error || scope_raised(view, s, error))) {
            return true;
        }
    }
    return false;
}
