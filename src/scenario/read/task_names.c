/* How a scenario names what belongs to one of its tasks: `cancel w1`, `w1 body`, `w1.body`. */
#include "scenario/read/reader.h"

#include <string.h>

bool exn_has_tasks(const exn_reader *reader)
{
    return reader->scenario->tasks[0].name != NULL;
}

static uint32_t task_named(const exn_reader *reader, const char *name)
{
    const exn_scenario *scenario = reader->scenario;
    uint32_t i = 0;
    while (i < scenario->task_count && strcmp(scenario->tasks[i].name, name) != 0) {
        i += 1;
    }
    return i;
}

bool exn_read_task(exn_reader *reader, exn_place place, const char *name, uint32_t *task)
{
    const exn_scenario *scenario = reader->scenario;
    *task = task_named(reader, name);
    if (*task < scenario->task_count) {
        return true;
    }
    const char **known = exn_arena_take(reader->arena, scenario->task_count * sizeof *known);
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        known[i] = scenario->tasks[i].name;
    }
    exn_complain_unknown(reader, place, "task", name, known, scenario->task_count);
    return false;
}

bool exn_read_body_name(exn_reader *reader, exn_place place, const char *text, exn_node_id *node,
                        const char **rest)
{
    const char *after = exn_after_prefix(text, "body ");
    *node = EXN_NODE_BODY;
    *rest = after;
    if (!exn_has_tasks(reader)) {
        return after != NULL;
    }
    if (after != NULL) {
        exn_complain(&reader->complaints, place, "`body` of which task? write `%s body %s`",
                     reader->scenario->tasks[0].name, after);
        *node = EXN_NODE_NONE;
        return true;
    }
    const char *space = strchr(text, ' ');
    after = space != NULL ? exn_after_prefix(space, " body ") : NULL;
    if (after == NULL) {
        return false;
    }
    uint32_t task = 0;
    const char *name = exn_arena_copy(reader->arena, text, (size_t)(space - text));
    *node = exn_read_task(reader, place, name, &task) ? exn_node_body(task) : EXN_NODE_NONE;
    *rest = after;
    return true;
}

bool exn_read_body_error(exn_reader *reader, exn_place place, const char *text, exn_node_id *node)
{
    const exn_scenario *scenario = reader->scenario;
    if (!exn_has_tasks(reader)) {
        *node = EXN_NODE_BODY;
        return strcmp(text, "body") == 0;
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        const char *after = exn_after_prefix(text, scenario->tasks[i].name);
        if (after != NULL && strcmp(after, ".body") == 0) {
            *node = exn_node_body(i);
            return true;
        }
    }
    if (strcmp(text, "body") == 0) {
        exn_complain(&reader->complaints, place, "`body` of which task? write `%s.body`",
                     scenario->tasks[0].name);
        *node = EXN_NODE_NONE;
        return true;
    }
    return false;
}

exn_node_id exn_read_canceled(exn_reader *reader, exn_place place, const char *name)
{
    uint32_t task = 0;
    if (exn_has_tasks(reader) && name[0] == '\0') {
        exn_complain(&reader->complaints, place, "`cancel` which task? write `cancel %s`",
                     reader->scenario->tasks[0].name);
        return EXN_NODE_NONE;
    }
    if (exn_has_tasks(reader) && !exn_read_task(reader, place, name, &task)) {
        return EXN_NODE_NONE;
    }
    return reader->scenario->tasks[task].scope;
}
