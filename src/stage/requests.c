/* What a scenario wants of requests besides those that it explores: that the world asks operations
 * to stop (`operations: anywhere`, `ask NAME`; M6), and that runs without a request do not count
 * (`at-least`). */
#include "stage/requests.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "contract/view_update.h"
#include "stage/enabled.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "stage/script.h"
#include "stage/stage.h"
#include "stage/tested.h"

/* --- of tasks --------------------------------------------------------------------------------- */

bool exn_may_cancel(const exn_stage *stage, uint32_t task)
{
    const exn_view *view = &stage->probe.view;
    uint32_t wanted = stage->run->scenario->cancel_task;
    exn_assert(task < view->task_count && (wanted == EXN_NONE || wanted < view->task_count));
    return (wanted == EXN_NONE || wanted == task) && !view->scopes[view->tasks[task].scope].closed;
}

void exn_requests_list_cancels(exn_stage *stage)
{
    exn_assert(stage->now->cancels_left > 0 && "there is a request left");
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        if (exn_may_cancel(stage, i)) {
            exn_enabled_add(stage->run, EXN_DELIVER_CANCEL, EXN_NONE, NULL)->scope =
                stage->probe.view.tasks[i].scope;
        }
    }
}

/* --- operations ------------------------------------------------------------------------------- */

void exn_requests_list(exn_stage *stage)
{
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (exn_may_be_asked(stage, i) && !stage->probe.view.members[i]->asked_by_world) {
            exn_enabled_add(stage->run, EXN_DELIVER_ASK, i, NULL);
        }
    }
}

void exn_requests_deliver(exn_stage *stage, uint32_t member)
{
    exn_assert(exn_may_be_asked(stage, member) && "it is in flight");
    stage->run->current.cancels += 1;
    exn_mark_tested(stage->run, stage->run->scenario->asking_number);
    exn_probe_ask(&stage->probe, member);
}

void exn_requests_renew(exn_stage *stage, uint32_t member)
{
    exn_probe *probe = &stage->probe;
    bool is_manager =
        member < probe->view.member_count && probe->view.facts[member].inside == EXN_NONE;
    if (!is_manager || !exn_view_wait_anew(&probe->view, member)) {
        return;
    }
    exeunt_border *border = &probe->borders[probe->view.places[member].holder];
    if (border->implementation->waits_anew != NULL) {
        exeunt_border *caller = exn_run_as(border);
        border->implementation->waits_anew(border->subject, probe->outer[member]);
        exn_run_as(caller);
    }
}

/* --- runs that do not count ------------------------------------------------------------------- */

/* A request could have come at any moment before the last step. So what earlier steps put to the
 * test counts, by the run in which the request came; only what the last step did is taken back. */
void exn_demand_requests(exn_stage *stage)
{
    exn_run *run = stage->run;
    if (!exn_run_owes_requests(run)) {
        return;
    }
    exn_take_doubted_back(run);
    if (!exn_script_done(stage) && !run->scenario->kept) {
        stage->now->open_scopes = 0; /* the run is over: nothing more is possible */
        exn_script_lost(stage);
    }
    exn_assert(run->current.doubted_count == 0);
    exn_leave(run, EXN_RUN_UNASKED);
}

/* --- limits ----------------------------------------------------------------------------------- */

static bool cancels(const exn_plan *plan)
{
    size_t i = 0;
    while (i < plan->action_count && plan->actions[i].kind != EXN_ACTION_CANCEL) {
        i += 1;
    }
    return i < plan->action_count;
}

/* Whether actions or a schedule make requests, which have no number. */
static bool has_more_requests(const exn_scenario *scenario)
{
    bool has = scenario->has_schedule;
    for (size_t i = 0; i < scenario->task_count; i++) {
        has |= cancels(&scenario->tasks[i].body);
    }
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        has |= cancels(&node->enter) || cancels(&node->exit);
    }
    return has;
}

bool exn_limits_cancels(const exn_run *run)
{
    const exn_scenario *scenario = run->scenario;
    bool is_limited = run->options.cancels_limit != UINT32_MAX;
    bool is_beyond =
        scenario->asks_operations || (run->options.cancels_max > 0 && has_more_requests(scenario));
    return run->options.cancels_limit < run->options.cancels_max || (is_limited && is_beyond);
}
