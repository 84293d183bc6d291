/* What a scenario needs and an implementation lacks (SPEC 8): such a scenario is skipped. */
#include "stage/stage.h"

static bool node_needs(const exn_scenario *scenario, unsigned capability)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        bool scope = node->kind != EXN_NODE_LEAF;
        bool nested = scope && i > 0 && node->parent != EXN_NODE_NONE;
        bool moved = scope && node->parent == EXN_NODE_NONE &&
                     scenario->tasks[node->task].scope != (exn_node_id)i;
        bool needs = (capability == EXEUNT_CAN_STACK && node->kind == EXN_NODE_STACK) ||
                     (capability == EXEUNT_CAN_POOL && node->kind == EXN_NODE_POOL) ||
                     (capability == EXEUNT_CAN_NEST && nested) ||
                     (capability == EXEUNT_CAN_WAIT_ALL && node->wait_all) ||
                     (capability == EXEUNT_CAN_MOVE && moved) ||
                     (capability == EXEUNT_CAN_DEADLINE && node->has_deadline) ||
                     (capability == EXEUNT_CAN_GRACE && node->has_grace);
        if (needs) {
            return true;
        }
    }
    return false;
}

static bool schedule_cancels(const exn_scenario *scenario)
{
    for (size_t i = 0; i < scenario->item_count; i++) {
        exn_item_kind kind = scenario->items[i].kind;
        if (kind == EXN_ITEM_CANCEL || kind == EXN_ITEM_CANCEL_AT_ONCE) {
            return true;
        }
    }
    return false;
}

static bool lacks(const exeunt_implementation *implementation, exn_action_kind kind)
{
    switch (kind) {
    case EXN_ACTION_ENTER:
        return implementation->enter == NULL;
    case EXN_ACTION_PUSH:
        return implementation->push == NULL;
    case EXN_ACTION_CALLBACK:
        return implementation->callback == NULL;
    case EXN_ACTION_CLOSE:
        return implementation->close == NULL;
    case EXN_ACTION_CANCEL:
        return !(implementation->capabilities & EXEUNT_CAN_CANCEL);
    default:
        return false; /* the scope that a move needs is a capability of its own */
    }
}

static bool plan_lacks(const exeunt_implementation *implementation, const exn_plan *plan)
{
    for (size_t i = 0; i < plan->action_count; i++) {
        if (lacks(implementation, plan->actions[i].kind)) {
            return true;
        }
    }
    return false;
}

static bool actions_lack(const exn_scenario *scenario, const exeunt_implementation *implementation)
{
    bool lacking = false;
    for (size_t i = 0; i < scenario->task_count; i++) {
        lacking = lacking || plan_lacks(implementation, &scenario->tasks[i].body);
    }
    for (size_t i = 0; i < scenario->node_count; i++) {
        lacking = lacking || plan_lacks(implementation, &scenario->nodes[i].enter) ||
                  plan_lacks(implementation, &scenario->nodes[i].exit);
    }
    for (size_t i = 0; i < scenario->item_count; i++) {
        const exn_item *item = &scenario->items[i];
        lacking =
            lacking || (item->kind == EXN_ITEM_CALL && lacks(implementation, item->action.kind));
    }
    return lacking;
}

const char *exn_missing_capability(const exn_scenario *scenario,
                                   const exeunt_implementation *implementation)
{
    static const struct {
        unsigned bit;
        const char *name;
    } capabilities[] = {
#define NAME_AND_BIT(capability, name, bit) {bit, name},
        EXEUNT_CAPABILITY_MAP(NAME_AND_BIT)
#undef NAME_AND_BIT
    };
    for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) {
        unsigned bit = capabilities[i].bit;
        bool cancels =
            bit == EXEUNT_CAN_CANCEL && (scenario->cancels > 0 || schedule_cancels(scenario));
        if (!(implementation->capabilities & bit) && (cancels || node_needs(scenario, bit))) {
            return capabilities[i].name;
        }
    }
    return actions_lack(scenario, implementation) ? "way to be acted on meanwhile" : NULL;
}
