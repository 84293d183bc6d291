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

/* --- what runs in a child --------------------------------------------------------------------- */

static bool is_acted_on(const exn_plan *plan)
{
    bool is = false;
    for (size_t i = 0; i < plan->action_count; i++) {
        is = is || plan->actions[i].kind != EXN_ACTION_CANCEL;
    }
    return is;
}

/* Whether somebody but its body acts on a scope. */
static bool others_act(const exn_scenario *scenario)
{
    bool act = false;
    for (size_t i = 0; i < scenario->node_count; i++) {
        act =
            act || is_acted_on(&scenario->nodes[i].enter) || is_acted_on(&scenario->nodes[i].exit);
    }
    for (size_t i = 0; i < scenario->item_count; i++) {
        const exn_item *item = &scenario->items[i];
        act = act || (item->kind == EXN_ITEM_CALL && item->action.kind != EXN_ACTION_CANCEL);
    }
    return act;
}

/* Whether a body enters something, or closes once more, after it has closed its scope. */
static bool goes_on_after_closing(const exn_scenario *scenario)
{
    bool goes_on = false;
    for (size_t i = 0; i < scenario->task_count; i++) {
        const exn_plan *plan = &scenario->tasks[i].body;
        bool closes = false;
        for (size_t k = 0; k < plan->action_count; k++) {
            exn_action_kind kind = plan->actions[k].kind;
            goes_on = goes_on || (closes && (kind == EXN_ACTION_ENTER || kind == EXN_ACTION_CLOSE));
            closes = closes || kind == EXN_ACTION_CLOSE;
        }
    }
    return goes_on;
}

static const char *missing_entry(const exn_scenario *scenario,
                                 const exeunt_implementation *implementation)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        if (node->role == EXN_ROLE_PUSH && implementation->push == NULL) {
            return "way to push a manager";
        }
        if (node->role == EXN_ROLE_CALLBACK && implementation->callback == NULL) {
            return "way to register a callback";
        }
        if (node->times > 1) {
            return "way to tell several callbacks of one name apart";
        }
    }
    return NULL;
}

static const char *missing_in_child(const exn_scenario *scenario,
                                    const exeunt_implementation *implementation)
{
    if (scenario->task_count > 1 && !(implementation->capabilities & EXN_CHILD_HAS_TASKS)) {
        return "tasks";
    }
    if (others_act(scenario)) {
        return "way to be acted on but by its body";
    }
    if (goes_on_after_closing(scenario)) {
        return "way to be asked for more while its body waits for the end of its closing";
    }
    return missing_entry(scenario, implementation);
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
    if (actions_lack(scenario, implementation)) {
        return "way to be acted on meanwhile";
    }
    bool is_child = (implementation->capabilities & EXN_IS_CHILD) != 0;
    return is_child ? missing_in_child(scenario, implementation) : NULL;
}
