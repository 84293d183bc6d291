/* A body written in C, in a world with one task: when it is called, and what it may ask of the
 * scope. What it waits for is listed after what the managers wait for (externals.c). */
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

static bool is_in_flight(const exn_stage *stage)
{
    return stage->probe.view.scopes[0].body == EXN_BODY_IS_IN_FLIGHT;
}

bool exn_body_goes_on(const exn_stage *stage, uint32_t task)
{
    const exn_actor *body = &stage->bodies[task].actor;
    bool works = stage->own_body != NULL ? is_in_flight(stage) : body->at_work;
    return works && !body->waits;
}

/* --- making and calling it -------------------------------------------------------------------- */

bool exn_own_body_open(exn_stage *stage)
{
    exn_assert(stage->own_body == NULL);
    if (stage->run->options.body == NULL) {
        return true;
    }
    exn_own_body *own = exn_heap_allocate(stage->probe.world->heap, sizeof *own);
    stage->own_body = own;
    if (own == NULL) {
        return false;
    }
    own->border = (exeunt_border){.probe = &stage->probe, .member = EXN_BODY};
    stage->probe.body_told = &own->told;
    return true;
}

void exn_own_body_create(exn_stage *stage)
{
    exn_own_body *own = stage->own_body;
    const exeunt_body *body = stage->run->options.body;
    if (body == NULL) {
        return;
    }
    exn_run_as(&own->border);
    own->self = body->create(&own->border, body->data);
    exn_run_as(NULL);
    exn_probe_look(&stage->probe, EXN_BODY);
    if (own->self == NULL) {
        exn_leave_unmade(stage->run,
                         "`create` returned NULL for the body: what is to be tested must be made");
    }
}

/* If free memory was written to, the scope did it before the call, and the body during the call. */
static void call(exn_stage *stage, void (*function)(void *body))
{
    exn_require(stage->own_body->self != NULL && "it was created");
    exn_probe_look(&stage->probe, EXN_NONE);
    exeunt_border *caller = exn_run_as(&stage->own_body->border);
    function(stage->own_body->self);
    exn_run_as(caller);
    exn_probe_look(&stage->probe, EXN_BODY);
    exn_probe_look_at_other_bases(&stage->probe, EXN_BODY);
}

void exn_own_body_begin(exn_stage *stage)
{
    call(stage, stage->run->options.body->begin);
}

void exn_own_body_cancel(exn_stage *stage)
{
    if (stage->run->options.body->cancel != NULL) {
        call(stage, stage->run->options.body->cancel);
    }
}

/* --- settling --------------------------------------------------------------------------------- */

static void settle(exeunt_border *border, exeunt_body_end end, const exeunt_error *error)
{
    exn_stage *stage = stage_of(border);
    if (!is_in_flight(stage)) {
        exeunt_border_refute(border, "the body settles with nothing in flight");
        return;
    }
    exn_probe_look(&stage->probe, EXN_BODY);
    exn_probe_settle_body(&stage->probe, 0, end, error);
    exn_probe_look(&stage->probe, EXN_NONE);
}

void exeunt_body_returned(exeunt_border *border)
{
    settle(border, EXEUNT_BODY_RETURNED, NULL);
}

void exeunt_body_raised(exeunt_border *border, int code, const char *message)
{
    exn_probe *probe = border->probe;
    exn_require(code < 0);
    if (is_in_flight(stage_of(border))) { /* otherwise its error was passed on already */
        stage_of(border)->own_body->told = (exn_told){.code = code, .message = message};
        exn_probe_keep_text(&stage_of(border)->own_body->told);
        exeunt_error_init(&probe->body_errors[0], code, exn_body_source, message);
    }
    settle(border, EXEUNT_BODY_RAISED, &probe->body_errors[0]);
}

void exeunt_body_raised_again(exeunt_border *border, const exeunt_error *error)
{
    exn_probe *probe = border->probe;
    if (exn_was_given(&probe->view, exn_probe_identify(probe, error))) {
        settle(border, EXEUNT_BODY_RAISED, error);
    } else {
        exeunt_body_raised(border, error->code, error->message);
    }
}

void exeunt_body_canceled(exeunt_border *border)
{
    const exn_scope_view *scope = &border->probe->view.scopes[0];
    if (is_in_flight(stage_of(border)) && !scope->body_asked) {
        exeunt_border_refute(border, "the body settles canceled though nobody asked it to stop");
        return;
    }
    settle(border, EXEUNT_BODY_CANCELED, NULL);
}

/* --- what it has, and asks -------------------------------------------------------------------- */

void *exeunt_body_value(exeunt_border *border, const char *name)
{
    const exn_probe *probe = border->probe;
    uint32_t i = 0;
    while (i < probe->view.member_count && strcmp(exn_member_name(&probe->view, i), name) != 0) {
        i += 1;
    }
    return i < probe->view.member_count ? (void *)(uintptr_t)exn_probe_value(probe, i) : NULL;
}

static bool is_of(const exn_stage *stage, const exn_action *action, const char *name)
{
    if (action->node == EXN_NODE_NONE) {
        return true;
    }
    return name != NULL && strcmp(stage->run->scenario->nodes[action->node].name, name) == 0;
}

/* The action of the scenario's body that is meant. NULL: the scenario has none, and the rule that
 * says so is waived. */
static const exn_action *find(exeunt_border *border, exn_action_kind kind, const char *name)
{
    const exn_stage *stage = stage_of(border);
    const exn_plan *plan = stage->body_plans[0].operation.plan;
    for (size_t i = 0; i < plan->action_count; i++) {
        if (plan->actions[i].kind == kind && is_of(stage, &plan->actions[i], name)) {
            return &plan->actions[i];
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
    exn_probe_look(&stage->probe, EXN_BODY);
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
    exn_stage *stage = ((const exn_body_plan *)context)->stage;
    exn_own_enter asked = stage->own_body->asked;
    if (asked.settled == NULL) {
        exn_record_unasked_answer(stage);
        return;
    }
    stage->bodies[0].actor.waits = false;
    if (is_in_flight(stage)) {
        exn_record_answer_to_body(stage, stage->own_body->asked.member, error);
    }
    stage->own_body->asked = (exn_own_enter){.settled = NULL};
    exn_probe_look(&stage->probe, EXN_NONE);
    exeunt_border *caller = exn_run_as(&stage->own_body->border);
    asked.settled(asked.context, error);
    exn_run_as(caller);
    exn_probe_look(&stage->probe, EXN_BODY);
}

int exeunt_body_enter(exeunt_border *border, const char *name,
                      void (*settled)(void *context, const exeunt_error *error), void *context)
{
    exn_stage *stage = stage_of(border);
    const exn_action *action = find(border, EXN_ACTION_ENTER, name);
    if (action == NULL) {
        return EXEUNT_EINVAL;
    }
    exn_own_enter before = stage->own_body->asked;
    bool waited = stage->bodies[0].actor.waits;
    stage->own_body->asked =
        (exn_own_enter){settled, context, exn_member_of_node(stage, action->node)};
    int refused = ask(border, action, entered);
    if (refused != 0) {
        stage->own_body->asked = before;
        stage->bodies[0].actor.waits = waited;
    }
    return refused;
}
