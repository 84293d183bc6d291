/* Lists what may be left out of a scenario. */
#include "shrink/parts.h"

static void add(exn_part_list *list, exn_part part)
{
    if (list->count == list->room) {
        list->items = exn_arena_grow(list->arena, list->items, &list->room, sizeof *list->items);
    }
    list->items[list->count++] = part;
}

static void add_if(exn_part_list *list, bool is_there, exn_part_kind kind, exn_node_id node)
{
    if (is_there) {
        add(list, (exn_part){.kind = kind, .node = node});
    }
}

static void add_each(exn_part_list *list, size_t count, exn_part part)
{
    for (part.index = 0; part.index < count; part.index++) {
        add(list, part);
    }
}

/* --- plans ------------------------------------------------------------------------------------ */

typedef void plan_fn(exn_part_list *list, const exn_plan *plan, exn_part part);

/* Calls `each` with the plans of the managers, each as it is declared, and of the bodies; `part`
 * says whose plan it is. */
static void for_each_plan(exn_part_list *list, const exn_scenario *scenario, plan_fn *each)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        if (node->kind != EXN_NODE_LEAF || node->use != NULL || !exn_declares(scenario, i)) {
            continue;
        }
        exn_part part = {.node = (exn_node_id)i, .operation = EXN_OPERATION_ENTER};
        each(list, &node->enter, part);
        part.operation = EXN_OPERATION_EXIT;
        each(list, &node->exit, part);
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        exn_part part = {.node = exn_node_body(i), .operation = EXN_OPERATION_BODY};
        each(list, &scenario->tasks[i].body, part);
    }
}

static bool declares_endings(const exn_plan *plan)
{
    return plan->alternative_count > 0 && plan->alternatives->declared;
}

static bool declares_answers(const exn_plan *plan)
{
    return plan->on_cancel_count != 1 || plan->on_cancel->declared;
}

static bool declares_steps(const exn_plan *plan)
{
    return plan->alternative_count > 0 && (plan->takes || plan->steps != 1);
}

static void list_actions(exn_part_list *list, const exn_plan *plan, exn_part part)
{
    part.kind = EXN_PART_ACTION;
    add_each(list, plan->action_count, part);
}

static void list_keys(exn_part_list *list, const exn_plan *plan, exn_part part)
{
    part.kind = EXN_PART_ENDINGS;
    add_each(list, declares_endings(plan), part);
    part.kind = EXN_PART_STEPS;
    add_each(list, declares_steps(plan), part);
    part.kind = EXN_PART_ANSWERS;
    add_each(list, part.operation != EXN_OPERATION_ENTER && declares_answers(plan), part);
}

static void list_alternatives(exn_part_list *list, const exn_plan *plan, exn_part part)
{
    part.kind = EXN_PART_ENDING;
    add_each(list, plan->alternative_count > 1 ? plan->alternative_count : 0, part);
    part.kind = EXN_PART_ANSWER;
    bool has_list = part.operation != EXN_OPERATION_ENTER && plan->on_cancel_count > 1;
    add_each(list, has_list ? plan->on_cancel_count : 0, part);
}

static void list_steps(exn_part_list *list, const exn_plan *plan, exn_part part)
{
    part.kind = EXN_PART_HALF_OF_STEPS;
    add_each(list, !plan->takes && plan->steps > 3, part);
    part.kind = EXN_PART_ONE_STEP;
    add_each(list, !plan->takes && plan->steps > 2, part);
}

/* --- managers and scopes ---------------------------------------------------------------------- */

static bool declares_plan(const exn_plan *plan)
{
    return declares_endings(plan) || declares_steps(plan) || plan->action_count > 0;
}

static void list_declarations(exn_part_list *list, const exn_scenario *scenario)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        bool declares = node->kind == EXN_NODE_LEAF && node->use == NULL &&
                        (declares_plan(&node->enter) || declares_plan(&node->exit) ||
                         declares_answers(&node->exit));
        add_if(list, declares && exn_declares(scenario, i), EXN_PART_DECLARATION, (exn_node_id)i);
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        const exn_plan *body = &scenario->tasks[i].body;
        add_if(list, declares_plan(body) || declares_answers(body), EXN_PART_DECLARATION,
               exn_node_body(i));
    }
}

static void list_options(exn_part_list *list, const exn_scenario *scenario)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        exn_node_id id = (exn_node_id)i;
        add_if(list, node->wait_all, EXN_PART_WAIT_ALL, id);
        add_if(list, node->has_deadline, EXN_PART_DEADLINE, id);
        add_if(list, node->has_grace, EXN_PART_GRACE, id);
        add_if(list, node->times > 1, EXN_PART_TIMES, id);
        add_if(list, node->tokens > 0 && exn_declares(scenario, i), EXN_PART_TOKENS, id);
        exn_part argument = {.kind = EXN_PART_ARGUMENT, .node = id};
        bool is_used = node->use != NULL && exn_declares(scenario, i);
        add_each(list, is_used ? node->use->with_count : 0, argument);
    }
}

static void list_numbers(exn_part_list *list, const exn_scenario *scenario)
{
    add_if(list, scenario->cancels > 3, EXN_PART_HALF_OF_CANCELS, EXN_NODE_NONE);
    add_if(list, scenario->cancels > 1, EXN_PART_ONE_CANCEL, EXN_NODE_NONE);
    for (size_t i = 0; i < scenario->node_count; i++) {
        uint32_t times = scenario->nodes[i].times;
        add_if(list, times > 3, EXN_PART_HALF_OF_TIMES, (exn_node_id)i);
        add_if(list, times > 2, EXN_PART_ONE_TIME, (exn_node_id)i);
    }
    for_each_plan(list, scenario, list_steps);
}

/* --- the tree --------------------------------------------------------------------------------- */

static uint32_t level_of(const exn_scenario *scenario, size_t node)
{
    uint32_t level = 0;
    for (exn_node_id at = scenario->nodes[node].parent; at != EXN_NODE_NONE;
         at = scenario->nodes[at].parent) {
        level += 1;
    }
    return level;
}

uint32_t exn_levels_of(const exn_scenario *scenario)
{
    uint32_t levels = 1;
    for (size_t i = 0; i < scenario->node_count; i++) {
        uint32_t level = level_of(scenario, i);
        levels = level + 1 > levels ? level + 1 : levels;
    }
    return levels;
}

/* The only task is no part. */
static void list_level(exn_part_list *list, const exn_scenario *scenario, uint32_t level)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        bool is_only_task = scenario->task_count == 1 && scenario->tasks->scope == (exn_node_id)i;
        add_if(list, level_of(scenario, i) == level && !is_only_task, EXN_PART_NODE,
               (exn_node_id)i);
    }
}

static void list_nested(exn_part_list *list, const exn_scenario *scenario)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        add_if(list, node->kind != EXN_NODE_LEAF && node->parent != EXN_NODE_NONE,
               EXN_PART_BRACKETS, (exn_node_id)i);
    }
}

/* --- the rest --------------------------------------------------------------------------------- */

static void list_of_runs(exn_part_list *list, const exn_scenario *scenario)
{
    exn_node_id none = EXN_NODE_NONE;
    add_if(list, scenario->cancels > 0, EXN_PART_CANCELS, none);
    add_if(list, scenario->cancels_min > 0, EXN_PART_CANCELS_MIN, none);
    add_if(list, scenario->asks_operations, EXN_PART_ASKING, none);
    add_if(list, scenario->memory_fails, EXN_PART_MEMORY_FAULTS, none);
    add_if(list, scenario->has_faults_limit, EXN_PART_FAULTS_LIMIT, none);
    add_if(list, scenario->steps_max != EXN_STEPS_MAX_DEFAULT, EXN_PART_STEPS_LIMIT, none);
    add_if(list, scenario->states_max > 0, EXN_PART_STATES_LIMIT, none);
}

/* Outcomes are alternatives to one another: one less expects more. */
static void list_expectations(exn_part_list *list, const exn_scenario *scenario)
{
    add_if(list, scenario->outcome_count > 0, EXN_PART_OUTCOMES, EXN_NODE_NONE);
    add_each(list, scenario->order_count, (exn_part){.kind = EXN_PART_ORDER});
    add_each(list, scenario->always_count, (exn_part){.kind = EXN_PART_ALWAYS});
    add_each(list, scenario->never_count, (exn_part){.kind = EXN_PART_NEVER});
    add_each(list, scenario->whenever_count, (exn_part){.kind = EXN_PART_WHENEVER});
}

void exn_parts_list(exn_part_list *list, const exn_scenario *scenario, exn_part_group group,
                    uint32_t level)
{
    switch (group) {
    case EXN_PARTS_OF_RUNS:
        list_of_runs(list, scenario);
        break;
    case EXN_PARTS_OF_TREE:
        list_level(list, scenario, level);
        break;
    case EXN_PARTS_OF_NESTING:
        list_nested(list, scenario);
        break;
    case EXN_PARTS_OF_ACTIONS:
        for_each_plan(list, scenario, list_actions);
        break;
    case EXN_PARTS_OF_MANAGERS:
        list_declarations(list, scenario);
        break;
    case EXN_PARTS_OF_PLANS:
        for_each_plan(list, scenario, list_keys);
        list_options(list, scenario);
        break;
    case EXN_PARTS_OF_LISTS:
        for_each_plan(list, scenario, list_alternatives);
        break;
    case EXN_PARTS_OF_NUMBERS:
        list_numbers(list, scenario);
        break;
    case EXN_PARTS_OF_EXPECTING:
        list_expectations(list, scenario);
        break;
    case EXN_PART_GROUPS:
        break;
    }
}
