/* The bodies that the scenario plays: their actions, one of which may have to wait for an enter,
 * then their own end. */
#include "stage/played_body.h"

#include "base/own_assert.h"
#include "stage/actors.h"
#include "stage/body.h"
#include "stage/members.h"
#include "stage/operations.h"
#include "stage/scope_calls.h"

static void end_by_enter(exn_stage *stage, uint32_t task, const exeunt_error *error)
{
    bool canceled = exn_probe_identify(&stage->probe, error) == exn_id(EXN_ID_CANCELED, 0);
    exn_actor_stop_body(stage, task);
    exn_probe_settle_body(&stage->probe, task, canceled ? EXEUNT_BODY_CANCELED : EXEUNT_BODY_RAISED,
                          canceled ? NULL : error);
}

static void go_on(exn_stage *stage, uint32_t task);

static void body_entered(void *context, const exeunt_error *error)
{
    const exn_body_plan *plan = context;
    exn_stage *stage = plan->stage;
    exn_played_body *body = &stage->bodies[plan->task];
    bool waited = body->actor.waits;
    body->actor.waits = false;
    if (!body->actor.at_work) {
        return;
    }
    if (!waited) {
        exn_record_unasked_answer(stage, plan->task);
        return;
    }
    const exn_action *asked = &plan->operation.plan->actions[body->actions_done - 1];
    exn_require(asked->kind == EXN_ACTION_ENTER && "it waits for its last action");
    exn_record_answer_to_body(stage, exn_member_of_node(stage, asked->node), error);
    if (error != NULL) {
        end_by_enter(stage, plan->task, error);
    } else {
        go_on(stage, plan->task);
    }
}

/* Does the actions that are left, up to one that has to wait for an enter; then the body ends. */
static void go_on(exn_stage *stage, uint32_t task)
{
    exn_actor *body = &stage->bodies[task].actor;
    const exn_plan *plan = stage->body_plans[task].operation.plan;
    uint32_t *done = &stage->bodies[task].actions_done;
    if (body->acts) {
        return; /* the enter settled inside its call: the loop that made the call goes on */
    }
    body->acts = true;
    while (body->at_work && !body->waits && *done < plan->action_count) {
        *done += 1;
        exn_act(stage, &plan->actions[*done - 1], body_entered);
    }
    body->acts = false;
    if (body->at_work && !body->waits) {
        exn_actor_proceed_body(stage, task);
    }
}

void exn_played_body_begin(exn_stage *stage, uint32_t task)
{
    exn_assert(!stage->bodies[task].actor.waits && !stage->bodies[task].actor.acts);
    exn_actor_start_body(stage, task);
    go_on(stage, task);
}

void exn_played_body_cancel(exn_stage *stage, uint32_t task)
{
    exn_assert(!exn_has_own_body(stage, task) && "one in C is asked itself");
    stage->bodies[task].actor.asked = true;
    exn_operation_mark_hang(stage, exn_body(task));
}
