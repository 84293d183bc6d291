/* Bodies written in C: when they are called, and what each may ask of the scope of its task. What
 * they wait for is listed after what the managers wait for (externals.c). */
#include "stage/body.h"

#include "base/own_assert.h"
#include "contract/oracle.h"
#include "contract/running.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "stage/scope_calls.h"

#include <stdio.h>
#include <string.h>

static exn_stage *stage_of(const exeunt_border *border)
{
    return border->probe->stage;
}

static uint32_t task_of(const exeunt_border *border)
{
    exn_assert(exn_is_body(border->member) && "the border is that of a body");
    return exn_task_of_body(border->member);
}

static exn_own_body *own_body_of(const exeunt_border *border)
{
    return &stage_of(border)->own_bodies[task_of(border)];
}

static bool is_in_flight(const exn_stage *stage, uint32_t task)
{
    const exn_view *view = &stage->probe.view;
    return view->scopes[view->tasks[task].scope].body == EXN_BODY_IS_IN_FLIGHT;
}

bool exn_body_goes_on(const exn_stage *stage, uint32_t task)
{
    const exn_actor *body = &stage->bodies[task].actor;
    bool works = exn_has_own_body(stage, task) ? is_in_flight(stage, task) : body->at_work;
    return works && !body->waits;
}

/* --- making and calling them ------------------------------------------------------------------ */

bool exn_own_bodies_open(exn_stage *stage)
{
    exn_assert(stage->own_bodies == NULL);
    if (stage->run->options.bodies == NULL) {
        return true;
    }
    exn_heap *heap = stage->probe.world->heap;
    uint32_t count = stage->probe.view.task_count;
    stage->own_bodies = exn_heap_allocate(heap, count * sizeof *stage->own_bodies);
    stage->probe.bodies_told = exn_heap_allocate(heap, count * sizeof *stage->probe.bodies_told);
    if (stage->own_bodies == NULL || stage->probe.bodies_told == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        stage->own_bodies[i].border =
            (exeunt_border){.probe = &stage->probe, .member = exn_body(i)};
    }
    return true;
}

static void create(exn_stage *stage, uint32_t task)
{
    exn_own_body *own = &stage->own_bodies[task];
    const exeunt_body *body = stage->run->options.bodies->of_task[task];
    exn_assert(own->self == NULL && "it is created once");
    exn_run_as(&own->border);
    own->self = body->create(&own->border, body->data);
    exn_run_as(NULL);
    exn_probe_look(&stage->probe, exn_body(task));
    if (own->self == NULL) {
        exn_leave_unmade(stage->run,
                         "`create` returned NULL for the %s: what is to be tested must "
                         "be made",
                         stage->probe.view.tasks[task].body);
    }
}

void exn_own_bodies_create(exn_stage *stage)
{
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        if (exn_has_own_body(stage, i)) {
            create(stage, i);
        }
    }
}

/* If free memory was written to, the scope did it before the call, and the body during the call. */
static void call(exn_stage *stage, uint32_t task, void (*function)(void *body))
{
    exn_own_body *own = &stage->own_bodies[task];
    exn_require(own->self != NULL && "it was created");
    exn_probe_look(&stage->probe, EXN_NONE);
    exeunt_border *caller = exn_run_as(&own->border);
    function(own->self);
    exn_run_as(caller);
    exn_probe_look(&stage->probe, exn_body(task));
    exn_probe_look_at_other_bases(&stage->probe, exn_body(task));
}

void exn_own_body_begin(exn_stage *stage, uint32_t task)
{
    exn_assert(exn_has_own_body(stage, task) && "the scenario plays the others");
    call(stage, task, stage->run->options.bodies->of_task[task]->begin);
}

void exn_own_body_cancel(exn_stage *stage, uint32_t task)
{
    exn_assert(exn_has_own_body(stage, task) && "the scenario plays the others");
    const exeunt_body *body = stage->run->options.bodies->of_task[task];
    if (body->cancel != NULL) {
        call(stage, task, body->cancel);
    }
}

/* --- settling --------------------------------------------------------------------------------- */

static void settle(exeunt_border *border, exeunt_body_end end, const exeunt_error *error)
{
    exn_stage *stage = stage_of(border);
    if (!is_in_flight(stage, task_of(border))) {
        exeunt_border_refute(border, "the body settles with nothing in flight");
        return;
    }
    exn_probe_look(&stage->probe, border->member);
    exn_probe_settle_body(&stage->probe, task_of(border), end, error);
    exn_probe_look(&stage->probe, EXN_NONE);
}

void exeunt_body_returned(exeunt_border *border)
{
    settle(border, EXEUNT_BODY_RETURNED, NULL);
}

void exeunt_body_raised(exeunt_border *border, int code, const char *message)
{
    exn_probe *probe = border->probe;
    uint32_t task = task_of(border);
    exn_require(code < 0);
    if (is_in_flight(stage_of(border), task)) { /* otherwise its error was passed on already */
        probe->bodies_told[task] = (exn_told){.code = code, .message = message};
        exn_probe_keep_text(&probe->bodies_told[task]);
        exeunt_error_init(&probe->body_errors[task], code, probe->view.tasks[task].body_source,
                          message);
    }
    settle(border, EXEUNT_BODY_RAISED, &probe->body_errors[task]);
}

void exeunt_body_raised_again(exeunt_border *border, const exeunt_error *error)
{
    exn_probe *probe = border->probe;
    exn_error_id id = exn_probe_identify(probe, error);
    bool was_given = exn_was_given(&probe->view, id) &&
                     exn_task_of_member(&probe->view, exn_id_index(id)) == task_of(border);
    if (was_given) {
        settle(border, EXEUNT_BODY_RAISED, error);
    } else {
        exeunt_body_raised(border, error->code, error->message);
    }
}

void exeunt_body_canceled(exeunt_border *border)
{
    const exn_view *view = &border->probe->view;
    const exn_scope_view *scope = &view->scopes[view->tasks[task_of(border)].scope];
    if (is_in_flight(stage_of(border), task_of(border)) && !scope->body_asked) {
        exeunt_border_refute(border, "the body settles canceled though nobody asked it to stop");
        return;
    }
    settle(border, EXEUNT_BODY_CANCELED, NULL);
}

/* --- what it has, and asks -------------------------------------------------------------------- */

/* Whether a member of the body's task goes by that name: of what tasks share it is the handle. */
static bool is_called(const exn_view *view, uint32_t member, uint32_t task, const char *name)
{
    const char *own = exn_member_name(view, member);
    const char *dot = view->facts[member].shared != EXN_NONE ? strrchr(own, '.') : NULL;
    return exn_task_of_member(view, member) == task &&
           strcmp(dot != NULL ? dot + 1 : own, name) == 0;
}

void *exeunt_body_value(exeunt_border *border, const char *name)
{
    const exn_probe *probe = border->probe;
    uint32_t i = 0;
    while (i < probe->view.member_count && !is_called(&probe->view, i, task_of(border), name)) {
        i += 1;
    }
    return i < probe->view.member_count ? (void *)(uintptr_t)exn_probe_value(probe, i) : NULL;
}

static bool is_of(const exn_stage *stage, const exn_action *action, const char *name)
{
    if (action->node == EXN_NODE_NONE) {
        return true;
    }
    const exn_node *node = &stage->run->scenario->nodes[action->node];
    return name != NULL && strcmp(exn_declared_name(node), name) == 0;
}

/* The action of the scenario's body that is meant. NULL: the scenario has none, and the rule that
 * says so is waived. */
static const exn_action *find(exeunt_border *border, exn_action_kind kind, const char *name)
{
    const exn_stage *stage = stage_of(border);
    const exn_plan *plan = stage->body_plans[task_of(border)].operation.plan;
    for (size_t i = 0; i < plan->action_count; i++) {
        const exn_action *action = &plan->actions[i];
        if (action->kind == kind && action->is_own && is_of(stage, action, name)) {
            return action;
        }
    }
    exeunt_border_refute(border, "the body is not to `%s%s%s`: its scenario has no such action",
                         exn_action_word(kind), name != NULL ? " " : "", name != NULL ? name : "");
    return NULL;
}

static int ask(exeunt_border *border, const exn_action *action,
               void (*settled)(void *context, const exeunt_error *error))
{
    exn_stage *stage = stage_of(border);
    exn_probe_look(&stage->probe, border->member);
    int refused = exn_call_scope(stage, action, settled);
    exn_probe_look(&stage->probe, EXN_NONE);
    return refused;
}

static int find_and_ask(exeunt_border *border, exn_action_kind kind, const char *name)
{
    const exn_action *action = find(border, kind, name);
    return action != NULL ? ask(border, action, NULL) : EXEUNT_EINVAL;
}

int exeunt_body_push(exeunt_border *border, const char *name)
{
    return find_and_ask(border, EXN_ACTION_PUSH, name);
}

int exeunt_body_callback(exeunt_border *border, const char *name)
{
    return find_and_ask(border, EXN_ACTION_CALLBACK, name);
}

int exeunt_body_move(exeunt_border *border, const char *name)
{
    return find_and_ask(border, EXN_ACTION_MOVE, name);
}

int exeunt_body_close(exeunt_border *border)
{
    return find_and_ask(border, EXN_ACTION_CLOSE, NULL);
}

int exeunt_body_cancel(exeunt_border *border)
{
    return find_and_ask(border, EXN_ACTION_CANCEL, NULL);
}

/* --- enters of its own ------------------------------------------------------------------------ */

static void entered(void *context, const exeunt_error *error)
{
    const exn_body_plan *plan = context;
    exn_stage *stage = plan->stage;
    exn_own_body *own = &stage->own_bodies[plan->task];
    exn_own_enter asked = own->asked;
    if (asked.settled == NULL) {
        exn_record_unasked_answer(stage, plan->task);
        return;
    }
    stage->bodies[plan->task].actor.waits = false;
    if (is_in_flight(stage, plan->task)) {
        exn_record_answer_to_body(stage, asked.member, error);
    }
    own->asked = (exn_own_enter){.settled = NULL};
    exn_probe_look(&stage->probe, EXN_NONE);
    exeunt_border *caller = exn_run_as(&own->border);
    asked.settled(asked.context, error);
    exn_run_as(caller);
    exn_probe_look(&stage->probe, exn_body(plan->task));
}

int exeunt_body_enter(exeunt_border *border, const char *name,
                      void (*settled)(void *context, const exeunt_error *error), void *context)
{
    exn_stage *stage = stage_of(border);
    const exn_action *action = find(border, EXN_ACTION_ENTER, name);
    if (action == NULL) {
        return EXEUNT_EINVAL;
    }
    exn_own_body *own = own_body_of(border);
    exn_actor *actor = &stage->bodies[task_of(border)].actor;
    exn_own_enter before = own->asked;
    bool waited = actor->waits;
    own->asked = (exn_own_enter){settled, context, exn_member_of_node(stage, action->node)};
    int refused = ask(border, action, entered);
    if (refused != 0) {
        own->asked = before;
        actor->waits = waited;
    }
    return refused;
}
