/* Whom a cancel request reaches: X11 (SPEC 4). */
#include "base/own_assert.h"
#include "contract/rules/monitor.h"

/* Whether the scope owes an operation in flight a request: an enter because of that, or because it
 * was in flight when the scope was closed (S11); an exit when its grace time ended (C4). */
static bool must_ask(const exn_scope_view *scope, const exn_member_view *member)
{
    switch ((exn_status)member->status) {
    case EXN_ENTERING:
        return member->due || exn_is_stopping(scope);
    case EXN_EXITING:
        return member->due;
    default:
        return false;
    }
}

static exn_ruling x11_body_request(const exn_scope_view *scope, exn_breach *breach)
{
    if (scope->body != EXN_BODY_IS_IN_FLIGHT) {
        return exn_broken(breach, EXN_NONE, "the body gets a cancel request and is not in flight");
    }
    if (scope->body_asked) {
        return exn_broken(breach, EXN_NONE, "the body gets a second cancel request");
    }
    return scope->cancel || scope->expired
               ? EXN_KEPT
               : exn_broken(breach, EXN_NONE, "the body gets a cancel request that nobody made");
}

/* The scope had no reason to ask this enter to stop. */
static exn_ruling x11_unasked_enter(const exn_view *view, const exn_event *event,
                                    exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    const char *name = exn_member_name(view, event->member);
    exn_assert(!exn_is_stopping(scope) && "a scope that stops asks its enters");
    if (scope->is->kind == EXEUNT_KIND_POOL && scope->failed) {
        return exn_broken(breach, EXN_NONE,
                          "%s gets a cancel request because another enter failed, and %s waits for "
                          "all",
                          name, scope->is->name);
    }
    return exn_broken(breach, EXN_NONE, "%s gets a cancel request that nobody made", name);
}

exn_ruling exn_x11_at_request(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    if (event->member == EXN_NONE) {
        return x11_body_request(scope, breach);
    }
    const exn_member_view *member = view->members[event->member];
    const char *name = exn_member_name(view, event->member);
    exn_assert(view->places[event->member].holder == event->scope &&
               "the event's member is in its scope");
    if (member->status != EXN_ENTERING && member->status != EXN_EXITING) {
        return exn_broken(breach, EXN_NONE, "%s gets a cancel request with nothing in flight",
                          name);
    }
    if (member->asked && !member->repeats) {
        return exn_broken(breach, EXN_NONE, "%s gets a second cancel request for one operation",
                          name);
    }
    if (must_ask(scope, member) || member->may_be_asked) {
        return EXN_KEPT;
    }
    bool shielded = view->promises.exits == EXEUNT_EXITS_SHIELDED;
    return member->status == EXN_ENTERING
               ? x11_unasked_enter(view, event, breach)
               : exn_broken(breach, EXN_NONE, "the exit of %s gets a cancel request %s", name,
                            shielded ? "though it is shielded" : "that is not due to it");
}

/* When a step ends, every operation that is owed a request has got it. */
static exn_ruling x11_reached(const exn_view *view, exn_breach *breach)
{
    exn_ruling result = EXN_SILENT;
    for (uint32_t s = 0; s < view->scope_count; s++) {
        const exn_scope_view *scope = &view->scopes[s];
        if (scope->body == EXN_BODY_IS_IN_FLIGHT && scope->is->member == EXN_NONE &&
            (scope->cancel || scope->expired)) {
            if (!scope->body_asked) {
                return exn_broken(breach, EXN_NONE, "the cancel request does not reach the body");
            }
            result = EXN_KEPT;
        }
        bool may_owe = scope->dues > 0 || (scope->entering > 0 && exn_is_stopping(scope));
        for (uint32_t i = may_owe ? scope->first : EXN_NONE; i != EXN_NONE;
             i = view->places[i].sibling) {
            const exn_member_view *member = view->members[i];
            bool owed = must_ask(scope, member);
            exn_assert(!member->due || owed);
            if (owed && !member->asked) {
                return exn_broken(
                    breach, EXN_NONE, "the cancel request does not reach the %s of %s",
                    member->status == EXN_ENTERING ? "enter" : "exit", exn_member_name(view, i));
            }
            result = owed ? EXN_KEPT : result;
        }
    }
    return result;
}

/* After a request, or a failure that is one, no further enter begins. */
static exn_ruling x11_enter_begins(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    if (!exn_is_stopping(scope)) {
        return EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE, "the enter of %s begins after %s",
                      exn_member_name(view, event->member),
                      scope->cancel   ? "the cancel request"
                      : scope->failed ? "another one failed"
                                      : "the deadline");
}

/* A scope that closes says that it was canceled if and only if it was (P14). */
exn_ruling exn_x11_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    exn_assert(event->kind == EXN_CLOSES);
    if (event->outcome_canceled == scope->cancel) {
        return scope->cancel ? EXN_KEPT : EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE,
                      scope->cancel ? "%s was canceled and does not say so"
                                    : "%s says that it was canceled, and was not",
                      scope->is->name);
}

exn_ruling exn_x11_at_step(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_assert(event->kind == EXN_STEP_ENDS);
    exn_ruling reached = x11_reached(view, breach);
    return reached == EXN_BROKEN || exn_clock_at_step(view, breach) != EXN_BROKEN ? reached
                                                                                  : EXN_BROKEN;
}

exn_ruling exn_x11_at_enter(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_ruling begins = x11_enter_begins(view, event, breach);
    return begins == EXN_BROKEN ? begins : exn_clock_before(view, event, "first enter", breach);
}

exn_ruling exn_x11_at_body(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_assert(event->kind == EXN_BODY_BEGINS);
    return exn_clock_before(view, event, "body", breach);
}
