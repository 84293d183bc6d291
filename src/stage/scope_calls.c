/* What a body or a manager does to an outermost scope while it works (SCENARIOS.md, "Actions"): to
 * that of its task, or to another one. */
#include "stage/scope_calls.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "contract/view_update.h"
#include "stage/deadlines.h"
#include "stage/expect.h"
#include "stage/members.h"

static void nobody_waits(void *context, const exeunt_error *error)
{
    (void)context;
    (void)error;
}

/* Only the body of that task waits for the enter. */
static int enter(exn_stage *stage, uint32_t task, uint32_t member, exn_enter_settled *settled)
{
    exn_assert(member != EXN_NONE && "the plan of an enter names a member");
    exn_assert(exn_task_of_member(&stage->probe.view, member) == task);
    bool by_body = settled != NULL;
    exn_view *view = &stage->probe.view;
    uint32_t scope = view->tasks[task].scope;
    exeunt_border *border = &stage->probe.borders[scope];
    exn_actor *body = &stage->bodies[task].actor;
    bool body_waits = body->waits; /* to learn how an enter has ended */
    bool was_asked = exn_is_dynamic(view, member);
    body->waits = body->waits || by_body;
    exn_view_enter(view, member);
    exeunt_border *caller = exn_run_as(border);
    int refused =
        border->implementation->enter(border->subject, stage->probe.outer[member],
                                      by_body ? settled : nobody_waits, &stage->body_plans[task]);
    exn_run_as(caller);
    bool has_begun = !view->members[member]->accepted;
    if (refused != 0 && (has_begun || !body_waits)) {
        exn_probe_event(&stage->probe, EXN_ENTER_REFUSED, scope, member);
    }
    if (refused != 0) {
        exn_view_enter_refused(view, member, was_asked);
        body->waits = body_waits;
    }
    return refused;
}

static int push(exn_stage *stage, uint32_t scope, uint32_t member, bool callback)
{
    exn_assert(member != EXN_NONE);
    exeunt_border *border = &stage->probe.borders[scope];
    exeunt_manager *outer = stage->probe.outer[member];
    bool was_taken = exn_is_taken(&stage->probe.view, member);
    exeunt_border *caller = exn_run_as(border);
    int refused = callback ? border->implementation->callback(border->subject, outer)
                           : border->implementation->push(border->subject, outer);
    exn_run_as(caller);
    if (refused == 0 && (was_taken || exn_has_begun_to_close(&stage->probe.view.scopes[scope]))) {
        exn_probe_event(&stage->probe, EXN_ACCEPTS, scope, member);
    }
    exn_probe_taken(&stage->probe, scope, member, refused != 0);
    if (refused == 0 && !was_taken) { /* what is held already stands in the view (X1 is waived) */
        stage->probe.view.members[member]->callback = callback;
        exn_view_register(&stage->probe.view, member);
    }
    return refused;
}

static int move(exn_stage *stage, uint32_t task, exn_node_id node)
{
    uint32_t scope = stage->probe.view.tasks[task].scope;
    uint32_t to = exn_scope_of_node(stage, node);
    exn_assert(to != EXN_NONE && stage->moved_to != NULL &&
               exn_task_closed_by(&stage->probe.view, to) == EXN_NONE &&
               "a scope beside the outermost");
    exeunt_border *from = &stage->probe.borders[scope];
    exeunt_border *caller = exn_run_as(from);
    int refused = from->implementation->move(from->subject, stage->probe.borders[to].subject);
    exn_run_as(caller);
    if (refused == 0 || !stage->bodies[task].actor.waits) {
        exn_probe_event(&stage->probe, refused == 0 ? EXN_MOVED : EXN_MOVE_REFUSED, scope,
                        EXN_NONE);
    }
    if (refused == 0 && stage->probe.view.scopes[scope].is->kind == EXEUNT_KIND_STACK) {
        exn_view_move(&stage->probe.view, scope, to);
        stage->probe.view.scopes[to].closing = true; /* it has no body of its own */
        stage->now->open_scopes += stage->moved_to[to] ? 0 : 1;
        stage->moved_to[to] = true;
    }
    return refused;
}

static int close(exn_stage *stage, uint32_t scope)
{
    exeunt_border *border = &stage->probe.borders[scope];
    const exn_scope_view *seen = &stage->probe.view.scopes[scope];
    bool is_early = seen->is->kind == EXEUNT_KIND_POOL && seen->body == EXN_BODY_IS_NEW;
    bool closes = exn_view_close(&stage->probe.view, scope);
    exeunt_border *caller = exn_run_as(border);
    int refused = border->implementation->close(border->subject);
    exn_run_as(caller);
    if (refused == 0) {
        exn_deadline_close(stage, scope);
    } else if (closes) {
        exn_view_stay_open(&stage->probe.view, scope);
    }
    if (!closes) {
        exn_probe_event(&stage->probe, refused == 0 ? EXN_ACCEPTS : EXN_STAYS_CLOSING, scope,
                        EXN_NONE);
    } else if (refused != 0) {
        exn_probe_event(&stage->probe, EXN_STAYS_OPEN, scope, EXN_NONE);
    } else if (is_early) {
        exn_probe_event(&stage->probe, EXN_CLOSED_EARLY, scope, EXN_NONE);
    }
    return refused;
}

/* A request to what has closed reaches nothing. */
static int cancel(exn_stage *stage, uint32_t scope)
{
    if (stage->probe.view.task_count == 1 || !stage->probe.view.scopes[scope].closed) {
        stage->run->current.cancels += 1;
        exn_probe_cancel(&stage->probe, scope);
    }
    return 0;
}

static int perform(exn_stage *stage, const exn_action *action, exn_enter_settled *settled)
{
    uint32_t member =
        action->node == EXN_NODE_NONE ? EXN_NONE : exn_member_of_node(stage, action->node);
    exn_assert(action->task < stage->probe.view.task_count);
    uint32_t scope = stage->probe.view.tasks[action->task].scope;
    switch (action->kind) {
    case EXN_ACTION_ENTER:
        return enter(stage, action->task, member, settled);
    case EXN_ACTION_PUSH:
        return push(stage, scope, member, false);
    case EXN_ACTION_CALLBACK:
        return push(stage, scope, member, true);
    case EXN_ACTION_MOVE:
        return move(stage, action->task, action->node);
    case EXN_ACTION_CLOSE:
        return close(stage, scope);
    default:
        return cancel(stage, scope);
    }
}

int exn_call_scope(exn_stage *stage, const exn_action *action, exn_enter_settled *settled)
{
    exn_recorder *recorder = &stage->run->recorder;
    size_t place = exn_record_call(recorder, action->text);
    int refused = perform(stage, action, settled);
    exn_record_answer(recorder, place, action->text, refused != 0);
    return refused;
}

void exn_act(exn_stage *stage, const exn_action *action, exn_enter_settled *settled)
{
    bool refused = exn_call_scope(stage, action, settled) != 0;
    bool is_wrong = refused != (action->answer == EXN_IS_REFUSED);
    if (is_wrong && stage->run->options.expects && action->answer != EXN_MAY_BE_REFUSED) {
        exn_expect_fail(stage, EXN_MISMATCH_ACTION, "the action `%s` %s (line %u)", action->text,
                        refused ? "was refused" : "was not refused", action->place.line);
    }
}

void exn_record_unasked_answer(exn_stage *stage, uint32_t task)
{
    exn_assert(task < stage->probe.view.task_count);
    exn_event told = {.kind = EXN_TELLS_UNASKED,
                      .scope = stage->probe.view.tasks[task].scope,
                      .member = EXN_NONE};
    exn_record_event(&stage->run->recorder, &stage->probe.view, &told);
}

void exn_record_answer_to_body(exn_stage *stage, uint32_t member, const exeunt_error *error)
{
    exn_assert(member < stage->probe.view.member_count && "it is of an enter");
    uint32_t task = exn_task_of_member(&stage->probe.view, member);
    exn_event told = {.kind = EXN_TELLS_ENTER,
                      .scope = stage->probe.view.tasks[task].scope,
                      .member = member,
                      .error = exn_probe_identify(&stage->probe, error)};
    exn_record_event(&stage->run->recorder, &stage->probe.view, &told);
}
