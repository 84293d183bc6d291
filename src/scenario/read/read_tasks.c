/* Reads `tasks`: several outermost scopes, each with a body. */
#include "scenario/read/reader.h"

#include <string.h>

static void read_task(exn_reader *reader, const exn_yaml *key)
{
    exn_scenario_task *task = &reader->scenario->tasks[reader->task];
    task->name = key->text;
    task->place = key->place;
    exn_set_default_plan(reader, &task->body, EXN_OPERATION_BODY);
    if (!exn_check_new_name(reader, key->place, key->text)) {
        return;
    }
    exn_node_id twin = exn_find_node(reader, key->text);
    if (twin != EXN_NODE_NONE) { /* that a key stands twice was told */
        if (reader->scenario->nodes[twin].kind == EXN_NODE_LEAF) {
            exn_complain(&reader->complaints, key->place,
                         "`%s` is a manager already: choose another name for the task", key->text);
        }
        return;
    }
    if (strcmp(key->text, "any") == 0) {
        exn_complain(&reader->complaints, key->place,
                     "`any` is no name of a task: `cancel: {task: any}` means all of them");
    }
    task->scope = exn_read_scope_of_task(reader, key);
}

static bool check_tasks(exn_reader *reader, const exn_yaml *key)
{
    const exn_yaml *tasks = key->value;
    static const char *const of_one[] = {"scope", "body"};
    if (tasks->kind != EXN_YAML_MAPPING) {
        exn_complain(&reader->complaints, tasks->place,
                     "`tasks` is %s: it must be a mapping, like `{w1: {stack: [lock]}, w2: {stack: "
                     "[lock]}}`",
                     exn_yaml_describe(reader->arena, tasks));
        return false;
    }
    if (tasks->count < 2 || tasks->count > EXN_TASKS_MAX) {
        exn_complain(&reader->complaints, tasks->place,
                     "`tasks` has %zu: there are 2 to %u of them (a scenario with one writes "
                     "`scope` and `body`)",
                     tasks->count, EXN_TASKS_MAX);
        return false;
    }
    for (size_t i = 0; i < sizeof of_one / sizeof *of_one; i++) {
        const exn_yaml *other = exn_yaml_key(reader->root, of_one[i]);
        if (other != NULL) {
            exn_complain(&reader->complaints, other->place,
                         "`tasks` and `%s` at once: each task has its own", of_one[i]);
        }
    }
    return true;
}

static void read_bodies(exn_reader *reader, const exn_yaml *tasks)
{
    uint32_t index = 0;
    for (const exn_yaml *task = tasks->first; task != NULL; task = task->next) {
        const exn_yaml *body =
            task->value->kind == EXN_YAML_MAPPING ? exn_yaml_key(task->value, "body") : NULL;
        reader->task = index;
        if (body != NULL) {
            exn_read_body_plan(reader, body, &reader->scenario->tasks[index].body);
        }
        index += 1;
    }
}

void exn_read_tasks(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    size_t complaints_before = reader->complaints.count;
    if (!check_tasks(reader, key)) {
        return;
    }
    scenario->tasks = exn_arena_take(reader->arena, key->value->count * sizeof *scenario->tasks);
    scenario->task_count = 0;
    for (const exn_yaml *task = key->value->first; task != NULL; task = task->next) {
        if (exn_complaints_suffice(&reader->complaints)) {
            return;
        }
        reader->task = scenario->task_count;
        scenario->task_count += 1;
        read_task(reader, task);
    }
    reader->tree_is_known = reader->complaints.count == complaints_before;
    exn_collect_actions(reader);
    read_bodies(reader, key->value);
}
