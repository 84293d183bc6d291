#include "stage/internal.h"

/* Plays the managers and the body of a scenario: begins an operation, says what it may do next,
 * settles it. */

exn_actor *exn_actor_of(exn_stage *stage, uint32_t member)
{
    return member == EXN_BODY ? &stage->body : &stage->actors[member];
}

/* --- what may come of an operation --- */

/* What an operation would do under the name of an alternative: two that do the same are one
 * (SCENARIOS.md, "Equal results"). */
typedef struct result_kind {
    exn_ending ending;
    const exeunt_error *again; /* FAILS: the error that is raised again; NULL: its own */
} result_kind;

static exn_error_id error_id(const exn_stage *stage, const exn_error_name *name)
{
    switch (name->kind) {
    case EXN_ERROR_ENTER:
        return exn_id(EXN_ID_ENTER, exn_member_of_node(stage, name->node));
    case EXN_ERROR_EXIT:
        return exn_id(EXN_ID_EXIT, exn_member_of_node(stage, name->node));
    case EXN_ERROR_BODY:
        return exn_id(EXN_ID_BODY, 0);
    case EXN_ERROR_CANCELED:
        return exn_id(EXN_ID_CANCELED, 0);
    default:
        for (uint32_t i = 0; i < stage->probe.view.scope_count; i++) {
            if (stage->scopes[i].node == name->node) {
                return exn_id(EXN_ID_DEADLINE, i);
            }
        }
        return exn_id(EXN_ID_UNKNOWN, 0);
    }
}

static result_kind result_of(const exn_stage *stage, uint32_t member, bool is_exit,
                             const exn_alternative *alternative)
{
    result_kind result = {alternative->ending, NULL};
    if (alternative->has_with && is_exit) {
        result.again =
            exn_probe_told_error(&stage->probe, member, error_id(stage, &alternative->with));
    }
    if (is_exit && result.ending == EXN_ENDS_STOPS) {
        result.ending = EXN_ENDS_EXITS;
    }
    if (member == EXN_BODY && result.ending == EXN_ENDS_FAILS) {
        result.ending = EXN_ENDS_RAISES;
    }
    return result;
}

static void set_at_work(exn_stage *stage, uint32_t member, bool at_work)
{
    if (member != EXN_BODY) {
        uint64_t bit = (uint64_t)1 << (member % 64);
        stage->in_flight[member / 64] =
            at_work ? stage->in_flight[member / 64] | bit : stage->in_flight[member / 64] & ~bit;
    }
}

uint32_t exn_actor_next(const exn_stage *stage, uint32_t from)
{
    uint32_t count = stage->probe.view.member_count;
    for (uint32_t word = from / 64; word <= count / 64 && from < count; word++) {
        uint64_t bits = stage->in_flight[word];
        bits &= word == from / 64 ? ~(uint64_t)0 << (from % 64) : ~(uint64_t)0;
        if (bits != 0) {
            return word * 64 + (uint32_t)__builtin_ctzll(bits);
        }
    }
    return EXN_NONE;
}

static bool is_fault(exn_ending ending)
{
    return ending == EXN_ENDS_FAILS || ending == EXN_ENDS_SUPPRESSES || ending == EXN_ENDS_RAISES;
}

/* Whether there is an error that this exit could suppress (M5, C5): else `suppresses` is explored
 * only if nothing else is declared. */
static bool may_suppress(const exn_stage *stage, uint32_t member)
{
    const exn_member_view *seen = &stage->probe.view.members[member];
    exn_id_kind kind = exn_id_kind_of(seen->told);
    bool cancel_counts = stage->run->profile == EXEUNT_PROFILE_PYTHON;
    return kind != EXN_ID_NONE && (kind != EXN_ID_CANCELED || cancel_counts) &&
           seen->told != exn_id(EXN_ID_DEADLINE, seen->holder);
}

static void mark_taken(exn_run *run, const exn_plan *plan, const exn_alternative *alternative)
{
    bool normal = alternative >= plan->alternatives &&
                  alternative < plan->alternatives + plan->alternative_count;
    bool on_cancel =
        alternative >= plan->on_cancel && alternative < plan->on_cancel + plan->on_cancel_count;
    ptrdiff_t at = normal      ? alternative - plan->alternatives
                   : on_cancel ? 32 + (alternative - plan->on_cancel)
                               : -1;
    if (at >= 0 && at < 64) {
        run->taken[exn_plan_index(run->scenario, plan)] |= (uint64_t)1 << at;
    }
}

/* Lists one more result unless an equal one is there since `first`. */
static void add_result(exn_stage *stage, uint32_t member, exn_delivery_kind kind,
                       const exn_alternative *alternative, uint32_t first)
{
    exn_run *run = stage->run;
    exn_actor *actor = exn_actor_of(stage, member);
    result_kind result = result_of(stage, member, actor->is_exit, alternative);
    for (uint32_t i = first; i < run->moment_count; i++) {
        if (run->moment[i].ending == NULL) {
            continue;
        }
        result_kind other = result_of(stage, member, actor->is_exit, run->moment[i].ending);
        if (other.ending == result.ending && other.again == result.again) {
            mark_taken(run, actor->plan, alternative); /* put to the test under the other's name */
            return;
        }
    }
    exn_delivery *delivery = exn_moment_add(run, kind, member, alternative);
    delivery->fault = is_fault(result.ending);
}

static void add_declared(exn_stage *stage, uint32_t member, exn_delivery_kind kind, uint32_t first)
{
    const exn_actor *actor = exn_actor_of(stage, member);
    const exn_plan *plan = actor->plan;
    for (size_t i = 0; i < plan->alternative_count && !actor->hangs; i++) {
        const exn_alternative *alternative = &plan->alternatives[i];
        bool idle = alternative->ending == EXN_ENDS_SUPPRESSES && !may_suppress(stage, member);
        if (alternative->ending == EXN_ENDS_HANGS || (idle && plan->alternative_count > 1)) {
            continue;
        }
        add_result(stage, member, kind, alternative, first);
    }
    bool only_idle = stage->run->moment_count == first &&
                     !actor->hangs; /* [suppresses, hangs] without a cause */
    for (size_t i = 0; i < plan->alternative_count && only_idle; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_SUPPRESSES) {
            add_result(stage, member, kind, &plan->alternatives[i], first);
        }
    }
}

/* Lists what may come next of an operation in flight: its results at its own time, and what a
 * request adds. */
void exn_actor_results(exn_stage *stage, uint32_t member, bool with_time)
{
    exn_run *run = stage->run;
    const exn_actor *actor = exn_actor_of(stage, member);
    uint32_t first = run->moment_count;
    if (with_time) {
        add_declared(stage, member, EXN_DELIVER_TIME, first);
        return;
    }
    if (!actor->plan->takes && actor->steps_left > 1) {
        exn_moment_add(run, EXN_DELIVER_STEP, member, NULL)->is_private = true;
    } else if (!actor->plan->takes) {
        add_declared(stage, member, EXN_DELIVER_SETTLE, first);
    }
    for (size_t i = 0; i < actor->plan->on_cancel_count && actor->asked; i++) {
        add_result(stage, member, EXN_DELIVER_SETTLE, &actor->plan->on_cancel[i], first);
    }
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
                            .code = -5,
                            .message = "injected by the scenario"};
    exn_probe_settle(&stage->probe, member, &result);
}

static void touch_later(exeunt_task *task)
{
    exn_stage *stage = task->data;
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (stage->actors[i].touches_later) {
            stage->actors[i].touches_later = false;
            exn_probe_event(&stage->probe, EXN_TOUCHES, stage->probe.view.members[i].holder, i);
        }
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
        stage->actors[member].touches_later = true;
        stage->touch.run = touch_later;
        stage->touch.data = stage;
        exn_world_post(stage->probe.world, &stage->touch);
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

static void settle_member(exn_stage *stage, uint32_t member, bool is_exit, result_kind result)
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
        exn_probe_settle_body(&stage->probe, EXEUNT_BODY_RAISED, &stage->probe.body_error);
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
    exn_actor *actor = exn_actor_of(stage, member);
    result_kind result = result_of(stage, member, actor->is_exit, ending);
    bool is_exit = actor->is_exit;
    mark_taken(stage->run, actor->plan, ending);
    stage->run->faults += is_fault(result.ending) ? 1 : 0;
    exn_timer_stop(stage->probe.world, &actor->timer);
    *actor = (exn_actor){.touches_later = actor->touches_later};
    set_at_work(stage, member, false);
    if (member == EXN_BODY) {
        settle_body(stage, result.ending);
    } else {
        settle_member(stage, member, is_exit, result);
    }
}

/* --- beginning --- */

static bool declares_hang(const exn_plan *plan)
{
    for (size_t i = 0; i < plan->alternative_count; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_HANGS) {
            return true;
        }
    }
    return false;
}

bool exn_actor_may_hang(const exn_stage *stage, uint32_t member)
{
    const exn_actor *actor = member == EXN_BODY ? &stage->body : &stage->actors[member];
    const exn_plan *plan = actor->plan;
    if (actor->waits) {
        return true; /* for an operation that is asked about by itself */
    }
    if (actor->asked && plan->on_cancel_count > 0) {
        return false;
    }
    return actor->hangs ||
           (declares_hang(plan) && actor->steps_left <= 1); /* inner steps come first */
}

void exn_actor_hangs(exn_stage *stage, uint32_t member)
{
    const exn_plan *plan = exn_actor_of(stage, member)->plan;
    for (size_t i = 0; plan != NULL && i < plan->alternative_count; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_HANGS) {
            mark_taken(stage->run, plan, &plan->alternatives[i]);
        }
    }
}

/* Actions are done: the operation suspends, or settles inside its call. */
static void proceed(exn_stage *stage, uint32_t member)
{
    exn_actor *actor = exn_actor_of(stage, member);
    const exn_plan *plan = actor->plan;
    bool only_hangs = plan->alternative_count == 1 && declares_hang(plan);
    if (plan->takes) {
        if (!only_hangs) {
            actor->timer.purpose = EXN_TIMER_OPERATION;
            actor->timer.index = member;
            exn_timer_start(stage->probe.world, &actor->timer, plan->takes_ms);
        }
        return;
    }
    actor->steps_left = plan->steps;
    if (plan->steps > 0 || only_hangs) {
        return;
    }
    const exn_alternative *ending = exn_choose_inside_call(stage, member);
    if (ending->ending == EXN_ENDS_HANGS) {
        actor->hangs = true;
        mark_taken(stage->run, plan, ending);
        stage->run->faults += 1;
    } else {
        exn_actor_settle(stage, member, ending);
    }
}

static void begin(exn_stage *stage, uint32_t member, const exn_plan *plan, bool is_exit)
{
    exn_actor *actor = exn_actor_of(stage, member);
    bool touches_later = actor->touches_later;
    *actor = (exn_actor){.plan = plan, .is_exit = is_exit, .touches_later = touches_later};
    set_at_work(stage, member, true);
    for (size_t i = 0; i < plan->action_count; i++) {
        exn_act(stage, &plan->actions[i], false);
    }
    if (actor->plan == plan) {
        proceed(stage, member);
    }
}

static void play_enter(void *context, uint32_t member)
{
    exn_stage *stage = context;
    begin(stage, member, exn_member_plan(stage, member, false), false);
}

static void play_exit(void *context, uint32_t member, exn_error_id cause)
{
    exn_stage *stage = context;
    (void)cause; /* the view has it */
    begin(stage, member, exn_member_plan(stage, member, true), true);
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
    exn_actor *body = &stage->body;
    const exn_plan *plan = &stage->run->scenario->body;
    if (body->acts) {
        return; /* an enter settled inside its call: the loop below goes on */
    }
    body->acts = true;
    while (body->plan == plan && !body->waits && body->actions_done < plan->action_count) {
        body->actions_done += 1;
        exn_act(stage, &plan->actions[body->actions_done - 1], true);
    }
    body->acts = false;
    if (body->plan == plan && !body->waits) {
        proceed(stage, EXN_BODY);
    }
}

void exn_actor_end_body(exn_stage *stage, const exeunt_error *error)
{
    bool canceled = exn_probe_identify(&stage->probe, error) == exn_id(EXN_ID_CANCELED, 0);
    stage->body = (exn_actor){.plan = NULL};
    exn_probe_settle_body(&stage->probe, canceled ? EXEUNT_BODY_CANCELED : EXEUNT_BODY_RAISED,
                          canceled ? NULL : error);
}

static void play_begin_body(void *context)
{
    exn_stage *stage = context;
    stage->body = (exn_actor){.plan = &stage->run->scenario->body};
    exn_actor_proceed_body(stage);
}

static void play_cancel_body(void *context)
{
    exn_stage *stage = context;
    stage->body.asked = true;
    exn_actor_hangs(stage, EXN_BODY);
}

static void play_close(void *context, uint32_t scope)
{
    exn_stage *stage = context;
    stage->open_scopes -= 1;
    for (uint32_t i = 1; i < stage->probe.view.scope_count && scope == 0; i++) {
        if (stage->scopes[i].moved_to) {
            exeunt_border *border = &stage->probe.borders[i];
            border->implementation->close(border->subject);
        }
    }
}

static void play_notice(void *context, const exn_event *event)
{
    exn_clock_notice(context, event);
    exn_ages_notice(context, event);
}

const exn_players *exn_stage_players(bool notices)
{
    static const exn_players quiet = {.enter = play_enter,
                                      .exit = play_exit,
                                      .cancel = play_cancel,
                                      .begin_body = play_begin_body,
                                      .cancel_body = play_cancel_body,
                                      .close = play_close};
    static const exn_players noticing = {.enter = play_enter,
                                         .exit = play_exit,
                                         .cancel = play_cancel,
                                         .begin_body = play_begin_body,
                                         .cancel_body = play_cancel_body,
                                         .close = play_close,
                                         .notice = play_notice};
    return notices ? &noticing : &quiet;
}
