#include "stage/internal.h"

#include <stdlib.h>

/* What may come next, and the choice among it. Order (D1, D4): the members in the order of the
 * tree, each with its inner step or its results, or what it waits for if it is written in C, in the
 * order in which it began to wait; the body; the next timer; a cancel request; whom the world asks
 * to stop; nothing at all; then what only the schedule allows. */

void exn_enabled_grow(exn_run *run)
{
    uint32_t capacity = run->enabled.capacity == 0 ? 64 : run->enabled.capacity * 2;
    exn_delivery *moment = realloc(run->enabled.items, capacity * sizeof *moment);
    run->enabled.items = moment != NULL ? moment : run->enabled.items;
    bool *allowed = realloc(run->enabled.allowed, capacity * sizeof *allowed);
    run->enabled.allowed = allowed != NULL ? allowed : run->enabled.allowed;
    if (moment == NULL || allowed == NULL) {
        exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
    }
    run->enabled.capacity = capacity;
}

/* Lists what the next timer brings: an operation's results, or a deadline or grace time that ends.
 */
static void list_time(exn_stage *stage)
{
    const exn_timer *timer = stage->probe.world->timers;
    if (timer == NULL) {
        return;
    }
    if (timer->purpose == EXN_TIMER_OPERATION) {
        exn_actor_results(stage, timer->index, true);
        return;
    }
    exn_delivery *delivery = exn_enabled_add(stage->run, EXN_DELIVER_TIME, EXN_NONE, NULL);
    delivery->fault = timer->purpose == EXN_TIMER_DEADLINE;
}

/* Lists what may come of an operation; the common cases, an inner step and a single result, here.
 * Returns whether it may never settle by itself. */
static inline bool list_results(exn_stage *stage, uint32_t member, exn_actor actor,
                                const exn_operation *operation)
{
    bool at_its_end = actor.steps_left <= 1;
    if (actor.asked || actor.steps_left == 0 || (at_its_end && operation->only == NULL)) {
        exn_actor_results(stage, member, false);
        return operation->may_hang && exn_actor_may_hang(stage, member);
    }
    if (at_its_end) {
        exn_enabled_add(stage->run, EXN_DELIVER_SETTLE, member, operation->only)->fault =
            operation->only_is_fault;
    } else {
        exn_enabled_add(stage->run, EXN_DELIVER_STEP, member, NULL)->is_private = true;
    }
    return false;
}

static bool list_member(exn_stage *stage, uint32_t member)
{
    exn_actor actor = stage->actors[member];
    const exn_member_plan *part = &stage->parts[member];
    return list_results(stage, member, actor, actor.is_exit ? &part->exit : &part->enter);
}

/* Returns whether all of them may hang, and the body. */
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
        exn_externals_list(stage, external, EXN_NONE);
    }
    exn_actor body = stage->now->body;
    if (body.at_work && !body.waits) {
        may_hang &= list_results(stage, EXN_BODY, body, &stage->body);
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
    if (stage->now->cancels_left > 0 && !stage->probe.view.scopes[0].closed) {
        exn_enabled_add(run, EXN_DELIVER_CANCEL, EXN_NONE, NULL);
    }
    if (run->scenario->asks_operations) {
        exn_asking_list(stage);
    }
    if (may_hang) {
        exn_enabled_add(run, EXN_DELIVER_NOTHING, EXN_NONE, NULL)->fault = true;
    }
}

static bool is_request(const exn_delivery *delivery)
{
    return delivery->kind == EXN_DELIVER_CANCEL || delivery->kind == EXN_DELIVER_ASK;
}

/* Whether something else may come of the same operation that is no fault. */
static bool has_plain(const exn_run *run, uint32_t member)
{
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        const exn_delivery *other = &run->enabled.items[i];
        if (!other->fault && (member == EXN_NONE || other->member == member) &&
            !is_request(other)) {
            return true;
        }
    }
    return false;
}

/* Whether search may follow a request now; what the schedule alone wants is no search. */
static bool allows_request(exn_run *run, const exn_delivery *request)
{
    bool spent = run->current.cancels >= run->options.cancels_limit && !run->options.no_limits &&
                 !request->extra;
    run->totals.cut = run->totals.cut || spent;
    return !spent;
}

/* Which alternatives search may follow: where the limit of faults is reached, plain ones, if the
 * operation has any. */
static void allow(exn_run *run)
{
    bool spent = run->current.faults >= run->options.faults_max && !run->options.no_limits;
    bool limited =
        spent || (run->current.cancels >= run->options.cancels_limit && !run->options.no_limits);
    if (!limited || run->enabled.count < 2) {
        return; /* all are: the one thing that can come is not chosen, but by a schedule perhaps */
    }
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        const exn_delivery *delivery = &run->enabled.items[i];
        if (is_request(delivery)) {
            run->enabled.allowed[i] = allows_request(run, delivery);
            continue;
        }
        run->enabled.allowed[i] = !spent || !delivery->fault || !has_plain(run, delivery->member);
        run->totals.cut =
            run->totals.cut || (!run->enabled.allowed[i] && !run->options.limits_are_claimed);
    }
}

/* Keeps what the schedule allows. Returns whether that is anything; else it keeps all. */
static bool keep_allowed(exn_stage *stage)
{
    exn_run *run = stage->run;
    uint32_t kept = 0;
    bool promises = exn_script_promises(stage);
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        bool hangs = run->enabled.items[i].kind == EXN_DELIVER_NOTHING;
        if (!(hangs && promises) && exn_script_allows(stage, &run->enabled.items[i])) {
            run->enabled.items[kept++] = run->enabled.items[i];
        }
    }
    run->enabled.count = kept > 0 ? kept : run->enabled.count;
    return kept > 0;
}

static void keep_scripted(exn_stage *stage)
{
    exn_script_watch(stage);
    if (keep_allowed(stage) || (exn_script_depart(stage) && keep_allowed(stage))) {
        return;
    }
    exn_script_lost(stage);
    exn_leave(stage->run, EXN_RUN_OFF_SCRIPT);
}

void exn_enabled_remember(exn_run *run, const exn_delivery *delivery)
{
    if (run->delivered.count == run->delivered.capacity) {
        uint32_t capacity = run->delivered.capacity == 0 ? 256 : run->delivered.capacity * 2;
        exn_delivery *delivered = realloc(run->delivered.items, capacity * sizeof *delivered);
        if (delivered == NULL) {
            exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
        }
        run->delivered.items = delivered;
        run->delivered.capacity = capacity;
    }
    run->delivered.items[run->delivered.count++] = *delivery;
}

/* What was listed becomes what is possible: a schedule adds and takes away, limits keep search out.
 */
void exn_enabled_limit(exn_stage *stage)
{
    if (exn_script_active(stage)) {
        exn_script_extras(stage);
        keep_scripted(stage);
    }
    allow(stage->run);
}

void exn_enabled_open(exn_stage *stage)
{
    exn_enabled_clear(stage->run);
    exn_enabled_list(stage);
    exn_enabled_limit(stage);
}

const exn_delivery *exn_enabled_choose(exn_stage *stage)
{
    exn_run *run = stage->run;
    exn_delivery *chosen =
        &run->enabled.items[exn_tape_choose(&run->tape, run->enabled.count, run->enabled.allowed)];
    chosen->numbered = run->enabled.count >= 2;
    if (exn_script_active(stage)) {
        exn_script_take(stage, chosen);
    }
    exn_enabled_remember(run, chosen);
    return &run->delivered.items[run->delivered.count - 1];
}

const exn_alternative *exn_choose_inside_call(exn_stage *stage, uint32_t member)
{
    exn_run *run = stage->run;
    exn_enabled_clear(run);
    const exn_plan *plan = exn_operation_of(stage, member)->plan;
    exn_actor_results(stage, member, false);
    for (size_t i = 0; i < plan->alternative_count; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_HANGS) {
            exn_enabled_add(run, EXN_DELIVER_SETTLE, member, &plan->alternatives[i])->fault = true;
        }
    }
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        run->enabled.items[i].inside_call = true;
    }
    exn_enabled_limit(stage);
    return exn_enabled_choose(stage)->ending;
}

/* Asks whether a cancel comes now, while a callback is ready or before the start (D3): two
 * alternatives. */
bool exn_cancels_now(exn_stage *stage)
{
    exn_run *run = stage->run;
    exn_delivery cancel = {.kind = EXN_DELIVER_CANCEL,
                           .member = EXN_NONE,
                           .at_once = true,
                           .extra = stage->now->cancels_left == 0};
    bool scripted = exn_script_active(stage);
    bool may_cancel = scripted ? exn_script_allows(stage, &cancel) : stage->now->cancels_left > 0;
    may_cancel = may_cancel && !stage->probe.view.scopes[0].closed;
    if (!may_cancel) {
        exn_script_go_on(stage);
        return false;
    }
    bool may_go_on = !scripted || exn_script_allows_going_on(stage);
    bool allowed[2] = {true, allows_request(run, &cancel)};
    bool cancels = !may_go_on || exn_tape_choose(&run->tape, 2, allowed) == 1;
    if (cancels) {
        exn_script_take(stage, &cancel);
        exn_enabled_remember(run, &cancel);
    } else {
        exn_script_go_on(stage);
    }
    return cancels;
}
