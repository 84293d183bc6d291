/* When enters and exits begin: X12 (SPEC 4). */
#include "base/own_assert.h"
#include "contract/rules/monitor.h"

/* The name of the first member of a scope that has this status. */
static const char *name_of(const exn_view *view, uint32_t scope, exn_status status)
{
    uint32_t member = exn_member_with(view, scope, status);
    return member == EXN_NONE ? "another one" : exn_member_name(view, member);
}

/* The first manager of the plan whose enter has not begun; there is one. */
static const char *next_to_enter(const exn_view *view, const exn_scope_view *scope)
{
    uint32_t member = scope->is->last;
    exn_assert(exn_has_enters_to_begin(scope));
    uint32_t before = view->facts[member].before;
    while (before != EXN_NONE && view->members[before]->status == EXN_FRESH) {
        member = before;
        before = view->facts[member].before;
    }
    return exn_member_name(view, member);
}

/* A stack enters what is not of its plan when an action asks for it, once for each time. */
static exn_ruling x12_dynamic_enter(const exn_view *view, const exn_event *event,
                                    exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    const char *name = exn_member_name(view, event->member);
    if (scope->is->kind == EXEUNT_KIND_POOL) {
        return exn_broken(breach, EXN_NONE, "%s is entered, and is not of the plan of %s", name,
                          scope->is->name);
    }
    return view->members[event->member]->accepted
               ? EXN_KEPT
               : exn_broken(breach, EXN_NONE, "the enter of %s begins, and nobody has asked for it",
                            name);
}

exn_ruling exn_x12_at_enter(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    const char *name = exn_member_name(view, event->member);
    uint32_t before = view->facts[event->member].before;
    if (!scope->begun) {
        return exn_broken(breach, EXN_NONE, "the enter of %s begins before %s has begun", name,
                          scope->is->name);
    }
    if (scope->is->kind == EXEUNT_KIND_STACK && scope->entering > 0) {
        return exn_broken(breach, EXN_NONE, "the enter of %s begins while another one is in flight",
                          name);
    }
    if (exn_is_dynamic(view, event->member)) {
        return x12_dynamic_enter(view, event, breach);
    }
    if (before != EXN_NONE && view->members[before]->status == EXN_FRESH) {
        return exn_broken(breach, EXN_NONE, "the enter of %s begins before that of %s", name,
                          exn_member_name(view, before));
    }
    bool has_failed = scope->failed && scope->is->kind == EXEUNT_KIND_STACK; /* in a pool: X11 */
    if (has_failed || scope->closing || scope->unwinding) {
        return exn_broken(breach, EXN_NONE, "the enter of %s begins though %s", name,
                          has_failed ? "one has failed" : "its scope is closing");
    }
    if (view->members[event->member]->status != EXN_FRESH) {
        return exn_broken(breach, EXN_NONE, "%s enters %s a second time", scope->is->name, name);
    }
    return EXN_KEPT;
}

/* Whether something in flight keeps every exit of this scope from beginning. */
static exn_ruling x12_waits(const exn_view *view, uint32_t index, const char *name,
                            exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[index];
    if (scope->entering > 0) {
        exn_assert(
            (exn_member_with(view, index, EXN_ENTERING) != EXN_NONE || !exn_view_is_exact(view)) &&
            "what is counted as in flight is in flight");
        return exn_broken(breach, EXN_NONE,
                          "the exit of %s begins while the enter of %s is in flight", name,
                          name_of(view, index, EXN_ENTERING));
    }
    if (scope->exiting > 0 && scope->is->kind == EXEUNT_KIND_STACK) {
        return exn_broken(breach, EXN_NONE, "the exit of %s begins while another one is in flight",
                          name);
    }
    if (scope->body == EXN_BODY_IS_IN_FLIGHT && !scope->closing) {
        bool is_nested = scope->is->member != EXN_NONE;
        return exn_broken(breach, EXN_NONE, "the exit of %s begins %s%s", name,
                          is_nested ? "before that of " : "while the body is in flight",
                          is_nested ? scope->is->name : "");
    }
    return EXN_KEPT;
}

static exn_ruling x12_exit_begins(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    const char *name = exn_member_name(view, event->member);
    if (view->members[event->member]->status != EXN_HELD) {
        return EXN_SILENT; /* X1, X2 */
    }
    if (x12_waits(view, event->scope, name, breach) == EXN_BROKEN) {
        return EXN_BROKEN;
    }
    if (scope->is->kind == EXEUNT_KIND_POOL) {
        bool follows = scope->last_exit == EXN_NONE || event->member < scope->last_exit;
        return follows ? EXN_KEPT
                       : exn_broken(breach, EXN_NONE, "the exit of %s begins after that of %s",
                                    name, exn_member_name(view, scope->last_exit));
    }
    exn_assert((scope->held > 0 || !exn_view_is_exact(view)) &&
               "the member that exits is held, and counted");
    if (scope->top != event->member) {
        return exn_broken(
            breach, EXN_NONE, "the exit of %s begins before that of %s, which was registered later",
            name, scope->top == EXN_NONE ? "another one" : exn_member_name(view, scope->top));
    }
    return EXN_KEPT;
}

/* When a scope unwinds or ends, every enter of its plan has begun, or a reason has kept it from
 * beginning. */
static exn_ruling x12_leaves_enters(const exn_view *view, uint32_t index, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[index];
    if (!exn_has_enters_to_begin(scope)) {
        return EXN_SILENT;
    }
    return exn_broken(breach, EXN_NONE, "%s ends and has never begun to enter %s", scope->is->name,
                      next_to_enter(view, scope));
}

/* When a step ends, a pool has done all that it can do without waiting (P2, P9), and no scope waits
 * for another task: what it waits for is in flight. */
exn_ruling exn_x12_at_step(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)event;
    for (uint32_t s = 0; s < view->scope_count; s++) {
        const exn_scope_view *scope = &view->scopes[s];
        if (exn_pool_owes(scope)) {
            return exn_broken(breach, EXN_NONE, "%s waits and has not begun to %s %s",
                              scope->is->name, scope->unwinding ? "exit" : "enter",
                              scope->unwinding ? name_of(view, s, EXN_HELD)
                                               : next_to_enter(view, scope));
        }
        if (view->task_count > 1 && !exn_waits_for_somebody(scope)) {
            return exn_broken(breach, EXN_NONE, "%s waits though nothing of it is in flight",
                              scope->is->name);
        }
    }
    return EXN_SILENT;
}

/* Time passes only when nothing is ready. A scope that has nothing in flight then waits for the
 * time itself, which is no deadlock, so X9 does not see it. */
exn_ruling exn_x12_at_time(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)event;
    for (uint32_t s = 0; s < view->scope_count; s++) {
        if (!exn_waits_for_somebody(&view->scopes[s])) {
            return exn_broken(breach, EXN_NONE,
                              "%s lets time pass though nothing of it is in flight",
                              view->scopes[s].is->name);
        }
    }
    return EXN_KEPT;
}

exn_ruling exn_x12_at_exit(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_ruling begins = x12_exit_begins(view, event, breach);
    bool is_first = begins != EXN_BROKEN && !view->scopes[event->scope].unwinding;
    return is_first && x12_leaves_enters(view, event->scope, breach) == EXN_BROKEN ? EXN_BROKEN
                                                                                   : begins;
}

exn_ruling exn_x12_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    return x12_leaves_enters(view, exn_ended_scope(view, event), breach);
}
