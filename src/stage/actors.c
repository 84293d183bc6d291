/* Operations that the scenario plays, of a manager or of the body: they begin, go on and settle. */
#include "stage/actors.h"

#include "base/own_assert.h"
#include "stage/body.h"
#include "stage/choose.h"
#include "stage/operations.h"
#include "stage/scope_calls.h"
#include "stage/stage_scopes.h"
#include "stage/tested.h"
#include "stage/tokens.h"

/* --- at work and not -------------------------------------------------------------------------- */

/* The bit of a member's group, and the word that it stands in. */
static uint64_t bit_of(uint32_t member)
{
    return (uint64_t)1 << (member / EXN_ACTORS_IN_GROUP % 64);
}

static uint64_t *word_of(exn_stage *stage, uint32_t member)
{
    return &stage->now->groups_at_work[member / EXN_ACTORS_IN_GROUP / 64];
}

/* The actor plays an operation from here on. */
static inline void start_work(exn_actor *actor, bool is_exit)
{
    exn_assert(!actor->at_work && "it plays one operation at a time");
    *actor =
        (exn_actor){.at_work = true, .is_exit = is_exit, .touches_later = actor->touches_later};
}

static exn_timer *timer_of(const exn_stage *stage, uint32_t member)
{
    return exn_is_body(member) ? stage->body_plans[exn_task_of_body(member)].timer
                               : stage->member_plans[member].timer;
}

static inline void stop_work(exn_stage *stage, uint32_t member)
{
    exn_actor *actor = exn_actor_of(stage, member);
    exn_timer *timer = timer_of(stage, member);
    exn_assert(actor->at_work && "what settles was at work");
    *actor = (exn_actor){.touches_later = actor->touches_later};
    if (timer != NULL) {
        exn_timer_stop(stage->probe.world, timer);
    }
    if (exn_is_body(member)) {
        stage->bodies[exn_task_of_body(member)].actions_done = 0;
    } else if (!stage->run->options.has_cells && /* its neighbours are not looked at */
               exn_group_at_work(stage, member - member % EXN_ACTORS_IN_GROUP) == 0) {
        *word_of(stage, member) &= ~bit_of(member);
    }
}

void exn_actor_step(exn_stage *stage, uint32_t member)
{
    exn_actor *actor = exn_actor_of(stage, member);
    exn_assert(actor->steps_left > 1 && "the last step is the settling");
    actor->steps_left = (actor->steps_left - 1u) & EXN_ACTOR_STEPS_MASK;
}

/* --- settling --------------------------------------------------------------------------------- */

static void hold(exn_stage *stage, uint32_t member, int32_t held)
{
    stage->probe.view.members[member]->held = held;
}

static void settle(exn_stage *stage, uint32_t member, exeunt_settlement settlement)
{
    exeunt_result result = {.settlement = settlement};
    if (settlement == EXEUNT_SETTLED_ENTERED) {
        result.value = &stage->probe.members[member];
    }
    exn_probe_settle(&stage->probe, member, &result);
}

static void fail(exn_stage *stage, uint32_t member, const exeunt_error *again)
{
    bool exits = stage->probe.view.members[member]->status == EXN_EXITING;
    exeunt_result result = {.settlement = EXEUNT_SETTLED_FAILED,
                            .error = again,
                            .code = exn_actor_code(member, exits),
                            .message = exn_actor_message(member, exits)};
    exn_probe_settle(&stage->probe, member, &result);
}

static void touch_later(exeunt_task *task)
{
    exn_assert(((exn_stage *)task->data)->touch == task);
    exn_stage *stage = task->data;
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (stage->actors[i]->touches_later) {
            stage->actors[i]->touches_later = false;
            exn_probe_event(&stage->probe, EXN_TOUCHES, stage->probe.view.places[i].holder, i);
        }
    }
}

/* One callback serves all members; another member may have posted it already. */
static void post_touch(exn_stage *stage)
{
    exn_assert(stage->touch != NULL && "the scenario has such a result");
    bool is_posted = false;
    for (uint32_t i = 0; i < stage->probe.view.member_count && !is_posted; i++) {
        is_posted = stage->actors[i]->touches_later;
    }
    if (!is_posted) {
        *stage->touch = (exeunt_task){.run = touch_later, .data = stage};
        exn_world_post(stage->probe.world, stage->touch);
    }
}

static void settle_breach(exn_stage *stage, uint32_t member, bool is_exit, exn_ending ending)
{
    exeunt_settlement normal = is_exit ? EXEUNT_SETTLED_EXITED : EXEUNT_SETTLED_ENTERED;
    switch (ending) {
    case EXN_ENDS_STOPS_UNASKED:
        settle(stage, member, EXEUNT_SETTLED_CANCELED);
        break;
    case EXN_ENDS_LEAKS: /* an enter fails, an exit exits; both still hold something */
        hold(stage, member, 1);
        if (is_exit) {
            settle(stage, member, EXEUNT_SETTLED_EXITED);
        } else {
            fail(stage, member, NULL);
        }
        break;
    case EXN_ENDS_TOUCHES_LATER:
        post_touch(stage);
        stage->actors[member]->touches_later = true;
        hold(stage, member, is_exit ? 0 : 1);
        settle(stage, member, normal);
        break;
    default: /* settles twice */
        hold(stage, member, is_exit ? 0 : 1);
        settle(stage, member, normal);
        settle(stage, member, normal);
        break;
    }
}

static void settle_member(exn_stage *stage, uint32_t member, bool is_exit, exn_result_kind result)
{
    switch (result.ending) {
    case EXN_ENDS_ENTERS:
        exn_assert(!is_exit);
        hold(stage, member, 1);
        settle(stage, member, EXEUNT_SETTLED_ENTERED);
        break;
    case EXN_ENDS_EXITS:
        exn_assert(is_exit);
        hold(stage, member, 0);
        settle(stage, member, EXEUNT_SETTLED_EXITED);
        break;
    case EXN_ENDS_SUPPRESSES:
        exn_assert(is_exit);
        hold(stage, member, 0);
        settle(stage, member, EXEUNT_SETTLED_SUPPRESSED);
        break;
    case EXN_ENDS_FAILS:
        hold(stage, member, 0);
        fail(stage, member, result.again);
        break;
    case EXN_ENDS_STOPS_LEAKING:
        hold(stage, member, 1);
        settle(stage, member, EXEUNT_SETTLED_CANCELED);
        break;
    case EXN_ENDS_STOPS_TOUCHING:
        post_touch(stage);
        stage->actors[member]->touches_later = true;
        settle(stage, member, EXEUNT_SETTLED_CANCELED);
        break;
    case EXN_ENDS_STOPS:
        settle(stage, member, EXEUNT_SETTLED_CANCELED);
        break;
    default:
        settle_breach(stage, member, is_exit, result.ending);
        break;
    }
}

static void settle_body(exn_stage *stage, uint32_t task, exn_ending ending)
{
    switch (ending) {
    case EXN_ENDS_RAISES:
        exn_probe_settle_body(&stage->probe, task, EXEUNT_BODY_RAISED,
                              &stage->probe.body_errors[task]);
        break;
    case EXN_ENDS_STOPS:
        exn_probe_settle_body(&stage->probe, task, EXEUNT_BODY_CANCELED, NULL);
        break;
    default:
        exn_probe_settle_body(&stage->probe, task, EXEUNT_BODY_RETURNED, NULL);
        break;
    }
}

static void go_on_with_token(exn_stage *stage, uint32_t member);

/* Whether a member that settles so is outside, and needs no token any more. What has entered may be
 * on its way out again when its scope has replied: that exit gives its token back. */
static bool is_outside(bool is_exit, exn_ending ending)
{
    exn_assert(ending != EXN_ENDS_HANGS && "a hang settles nothing");
    bool has_entered = ending == EXN_ENDS_ENTERS || ending == EXN_ENDS_TOUCHES_LATER ||
                       ending == EXN_ENDS_SETTLES_TWICE;
    return is_exit || !has_entered;
}

/* An operation of a member that needs a token has settled, and its scope has replied. */
static void end_with_token(exn_stage *stage, uint32_t member, exn_actor before, exn_ending ending)
{
    if (before.waits) {
        exn_token_give_up(stage, member);
    } else if (is_outside(before.is_exit, ending)) {
        uint32_t next = exn_token_pass_on(stage, member);
        if (next != EXN_NONE) {
            go_on_with_token(stage, next);
        }
    }
}

void exn_actor_settle(exn_stage *stage, uint32_t member, const exn_alternative *ending)
{
    exn_actor before = *exn_actor_of(stage, member);
    exn_result_kind result = exn_result_of(stage, member, ending);
    exn_mark_taken(stage->run, ending);
    stage->run->current.faults += exn_is_fault(result.ending) ? 1 : 0;
    stop_work(stage, member);
    if (exn_is_body(member)) {
        settle_body(stage, exn_task_of_body(member), result.ending);
        return;
    }
    settle_member(stage, member, before.is_exit, result);
    if (stage->has_tokens && stage->member_plans[member].tokens != NULL) {
        end_with_token(stage, member, before, result.ending);
    }
}

/* --- beginning -------------------------------------------------------------------------------- */

/* Its actions are done: the operation suspends, or settles inside its call. */
__attribute__((always_inline)) static inline void
proceed(exn_stage *stage, uint32_t member, exn_actor *actor, const exn_operation *operation)
{
    const exn_plan *plan = operation->plan;
    if (plan->takes) {
        if (!operation->only_hangs) {
            exn_timer *timer = timer_of(stage, member);
            exn_assert(timer != NULL && !timer->armed && "what takes time has a timer of its own");
            timer->purpose = EXN_TIMER_OPERATION;
            timer->index = member;
            exn_timer_start(stage->probe.world, timer, plan->takes_ms);
        }
        return;
    }
    actor->steps_left = plan->steps & EXN_ACTOR_STEPS_MASK;
    if (plan->steps > 0 || operation->only_hangs) {
        return;
    }
    const exn_alternative *ending = exn_choose_inside_call(stage, member);
    if (ending->ending == EXN_ENDS_HANGS) {
        actor->hangs = true;
        exn_mark_taken(stage->run, ending);
        stage->run->current.faults += 1;
    } else {
        exn_actor_settle(stage, member, ending);
    }
}

static void go_on_with_token(exn_stage *stage, uint32_t member)
{
    exn_actor *actor = stage->actors[member];
    exn_assert(actor->at_work && actor->waits && !actor->is_exit);
    actor->waits = false;
    proceed(stage, member, actor, &stage->member_plans[member].enter);
}

/* Does the actions of an operation. Returns whether it is still at work then. */
static bool act(exn_stage *stage, const exn_actor *actor, const exn_plan *plan)
{
    bool is_exit = actor->is_exit;
    for (size_t i = 0; i < plan->action_count; i++) {
        exn_act(stage, &plan->actions[i], NULL);
    }
    return actor->at_work && actor->is_exit == is_exit;
}

void exn_actor_begin(exn_stage *stage, uint32_t member, bool is_exit)
{
    exn_actor *actor = stage->actors[member];
    const exn_member_plan *member_plan = &stage->member_plans[member];
    const exn_operation *operation = is_exit ? &member_plan->exit : &member_plan->enter;
    start_work(actor, is_exit);
    *word_of(stage, member) |= bit_of(member);
    if (member_plan->tokens != NULL && !is_exit && !exn_token_take(stage, member)) {
        actor->waits = true;
        return;
    }
    if (operation->plan->action_count == 0 || act(stage, actor, operation->plan)) {
        proceed(stage, member, actor, operation);
    }
}

/* --- the body, whose actions may have to wait ------------------------------------------------- */

void exn_actor_start_body(exn_stage *stage, uint32_t task)
{
    exn_played_body *body = &stage->bodies[task];
    exn_assert(!exn_has_own_body(stage, task) && body->actions_done == 0);
    start_work(&body->actor, false);
}

void exn_actor_proceed_body(exn_stage *stage, uint32_t task)
{
    exn_played_body *body = &stage->bodies[task];
    const exn_operation *operation = &stage->body_plans[task].operation;
    exn_assert(body->actor.at_work && !body->actor.waits);
    exn_assert(body->actions_done == operation->plan->action_count && "its actions are done");
    proceed(stage, exn_body(task), &body->actor, operation);
}

void exn_actor_stop_body(exn_stage *stage, uint32_t task)
{
    stop_work(stage, exn_body(task));
}
