/* When a scope runs its timers: the part of X11 that is about time (C4, C6). The timers that count
 * are those of the world, which starts and stops them by the events at the border. A scope that
 * shows timers of its own must agree. */
#include "base/own_assert.h"
#include "contract/rules/monitor.h"

/* Whether nothing is left of what a deadline covers: the enters and the body (C6). */
static bool is_covered_no_more(const exn_scope_view *scope)
{
    bool nested_entered = scope->is->member != EXN_NONE && scope->body != EXN_BODY_IS_NEW;
    return scope->unwinding || scope->closed || nested_entered ||
           scope->body > EXN_BODY_IS_IN_FLIGHT;
}

/* Whether the deadline may be stopped a moment before the border shows why. */
static bool may_stop_deadline(const exn_scope_view *scope)
{
    if (is_covered_no_more(scope) || scope->expired || scope->closing) {
        return true;
    }
    bool body_to_come = scope->is->member == EXN_NONE && scope->entered == scope->is->wanted &&
                        !scope->failed && !scope->cancel;
    return scope->entering == 0 && scope->body == EXN_BODY_IS_NEW && !body_to_come;
}

exn_ruling exn_x11_at_clock(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    exn_assert(event->kind == EXN_TELLS_CLOCK);
    switch (event->clock) {
    case EXEUNT_CLOCK_DEADLINE_START:
        if (scope->cancel) {
            return exn_broken(breach, EXN_NONE,
                              "%s starts its deadline though a cancel request came first",
                              scope->is->name);
        }
        return scope->begun && !scope->deadline_started && scope->entering + scope->entered == 0 &&
                       !scope->failed
                   ? EXN_KEPT
                   : exn_broken(breach, EXN_NONE, "%s starts its deadline too %s", scope->is->name,
                                scope->begun ? "late" : "early");
    case EXEUNT_CLOCK_DEADLINE_STOP:
        return scope->deadline_started && !scope->deadline_stopped && may_stop_deadline(scope)
                   ? EXN_KEPT
                   : exn_broken(breach, EXN_NONE,
                                "%s stops its deadline before enters and body are over",
                                scope->is->name);
    case EXEUNT_CLOCK_GRACE_START:
        return !scope->grace_started && !scope->grace_stopped && scope->unwinding &&
                       (scope->cancel || scope->expired)
                   ? EXN_KEPT
                   : exn_broken(breach, EXN_NONE,
                                "%s starts its grace time without a request and a first exit",
                                scope->is->name);
    default:
        return EXN_KEPT;
    }
}

exn_ruling exn_clock_at_step(const exn_view *view, exn_breach *breach)
{
    for (uint32_t i = 0; i < view->scope_count; i++) {
        const exn_scope_view *scope = &view->scopes[i];
        if (!scope->is->shows_clock) {
            continue;
        }
        if (scope->deadline_started && !scope->deadline_stopped && is_covered_no_more(scope)) {
            return exn_broken(breach, EXN_NONE,
                              "%s lets its deadline run on though enters and body are over",
                              scope->is->name);
        }
        exn_assert(scope->deadline_started || !scope->deadline_stopped);
        bool asked = scope->cancel || scope->expired;
        bool owes_grace = asked && scope->unwinding && scope->exiting > 0 && !scope->closed;
        if (owes_grace && !scope->grace_started) {
            return exn_broken(breach, EXN_NONE, "%s does not start its grace time",
                              scope->is->name);
        }
        if (owes_grace && scope->grace_stopped) {
            return exn_broken(breach, EXN_NONE,
                              "%s stops its grace time while an exit is in flight",
                              scope->is->name);
        }
        if (scope->closed && scope->grace_started && !scope->grace_stopped) {
            return exn_broken(breach, EXN_NONE,
                              "%s lets its grace time run on though it has closed",
                              scope->is->name);
        }
    }
    return EXN_SILENT;
}

exn_ruling exn_clock_before(const exn_view *view, const exn_event *event, const char *what,
                            exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    if (scope->is->shows_clock && scope->begun && !scope->deadline_started && !scope->unwinding &&
        !scope->cancel) {
        return exn_broken(breach, EXN_NONE, "%s does not start its deadline before its %s",
                          scope->is->name, what);
    }
    return EXN_SILENT;
}
