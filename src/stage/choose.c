/* The choice among what may come next: limits and the schedule take away, the tape chooses. */
#include "stage/choose.h"

#include "base/own_assert.h"
#include "stage/enabled.h"
#include "stage/leave.h"
#include "stage/listing.h"
#include "stage/operations.h"
#include "stage/requests.h"
#include "stage/script.h"
#include "stage/script_extras.h"

/* --- limits ----------------------------------------------------------------------------------- */

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

/* Whether search may follow a request now. A request that only the schedule makes is never cut. */
static bool allows_request(exn_run *run, const exn_delivery *request)
{
    exn_assert(is_request(request) || request->at_once);
    bool spent = run->current.cancels >= run->options.cancels_limit && !run->options.no_limits &&
                 !request->extra;
    run->totals.cut = run->totals.cut || spent;
    return !spent;
}

/* Decides which alternatives search may follow: where the limit of faults is reached, only plain
 * ones, unless the operation has none. */
static void allow(exn_run *run)
{
    bool spent = run->current.faults >= run->options.faults_max && !run->options.no_limits;
    bool limited =
        spent || (run->current.cancels >= run->options.cancels_limit && !run->options.no_limits);
    if (!limited || run->enabled.count < 2) {
        return; /* all are allowed: where only one thing can come there is no choice to cut */
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

/* --- the schedule ----------------------------------------------------------------------------- */

/* Keeps what the schedule allows. Returns false, and keeps everything, if it allows nothing. */
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
    exn_assert(kept <= run->enabled.count);
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

void exn_enabled_limit(exn_stage *stage)
{
    if (exn_script_active(stage)) {
        exn_script_extras(stage);
        keep_scripted(stage);
    }
    allow(stage->run);
}

bool exn_enabled_limit_turn(exn_stage *stage)
{
    bool allows = !exn_script_active(stage) || keep_allowed(stage);
    allow(stage->run);
    return allows;
}

/* --- the choice ------------------------------------------------------------------------------- */

void exn_enabled_open(exn_stage *stage)
{
    exn_enabled_clear(stage->run);
    exn_enabled_list(stage);
    exn_enabled_limit(stage);
}

const exn_delivery *exn_enabled_choose(exn_stage *stage)
{
    exn_run *run = stage->run;
    uint32_t place = exn_tape_choose(&run->tape, run->enabled.count, run->enabled.allowed);
    exn_delivery *chosen = &run->enabled.items[place];
    chosen->numbered = run->enabled.count >= 2;
    if (exn_script_active(stage)) {
        exn_script_take(stage, chosen);
    }
    if (chosen->kind == EXN_DELIVER_CALLBACKS) {
        return chosen; /* it is nothing that comes */
    }
    exn_enabled_remember(run, chosen);
    return &run->delivered.items[run->delivered.count - 1];
}

const exn_alternative *exn_choose_inside_call(exn_stage *stage, uint32_t member)
{
    exn_assert(exn_actor_of(stage, member)->at_work && "it is inside the call that began it");
    exn_run *run = stage->run;
    exn_enabled_clear(run);
    const exn_plan *plan = exn_operation_of(stage, member)->plan;
    exn_operation_list_results(stage, member, false);
    for (size_t i = 0; i < plan->alternative_count; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_HANGS) {
            exn_enabled_add(run, EXN_DELIVER_SETTLE, member, &plan->alternatives[i])->fault = true;
        }
    }
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        run->enabled.items[i].inside_call = true;
    }
    exn_enabled_limit(stage);
    const exn_alternative *ending = exn_enabled_choose(stage)->ending;
    exn_assert(ending != NULL && "only results are listed inside a call");
    return ending;
}

/* Fills `cancels` with the cancel requests that may come now. Returns how many there are. */
static uint32_t list_at_once(exn_stage *stage, exn_delivery *cancels)
{
    const exn_view *view = &stage->probe.view;
    bool scripted = exn_script_active(stage);
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->task_count; i++) {
        bool is_explored = stage->now->cancels_left > 0 && exn_may_cancel(stage, i);
        exn_delivery cancel = {.kind = EXN_DELIVER_CANCEL,
                               .scope = view->tasks[i].scope,
                               .member = EXN_NONE,
                               .at_once = true,
                               .extra = !is_explored};
        bool may_come = scripted ? exn_script_allows(stage, &cancel) : is_explored;
        if (may_come && !view->scopes[cancel.scope].closed) {
            cancels[count++] = cancel;
        }
    }
    return count;
}

uint32_t exn_cancels_now(exn_stage *stage)
{
    exn_run *run = stage->run;
    if (!exn_script_active(stage) && stage->now->cancels_left == 0) {
        return EXN_NONE;
    }
    exn_delivery cancels[EXN_TASKS_MAX];
    uint32_t count = list_at_once(stage, cancels);
    bool allowed[EXN_TASKS_MAX + 1] = {true};
    for (uint32_t i = 0; i < count; i++) {
        allowed[i + 1] = allows_request(run, &cancels[i]);
    }
    bool may_go_on = !exn_script_active(stage) || exn_script_allows_going_on(stage);
    uint32_t first = may_go_on || count == 0 ? 0 : 1; /* alternative 0 is to go on */
    uint32_t chosen = first;
    if (count > first) {
        chosen += exn_tape_choose(&run->tape, count + 1 - first, allowed + first);
    }
    if (chosen == 0) {
        exn_script_go_on(stage);
        return EXN_NONE;
    }
    const exn_delivery *cancel = &cancels[chosen - 1];
    exn_assert(!stage->probe.view.scopes[cancel->scope].closed && "nobody cancels what has closed");
    exn_script_take(stage, cancel);
    exn_enabled_remember(run, cancel);
    return cancel->scope;
}
