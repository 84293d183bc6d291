#include "stage/internal.h"

/* Plays the managers and the body of a scenario: begins an operation and settles it. */

/* --- at work and not --- */

/* The bit of a member's group, and the word that it stands in. */
static uint64_t bit_of(uint32_t member)
{
    return (uint64_t)1 << (member / EXN_ACTORS_IN_GROUP % 64);
}

static uint64_t *word_of(exn_stage *stage, uint32_t member)
{
    return &stage->now->groups_at_work[member / EXN_ACTORS_IN_GROUP / 64];
}

/* From here on it plays this operation. */
static void start_work(exn_stage *stage, uint32_t member, bool is_exit)
{
    exn_actor *actor = exn_actor_of(stage, member);
    *actor =
        (exn_actor){.at_work = true, .is_exit = is_exit, .touches_later = actor->touches_later};
    if (member != EXN_BODY) {
        *word_of(stage, member) |= bit_of(member);
    }
}

static exn_timer *timer_of(const exn_stage *stage, uint32_t member)
{
    return member == EXN_BODY ? stage->body_timer : stage->parts[member].timer;
}

static void end_work(exn_stage *stage, uint32_t member)
{
    exn_actor *actor = exn_actor_of(stage, member);
    exn_timer *timer = timer_of(stage, member);
    *actor = (exn_actor){.touches_later = actor->touches_later};
    if (timer != NULL) {
        exn_timer_stop(stage->probe.world, timer);
    }
    if (member == EXN_BODY) {
        stage->now->actions_done = 0;
    } else if (exn_group_at_work(stage, member - member % EXN_ACTORS_IN_GROUP) == 0) {
        *word_of(stage, member) &= ~bit_of(member);
    }
}

void exn_actor_step(exn_stage *stage, uint32_t member)
{
    exn_actor *actor = exn_actor_of(stage, member);
    actor->steps_left = (actor->steps_left - 1u) & EXN_ACTOR_STEPS_MASK;
}

/* --- settling --- */

static void hold(exn_stage *stage, uint32_t member, int32_t held)
{
    stage->probe.view.members[member].held = held;
}

static void settle(exn_stage *stage, uint32_t member, exeunt_settlement settlement)
{
    exeunt_result result = {.settlement = settlement};
    if (settlement == EXEUNT_ENTERED) {
        result.value = &stage->probe.members[member];
    }
    exn_probe_settle(&stage->probe, member, &result);
}

static void fail(exn_stage *stage, uint32_t member, const exeunt_error *again)
{
    exeunt_result result = {.settlement = EXEUNT_FAILED,
                            .error = again,
                            .code = EXN_ACTOR_CODE,
                            .message = exn_actor_message};
    exn_probe_settle(&stage->probe, member, &result);
}

static void touch_later(exeunt_task *task)
{
    exn_stage *stage = task->data;
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (stage->actors[i].touches_later) {
            stage->actors[i].touches_later = false;
            exn_probe_event(&stage->probe, EXN_TOUCHES, stage->probe.view.places[i].holder, i);
        }
    }
}

/* One callback is for all of them: it may be posted already. */
static void post_touch(exn_stage *stage)
{
    bool is_posted = false;
    for (uint32_t i = 0; i < stage->probe.view.member_count && !is_posted; i++) {
        is_posted = stage->actors[i].touches_later;
    }
    if (!is_posted) {
        *stage->touch = (exeunt_task){.run = touch_later, .data = stage};
        exn_world_post(stage->probe.world, stage->touch);
    }
}

static void settle_breach(exn_stage *stage, uint32_t member, bool is_exit, exn_ending ending)
{
    exeunt_settlement normal = is_exit ? EXEUNT_EXITED : EXEUNT_ENTERED;
    switch (ending) {
    case EXN_ENDS_STOPS_UNASKED:
        settle(stage, member, EXEUNT_CANCELED);
        break;
    case EXN_ENDS_LEAKS: /* an enter fails, an exit exits; either holds something still */
        hold(stage, member, 1);
        if (is_exit) {
            settle(stage, member, EXEUNT_EXITED);
        } else {
            fail(stage, member, NULL);
        }
        break;
    case EXN_ENDS_TOUCHES_LATER:
        post_touch(stage);
        stage->actors[member].touches_later = true;
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
        hold(stage, member, 1);
        settle(stage, member, EXEUNT_ENTERED);
        break;
    case EXN_ENDS_EXITS:
        hold(stage, member, 0);
        settle(stage, member, EXEUNT_EXITED);
        break;
    case EXN_ENDS_SUPPRESSES:
        hold(stage, member, 0);
        settle(stage, member, EXEUNT_SUPPRESSED);
        break;
    case EXN_ENDS_FAILS:
        hold(stage, member, 0);
        fail(stage, member, result.again);
        break;
    case EXN_ENDS_STOPS_LEAKING:
        hold(stage, member, 1);
        settle(stage, member, EXEUNT_CANCELED);
        break;
    case EXN_ENDS_STOPS_TOUCHING:
        post_touch(stage);
        stage->actors[member].touches_later = true;
        settle(stage, member, EXEUNT_CANCELED);
        break;
    case EXN_ENDS_STOPS:
        settle(stage, member, EXEUNT_CANCELED);
        break;
    default:
        settle_breach(stage, member, is_exit, result.ending);
        break;
    }
}

static void settle_body(exn_stage *stage, exn_ending ending)
{
    switch (ending) {
    case EXN_ENDS_RAISES:
        exn_probe_settle_body(&stage->probe, EXEUNT_BODY_RAISED, stage->probe.body_error);
        break;
    case EXN_ENDS_STOPS:
        exn_probe_settle_body(&stage->probe, EXEUNT_BODY_CANCELED, NULL);
        break;
    default:
        exn_probe_settle_body(&stage->probe, EXEUNT_BODY_RETURNED, NULL);
        break;
    }
}

void exn_actor_settle(exn_stage *stage, uint32_t member, const exn_alternative *ending)
{
    bool is_exit = exn_actor_of(stage, member)->is_exit;
    exn_result_kind result = exn_result_of(stage, member, ending);
    exn_mark_taken(stage->run, ending);
    stage->run->current.faults += exn_is_fault(result.ending) ? 1 : 0;
    end_work(stage, member);
    if (member == EXN_BODY) {
        settle_body(stage, result.ending);
    } else {
        settle_member(stage, member, is_exit, result);
    }
}

/* --- beginning --- */

bool exn_actor_may_hang(const exn_stage *stage, uint32_t member)
{
    const exn_actor *actor = exn_actor_of(stage, member);
    const exn_operation *operation = exn_operation_of(stage, member);
    if (actor->waits) {
        return true; /* for an operation that is asked about by itself */
    }
    if (actor->asked && operation->plan->on_cancel_count > 0) {
        return false;
    }
    return actor->hangs ||
           (operation->may_hang && actor->steps_left <= 1); /* inner steps come first */
}

uint64_t exn_run_states_ahead(const exn_run *run)
{
    const exn_stage *stage = run->stage;
    uint64_t states = 1;
    for (uint32_t i = exn_actor_next(stage, 0); i != EXN_NONE && !run->scenario->has_schedule;
         i = exn_actor_next(stage, i + 1)) {
        uint64_t places = stage->actors[i].steps_left;
        places += exn_operation_of(stage, i)->only_hangs ? 0 : 1;
        states = places > UINT64_MAX / states ? UINT64_MAX : states * (places > 0 ? places : 1);
    }
    return states;
}

/* Inner steps and the settling; what settles inside its call has none, unless it is stopped. */
static uint64_t steps_of(const exn_run *run, const exn_operation *operation)
{
    bool suspends =
        operation->plan->takes || operation->may_hang || run->options.manager_factory != NULL;
    uint64_t steps = operation->plan->steps;
    return steps > 0 ? steps : suspends ? 1 : 0;
}

uint64_t exn_run_steps_bound(const exn_run *run)
{
    const exn_stage *stage = run->stage;
    const exn_view *view = &stage->probe.view;
    if (run->totals.may_loop) {
        return UINT64_MAX;
    }
    uint64_t steps =
        steps_of(run, &stage->body) + run->options.cancels_max + run->scenario->item_count;
    steps += (uint64_t)view->scope_count * 2; /* deadlines and grace times */
    steps += run->scenario->asks_operations ? (uint64_t)view->member_count * 2 : 0;
    for (uint32_t i = 0; i < view->member_count; i++) {
        steps += steps_of(run, &stage->parts[i].enter) + steps_of(run, &stage->parts[i].exit);
    }
    return steps + 1; /* nothing comes */
}

bool exn_actor_hangs(exn_stage *stage, uint32_t member)
{
    const exn_operation *operation = exn_operation_of(stage, member);
    const exn_plan *plan = operation->plan;
    bool may_hang = operation->may_hang && exn_actor_of(stage, member)->at_work;
    for (size_t i = 0; may_hang && i < plan->alternative_count; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_HANGS) {
            exn_mark_taken(stage->run, &plan->alternatives[i]);
        }
    }
    return may_hang;
}

/* Actions are done: the operation suspends, or settles inside its call. */
static void proceed(exn_stage *stage, uint32_t member)
{
    exn_actor *actor = exn_actor_of(stage, member);
    const exn_operation *operation = exn_operation_of(stage, member);
    const exn_plan *plan = operation->plan;
    if (plan->takes) {
        if (!operation->only_hangs) {
            exn_timer *timer = timer_of(stage, member);
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

static void begin(exn_stage *stage, uint32_t member, bool is_exit)
{
    start_work(stage, member, is_exit);
    const exn_plan *plan = exn_operation_of(stage, member)->plan;
    for (size_t i = 0; i < plan->action_count; i++) {
        exn_act(stage, &plan->actions[i], false);
    }
    const exn_actor *actor = exn_actor_of(stage, member);
    if (actor->at_work && actor->is_exit == is_exit) {
        proceed(stage, member);
    }
}

static void play_enter(void *context, uint32_t member)
{
    exn_stage *stage = context;
    begin(stage, member, false);
}

static void play_exit(void *context, uint32_t member, exn_error_id cause)
{
    exn_stage *stage = context;
    (void)cause; /* the view has it */
    begin(stage, member, true);
}

static void play_cancel(void *context, uint32_t member)
{
    exn_stage *stage = context;
    stage->actors[member].asked = true;
    exn_actor_hangs(stage, member); /* so far it has not settled, and now it may no longer hang */
}

/* Goes on with the body: its actions, one of which may have to wait for an enter, then its own end.
 */
void exn_actor_proceed_body(exn_stage *stage)
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
        exn_act(stage, &plan->actions[*done - 1], true);
    }
    body->acts = false;
    if (body->at_work && !body->waits) {
        proceed(stage, EXN_BODY);
    }
}

void exn_actor_end_body(exn_stage *stage, const exeunt_error *error)
{
    bool canceled = exn_probe_identify(&stage->probe, error) == exn_id(EXN_ID_CANCELED, 0);
    end_work(stage, EXN_BODY);
    exn_probe_settle_body(&stage->probe, canceled ? EXEUNT_BODY_CANCELED : EXEUNT_BODY_RAISED,
                          canceled ? NULL : error);
}

static void play_begin_body(void *context)
{
    exn_stage *stage = context;
    if (stage->own_body != NULL) {
        exn_own_body_begin(stage);
        return;
    }
    start_work(stage, EXN_BODY, false);
    exn_actor_proceed_body(stage);
}

static void play_cancel_body(void *context)
{
    exn_stage *stage = context;
    if (stage->own_body != NULL) {
        exn_own_body_cancel(stage);
        return;
    }
    stage->now->body.asked = true;
    exn_actor_hangs(stage, EXN_BODY);
}

static void play_closing(void *context, uint32_t scope)
{
    if (scope == 0) { /* from here on nobody is asked to stop any more */
        exn_demand_requests(context);
    }
}

static void play_close(void *context, uint32_t scope)
{
    exn_stage *stage = context;
    stage->now->open_scopes -= 1;
    uint32_t count = scope == 0 && stage->moved_to != NULL ? stage->probe.view.scope_count : 0;
    for (uint32_t i = 1; i < count; i++) {
        if (stage->moved_to[i]) {
            exeunt_border *border = &stage->probe.borders[i];
            border->implementation->close(border->subject);
        }
    }
}

static void play_notice(void *context, const exn_event *event)
{
    exn_clock_notice(context, event);
    exn_ages_notice(context, event);
    exn_endless_notice(context, event);
}

const exn_actor_callbacks *exn_stage_actor_callbacks(bool notices)
{
    static const exn_actor_callbacks quiet = {.enter = play_enter,
                                              .exit = play_exit,
                                              .cancel = play_cancel,
                                              .begin_body = play_begin_body,
                                              .cancel_body = play_cancel_body,
                                              .closing = play_closing,
                                              .close = play_close};
    static const exn_actor_callbacks noticing = {.enter = play_enter,
                                                 .exit = play_exit,
                                                 .cancel = play_cancel,
                                                 .begin_body = play_begin_body,
                                                 .cancel_body = play_cancel_body,
                                                 .closing = play_closing,
                                                 .close = play_close,
                                                 .notice = play_notice};
    return notices ? &noticing : &quiet;
}
