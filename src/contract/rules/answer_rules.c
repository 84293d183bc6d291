/* What an outermost scope answers when its body or a manager asks it to enter, hold, hand over or
 * close: the parts of X1 and X10 that are about refusals (SPEC 4, 5, 6). */
#include "base/own_assert.h"
#include "contract/oracle.h"
#include "contract/rules/monitor.h"

/* --- what must be refused --------------------------------------------------------------------- */

/* A scope must refuse what it would not exit once more: everything after it has closed (S10), or
 * from its closing on (SPEC 8), and what a scope holds already, which is exited only once. */
static exn_ruling x1_accepts(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    exn_assert(event->member == EXN_NONE || event->member < view->member_count);
    if (event->member == EXN_NONE) {
        return EXN_SILENT;
    }
    if (exn_is_taken(view, event->member)) {
        return exn_broken(breach, EXN_NONE, "%s takes %s, which is held already", scope->is->name,
                          exn_member_name(view, event->member));
    }
    exeunt_use_after_close use = view->promises.use_after_close;
    bool refuses =
        use == EXEUNT_USE_REFUSED_WHEN_CLOSING ? exn_has_begun_to_close(scope) : scope->closed;
    if (!refuses || use == EXEUNT_USE_ACCEPTED || use == EXEUNT_USE_OPEN) {
        return EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE, "%s takes %s after it has %s", scope->is->name,
                      exn_member_name(view, event->member),
                      scope->closed ? "closed" : "begun to close");
}

/* A stack hands over what it holds only while it neither enters nor closes (S9; SPEC 8). */
static exn_ruling x1_moved(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    exeunt_use_after_close use = view->promises.use_after_close;
    bool closes = exn_has_begun_to_close(scope);
    exn_assert(event->member == EXN_NONE && "all entries are moved");
    if (scope->is->kind == EXEUNT_KIND_POOL) {
        return exn_broken(breach, EXN_NONE, "%s hands over its entries, and is a pool",
                          scope->is->name);
    }
    if (use == EXEUNT_USE_ACCEPTED || use == EXEUNT_USE_OPEN || (!closes && scope->entering == 0)) {
        return EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE, "%s hands over its entries %s", scope->is->name,
                      scope->closed ? "after it has closed"
                      : closes      ? "after it has begun to close"
                                    : "while it enters");
}

/* --- what must not be refused ----------------------------------------------------------------- */

/* Whether a stack takes things at all now (S10; SPEC 8). */
static bool must_be_open(const exn_view *view, const exn_scope_view *scope)
{
    switch (view->promises.use_after_close) {
    case EXEUNT_USE_ACCEPTED:
        return true;
    case EXEUNT_USE_REFUSED_WHEN_CLOSED:
        return !scope->closed && !(scope->closing && scope->held == 0);
    default:
        return !exn_has_begun_to_close(scope);
    }
}

/* Whether a stack must take a member (S10): it is open, nobody holds the member, and its error does
 * not stand (S15). */
static bool must_take(const exn_view *view, uint32_t index, uint32_t member)
{
    const exn_scope_view *scope = &view->scopes[index];
    const exn_scope_view *holder = &view->scopes[view->places[member].holder];
    if (scope->is->kind != EXEUNT_KIND_STACK || !must_be_open(view, scope)) {
        return false;
    }
    switch ((exn_status)view->members[member]->status) {
    case EXN_FRESH:
        return view->facts[member].dynamic;
    case EXN_ENTER_ENDED:
    case EXN_GONE:
        return (holder == scope || holder->closed) && !exn_record_stands(view, member);
    default:
        return false;
    }
}

static exn_ruling x1_refused(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_assert(event->member < view->member_count && "it is a member that was pushed");
    if (!must_take(view, event->scope, event->member)) {
        return EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE,
                      "%s refuses %s, which nobody holds and whose error does not stand",
                      exn_scope_name(view, event->scope), exn_member_name(view, event->member));
}

/* An enter that is refused must not begin. It is refused wrongly if the stack has to take the
 * manager and has not closed, no other enter is in flight (S1), and no request was made (S12). What
 * the stack was given it enters first. */
static exn_ruling x1_enter_refused(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    exn_assert(event->member < view->member_count && "it is a member that was to enter");
    if (!view->members[event->member]->accepted) {
        return exn_broken(breach, EXN_NONE, "%s refuses to enter %s, and enters it all the same",
                          scope->is->name, exn_member_name(view, event->member));
    }
    bool has_its_turn = (scope->body != EXN_BODY_IS_NEW || scope->unwinding) && !scope->closed;
    if (!has_its_turn || scope->entering > 0 || scope->cancel || scope->expired ||
        !must_take(view, event->scope, event->member)) {
        return EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE, "%s refuses to enter %s, and nothing stands against it",
                      scope->is->name, exn_member_name(view, event->member));
}

/* Whether the body is in flight, and nothing else that keeps a scope from being closed or moved. */
static bool is_at_rest_in_its_body(const exn_scope_view *scope)
{
    return scope->body == EXN_BODY_IS_IN_FLIGHT && scope->entering == 0 && !scope->closing &&
           !scope->unwinding && !scope->closed;
}

static exn_ruling x1_move_refused(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    if (scope->is->kind != EXEUNT_KIND_STACK || !is_at_rest_in_its_body(scope)) {
        return EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE, "%s refuses to hand over its entries in its body",
                      scope->is->name);
}

exn_ruling exn_x1_at_answer(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    switch (event->kind) {
    case EXN_ACCEPTS:
        return x1_accepts(view, event, breach);
    case EXN_REFUSED:
        return x1_refused(view, event, breach);
    case EXN_ENTER_REFUSED:
        return x1_enter_refused(view, event, breach);
    case EXN_MOVED:
        return x1_moved(view, event, breach);
    default:
        exn_assert(event->kind == EXN_MOVE_REFUSED);
        return x1_move_refused(view, event, breach);
    }
}

/* --- closing ---------------------------------------------------------------------------------- */

/* What a scope that closes already, or has closed, does when it is closed again (S11, P1; SPEC 8).
 * `accepts`: it did not refuse. After its end a scope may refuse, whatever it has promised. */
static exn_ruling x10_closed_again(const exn_view *view, const exn_event *event, bool accepts,
                                   exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    exeunt_closing_again promise = view->promises.closing_again;
    if (event->member != EXN_NONE || promise == EXEUNT_CLOSING_AGAIN_OPEN) {
        return EXN_SILENT;
    }
    if (accepts == (promise == EXEUNT_CLOSING_AGAIN_ACCEPTED) || (scope->closed && !accepts)) {
        return EXN_KEPT;
    }
    return exn_broken(breach, EXN_NONE, "%s %s and %s", scope->is->name,
                      scope->closed ? "has closed" : "closes already",
                      accepts ? "can be closed again" : "refuses to be closed again");
}

/* A scope can be closed in its body (P1, S11). A stack can be closed while it enters, too, unless
 * its promise is about another kind of closing (SPEC 8). */
static exn_ruling x10_stays_open(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    exn_assert(!exn_has_begun_to_close(scope) && "it has refused");
    bool enters = scope->is->kind == EXEUNT_KIND_STACK && scope->entering > 0 &&
                  view->promises.closing_again == EXEUNT_CLOSING_AGAIN_REFUSED;
    if (!enters && !is_at_rest_in_its_body(scope)) {
        return EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE, "%s refuses to be closed %s", scope->is->name,
                      enters ? "while it enters" : "in its body");
}

exn_ruling exn_x10_at_answer(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    switch (event->kind) {
    case EXN_STAYS_OPEN:
        return x10_stays_open(view, event, breach);
    case EXN_CLOSED_EARLY:
        exn_assert(view->scopes[event->scope].is->kind == EXEUNT_KIND_POOL);
        return exn_broken(breach, EXN_NONE, "%s can be closed before its body",
                          exn_scope_name(view, event->scope));
    default:
        return x10_closed_again(view, event, event->kind == EXN_ACCEPTS, breach);
    }
}
