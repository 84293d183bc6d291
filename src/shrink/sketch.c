/* A copy of a scenario from which parts are left out. */
#include "shrink/parts.h"

#include "base/own_assert.h"

#include <string.h>

/* --- the copy --------------------------------------------------------------------------------- */

static void *copy(exn_arena *arena, const void *items, size_t count, size_t size)
{
    void *copied = exn_arena_take(arena, (count + 1) * size);
    if (count > 0) {
        memcpy(copied, items, count * size);
    }
    return copied;
}

#define OWN(arena, list, count) ((list) = copy(arena, list, count, sizeof *(list)))

static void own_plan(exn_arena *arena, exn_plan *plan)
{
    OWN(arena, plan->alternatives, plan->alternative_count);
    OWN(arena, plan->on_cancel, plan->on_cancel_count);
    OWN(arena, plan->actions, plan->action_count);
}

static void own_node(exn_arena *arena, exn_node *node)
{
    own_plan(arena, &node->enter);
    own_plan(arena, &node->exit);
    if (node->use != NULL) {
        exn_use *use = copy(arena, node->use, 1, sizeof *use);
        OWN(arena, use->with, use->with_count);
        node->use = use;
    }
}

exn_sketch exn_sketch_of(exn_arena *arena, const exn_scenario *scenario)
{
    exn_sketch sketch = {.arena = arena, .scenario = *scenario};
    exn_scenario *own = &sketch.scenario;
    OWN(arena, own->nodes, own->node_count);
    OWN(arena, own->tasks, own->task_count);
    OWN(arena, own->order, own->order_count);
    OWN(arena, own->always, own->always_count);
    OWN(arena, own->never, own->never_count);
    OWN(arena, own->whenever, own->whenever_count);
    for (size_t i = 0; i < own->node_count; i++) {
        own_node(arena, &own->nodes[i]);
    }
    for (uint32_t i = 0; i < own->task_count; i++) {
        own_plan(arena, &own->tasks[i].body);
    }
    sketch.dropped = exn_arena_take(arena, (own->node_count + 1) * sizeof *sketch.dropped);
    sketch.spliced = exn_arena_take(arena, (own->node_count + 1) * sizeof *sketch.spliced);
    return sketch;
}

/* --- parts of it ------------------------------------------------------------------------------ */

static void remove_at(void *items, size_t *count, size_t index, size_t size)
{
    char *at = (char *)items + index * size;
    exn_assert(index < *count);
    *count -= 1;
    memmove(at, at + size, (*count - index) * size);
}

#define REMOVE(list, count, index) remove_at(list, &(count), index, sizeof *(list))

static exn_plan *plan_of(exn_scenario *scenario, const exn_part *part)
{
    if (exn_node_is_body(part->node)) {
        return &scenario->tasks[exn_task_of_node_body(part->node)].body;
    }
    exn_node *node = &scenario->nodes[part->node];
    return part->operation == EXN_OPERATION_ENTER ? &node->enter : &node->exit;
}

/* What is not declared is not written, so that the default stands in its place. */
static void forget_endings(exn_plan *plan)
{
    if (plan->alternative_count > 0) {
        plan->alternative_count = 1;
        plan->alternatives->declared = false;
    }
}

static void forget_answers(exn_plan *plan)
{
    plan->on_cancel_count = 1;
    plan->on_cancel->declared = false; /* where there was none, room for one is there */
}

static void forget_steps(exn_plan *plan)
{
    plan->steps = 1;
    plan->takes = false;
}

static void forget_plan(exn_plan *plan)
{
    forget_endings(plan);
    forget_answers(plan);
    forget_steps(plan);
    plan->action_count = 0;
}

static void forget_declaration(exn_scenario *scenario, exn_node_id node)
{
    if (exn_node_is_body(node)) {
        forget_plan(&scenario->tasks[exn_task_of_node_body(node)].body);
        return;
    }
    forget_plan(&scenario->nodes[node].enter);
    forget_plan(&scenario->nodes[node].exit);
}

/* On a node, or on the task whose outermost scope that is. */
static void drop_actions_on(const exn_scenario *scenario, exn_plan *plan, exn_node_id node)
{
    size_t kept = 0;
    for (size_t i = 0; i < plan->action_count; i++) {
        const exn_action *action = &plan->actions[i];
        if (action->node != node && scenario->tasks[action->task].scope != node) {
            plan->actions[kept++] = *action;
        }
    }
    plan->action_count = kept;
}

/* An action on what is not there goes with it. */
static void drop_node(exn_sketch *sketch, exn_node_id node)
{
    exn_scenario *scenario = &sketch->scenario;
    sketch->dropped[node] = true;
    for (size_t i = 0; i < scenario->node_count; i++) {
        drop_actions_on(scenario, &scenario->nodes[i].enter, node);
        drop_actions_on(scenario, &scenario->nodes[i].exit, node);
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        drop_actions_on(scenario, &scenario->tasks[i].body, node);
    }
}

/* Returns whether it was a part of runs. */
static bool leave_out_of_runs(exn_scenario *scenario, exn_part_kind kind)
{
    switch (kind) {
    case EXN_PART_CANCELS:
        scenario->cancels = 0;
        scenario->cancels_min = 0;
        scenario->cancel_task = UINT32_MAX;
        return true;
    case EXN_PART_CANCELS_MIN:
        scenario->cancels_min = 0;
        return true;
    case EXN_PART_ASKING:
        scenario->asks_operations = false;
        return true;
    case EXN_PART_MEMORY_FAULTS:
        scenario->memory_fails = false;
        return true;
    case EXN_PART_FAULTS_LIMIT:
        scenario->has_faults_limit = false;
        return true;
    case EXN_PART_STEPS_LIMIT:
        scenario->steps_max = EXN_STEPS_MAX_DEFAULT;
        return true;
    case EXN_PART_STATES_LIMIT:
        scenario->states_max = 0;
        return true;
    case EXN_PART_HALF_OF_CANCELS:
        scenario->cancels /= 2;
        return true;
    case EXN_PART_ONE_CANCEL:
        scenario->cancels -= 1;
        return true;
    default:
        return false;
    }
}

/* Returns whether it was an expectation. */
static bool leave_out_of_expect(exn_scenario *scenario, const exn_part *part)
{
    switch (part->kind) {
    case EXN_PART_OUTCOMES:
        scenario->outcome_count = 0;
        return true;
    case EXN_PART_ORDER:
        REMOVE(scenario->order, scenario->order_count, part->index);
        return true;
    case EXN_PART_ALWAYS:
        REMOVE(scenario->always, scenario->always_count, part->index);
        return true;
    case EXN_PART_NEVER:
        REMOVE(scenario->never, scenario->never_count, part->index);
        return true;
    case EXN_PART_WHENEVER:
        REMOVE(scenario->whenever, scenario->whenever_count, part->index);
        return true;
    default:
        return false;
    }
}

/* Returns whether it was a part of a plan. */
static bool leave_out_of_plan(exn_plan *plan, const exn_part *part)
{
    switch (part->kind) {
    case EXN_PART_ACTION:
        REMOVE(plan->actions, plan->action_count, part->index);
        return true;
    case EXN_PART_ENDINGS:
        forget_endings(plan);
        return true;
    case EXN_PART_ANSWERS:
        forget_answers(plan);
        return true;
    case EXN_PART_STEPS:
        forget_steps(plan);
        return true;
    case EXN_PART_ENDING:
        REMOVE(plan->alternatives, plan->alternative_count, part->index);
        return true;
    case EXN_PART_ANSWER:
        REMOVE(plan->on_cancel, plan->on_cancel_count, part->index);
        return true;
    case EXN_PART_HALF_OF_STEPS:
        plan->steps /= 2;
        return true;
    case EXN_PART_ONE_STEP:
        plan->steps -= 1;
        return true;
    default:
        return false;
    }
}

static void leave_out_of_node(exn_node *node, const exn_part *part)
{
    switch (part->kind) {
    case EXN_PART_WAIT_ALL:
        node->wait_all = false;
        break;
    case EXN_PART_DEADLINE:
        node->has_deadline = false;
        break;
    case EXN_PART_GRACE:
        node->has_grace = false;
        break;
    case EXN_PART_TIMES:
        node->times = 1;
        break;
    case EXN_PART_TOKENS:
        node->tokens = 0;
        break;
    case EXN_PART_HALF_OF_TIMES:
        node->times /= 2;
        break;
    case EXN_PART_ONE_TIME:
        node->times -= 1;
        break;
    default: {
        exn_use *use = (exn_use *)(uintptr_t)node->use; /* the copy of it */
        exn_assert(part->kind == EXN_PART_ARGUMENT && use != NULL);
        REMOVE(use->with, use->with_count, part->index);
    }
    }
}

void exn_sketch_leave_out(exn_sketch *sketch, const exn_part *part)
{
    exn_scenario *scenario = &sketch->scenario;
    if (leave_out_of_runs(scenario, part->kind) || leave_out_of_expect(scenario, part)) {
        return;
    }
    switch (part->kind) {
    case EXN_PART_NODE:
        drop_node(sketch, part->node);
        break;
    case EXN_PART_BRACKETS:
        sketch->spliced[part->node] = true;
        break;
    case EXN_PART_DECLARATION:
        forget_declaration(scenario, part->node);
        break;
    default: {
        exn_plan *plan = plan_of(scenario, part);
        if (!leave_out_of_plan(plan, part)) {
            leave_out_of_node(&scenario->nodes[part->node], part);
        }
        bool is_emptied = part->kind == EXN_PART_ENDING && plan->alternative_count == 0;
        sketch->has_empty_plan = sketch->has_empty_plan || is_emptied;
    }
    }
}

bool exn_sketch_is_whole(const exn_sketch *sketch)
{
    const exn_scenario *scenario = &sketch->scenario;
    bool has_task = false;
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        has_task = has_task || !sketch->dropped[scenario->tasks[i].scope];
    }
    return has_task && !sketch->has_empty_plan;
}
