/* Reads the `managers` of a scenario; what is not written has the defaults. */
#include "scenario/read/reader.h"

#include <string.h>

typedef struct manager_target {
    exn_node_id id;
    bool has_steps[2]; /* `steps` was written for enter, for exit */
} manager_target;

static exn_node *node_of(exn_reader *reader, const manager_target *manager)
{
    return &reader->scenario->nodes[manager->id];
}

static exn_plan *plan_of(exn_reader *reader, const manager_target *manager,
                         exn_operation_kind operation)
{
    exn_node *node = node_of(reader, manager);
    return operation == EXN_OPERATION_ENTER ? &node->enter : &node->exit;
}

/* Returns whether a manager can be entered; complains if not. */
static bool check_enter(exn_reader *reader, const exn_yaml *key, const manager_target *manager)
{
    const exn_node *node = node_of(reader, manager);
    if (node->role == EXN_ROLE_ENTER) {
        return true;
    }
    exn_complain(&reader->complaints, key->place, "`%s` is %s: it is never entered", node->name,
                 node->role == EXN_ROLE_PUSH ? "pushed" : "a callback");
    return false;
}

static void read_enter(exn_reader *reader, const exn_yaml *key, void *target)
{
    if (check_enter(reader, key, target)) {
        exn_read_operation(reader, key, &node_of(reader, target)->enter, EXN_OPERATION_ENTER);
    }
}

static void read_exit(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_read_operation(reader, key, &node_of(reader, target)->exit, EXN_OPERATION_EXIT);
}

static void read_steps_of(exn_reader *reader, const exn_yaml *value, manager_target *manager,
                          exn_operation_kind operation)
{
    exn_read_steps(reader, value, plan_of(reader, manager, operation));
    manager->has_steps[operation] = true;
}

static void read_enter_steps(exn_reader *reader, const exn_yaml *key, void *target)
{
    if (check_enter(reader, key, target)) {
        read_steps_of(reader, key->value, target, EXN_OPERATION_ENTER);
    }
}

static void read_exit_steps(exn_reader *reader, const exn_yaml *key, void *target)
{
    read_steps_of(reader, key->value, target, EXN_OPERATION_EXIT);
}

static const exn_key steps_key_list[] = {{"enter", read_enter_steps, false},
                                         {"exit", read_exit_steps, false}};
const exn_keys exn_steps_keys = {"`steps`", steps_key_list, 2};

static void read_steps(exn_reader *reader, const exn_yaml *key, void *target)
{
    size_t complaints_before = reader->complaints.count;
    if (key->value->kind == EXN_YAML_MAPPING) {
        exn_read_mapping(reader, key->value, &exn_steps_keys, target);
        return;
    }
    read_steps_of(reader, key->value, target, EXN_OPERATION_EXIT);
    if (node_of(reader, target)->role == EXN_ROLE_ENTER &&
        reader->complaints.count == complaints_before) {
        read_steps_of(reader, key->value, target, EXN_OPERATION_ENTER);
    }
}

static void read_takes_of(exn_reader *reader, const exn_yaml *key, manager_target *manager,
                          exn_operation_kind operation)
{
    if (manager->has_steps[operation]) {
        exn_complain(
            &reader->complaints, key->place, "`takes` excludes `steps`: the %s of `%s` has both",
            operation == EXN_OPERATION_ENTER ? "enter" : "exit", node_of(reader, manager)->name);
    } else {
        exn_read_takes(reader, key->value, plan_of(reader, manager, operation));
    }
}

static void read_enter_takes(exn_reader *reader, const exn_yaml *key, void *target)
{
    if (check_enter(reader, key, target)) {
        read_takes_of(reader, key, target, EXN_OPERATION_ENTER);
    }
}

static void read_exit_takes(exn_reader *reader, const exn_yaml *key, void *target)
{
    read_takes_of(reader, key, target, EXN_OPERATION_EXIT);
}

static const exn_key takes_key_list[] = {{"enter", read_enter_takes, false},
                                         {"exit", read_exit_takes, false}};
const exn_keys exn_takes_keys = {"`takes`", takes_key_list, 2};

static void read_takes(exn_reader *reader, const exn_yaml *key, void *target)
{
    size_t complaints_before = reader->complaints.count;
    if (key->value->kind == EXN_YAML_MAPPING) {
        exn_read_mapping(reader, key->value, &exn_takes_keys, target);
        return;
    }
    read_takes_of(reader, key, target, EXN_OPERATION_EXIT);
    if (node_of(reader, target)->role == EXN_ROLE_ENTER &&
        reader->complaints.count == complaints_before) {
        read_takes_of(reader, key, target, EXN_OPERATION_ENTER);
    }
}

static void read_on_cancel(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_node *node = node_of(reader, target);
    exn_read_answers(reader, key->value, false, &node->exit);
    if (node->role != EXN_ROLE_ENTER) {
        return;
    }
    node->enter.on_cancel = node->exit.on_cancel;
    node->enter.on_cancel_count = node->exit.on_cancel_count;
}

/* How many tasks hold the manager at a time. */
static void read_tokens(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_node *node = node_of(reader, target);
    uint64_t tokens = 0;
    if (!exn_read_number(reader, key->value, "tokens", 1, EXN_TASKS_MAX, &tokens)) {
        return;
    }
    node->tokens = (uint32_t)tokens;
    if (!node->is_handle) {
        exn_complain(&reader->complaints, key->place,
                     "`tokens` of `%s`: only what several tasks enter has some", node->name);
    }
}

/* `use` and `with` are no part of what is played: exn_read_use has read them. */
static void pass_over(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)reader;
    (void)key;
    (void)target;
}

static const exn_key manager_key_list[] = {
    {"enter", read_enter, false},
    {"exit", read_exit, false},
    {"steps", read_steps, false},
    {"takes", read_takes, false},
    {"on-cancel", read_on_cancel, false},
    {"tokens", read_tokens, false},
    {"use", pass_over, false},
    {"with", pass_over, false},
};
const exn_keys exn_manager_keys = {"a manager", manager_key_list,
                                   sizeof manager_key_list / sizeof *manager_key_list};

/* Complains about a manager that no scope holds: a typing error, or left over. */
static void complain_unused(exn_reader *reader, exn_place place, const char *name)
{
    exn_nearest nearest = exn_nearest_begin(name);
    for (size_t i = 0; i < reader->scenario->node_count; i++) {
        exn_nearest_try(&nearest, reader->scenario->nodes[i].name);
    }
    if (nearest.best != NULL) {
        exn_complain(&reader->complaints, place, "unknown manager `%s`: did you mean `%s`?", name,
                     nearest.best);
    } else {
        exn_complain(&reader->complaints, place,
                     "`%s` is never used: name it in `scope` or in an action, or leave it out",
                     name);
    }
}

/* A manager that tasks share goes by its own name here, not by that of a handle. */
static exn_node_id read_shared_or_leaf(exn_reader *reader, exn_place place, const char *name)
{
    exn_node_id id = exn_find_node(reader, name);
    if (id == EXN_NODE_NONE || !reader->scenario->nodes[id].is_handle) {
        return exn_read_leaf(reader, place, name);
    }
    const char *manager = exn_declared_name(&reader->scenario->nodes[id]);
    if (strcmp(manager, name) != 0) {
        exn_complain(&reader->complaints, place, "`%s` is a handle: its manager is `%s`", name,
                     manager);
        return EXN_NODE_NONE;
    }
    return id;
}

/* --- handles ---------------------------------------------------------------------------------- */

/* Makes the actions of a manager that tasks share those of the handle of a task. */
static void copy_own_actions(exn_reader *reader, exn_plan *plan, const exn_plan *from,
                             uint32_t task)
{
    const char *name = reader->scenario->tasks[task].name;
    plan->actions = exn_arena_take(reader->arena, from->action_count * sizeof *plan->actions);
    for (size_t i = 0; i < from->action_count; i++) {
        exn_action *action = &plan->actions[i];
        *action = from->actions[i];
        if (action->is_own) {
            action->task = task;
            action->text =
                exn_arena_format(reader->arena, "%s %s", name, exn_action_word(action->kind));
        }
    }
}

/* What was read of a manager is true of all its handles. */
static void copy_to_handles(exn_reader *reader, exn_node_id first)
{
    exn_scenario *scenario = reader->scenario;
    const exn_node *from = &scenario->nodes[first];
    for (size_t i = (size_t)first + 1; from->is_handle && i < scenario->node_count; i++) {
        exn_node *node = &scenario->nodes[i];
        if (node->is_handle && node->first_handle == first) {
            node->enter = from->enter;
            node->exit = from->exit;
            copy_own_actions(reader, &node->enter, &from->enter, node->task);
            copy_own_actions(reader, &node->exit, &from->exit, node->task);
            node->tokens = from->tokens;
            node->use = from->use;
        }
    }
}

/* --- one after the other ---------------------------------------------------------------------- */

static void read_manager(exn_reader *reader, const exn_yaml *key)
{
    exn_place place = key->place;
    exn_node_id id = EXN_NODE_NONE;
    if (exn_is_reserved(key->text)) {
        exn_complain(&reader->complaints, place,
                     "`%s` is no manager: what a scope does stands in `scope`, beside its managers",
                     key->text);
    } else if (reader->tree_is_known && exn_is_name(key->text) &&
               exn_find_node(reader, key->text) == EXN_NODE_NONE) {
        complain_unused(reader, place, key->text);
    } else {
        id = read_shared_or_leaf(reader, place, key->text);
    }
    if (id == EXN_NODE_NONE) {
        return;
    }
    if (key->value->kind != EXN_YAML_MAPPING) {
        exn_complain(&reader->complaints, key->value->place,
                     "`%s` is %s: it must be a mapping, like `{enter: [enters, fails]}`", key->text,
                     exn_yaml_describe(reader->arena, key->value));
        return;
    }
    manager_target target = {.id = id};
    reader->task = node_of(reader, &target)->task;
    reader->reads_shared = node_of(reader, &target)->is_handle;
    exn_read_use(reader, key->value, node_of(reader, &target));
    exn_read_mapping(reader, key->value, &exn_manager_keys, &target);
    copy_to_handles(reader, id);
    reader->reads_shared = false;
}

void exn_read_managers(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)target;
    if (key->value->kind != EXN_YAML_MAPPING) {
        exn_complain(&reader->complaints, key->value->place,
                     "`managers` is %s: it must be a mapping, like `{vm1: {enter: fails}}`",
                     exn_yaml_describe(reader->arena, key->value));
        return;
    }
    for (const exn_yaml *manager = key->value->first; manager != NULL; manager = manager->next) {
        if (exn_complaints_suffice(&reader->complaints)) {
            return;
        }
        read_manager(reader, manager);
    }
}
