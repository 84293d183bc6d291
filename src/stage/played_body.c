/* The body that the scenario plays: its actions, one of which may have to wait for an enter, then
 * its own end. */
#include "stage/played_body.h"

#include "base/own_assert.h"
#include "stage/actors.h"
#include "stage/members.h"
#include "stage/operations.h"
#include "stage/scope_calls.h"

static void end_by_enter(exn_stage *stage, const exeunt_error *error)
{
    bool canceled = exn_probe_identify(&stage->probe, error) == exn_id(EXN_ID_CANCELED, 0);
    exn_actor_stop_body(stage);
    exn_probe_settle_body(&stage->probe, canceled ? EXEUNT_BODY_CANCELED : EXEUNT_BODY_RAISED,
                          canceled ? NULL : error);
}

static void go_on(exn_stage *stage);

static void body_entered(void *context, const exeunt_error *error)
{
    exn_stage *stage = context;
    stage->now->body.waits = false;
    if (!stage->now->body.at_work) {
        return;
    }
    const exn_action *asked = &stage->body.plan->actions[stage->now->actions_done - 1];
    exn_require(asked->kind == EXN_ACTION_ENTER && "it waits for its last action");
    exn_record_answer_to_body(stage, exn_member_of_node(stage, asked->node), error);
    if (error != NULL) {
        end_by_enter(stage, error);
    } else {
        go_on(stage);
    }
}

/* Does the actions that are left, up to one that has to wait for an enter; then the body ends. */
static void go_on(exn_stage *stage)
{
    exn_actor *body = &stage->now->body;
    const exn_plan *plan = stage->body.plan;
    uint32_t *done = &stage->now->actions_done;
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
        exn_actor_proceed_body(stage);
    }
}

void exn_played_body_begin(exn_stage *stage)
{
    exn_assert(!stage->now->body.waits && !stage->now->body.acts);
    exn_actor_start_body(stage);
    go_on(stage);
}

void exn_played_body_cancel(exn_stage *stage)
{
    exn_assert(stage->own_body == NULL && "one in C is asked itself");
    stage->now->body.asked = true;
    exn_operation_mark_hang(stage, EXN_BODY);
}
