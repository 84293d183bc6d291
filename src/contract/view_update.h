/* How the view follows a run: by events, and by actions and timers that are no events of a trace.
 */
#ifndef EXN_CONTRACT_VIEW_UPDATE_H
#define EXN_CONTRACT_VIEW_UPDATE_H

#include "contract/view.h"

/* Takes an event into the view. To be called after the rules have looked at it. */
void exn_view_take(exn_view *view, const exn_event *event);

/* Something has happened: what was owed when the last step ended is no longer known. */
static inline void exn_view_mark_dirty(exn_view *view)
{
    view->scopes[0].quiescence = EXN_NOT_QUIESCENT;
}

/* Whether a request is due to an operation of the scope. */
static inline void exn_view_set_due(exn_scope_view *scope, exn_member_view *member, bool due)
{
    scope->dues = (scope->dues + (due ? 1u : 0u) - (member->due ? 1u : 0u)) & EXN_DUES_MAX;
    member->due = due;
}

/* Marks the enters in flight, or removes the marks: closing the scope owes each a request. */
void exn_view_set_enters_due(exn_view *view, uint32_t scope, bool due);

/* Every rule was kept when a step ended; `asked`: X11 was put to the test. */
void exn_view_rest(exn_view *view, bool asked);

/* Registers a pushed or entered member: on top of its stack or, as long as that enters what it was
 * given, at its place in the order (S14). */
void exn_view_register(exn_view *view, uint32_t member_index);

/* The outermost scope begins. */
void exn_view_begin(exn_view *view, uint32_t scope_index);

/* --- view_requests.c -------------------------------------------------------------------------- */

/* A request is made to the scope. */
void exn_view_cancel(exn_view *view, uint32_t index);

/* The operation of a member, which is no scope, has gone on and waits anew. Returns whether its
 * scope owes it a request once more, or may make one (EXEUNT_EXITS_ASKED_AGAIN). */
bool exn_view_wait_anew(exn_view *view, uint32_t index);

/* --- view_actions.c --------------------------------------------------------------------------- */

/* The deadline, or the grace time, of a scope has ended: no events of their own, both show in the
 * trace as `time passes`. */
void exn_view_expire(exn_view *view, uint32_t scope);
void exn_view_end_grace(exn_view *view, uint32_t scope);

/* An action closes the scope (S11). Returns false if it ends already; then nothing has changed. */
bool exn_view_close(exn_view *view, uint32_t scope);
/* The scope refused to close: all is as before the action. */
void exn_view_stay_open(exn_view *view, uint32_t scope);

/* The scope has shown that it starts or stops a timer. */
void exn_view_tell_clock(exn_view *view, uint32_t scope_index, exeunt_clock clock);

/* An action asks for the enter of this member, which is to begin now. Then: it was refused, and all
 * is as before; `was_asked` is what exn_is_dynamic had said. */
void exn_view_enter(exn_view *view, uint32_t member);
void exn_view_enter_refused(exn_view *view, uint32_t member, bool was_asked);

/* All that is registered on stack `from` goes on top of stack `to`, in order (S9). */
void exn_view_move(exn_view *view, uint32_t from, uint32_t to);

#endif
