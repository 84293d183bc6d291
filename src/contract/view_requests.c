/* To which exits a request is due: at the end of a grace time, and where the implementation has
 * promised more than that (SPEC 8). */
#include "base/own_assert.h"
#include "contract/view_update.h"

void exn_view_end_grace(exn_view *view, uint32_t scope)
{
    exn_assert(view->scopes[scope].unwinding &&
               "a grace time counts from the first exit at the earliest");
    for (uint32_t i = view->scopes[scope].first; i != EXN_NONE; i = view->places[i].sibling) {
        exn_member_view *member = view->members[i];
        exn_view_set_due(&view->scopes[scope], member,
                         member->due || member->status == EXN_EXITING);
    }
    exn_view_mark_dirty(view);
}

/* A request is due to an exit. One that was asked already may be asked again, and need not be:
 * exeunt_manager_cancel asks an operation only once. */
static void make_due(exn_scope_view *scope, exn_member_view *member)
{
    member->repeats = member->asked;
    exn_view_set_due(scope, member, true);
    exn_assert(scope->dues > 0 && scope->exiting > 0);
}

/* Where exits are not shielded, a request is due to those in flight at once (SPEC 8). */
void exn_view_cancel(exn_view *view, uint32_t index)
{
    exn_scope_view *scope = &view->scopes[index];
    bool reaches_exits = scope->cancel
                             ? view->promises.second_request == EXEUNT_SECOND_REQUEST_ASKS_EXITS
                             : view->promises.exits != EXEUNT_EXITS_SHIELDED;
    scope->cancel = true;
    uint32_t first = reaches_exits && scope->exiting > 0 ? scope->first : EXN_NONE;
    for (uint32_t i = first; i != EXN_NONE; i = view->places[i].sibling) {
        if (view->members[i]->status == EXN_EXITING) {
            make_due(scope, view->members[i]);
        }
    }
}

bool exn_view_wait_anew(exn_view *view, uint32_t index)
{
    exn_member_view *member = view->members[index];
    exn_scope_view *scope = &view->scopes[view->places[index].holder];
    bool is_asked = view->promises.exits == EXEUNT_EXITS_ASKED_AGAIN &&
                    member->status == EXN_EXITING && (scope->cancel || scope->expired);
    exn_assert(view->facts[index].inside == EXN_NONE && "scopes ask their own members");
    if (is_asked) {
        member->asked = false;
        if (scope->cancel) {
            make_due(scope, member);
        }
        exn_view_mark_dirty(view);
    }
    return is_asked;
}
