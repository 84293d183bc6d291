/* The body that the scenario plays: its actions, one of which may have to wait for an enter, then
 * its own end. */
#include "stage/internal.h"

/* What the body is told of its enter goes past the rules: an event of no trace. */
static void record_answer(exn_stage *stage, const exeunt_error *error)
{
    const exn_action *asked = &stage->body.plan->actions[stage->now->actions_done - 1];
    exn_event told = {.kind = EXN_TELLS_ENTER,
                      .scope = 0,
                      .member = exn_member_of_node(stage, asked->node),
                      .error = exn_probe_identify(&stage->probe, error)};
    exn_record_event(&stage->run->recorder, &stage->probe.view, &told);
}

static void end_by_enter(exn_stage *stage, const exeunt_error *error)
{
    bool canceled = exn_probe_identify(&stage->probe, error) == exn_id(EXN_ID_CANCELED, 0);
    exn_actor_stop_body(stage);
    exn_probe_settle_body(&stage->probe, canceled ? EXEUNT_BODY_CANCELED : EXEUNT_BODY_RAISED,
                          canceled ? NULL : error);
}

static void body_entered(void *context, const exeunt_error *error)
{
    exn_stage *stage = context;
    stage->now->body.waits = false;
    if (!stage->now->body.at_work) {
        return;
    }
    record_answer(stage, error);
    if (error != NULL) {
        end_by_enter(stage, error);
    } else {
        exn_played_body_go_on(stage);
    }
}

/* Goes on with the body: its actions, one of which may have to wait for an enter, then its own end.
 */
void exn_played_body_go_on(exn_stage *stage)
{
    exn_actor *body = &stage->now->body;
    const exn_plan *plan = stage->body.plan;
    uint32_t *done = &stage->now->actions_done;
    if (body->acts) {
        return; /* an enter settled inside its call: the loop below goes on */
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
