/* What the view learns without an event of a trace: actions on a scope, and its timers. */
#include "base/own_assert.h"
#include "contract/view_update.h"

void exn_view_enter(exn_view *view, uint32_t member)
{
    view->members[member]->by_action = !view->facts[member].dynamic;
    view->members[member]->accepted = true;
}

void exn_view_enter_refused(exn_view *view, uint32_t member, bool was_asked)
{
    exn_assert(exn_is_dynamic(view, member) && "an action has asked for it");
    view->members[member]->by_action = was_asked && !view->facts[member].dynamic;
    view->members[member]->accepted = false;
}

static void append_sibling(exn_view *view, exn_scope_view *scope, uint32_t member)
{
    uint32_t *link = &scope->first;
    while (*link != EXN_NONE) {
        exn_assert(*link != member && "a member stands in a list once");
        link = &view->places[*link].sibling;
    }
    *link = member;
    view->places[member].sibling = EXN_NONE;
}

void exn_view_move(exn_view *view, uint32_t from_index, uint32_t to_index)
{
    exn_scope_view *from = &view->scopes[from_index];
    exn_scope_view *to = &view->scopes[to_index];
    exn_assert(from != to && from->is->kind == EXEUNT_KIND_STACK &&
               to->is->kind == EXEUNT_KIND_STACK);
    uint32_t *link = &from->first;
    while (*link != EXN_NONE) {
        uint32_t moved = *link;
        if (view->members[moved]->status != EXN_HELD) {
            link = &view->places[moved].sibling;
            continue;
        }
        *link = view->places[moved].sibling;
        view->places[moved].holder = to_index;
        append_sibling(view, to, moved);
    }
    uint32_t *bottom = &from->top;
    while (*bottom != EXN_NONE) {
        bottom = &view->links[*bottom].below;
    }
    exn_assert((from->top != EXN_NONE) == (from->held > 0) && "all that is held is moved");
    *bottom = to->top;
    to->top = from->top;
    to->held += from->held;
    from->top = EXN_NONE;
    from->held = 0;
    exn_view_mark_dirty(view);
}

bool exn_view_close(exn_view *view, uint32_t index)
{
    exn_scope_view *scope = &view->scopes[index];
    if (exn_has_begun_to_close(scope)) {
        return false;
    }
    exn_assert(!scope->rollback && "nothing exits yet");
    scope->closing = true;
    scope->stopped = scope->cancel || scope->expired;
    exn_view_set_enters_due(view, index, true);
    exn_view_mark_dirty(view);
    return true;
}

void exn_view_stay_open(exn_view *view, uint32_t scope)
{
    exn_require(view->scopes[scope].closing && !view->scopes[scope].unwinding);
    view->scopes[scope].closing = false;
    exn_view_set_enters_due(view, scope, false);
    exn_view_mark_dirty(view);
}

void exn_view_expire(exn_view *view, uint32_t scope)
{
    exn_require(!view->scopes[scope].expired && "a deadline ends once");
    view->scopes[scope].expired = true;
    exn_view_mark_dirty(view);
}

void exn_view_tell_clock(exn_view *view, uint32_t scope_index, exeunt_clock clock)
{
    exn_scope_view *scope = &view->scopes[scope_index];
    scope->deadline_started = scope->deadline_started || clock == EXEUNT_CLOCK_DEADLINE_START;
    scope->deadline_stopped = scope->deadline_stopped || clock == EXEUNT_CLOCK_DEADLINE_STOP;
    scope->grace_started = scope->grace_started || clock == EXEUNT_CLOCK_GRACE_START;
    scope->grace_stopped = scope->grace_stopped || clock == EXEUNT_CLOCK_GRACE_STOP;
    exn_view_mark_dirty(view);
}
