/* What only the schedule allows: outcomes that are not declared, requests, calls. */
#include "stage/script_extras.h"

#include "base/own_assert.h"
#include "stage/at_work.h"
#include "stage/enabled.h"
#include "stage/members.h"
#include "stage/script_items.h"
#include "stage/stage_scopes.h"

/* Whether an outcome belongs to the operation that this actor plays now. */
static bool fits_operation(const exn_actor *actor, uint32_t member, exn_ending ending)
{
    switch (ending) {
    case EXN_ENDS_ENTERS:
        return !exn_is_body(member) && !actor->is_exit;
    case EXN_ENDS_EXITS:
    case EXN_ENDS_SUPPRESSES:
        return !exn_is_body(member) && actor->is_exit;
    case EXN_ENDS_RETURNS:
    case EXN_ENDS_RAISES:
        return exn_is_body(member);
    case EXN_ENDS_HANGS:
        return false;
    default:
        return true;
    }
}

/* Whether the next timer ends this operation. */
static bool is_next_timer(const exn_stage *stage, uint32_t member)
{
    const exn_timer *timer = stage->probe.world->timers;
    return timer != NULL && timer->purpose == EXN_TIMER_OPERATION && timer->index == member;
}

/* A kept schedule stops only what was asked to stop. Where the code no longer asks, stopping would
 * be a breach of the schedule's own making (M7), so it is not possible. */
static bool breaks_what_is_kept(const exn_stage *stage, const exn_item *item,
                                const exn_actor *actor)
{
    return stage->run->scenario->kept && item->ending.ending == EXN_ENDS_STOPS && !actor->asked &&
           !actor->is_exit;
}

/* Adds an outcome that the operation does not declare, if the operation may settle now. */
static void add_undeclared(exn_stage *stage, const exn_item *item, bool inside_call,
                           uint32_t member)
{
    exn_assert(item->kind == EXN_ITEM_SETTLES && "only a result can be undeclared");
    const exn_actor *actor = exn_actor_of(stage, member);
    const exn_plan *plan = exn_operation_of(stage, member)->plan;
    bool at_any_time = item->ending.ending == EXN_ENDS_STOPS || actor->asked;
    bool at_its_time =
        inside_call || (!plan->takes && actor->steps_left <= 1) || is_next_timer(stage, member);
    if (!actor->at_work || actor->waits || !fits_operation(actor, member, item->ending.ending) ||
        (!at_its_time && !at_any_time) || breaks_what_is_kept(stage, item, actor)) {
        return;
    }
    exn_delivery *delivery = exn_enabled_add(stage->run, EXN_DELIVER_SETTLE, member, &item->ending);
    delivery->extra = true;
    delivery->inside_call = inside_call;
}

/* Unlike search, a schedule may ask an operation any number of times (M6). */
static void add_asking(exn_stage *stage, const exn_item *item)
{
    exn_assert(item->kind == EXN_ITEM_ASK);
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (stage->member_plans[i].node == item->node && exn_may_be_asked(stage, i)) {
            exn_enabled_add(stage->run, EXN_DELIVER_ASK, i, NULL)->extra = true;
            return;
        }
    }
}

/* Whether a task may still be canceled. */
static bool is_open(const exn_stage *stage, exn_node_id outermost)
{
    uint32_t scope = exn_scope_of_node(stage, outermost);
    exn_assert(exn_task_closed_by(&stage->probe.view, scope) != EXN_NONE);
    return !stage->probe.view.scopes[scope].closed;
}

static void add_extra(exn_stage *stage, const exn_item *item)
{
    exn_run *run = stage->run;
    bool inside_call = run->enabled.count > 0 && run->enabled.items[0].inside_call;
    bool settles = !inside_call || run->enabled.items[0].ending != NULL;
    uint32_t only = inside_call ? run->enabled.items[0].member : EXN_NONE;
    if (item->kind == EXN_ITEM_SETTLES && settles && !exn_item_is_listed(stage, item)) {
        if (exn_node_is_body(item->node)) {
            uint32_t body = exn_body(exn_task_of_node_body(item->node));
            if (exn_actor_of(stage, body)->at_work && (!inside_call || only == body)) {
                add_undeclared(stage, item, inside_call, body);
            }
            return;
        }
        for (uint32_t i = exn_actor_next(stage, 0); i != EXN_NONE;
             i = exn_actor_next(stage, i + 1)) {
            if (stage->member_plans[i].node == item->node && (!inside_call || only == i)) {
                add_undeclared(stage, item, inside_call, i);
                return;
            }
        }
    }
    if (!inside_call && item->kind == EXN_ITEM_ASK && !exn_item_is_listed(stage, item)) {
        add_asking(stage, item);
    }
    bool cancels = item->kind == EXN_ITEM_CANCEL || item->kind == EXN_ITEM_CANCEL_AT_ONCE;
    if (!inside_call && cancels && is_open(stage, item->node) && !exn_item_is_listed(stage, item)) {
        exn_delivery *cancel = exn_enabled_add(run, EXN_DELIVER_CANCEL, EXN_NONE, NULL);
        cancel->scope = exn_scope_of_node(stage, item->node);
        cancel->extra = true;
    }
    if (!inside_call && item->kind == EXN_ITEM_CALL) {
        exn_delivery *delivery = exn_enabled_add(run, EXN_DELIVER_CALL, EXN_NONE, NULL);
        delivery->action = &item->action;
        delivery->extra = true;
    }
}

void exn_script_extras(exn_stage *stage)
{
    for (size_t position = 0; position < exn_item_count(stage); position++) {
        if (exn_positions_have(stage->positions, position)) {
            add_extra(stage, exn_item_at(stage, position));
        }
    }
}
