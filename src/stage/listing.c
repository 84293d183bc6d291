/* Lists what may come next. Order (D1, D4): the members in the order of the tree, each with its
 * inner step or its results, or what it waits for if it is written in C, in the order in which it
 * began to wait; the bodies, and after the next timer the cancel requests, in the order of the
 * tasks; whom the world asks to stop; nothing at all; then what only the schedule allows. */
#include "stage/listing.h"

#include "base/own_assert.h"
#include "stage/enabled.h"
#include "stage/externals.h"
#include "stage/operations.h"
#include "stage/requests.h"
#include "stage/stage_scopes.h"

/* Lists what the next timer brings: the results of an operation, or the end of a deadline or of a
 * grace time. */
static void list_time(exn_stage *stage)
{
    const exn_timer *timer = stage->probe.world->timers;
    if (timer == NULL) {
        return;
    }
    if (timer->purpose == EXN_TIMER_OPERATION) {
        exn_operation_list_results(stage, timer->index, true);
        return;
    }
    exn_delivery *delivery = exn_enabled_add(stage->run, EXN_DELIVER_TIME, EXN_NONE, NULL);
    exn_require(timer->armed && "the next timer runs");
    delivery->fault = timer->purpose == EXN_TIMER_DEADLINE;
}

/* Whether an operation is about to settle as it would by itself. */
static bool is_undisturbed(exn_actor actor)
{
    return actor.steps_left == 1 && !actor.asked && !actor.waits && !actor.hangs &&
           !actor.owes_cancel;
}

/* Lists what may come of an operation. The two common cases, an inner step and a single result, are
 * handled here, without a call. Returns whether the operation may never settle by itself. */
static inline bool list_results(exn_stage *stage, uint32_t member, exn_actor actor,
                                const exn_operation *operation)
{
    bool at_its_end = actor.steps_left <= 1;
    if (actor.asked || actor.steps_left == 0 || (at_its_end && operation->only == NULL)) {
        if (operation->lists_declared && is_undisturbed(actor)) {
            exn_operation_list_declared(stage, member, operation);
            return false;
        }
        exn_operation_list_results(stage, member, false);
        return (operation->may_hang || actor.waits) && exn_operation_may_hang(stage, member);
    }
    if (at_its_end) {
        exn_enabled_add(stage->run, EXN_DELIVER_SETTLE, member, operation->only)->fault =
            operation->only_is_fault;
    } else {
        exn_enabled_add(stage->run, EXN_DELIVER_STEP, member, NULL)->is_private =
            !stage->asks_again;
    }
    return false;
}

static bool list_member(exn_stage *stage, uint32_t member)
{
    exn_actor actor = *stage->actors[member];
    const exn_member_plan *member_plan = &stage->member_plans[member];
    return list_results(stage, member, actor,
                        actor.is_exit ? &member_plan->exit : &member_plan->enter);
}

/* Returns whether every operation in flight may hang, those of bodies included. */
static bool list_operations(exn_stage *stage, exeunt_external *external)
{
    bool may_hang = true;
    uint32_t first = exn_actors_group(stage, 0);
    for (; first != EXN_NONE; first = exn_actors_group(stage, first + EXN_ACTORS_IN_GROUP)) {
        uint32_t at_work = exn_group_at_work(stage, first);
        for (; at_work != 0; at_work &= at_work - 1) {
            uint32_t member = first + (uint32_t)__builtin_ctz(at_work);
            if (external != NULL) {
                external = exn_externals_list(stage, external, member);
            }
            may_hang &= list_member(stage, member);
        }
    }
    if (external != NULL) {
        external = exn_externals_list(stage, external, stage->probe.view.member_count);
    }
    if (external != NULL) {
        exn_externals_list_of_bodies(stage, external);
    }
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        exn_actor body = stage->bodies[i].actor;
        if (body.at_work && !body.waits) {
            may_hang &= list_results(stage, exn_body(i), body, &stage->body_plans[i].operation);
        }
    }
    return may_hang;
}

void exn_enabled_list(exn_stage *stage)
{
    exn_run *run = stage->run;
    exeunt_external *external = exn_externals_first(stage);
    bool nothing_else = stage->probe.world->timers == NULL && external == NULL;
    bool may_hang = list_operations(stage, external) && nothing_else;
    list_time(stage);
    if (stage->now->cancels_left > 0) {
        exn_requests_list_cancels(stage);
    }
    if (run->scenario->asks_operations) {
        exn_requests_list(stage);
    }
    if (may_hang) {
        exn_enabled_add(run, EXN_DELIVER_NOTHING, EXN_NONE, NULL)->fault = true;
    }
}
