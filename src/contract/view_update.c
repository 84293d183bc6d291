/* Takes events into the view: view_update.h. */
#include "contract/view_update.h"

#include "base/own_assert.h"
#include "contract/oracle.h"

void exn_view_rest(exn_view *view, bool asked)
{
    view->scopes[0].quiescence = asked ? EXN_QUIESCENT_ASKED : EXN_QUIESCENT;
}

/* A member begins to be something else than fresh. */
static void note_last(exn_scope_view *scope, uint32_t member)
{
    scope->last_began = scope->last_began || scope->is->last == member;
}

/* Whether a member enters because the scope was given it, not because an action asks for it. */
static bool enters_by_plan(const exn_view *view, uint32_t member)
{
    return view->members[member]->status == EXN_ENTERING && !exn_is_dynamic(view, member);
}

/* The link of a stack that will lead to the member when it is registered. */
static uint32_t *place_in_stack(exn_view *view, exn_scope_view *scope, uint32_t index)
{
    bool ends = scope->unwinding || (scope->closing && !enters_by_plan(view, index));
    bool on_top = scope->above == EXN_NONE || ends;
    return on_top ? &scope->top : &view->links[scope->above].below;
}

void exn_view_register(exn_view *view, uint32_t member_index)
{
    exn_member_view *member = view->members[member_index];
    exn_scope_view *scope = &view->scopes[view->places[member_index].holder];
    if (scope->is->kind ==
        EXEUNT_KIND_STACK) { /* a pool has no order: states must not tell it apart */
        uint32_t *place = place_in_stack(view, scope, member_index);
        view->links[member_index].below = *place;
        *place = member_index;
    }
    member->status = EXN_HELD;
    scope->held += 1;
    note_last(scope, member_index);
    exn_view_mark_dirty(view);
}

/* The first entry of the plan from `member` on that is, or is not, to be entered. */
static uint32_t next_of_plan(const exn_view *view, uint32_t member, bool pushed)
{
    while (member != EXN_NONE && !view->facts[member].dynamic &&
           view->facts[member].pushed != pushed) {
        member = view->places[member].sibling;
    }
    return member != EXN_NONE && !view->facts[member].dynamic ? member : EXN_NONE;
}

/* The turn passes to the next entry, from `member` on, that is to be entered. */
static void pass_turn(exn_view *view, exn_scope_view *scope, uint32_t member)
{
    uint32_t next = next_of_plan(view, member, false);
    if (next == EXN_NONE) {
        scope->above = EXN_NONE;
    } else if (scope->above < next) {
        scope->above = next_of_plan(view, next, true);
    }
}

/* What a stack was given it holds from the moment it begins, at its place in the order (S14). */
static void register_given(exn_view *view, exn_scope_view *scope)
{
    for (uint32_t i = next_of_plan(view, scope->first, true); i != EXN_NONE;
         i = next_of_plan(view, view->places[i].sibling, true)) {
        exn_view_register(view, i);
    }
    scope->above = next_of_plan(view, scope->first, true);
    pass_turn(view, scope, scope->first);
}

/* Other stacks hold what is pushed when its turn comes (SPEC 8): from `member` on, up to the next
 * one to be entered. After a request, and when the stack is closed, nothing more is registered, as
 * nothing more is entered (S11, S12). */
static void register_in_turn(exn_view *view, exn_scope_view *scope, uint32_t member)
{
    if (scope->cancel || scope->expired || scope->closing) {
        return;
    }
    while (member != EXN_NONE && view->facts[member].pushed) {
        exn_view_register(view, member);
        member = view->places[member].sibling;
    }
}

static bool holds_from_its_begin(const exn_view *view)
{
    return view->promises.held_from == EXEUNT_HELD_FROM_BEGIN;
}

void exn_view_begin(exn_view *view, uint32_t scope_index)
{
    exn_scope_view *scope = &view->scopes[scope_index];
    scope->begun = true;
    if (scope->is->kind == EXEUNT_KIND_POOL) {
        /* nothing was given to it but what it enters */
    } else if (holds_from_its_begin(view)) {
        register_given(view, scope);
    } else {
        register_in_turn(view, scope, scope->first);
    }
    exn_view_mark_dirty(view);
}

/* Takes a member off its stack, wherever it lies: that it must lie on top is X12's business. */
static void unregister(exn_view *view, uint32_t index)
{
    exn_scope_view *scope = &view->scopes[view->places[index].holder];
    if (scope->is->kind == EXEUNT_KIND_POOL) {
        scope->held -= view->members[index]->status == EXN_HELD ? 1 : 0;
        return;
    }
    uint32_t *link = &scope->top;
    while (*link != EXN_NONE && *link != index) {
        link = &view->links[*link].below;
    }
    exn_assert((*link == index || !exn_view_is_exact(view)) && "what exits was registered (X2)");
    if (*link == index) {
        *link = view->links[index].below;
        view->links[index].below = EXN_NONE;
        scope->held -= 1;
    }
}

/* A member stands in a chain once. Its scope has taken it again though its error stood there: it
 * keeps its own records, and nobody can tell whether one was lost (S15). */
static void leave_chain(exn_view *view, exn_scope_view *scope, uint32_t index)
{
    uint32_t *link = &scope->head;
    while (*link < EXN_CAUSE && *link != index) {
        link = &view->links[*link].chain;
    }
    if (*link == index) {
        *link = view->links[index].chain;
    }
}

/* In a stack what is raised last propagates (S7); in a pool nothing does: its errors have an order
 * of their own. */
static void propagate(exn_view *view, exn_scope_view *scope, uint32_t index, exn_error_id error)
{
    if (scope->is->kind == EXEUNT_KIND_STACK) {
        if (exn_id_kind_of(view->members[index]->raised) != EXN_ID_NONE) {
            leave_chain(view, scope, index);
        }
        exn_assert(scope->head != index && "a member stands in a chain once");
        view->links[index].chain = scope->head;
        scope->head = index;
    }
    view->members[index]->raised = error;
}

void exn_view_set_enters_due(exn_view *view, uint32_t scope, bool due)
{
    for (uint32_t i = view->scopes[scope].first; i != EXN_NONE; i = view->places[i].sibling) {
        if (view->members[i]->status == EXN_ENTERING) {
            exn_view_set_due(&view->scopes[scope], view->members[i], due);
        }
    }
}

/* Forgets the requests to an operation that has settled, so that members that settled alike are
 * alike. */
static void end_operation(exn_scope_view *scope, exn_member_view *member)
{
    member->asked = false;
    member->may_be_asked = false;
    member->repeats = false;
    member->asked_by_world = false;
    exn_view_set_due(scope, member, false);
}

static void take_enter_begins(exn_view *view, const exn_event *event)
{
    exn_member_view *member = view->members[event->member];
    exn_scope_view *scope = &view->scopes[event->scope];
    if (member->status == EXN_HELD) { /* only where X3 is waived */
        unregister(view, event->member);
    }
    member->status = EXN_ENTERING;
    member->accepted = false;
    scope->entering += 1;
    note_last(scope, event->member);
    if (view->facts[event->member].inside != EXN_NONE) {
        exn_view_begin(view, view->facts[event->member].inside);
    }
}

static void take_entered(exn_view *view, const exn_event *event)
{
    exn_member_view *member = view->members[event->member];
    exn_scope_view *scope = &view->scopes[event->scope];
    bool by_plan = enters_by_plan(view, event->member);
    exn_assert(scope->entering > 0 && "the enter that settles was counted");
    end_operation(scope, member);
    scope->entering -= 1;
    scope->entered += by_plan ? 1 : 0;
    exn_view_register(view, event->member);
    if (!holds_from_its_begin(view)) {
        register_in_turn(view, scope, view->places[event->member].sibling);
    } else if (by_plan && scope->above != EXN_NONE) {
        pass_turn(view, scope, view->places[event->member].sibling);
    }
    if (view->facts[event->member].inside != EXN_NONE) {
        view->scopes[view->facts[event->member].inside].body = EXN_BODY_IS_IN_FLIGHT;
    }
}

static void take_not_entered(exn_view *view, const exn_event *event)
{
    exn_member_view *member = view->members[event->member];
    exn_scope_view *scope = &view->scopes[event->scope];
    bool by_plan = enters_by_plan(view, event->member);
    member->status = EXN_ENTER_ENDED;
    exn_assert(scope->entering > 0 && "the enter that settles was counted");
    end_operation(scope, member);
    scope->entering -= 1;
    if (view->facts[event->member].inside != EXN_NONE) {
        view->scopes[view->facts[event->member].inside].closed = true;
    }
    member->enter_failed = !by_plan && event->kind == EXN_ENTER_FAILS;
    if (event->kind != EXN_ENTER_FAILS) {
        return;
    }
    if (!by_plan) {
        member->raised = event->error;
        member->overdue = scope->expired;
        return; /* it was given to the body, which may raise it */
    }
    scope->failed = true;
    if (scope->first_failure == EXN_NONE) {
        scope->first_failure = event->member;
    }
    propagate(view, scope, event->member, event->error);
}

/* The parent's cause stands for the error of the body of a nested scope. */
static void take_cause_of_nested(exn_scope_view *scope, exn_error_id cause)
{
    exn_assert(scope->is->member != EXN_NONE && "the outermost scope has no parent");
    exn_id_kind kind = exn_id_kind_of(cause);
    scope->body_error = cause;
    scope->body = kind == EXN_ID_NONE       ? EXN_BODY_HAS_RETURNED
                  : kind == EXN_ID_CANCELED ? EXN_BODY_HAS_STOPPED
                                            : EXN_BODY_HAS_RAISED;
    scope->head = scope->body == EXN_BODY_HAS_RAISED ? EXN_CAUSE : EXN_NONE;
}

static void take_exit_begins(exn_view *view, const exn_event *event)
{
    exn_member_view *member = view->members[event->member];
    exn_scope_view *scope = &view->scopes[event->scope];
    unregister(view, event->member);
    member->status = EXN_EXITING;
    member->told = event->error;
    if (view->promises.exits == EXEUNT_EXITS_ASKED_AGAIN) {
        exn_view_set_due(scope, member, scope->cancel);
        member->may_be_asked = scope->expired;
    }
    scope->exiting += 1;
    scope->last_exit = scope->is->kind == EXEUNT_KIND_POOL ? event->member : EXN_NONE;
    if (!scope->unwinding) {
        scope->stopped = scope->closing ? scope->stopped : scope->cancel || scope->expired;
        scope->rollback = scope->body == EXN_BODY_IS_NEW;
        scope->unwinding = true;
    }
    if (view->facts[event->member].inside != EXN_NONE) {
        take_cause_of_nested(&view->scopes[view->facts[event->member].inside], event->error);
    }
}

/* Whether the chain of a stack still ends in what the body raised, or in what the parent told. */
static bool chain_reaches_origin(const exn_view *view, const exn_scope_view *scope)
{
    uint32_t link = scope->head;
    while (link < EXN_CAUSE) {
        link = view->links[link].chain;
    }
    return link != EXN_NONE;
}

/* Whether what the scope was stopped by stands for the error of its body. */
static bool stop_is_an_error(const exn_view *view, const exn_scope_view *scope)
{
    return view->promises.cancellation == EXEUNT_CANCELLATION_SUPPRESSIBLE &&
           scope->body == EXN_BODY_HAS_STOPPED;
}

static void take_suppression(exn_view *view, exn_scope_view *scope)
{
    scope->suppressed = true;
    if (scope->is->kind == EXEUNT_KIND_POOL || chain_reaches_origin(view, scope) ||
        stop_is_an_error(view, scope)) {
        scope->cause_suppressed = true;
    }
    scope->head = EXN_NONE; /* with the whole chain (S6) */
}

/* Where all exits must suppress: takes the vote of one that has settled. Once the last one has,
 * they suppress if some were told an error and each of these agreed. */
static void take_vote(exn_view *view, exn_scope_view *scope, uint32_t index, bool agrees)
{
    exn_member_view *member = view->members[index];
    exn_assert(member->status == EXN_GONE && "what votes has settled");
    bool votes = !member->callback && exn_id_kind_of(member->told) != EXN_ID_NONE;
    member->agreed = agrees;
    member->dissented = member->dissented || (votes && !agrees);
    bool all = true;
    bool any = false;
    for (uint32_t i = scope->first; i != EXN_NONE; i = view->places[i].sibling) {
        all = all && !view->members[i]->dissented;
        any = any || view->members[i]->agreed;
    }
    if (any && all && scope->exiting == 0 && scope->held == 0) {
        take_suppression(view, scope);
    }
}

static void take_exit_settles(exn_view *view, const exn_event *event)
{
    exn_member_view *member = view->members[event->member];
    exn_scope_view *scope = &view->scopes[event->scope];
    exn_assert(member->status == EXN_EXITING && scope->exiting > 0);
    member->status = EXN_GONE;
    scope->exiting -= 1;
    scope->asked_exit_over =
        scope->asked_exit_over || (member->asked && scope->is->kind == EXEUNT_KIND_STACK &&
                                   view->promises.exits == EXEUNT_EXITS_ASKED_AGAIN);
    if (view->facts[event->member].inside != EXN_NONE) {
        view->scopes[view->facts[event->member].inside].closed = true;
    }
    bool is_own = event->error == exn_id(EXN_ID_EXIT, event->member);
    bool raised_again = event->kind == EXN_EXIT_FAILS && !is_own &&
                        exn_propagates(view, event->scope, event->error);
    bool suppresses = event->kind == EXN_EXIT_SUPPRESSES || event->suppressed;
    bool counts =
        suppresses && exn_suppression_counts(view, event->scope, event->member, member->told);
    if (view->promises.suppressors == EXEUNT_SUPPRESSORS_ALL) {
        take_vote(view, scope, event->member, counts);
    } else if (counts) {
        take_suppression(view, scope);
    }
    if (event->kind == EXN_EXIT_FAILS && !raised_again) {
        propagate(view, scope, event->member, event->error);
    }
    end_operation(scope, member);
    member->told = exn_id(EXN_ID_NONE, 0);
}

/* The scope was closed while its body was in flight. Its exits were told that the body ended
 * without an error. What the body raises now stands in the outcome, but no exit is told it. */
static void take_late_body(exn_scope_view *scope, const exn_event *event)
{
    exn_assert(scope->closing && "a body that settles in time is not late");
    scope->body = EXN_BODY_HAS_RETURNED;
    scope->late_error = event->error;
}

static void take_body(exn_view *view, const exn_event *event)
{
    exn_scope_view *scope = &view->scopes[event->scope];
    if (scope->closing && event->kind != EXN_BODY_BEGINS) {
        take_late_body(scope, event);
        return;
    }
    exn_view_set_enters_due(view, event->scope, event->kind != EXN_BODY_BEGINS);
    switch (event->kind) {
    case EXN_BODY_BEGINS:
        scope->body = EXN_BODY_IS_IN_FLIGHT;
        break;
    case EXN_BODY_RETURNS:
        scope->body = EXN_BODY_HAS_RETURNED;
        break;
    case EXN_BODY_CANCELED:
        scope->body = EXN_BODY_HAS_STOPPED;
        break;
    default:
        scope->body = EXN_BODY_HAS_RAISED;
        scope->body_error = event->error;
        scope->head = EXN_BODY;
        break;
    }
}

static void take_cancel_requested(exn_view *view, const exn_event *event)
{
    if (event->member == EXN_NONE) {
        view->scopes[event->scope].body_asked = true;
        return;
    }
    exn_member_view *member = view->members[event->member];
    member->asked = true;
    member->repeats = false;
    if (view->facts[event->member].inside != EXN_NONE) {
        exn_view_cancel(view, view->facts[event->member].inside);
    }
}

void exn_view_take(exn_view *view, const exn_event *event)
{
    exn_view_mark_dirty(view);
    switch (event->kind) {
    case EXN_ENTER_BEGINS:
        take_enter_begins(view, event);
        break;
    case EXN_ENTERED:
        take_entered(view, event);
        break;
    case EXN_ENTER_FAILS:
    case EXN_ENTER_CANCELED:
        take_not_entered(view, event);
        break;
    case EXN_CANCEL_REQUESTED:
        take_cancel_requested(view, event);
        break;
    case EXN_ASKED:
        view->members[event->member]->asked_by_world = true;
        break;
    case EXN_EXIT_BEGINS:
        take_exit_begins(view, event);
        break;
    case EXN_EXITED:
    case EXN_EXIT_SUPPRESSES:
    case EXN_EXIT_FAILS:
        take_exit_settles(view, event);
        break;
    case EXN_BODY_BEGINS:
    case EXN_BODY_RETURNS:
    case EXN_BODY_RAISES:
    case EXN_BODY_CANCELED:
        take_body(view, event);
        break;
    case EXN_CANCEL:
        exn_view_cancel(view, event->scope);
        break;
    case EXN_CLOSES:
        view->scopes[event->scope].closed = true;
        break;
    default:
        break;
    }
}
