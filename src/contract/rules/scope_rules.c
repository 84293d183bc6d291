/* What a scope owes its managers and its body: X1-X5, X9, X10, X13 (SPEC 4). */
#include "base/own_assert.h"
#include "contract/rules/monitor.h"
#include "contract/waits.h"

#include <inttypes.h>

exn_ruling exn_x1_at_exit(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint8_t status = view->members[event->member]->status;
    exn_assert(event->kind == EXN_EXIT_BEGINS);
    if (status == EXN_EXITING || status == EXN_GONE) {
        return exn_broken(breach, EXN_NONE, "%s is exited a second time",
                          exn_member_name(view, event->member));
    }
    return EXN_SILENT;
}

exn_ruling exn_x1_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t scope = exn_ended_scope(view, event);
    if (view->scopes[scope].first == EXN_NONE) {
        return EXN_SILENT;
    }
    uint32_t accepted = exn_member_accepted(view, scope);
    if (accepted != EXN_NONE) {
        return exn_broken(breach, EXN_NONE, "%s accepted the enter of %s and never began it",
                          exn_scope_name(view, scope), exn_member_name(view, accepted));
    }
    uint32_t kept =
        view->scopes[scope].held > 0 ? exn_member_with(view, scope, EXN_HELD) : EXN_NONE;
    if (kept == EXN_NONE) {
        return EXN_KEPT;
    }
    exn_assert(view->places[kept].holder == scope && "what a scope holds is a member of it");
    exn_note(breach, "%s is still entered", exn_member_name(view, kept));
    return exn_broken(breach, EXN_NONE, "%s was entered and never exited",
                      exn_member_name(view, kept));
}

exn_ruling exn_x2_at_exit(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const char *name = exn_member_name(view, event->member);
    switch ((exn_status)view->members[event->member]->status) {
    case EXN_FRESH:
        return exn_broken(breach, EXN_NONE, "%s is exited but was neither entered nor pushed",
                          name);
    case EXN_ENTERING:
        return exn_broken(breach, EXN_NONE, "%s is exited while its enter is in flight", name);
    case EXN_ENTER_ENDED:
        return exn_broken(breach, EXN_NONE, "%s is exited though its enter did not succeed", name);
    default:
        return EXN_KEPT;
    }
}

exn_ruling exn_x3_at_enter(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint8_t status = view->members[event->member]->status;
    if (status == EXN_FRESH || status == EXN_ENTER_ENDED || status == EXN_GONE) {
        return EXN_KEPT;
    }
    return exn_broken(
        breach, EXN_NONE, "%s is entered while %s", exn_member_name(view, event->member),
        status == EXN_HELD ? "it is held already" : "another operation of it is in flight");
}

exn_ruling exn_x4_at_call(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (!view->scopes[event->scope].closed) {
        return EXN_SILENT;
    }
    return exn_broken(
        breach, EXN_NONE, "%s calls %s after it has closed", view->scopes[event->scope].is->name,
        event->member == EXN_NONE ? "its body" : exn_member_name(view, event->member));
}

exn_ruling exn_x4_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t ended = exn_ended_scope(view, event);
    const exn_scope_view *scope = &view->scopes[ended];
    if (scope->entering == 0 && scope->exiting == 0 &&
        (scope->is->member != EXN_NONE || scope->body != EXN_BODY_IS_IN_FLIGHT)) {
        return EXN_KEPT;
    }
    uint32_t open = exn_member_with(view, ended, scope->entering > 0 ? EXN_ENTERING : EXN_EXITING);
    exn_assert(((open != EXN_NONE) == (scope->entering + scope->exiting > 0) ||
                !exn_view_is_exact(view)) &&
               "what is counted as in flight is in flight");
    const char *name = open == EXN_NONE ? "body" : exn_member_name(view, open);
    exn_note(breach, "%s is still in flight", name);
    return exn_broken(breach, EXN_NONE, "%s closes while %s%s is in flight", scope->is->name,
                      open == EXN_NONE      ? "its "
                      : scope->entering > 0 ? "the enter of "
                                            : "the exit of ",
                      name);
}

/* Whether nothing but the entering itself stands between this scope and its body (X5). */
static bool may_run_body(const exn_scope_view *scope)
{
    return scope->entered == scope->is->wanted && !scope->failed && !scope->cancel &&
           !scope->expired;
}

static exn_ruling x5_never_ran(const exn_view *view, uint32_t index, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[index];
    if (scope->body != EXN_BODY_IS_NEW || scope->unwinding || scope->closing) {
        return EXN_SILENT;
    }
    if (!may_run_body(scope) || !scope->begun) {
        return EXN_KEPT;
    }
    if (scope->is->member != EXN_NONE) {
        return exn_broken(breach, EXN_NONE,
                          "%s does not settle entered though every manager was entered",
                          scope->is->name);
    }
    return exn_broken(breach, EXN_NONE, "the body never ran though every manager of %s was entered",
                      scope->is->name);
}

exn_ruling exn_x5_at_exit(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    return x5_never_ran(view, event->scope, breach);
}

exn_ruling exn_x5_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    return x5_never_ran(view, exn_ended_scope(view, event), breach);
}

/* The body runs with the value of every manager, by index (P7). */
exn_ruling exn_x5_at_value(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_assert(event->kind == EXN_GIVES_VALUE);
    return exn_broken(breach, EXN_NONE,
                      "the body is given a value for %s that it did not enter with",
                      event->member == EXN_NONE ? "a manager that there is not"
                                                : exn_member_name(view, event->member));
}

/* The body learns what became of an enter that it asked for: it goes on, or raises that (S1). */
exn_ruling exn_x5_at_answer(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = view->members[event->member];
    exn_id_kind kind = exn_id_kind_of(event->error);
    exn_assert(exn_is_dynamic(view, event->member) && "an action has asked for this enter");
    bool has_failed = member->status == EXN_ENTER_ENDED;
    bool is_told = member->enter_failed ? event->error == member->raised : kind == EXN_ID_CANCELED;
    if (member->status == EXN_ENTERING || member->status == EXN_FRESH) {
        return exn_broken(breach, EXN_NONE, "the body is told of the enter of %s, which goes on",
                          exn_member_name(view, event->member));
    }
    if (kind == EXN_ID_NONE ? !has_failed : has_failed && is_told) {
        return EXN_KEPT;
    }
    return exn_broken(breach, EXN_NONE, "the body is told that the enter of %s %s, and it %s",
                      exn_member_name(view, event->member),
                      kind == EXN_ID_NONE ? "succeeded" : "failed",
                      kind == EXN_ID_NONE ? "failed"
                      : has_failed        ? "failed otherwise"
                                          : "succeeded");
}

exn_ruling exn_x5_at_unasked_answer(const exn_view *view, const exn_event *event,
                                    exn_breach *breach)
{
    (void)view;
    exn_assert(event->kind == EXN_TELLS_UNASKED);
    return exn_broken(breach, EXN_NONE,
                      "the body is told how an enter has ended, and waits for none");
}

/* The body begins; that of a nested scope does where it settles entered. */
exn_ruling exn_x5_at_body(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    bool nested_entered = event->kind == EXN_ENTERED;
    const exn_scope_view *scope =
        &view->scopes[nested_entered ? view->facts[event->member].inside : event->scope];
    if (scope->body != EXN_BODY_IS_NEW) {
        return exn_broken(breach, EXN_NONE, "the body of %s runs a second time", scope->is->name);
    }
    if (may_run_body(scope) && !scope->unwinding && !scope->closing) {
        return EXN_KEPT;
    }
    const char *what = nested_entered ? "settles entered" : "runs its body";
    if (scope->closing) {
        return exn_broken(breach, EXN_NONE, "%s %s after it was closed", scope->is->name, what);
    }
    if (scope->cancel || scope->expired) {
        return exn_broken(breach, EXN_NONE, "%s %s after %s", scope->is->name, what,
                          scope->cancel ? "a cancel request" : "its deadline");
    }
    return exn_broken(breach, EXN_NONE, "%s %s though not every manager was entered",
                      scope->is->name, what);
}

static exn_ruling x9_endless(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (event->member < view->member_count) {
        return EXN_SILENT; /* M2 */
    }
    if (event->round.goes_round) {
        return exn_broken(breach, event->member,
                          "the run never ends: all is as it was after step %" PRIu64
                          ", and goes round",
                          event->round.first_step);
    }
    return exn_broken(breach, event->member, "the run exceeds its step limit: %s does not end",
                      exn_is_body(event->member) ? exn_body_name(view, event->member) : "it");
}

exn_ruling exn_x9_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)view;
    (void)breach;
    exn_assert(event->kind == EXN_CLOSES);
    return EXN_KEPT;
}

exn_ruling exn_x9_at_no_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (event->kind == EXN_ENDLESS) {
        return x9_endless(view, event, breach);
    }
    if (event->kind == EXN_NEVER_RESTS && event->member >= view->member_count) {
        return exn_broken(breach, event->member,
                          "callbacks are posted for ever: %u have run in one step",
                          event->callbacks_ran);
    }
    if (event->member == EXN_NONE) {
        char waits[300];
        exn_waits_text(view, view->scopes[event->scope].is->task, waits, sizeof waits);
        if (waits[0] != '\0') {
            return exn_broken(breach, EXN_NONE, "nothing more comes: %s", waits);
        }
        return exn_broken(breach, EXN_NONE, "nothing more comes, but %s never closes",
                          view->scopes[event->scope].is->name);
    }
    if (!exn_is_body(event->member)) {
        return EXN_SILENT; /* M2 */
    }
    const char *name = exn_body_name(view, event->member);
    const exn_scope_view *scope = &view->scopes[view->tasks[exn_task_of_body(event->member)].scope];
    exn_assert(scope->body == EXN_BODY_IS_IN_FLIGHT && "it is the body that is waited for");
    exn_note(breach, "%s never settles", name);
    return exn_broken(breach, event->member, "%s never settles%s", name,
                      scope->body_asked ? ", though it was asked to stop"
                                        : ": a cancel request (`at-least: 1`) or a "
                                          "deadline would ask it to stop");
}

exn_ruling exn_x10_at_wrong_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t inside = view->facts[event->member].inside;
    exn_assert(inside == EXN_NONE || view->scopes[inside].is->member == event->member);
    return inside == EXN_NONE
               ? EXN_SILENT
               : exn_broken(breach, EXN_NONE, "%s reports an end that it has reported",
                            view->scopes[inside].is->name);
}

exn_ruling exn_x10_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_assert(event->kind == EXN_CLOSES);
    if (view->scopes[event->scope].closed) {
        return exn_broken(breach, EXN_NONE, "%s closes a second time",
                          view->scopes[event->scope].is->name);
    }
    return EXN_KEPT;
}

/* Writes of the scope to free memory are leftovers, too. */
exn_ruling exn_x13_at_touch(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)view;
    exn_assert(event->kind == EXN_TOUCHES_FREE);
    return event->member != EXN_NONE
               ? EXN_SILENT /* M8 */
               : exn_broken(breach, EXN_NONE,
                            "the scope touches memory that it has freed or never had");
}

exn_ruling exn_x13_at_end_of_world(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_assert(event->kind == EXN_WORLD_ENDS);
    exn_left left = event->left;
    if (left.what != NULL) {
        return exn_broken(breach, EXN_NONE, "%s: is left when the world has ended", left.what);
    }
    const char *name = view->task_count > 1 ? "the tasks" : view->scopes[0].is->name;
    if (left.waiting > 0) {
        return exn_broken(
            breach, EXN_NONE,
            "%zu bytes, %u callbacks or timers of %s are left when the world has ended", left.bytes,
            left.waiting, name);
    }
    return left.bytes == 0
               ? EXN_KEPT
               : exn_broken(breach, EXN_NONE, "%zu bytes of %s are left when the world has ended",
                            left.bytes, name);
}
