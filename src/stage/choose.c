/* The choice among what may come next: limits and the schedule take away, the tape chooses. */
#include "stage/choose.h"

#include "base/own_assert.h"
#include "stage/enabled.h"
#include "stage/leave.h"
#include "stage/listing.h"
#include "stage/operations.h"
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
        exn_assert(!stage->probe.view.scopes[0].closed && "nobody cancels what has closed");
        exn_script_take(stage, &cancel);
        exn_enabled_remember(run, &cancel);
    } else {
        exn_script_go_on(stage);
    }
    return cancels;
}
