/* What passes between a scope and its managers becomes events: probe.h. */
#include "contract/probe.h"

#include "base/own_assert.h"
#include "contract/no_exception.h"
#include "contract/oracle.h"
#include "contract/running.h"
#include "contract/view_update.h"

#include <stdio.h>
#include <stdlib.h>

_Thread_local exeunt_border *exn_running; /* initial-exec, as running.h says */
_Thread_local bool exn_makes_exception;
EXEUNT_OUTSIDE uint64_t exn_runs_begun;

/* Looks for writes to free memory where scope and manager call each other. Before a manager written
 * in C is called the scope was at work, and afterwards the manager. Only code in C writes anything.
 */
static void look_between(const exn_member *member, uint32_t at_work)
{
    if (member->inner != NULL && member->probe->view.facts[member->index].inside == EXN_NONE) {
        exn_probe_look(member->probe, at_work);
    }
}

/* The border of what stands behind a member: a nested scope, or a manager written in C. */
static exeunt_border *border_behind(const exn_member *member)
{
    const exn_probe *probe = member->probe;
    uint32_t inside = probe->view.facts[member->index].inside;
    exn_assert((inside != EXN_NONE || probe->own_borders != NULL) && "an actor has no border");
    return inside != EXN_NONE ? &probe->borders[inside] : &probe->own_borders[member->index];
}

/* Around a call of it. Returns whose code makes the call. */
static exeunt_border *begin_call(const exn_member *member)
{
    look_between(member, EXN_NONE);
    return exn_run_as(border_behind(member));
}

static void end_call(const exn_member *member, exeunt_border *caller)
{
    exn_assert(exn_running == border_behind(member) && "calls come back in order");
    look_between(member, member->index);
    if (member->probe->view.facts[member->index].inside == EXN_NONE) {
        exn_probe_look_at_other_bases(member->probe, member->index);
    }
    exn_run_as(caller);
}

/* --- from the scope to the manager ------------------------------------------------------------ */

static exn_member *member_of(exeunt_manager *outer)
{
    return (exn_member *)(uintptr_t)outer->type; /* the type is its first member */
}

/* The operation before has ended, and so has what it failed with. */
static void forget(const exn_member *member)
{
    const exeunt_error **shown = &member->probe->shown[member->index];
    if (*shown != NULL) {
        *shown = NULL;
    }
    if (member->told != NULL) {
        member->told->code = 0;
        member->told->message = NULL;
        member->told->text = 0;
    }
}

/* The record that a member would overwrite; EXN_ID_NONE where its scope keeps records of its own,
 * for then nobody can tell (S15). */
static exn_error_id record_of(const exn_probe *probe, uint32_t index)
{
    const exeunt_error *record = &probe->outer[index]->error;
    exn_id_kind kind = record->origin == EXEUNT_ORIGIN_ENTER ? EXN_ID_ENTER : EXN_ID_EXIT;
    return record->code != 0 ? exn_id(kind, index) : exn_id(EXN_ID_NONE, 0);
}

void exn_probe_taken(exn_probe *probe, uint32_t scope, uint32_t member, bool refused)
{
    exn_assert(exn_task_closed_by(&probe->view, scope) != EXN_NONE &&
               member < probe->view.member_count);
    exn_event event = {.kind = refused ? EXN_REFUSED : EXN_TAKEN,
                       .scope = scope,
                       .member = member,
                       .error = record_of(probe, member)};
    exn_probe_emit(probe, &event);
}

static void outer_enter(exeunt_manager *outer)
{
    exn_member *member = member_of(outer);
    exn_probe *probe = member->probe;
    exn_probe_take_base(member);
    exn_event event = {.kind = EXN_ENTER_BEGINS,
                       .scope = probe->view.places[member->index].holder,
                       .member = member->index};
    if (probe->view.members[member->index]->status != EXN_FRESH) {
        *probe->recorder->may_loop = true;
        event.error = record_of(probe, member->index);
    }
    forget(member);
    exn_probe_emit(probe, &event);
    if (member->inner != NULL) {
        exeunt_border *caller = begin_call(member);
        bool EXN_NO_EXCEPTION(inside);
        exeunt_manager_enter(member->inner, exn_inner_settled, member);
        inside = false;
        end_call(member, caller);
    } else {
        probe->players->enter(probe->stage, member->index);
    }
}

static void outer_exit(exeunt_manager *outer, const exeunt_error *cause)
{
    exn_member *member = member_of(outer);
    exn_probe *probe = member->probe;
    exn_probe_take_base(member);
    exn_event event = {.kind = EXN_EXIT_BEGINS,
                       .scope = probe->view.places[member->index].holder,
                       .member = member->index};
    event.error = exn_probe_read(probe, cause, &event);
    exn_context_link behind = {.error = event.error};
    if (cause != NULL && probe->view.promises.error_order == EXEUNT_ERRORS_NEWEST_FIRST) {
        behind.context = exn_probe_identify(probe, cause->context);
        event.contexts = &behind;
        event.context_count = 1;
    }
    forget(member);
    if (member->told != NULL) {
        member->told->cause = cause;
    }
    exn_probe_emit(probe, &event);
    if (member->inner != NULL) {
        exeunt_border *caller = begin_call(member);
        bool EXN_NO_EXCEPTION(inside);
        exeunt_manager_exit(member->inner, cause, exn_inner_settled, member);
        inside = false;
        exn_probe_look_at_cause(member);
        end_call(member, caller);
    } else {
        probe->players->exit(probe->stage, member->index, event.error);
    }
}

/* Notes that an exit was asked to stop, for the report. If any manager is written in C, only exits
 * of those count. */
static void note_asked(const exn_member *member)
{
    const exn_probe *probe = member->probe;
    bool is_scope = probe->view.facts[member->index].inside != EXN_NONE;
    bool counts = !is_scope && (member->inner != NULL || probe->view.holdings == NULL);
    if (counts && probe->view.members[member->index]->status == EXN_EXITING) {
        *probe->exit_was_asked = true;
    }
}

static void outer_cancel(exeunt_manager *outer)
{
    exn_member *member = member_of(outer);
    exn_probe *probe = member->probe;
    exn_probe_event(probe, EXN_CANCEL_REQUESTED, probe->view.places[member->index].holder,
                    member->index);
    note_asked(member);
    if (member->inner != NULL) {
        exeunt_border *caller = begin_call(member);
        bool EXN_NO_EXCEPTION(inside);
        exeunt_manager_cancel(member->inner);
        inside = false;
        end_call(member, caller);
    } else {
        probe->players->cancel(probe->stage, member->index);
    }
}

void exn_probe_ask(exn_probe *probe, uint32_t member_index)
{
    const exn_member *member = &probe->members[member_index];
    exn_assert(probe->view.facts[member_index].inside == EXN_NONE &&
               "the world asks no scope (M6)");
    exn_assert(probe->view.members[member_index]->status == EXN_ENTERING ||
               probe->view.members[member_index]->status == EXN_EXITING);
    exn_probe_event(probe, EXN_ASKED, probe->view.places[member_index].holder, member_index);
    note_asked(member);
    if (member->inner == NULL) {
        probe->players->cancel(probe->stage, member_index);
        return;
    }
    exeunt_border *caller = begin_call(member);
    if (member->inner->type->cancel != NULL) {
        member->inner->type->cancel(
            member->inner); /* exeunt_manager_cancel would do so only once */
    }
    end_call(member, caller);
}

void exn_probe_init_member(exn_probe *probe, uint32_t index, exeunt_manager *inner, exn_told *told)
{
    exn_member *member = &probe->members[index];
    exn_assert(index < probe->view.member_count && (inner == NULL || told != NULL) &&
               "what a real manager is told is kept");
    *member = (exn_member){.type = {outer_enter, outer_exit, outer_cancel},
                           .outer = probe->outer[index],
                           .inner = inner,
                           .told = told,
                           .probe = probe,
                           .index = index};
    exeunt_manager_init(member->outer, &member->type, probe->view.facts[index].name);
    /* X1, X2 and X3 judge by the events of outer_enter and outer_exit. */
    member->outer->watched = true;
    if (inner != NULL) {
        exn_probe_stand_in(probe, index, inner);
    }
}

void exn_probe_stand_in(exn_probe *probe, uint32_t index, exeunt_manager *inner)
{
    exn_member *member = &probe->members[index];
    exn_assert((member->inner == NULL || member->inner == inner) &&
               "it takes the place of an actor");
    member->inner = inner;
    inner->settled = exn_inner_settled; /* also for operations that have not begun (M1) */
    inner->owner = member;
}

/* --- from the manager to the scope ------------------------------------------------------------ */

/* The event of a settlement, by the operation in flight; EXN_SETTLES_AGAIN if none is,
 * EXN_SETTLES_WRONGLY if the operation has no such result. */
static exn_event_kind settle_kind(uint8_t status, const exeunt_result *result)
{
    if (status == EXN_ENTERING) {
        switch (result->settlement) {
        case EXEUNT_SETTLED_ENTERED:
            return EXN_ENTERED;
        case EXEUNT_SETTLED_CANCELED:
            return EXN_ENTER_CANCELED;
        case EXEUNT_SETTLED_FAILED:
            return EXN_ENTER_FAILS;
        default:
            return EXN_SETTLES_WRONGLY;
        }
    }
    if (status != EXN_EXITING) {
        return EXN_SETTLES_AGAIN;
    }
    switch (result->settlement) {
    case EXEUNT_SETTLED_EXITED:
        return EXN_EXITED;
    case EXEUNT_SETTLED_SUPPRESSED:
        return EXN_EXIT_SUPPRESSES;
    case EXEUNT_SETTLED_FAILED:
        return EXN_EXIT_FAILS;
    default:
        return EXN_SETTLES_WRONGLY;
    }
}

/* Which error a failed operation raises. What its exit was told, and what an enter of the body
 * gave, is raised again as it is; a nested scope raises its own errors; any other error is recorded
 * anew (E1). */
static exn_error_id raised_by(const exn_probe *probe, uint32_t index, const exeunt_error *error)
{
    const exn_member *member = &probe->members[index];
    bool enters = probe->view.members[index]->status == EXN_ENTERING;
    exn_error_id anew = exn_id(enters ? EXN_ID_ENTER : EXN_ID_EXIT, index);
    if (error == NULL) {
        return anew;
    }
    bool is_own = probe->view.facts[index].inside != EXN_NONE;
    bool was_told = member->told != NULL && exeunt_error_contains(member->told->cause, error);
    exn_error_id known = exn_probe_identify(probe, error);
    return is_own || was_told || exn_was_given(&probe->view, known) ? known : anew;
}

/* The operation in flight is over: what it was told matters no more. What it raises again has a
 * record already. */
static void keep_told(exn_told *told, const exeunt_result *result, const exn_event *event)
{
    told->cause = NULL;
    told->value = event->kind == EXN_ENTERED ? result->value : told->value;
    bool is_anew = event->error == exn_id(EXN_ID_ENTER, event->member) ||
                   event->error == exn_id(EXN_ID_EXIT, event->member);
    if (is_anew) {
        told->code = result->error != NULL ? result->error->code : result->code;
        told->message = result->error != NULL ? result->error->message : result->message;
    }
    if (is_anew && result->error == NULL) {
        exn_probe_keep_text(told);
    }
}

void exn_probe_settle(exn_probe *probe, uint32_t member_index, const exeunt_result *result)
{
    const exn_member *member = &probe->members[member_index];
    uint8_t status = probe->view.members[member_index]->status;
    exn_event event = {.scope = probe->view.places[member_index].holder,
                       .member = member_index,
                       .suppressed = result->suppressed};
    event.kind = settle_kind(status, result);
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        event.error = raised_by(probe, member_index, result->error);
    }
    if (probe->view.facts[member_index].inside != EXN_NONE && result->error != NULL) {
        exn_probe_list(probe, result->error, status == EXN_EXITING ? member->told->cause : NULL,
                       &event); /* down to what its exit was told (E5) */
    }
    exn_probe_emit(probe, &event);
    if (event.kind >= EXN_BORDER_KINDS) {
        /* It is no settlement: where M1, M5 and M6 are waived, the run goes on without it. */
        return;
    }
    if (member->told != NULL) {
        keep_told(member->told, result, &event);
    }
    exeunt_border *caller = exn_run_as(&probe->borders[event.scope]);
    exeunt_settle(member->outer, result);
    exn_run_as(caller);
}

/* Notes, for the report, which rules a settlement puts code to, unless it breaks them. That a
 * manager settles at all (M2) and lets go (M8) shows with each settlement. If any manager is
 * written in C, only those count. */
static void note_tested(const exn_member *member, exeunt_settlement settlement)
{
    const exn_probe *probe = member->probe;
    const exn_member_view *view = probe->view.members[member->index];
    bool is_scope = probe->view.facts[member->index].inside != EXN_NONE;
    bool *tested = probe->tested_by_code;
    exn_assert(member->inner != NULL && "an actor's settlement says nothing of code");
    if (is_scope && probe->view.holdings != NULL) {
        return;
    }
    bool enters = view->status == EXN_ENTERING;
    bool exits = view->status == EXN_EXITING;
    tested[EXN_M1] = tested[EXN_M2] = tested[EXN_M8] = true;
    tested[EXN_M3] |= enters && settlement != EXEUNT_SETTLED_ENTERED;
    tested[EXN_M4] |= exits;
    tested[EXN_M5] |= exits;
    tested[EXN_M6] |= (enters || exits) && (view->asked || view->asked_by_world);
    tested[EXN_M7] |= enters && settlement == EXEUNT_SETTLED_CANCELED;
}

/* Code of a manager in C settles `member`, which may be another handle of it. */
static void look_at_who_settles(const exn_member *member)
{
    bool is_manager = exn_running != NULL && exn_running->member < member->probe->view.member_count;
    uint32_t at_work = is_manager ? exn_running->member : member->index;
    look_between(member, at_work);
    if (member->probe->view.facts[member->index].inside == EXN_NONE) {
        exn_probe_look_at_other_bases(member->probe, at_work);
    }
}

void exn_inner_settled(exeunt_manager *inner, const exeunt_result *result)
{
    exn_member *member = inner->owner;
    inner->settled = exn_inner_settled; /* a second settlement must arrive here, too (M1) */
    look_at_who_settles(member);
    exn_probe_look_at_cause(member);
    exn_probe_leave_base(member);
    note_tested(member, result->settlement);
    bool EXN_NO_EXCEPTION(inside);
    exn_probe_settle(member->probe, member->index, result);
    inside = false;
    look_between(member, EXN_NONE);
}

void exn_exception_crossed(void)
{
    fputs("an exception leaves the function that has thrown it: none may cross the border\n",
          stderr);
    abort();
}

/* --- body, cancel, end ------------------------------------------------------------------------ */

void exn_probe_settle_body(exn_probe *probe, uint32_t task, exeunt_body_end end,
                           const exeunt_error *error)
{
    static const exn_event_kind kinds[] = {
        [EXEUNT_BODY_RETURNED] = EXN_BODY_RETURNS,
        [EXEUNT_BODY_RAISED] = EXN_BODY_RAISES,
        [EXEUNT_BODY_CANCELED] = EXN_BODY_CANCELED,
    };
    exn_assert((end != EXEUNT_BODY_RAISED || error != NULL) && "what raises has an error");
    exn_event event = {.kind = kinds[end],
                       .scope = probe->view.tasks[task].scope,
                       .member = EXN_NONE,
                       .error = exn_probe_identify(probe, error)};
    exn_probe_emit(probe, &event);
    exeunt_border *border = &probe->borders[event.scope];
    exeunt_border *caller = exn_run_as(border);
    border->implementation->body_settled(border->subject, end, error);
    exn_run_as(caller);
}

void exn_probe_cancel(exn_probe *probe, uint32_t scope)
{
    exn_probe_event(probe, EXN_CANCEL, scope, EXN_NONE);
    exeunt_border *border = &probe->borders[scope];
    exeunt_border *caller = exn_run_as(border);
    border->implementation->cancel(border->subject);
    exn_run_as(caller);
}

void exeunt_border_begin_body(exeunt_border *border)
{
    exn_probe_event(border->probe, EXN_BODY_BEGINS, border->scope, EXN_NONE);
    const exn_view *view = &border->probe->view;
    border->probe->players->begin_body(border->probe->stage, view->scopes[border->scope].is->task);
}

/* What the enter of a member settled with; an actor's with its member. */
static const void *value_of(const exn_probe *probe, uint32_t index)
{
    const exn_member *member = &probe->members[index];
    if (member->told != NULL) {
        return member->told->value;
    }
    bool entered =
        probe->view.members[index]->status == EXN_HELD && !probe->view.facts[index].pushed;
    return entered ? member : NULL;
}

const void *exn_probe_value(const exn_probe *probe, uint32_t member)
{
    exn_assert(member < probe->view.member_count);
    bool entered =
        probe->view.members[member]->status == EXN_HELD && !probe->view.facts[member].pushed;
    return entered ? value_of(probe, member) : NULL;
}

/* The member at an index; EXN_NONE after the last one. */
static uint32_t member_at(exn_probe *probe, uint32_t scope, size_t index)
{
    bool is_pool = probe->view.scopes[scope].is->kind == EXEUNT_KIND_POOL; /* a stack may move */
    bool is_before = probe->last_value.scope == scope && probe->last_value.index <= index;
    if (!is_pool || !is_before || probe->last_value.member == EXN_NONE) {
        probe->last_value.scope = scope;
        probe->last_value.index = 0;
        probe->last_value.member = probe->view.scopes[scope].first;
    }
    while (probe->last_value.index < index && probe->last_value.member != EXN_NONE) {
        probe->last_value.member = probe->view.places[probe->last_value.member].sibling;
        probe->last_value.index += 1;
    }
    return probe->last_value.member;
}

void exeunt_border_give_value(exeunt_border *border, size_t index, const void *value)
{
    exn_probe *probe = border->probe;
    uint32_t member = member_at(probe, border->scope, index);
    if (member != EXN_NONE && value_of(probe, member) == value) {
        probe->recorder->tally->checked[EXN_X5] += 1; /* the rule is kept, and no event is needed */
        return;
    }
    exn_event event = {.kind = EXN_GIVES_VALUE, .scope = border->scope, .member = member};
    exn_probe_emit(probe, &event);
}

void exeunt_border_show_clock(exeunt_border *border, exeunt_clock clock)
{
    exn_event event = {
        .kind = EXN_TELLS_CLOCK, .scope = border->scope, .member = EXN_NONE, .clock = clock};
    exn_probe_emit(border->probe, &event);
    exn_view_tell_clock(&border->probe->view, border->scope, clock);
}

void exeunt_border_cancel_body(exeunt_border *border)
{
    exn_probe_event(border->probe, EXN_CANCEL_REQUESTED, border->scope, EXN_NONE);
    const exn_view *view = &border->probe->view;
    border->probe->players->cancel_body(border->probe->stage, view->scopes[border->scope].is->task);
}

void exeunt_border_close(exeunt_border *border, const exeunt_end *end)
{
    exn_probe *probe = border->probe;
    probe->players->closing(probe->stage, border->scope);
    exn_event event = {.kind = EXN_CLOSES,
                       .scope = border->scope,
                       .member = EXN_NONE,
                       .outcome_canceled = end->canceled,
                       .outcome_suppressed = end->suppressed};
    exn_probe_read_all(probe, end->errors, end->error_count, &event);
    if (probe->view.promises.error_order == EXEUNT_ERRORS_NEWEST_FIRST) {
        exn_probe_read_contexts(probe, end->errors, &event);
    }
    exn_probe_emit(probe, &event);
    probe->players->close(probe->stage, border->scope);
}
