/* A step of a run: one delivery, and then the callbacks that are ready (D3). */
#include "stage/step.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "contract/view_update.h"
#include "stage/actors.h"
#include "stage/body.h"
#include "stage/callbacks.h"
#include "stage/choose.h"
#include "stage/deadlines.h"
#include "stage/externals.h"
#include "stage/leave.h"
#include "stage/operations.h"
#include "stage/requests.h"
#include "stage/scope_calls.h"
#include "stage/stage_scopes.h"
#include "stage/timers.h"
#include "stage/turns.h"
#include "stage/waited_for.h"

#include <errno.h>

static void end_step(exn_stage *stage)
{
    exn_probe_look(&stage->probe, EXN_NONE);
    exn_record_end_of_step(&stage->run->recorder, &stage->probe.view);
}

static void cancel(exn_stage *stage, uint32_t scope)
{
    exn_run *run = stage->run;
    stage->now->cancels_left -= stage->now->cancels_left > 0 ? 1 : 0;
    run->current.cancels += 1;
    run->totals.cancel_taken = true;
    exn_probe_cancel(&stage->probe, scope);
}

/* After a delivery, and before its callbacks run, a cancel may come (D3). */
static void cancel_at_once(exn_stage *stage)
{
    while (stage->probe.world->ready_first != NULL) {
        uint32_t scope = exn_cancels_now(stage);
        if (scope == EXN_NONE) {
            break;
        }
        stage->run->current.steps += 1;
        cancel(stage, scope);
    }
}

static void pass_time(exn_stage *stage, const exn_delivery *delivery)
{
    exn_timer *timer = exn_world_pass_time(stage->probe.world);
    exn_assert(timer != NULL && "time passes to a timer");
    bool is_own = timer->purpose == EXN_OWN_TIMER;
    exn_probe_event(&stage->probe, EXN_TIME_PASSES, EXN_NONE, is_own ? timer->index : EXN_NONE);
    if (is_own) {
        exn_own_timer_fire(stage, timer);
        exn_requests_renew(stage, timer->index);
    } else if (timer->purpose == EXN_TIMER_OPERATION) {
        exn_assert(timer->index == delivery->member && delivery->ending != NULL);
        exn_actor_settle(stage, delivery->member, delivery->ending);
    } else {
        exn_deadline_fire(stage, timer);
    }
}

/* A hang is a fault. A hang that was chosen inside its call was counted there. */
static void count_hang(exn_stage *stage, uint32_t member)
{
    bool is_new = !exn_actor_of(stage, member)->hangs;
    stage->run->current.faults += exn_operation_mark_hang(stage, member) && is_new ? 1 : 0;
}

/* Nothing more comes, and something is still missing: the run ends. */
static void get_stuck(exn_stage *stage)
{
    exn_assert(stage->probe.world->ready_first == NULL && stage->probe.world->timers == NULL);
    exn_demand_requests(stage);
    for (uint32_t i = exn_actor_next(stage, 0); i != EXN_NONE; i = exn_actor_next(stage, i + 1)) {
        count_hang(stage, i);
    }
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        count_hang(stage, exn_body(i));
    }
    stage->run->current.steps -= 1; /* nothing was delivered, so this was no step (D3) */
    exn_waited_for waited_for = exn_find_waited_for(stage);
    exn_probe_event(&stage->probe, EXN_STUCK, waited_for.scope, waited_for.member);
    exn_leave(stage->run, EXN_RUN_CLOSED); /* where the rule is waived the run is taken as it is */
}

static void deliver(exn_stage *stage, const exn_delivery *delivery)
{
    switch (delivery->kind) {
    case EXN_DELIVER_SETTLE:
        exn_actor_settle(stage, delivery->member, delivery->ending);
        break;
    case EXN_DELIVER_TIME:
        pass_time(stage, delivery);
        break;
    case EXN_DELIVER_CANCEL:
        cancel(stage, delivery->scope);
        break;
    case EXN_DELIVER_ASK:
        exn_requests_deliver(stage, delivery->member);
        break;
    case EXN_DELIVER_CALL:
        exn_act(stage, delivery->action, NULL);
        break;
    case EXN_DELIVER_EXTERNAL:
        exn_external_deliver(stage, delivery);
        exn_requests_renew(stage, delivery->member);
        break;
    default:
        exn_assert(delivery->kind == EXN_DELIVER_NOTHING);
        get_stuck(stage);
        break;
    }
}

/* More may come in the same turn, and a cancel behind the first callback of it. */
__attribute__((noinline)) static void take_turn(exn_stage *stage)
{
    exn_delivery next;
    while (exn_turn_goes_on(stage, &next)) {
        stage->run->current.steps += 1;
        deliver(stage, &next);
    }
    exn_run_first(stage);
}

static void run_callbacks(exn_stage *stage)
{
    if (stage->probe.world->ready_first != NULL) {
        if (stage->takes_turns) {
            take_turn(stage);
        }
        cancel_at_once(stage);
        exn_run_ready(stage);
    }
    end_step(stage);
}

void exn_step_begin(exn_stage *stage)
{
    exn_assert(stage->run->current.steps == 0 && stage->now->open_scopes > 0);
    exn_run *run = stage->run;
    errno = 0;
    uint32_t canceled = exn_cancels_now(stage);
    while (canceled != EXN_NONE) {
        run->current.steps += 1;
        cancel(stage, canceled);
        canceled = exn_cancels_now(stage);
    }
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        uint32_t scope = stage->probe.view.tasks[i].scope;
        exeunt_border *border = &stage->probe.borders[scope];
        exn_view_begin(&stage->probe.view, scope);
        exn_deadline_begin(stage, scope);
        exn_run_as(border);
        border->implementation->begin(border->subject);
        exn_run_as(NULL);
    }
    exn_run_ready(stage);
    end_step(stage);
}

void exn_step_deliver(exn_stage *stage, const exn_delivery *delivery)
{
    stage->run->current.steps += 1;
    stage->run->current.doubted_count = 0;
    stage->run->tape.flight->pulse += 1;
    if (delivery->kind == EXN_DELIVER_STEP) { /* no code runs, so nothing becomes ready */
        exn_actor_step(stage, delivery->member);
        if (stage->asks_again) { /* then the scope may have to reply */
            exn_requests_renew(stage, delivery->member);
            run_callbacks(stage);
            return;
        }
        exn_record_end_of_step(&stage->run->recorder, &stage->probe.view);
        return;
    }
    errno = 0; /* what an earlier step has left there is no part of the world */
    deliver(stage, delivery);
    run_callbacks(stage);
}
