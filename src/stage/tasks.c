/* What never changes of the tasks of a world: their scopes, and the names of their bodies. */
#include "stage/tasks.h"

#include "base/own_assert.h"
#include "stage/members.h"
#include "world/constants.h"

#include <stdio.h>
#include <string.h>

/* The name of what belongs to a task; NULL: there is no memory. */
static const char *name_in_task(const char *task, const char *name)
{
    exn_assert(task[0] != '\0' && "a task among others has a name");
    size_t size = strlen(task) + strlen(name) + 1;
    char *text = exn_constants_allocate(size);
    if (text != NULL) {
        snprintf(text, size, "%s%s", task, name);
    }
    return text;
}

bool exn_write_tasks(exn_run *run, exn_task_facts *facts)
{
    const exn_scenario *scenario = run->scenario;
    exn_assert(scenario->task_count > 0 && scenario->task_count <= EXN_TASKS_MAX);
    bool failed = false;
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        const exn_scenario_task *task = &scenario->tasks[i];
        bool is_named = task->name != NULL;
        facts[i] = (exn_task_facts){
            .scope = exn_scope_of_node(run->stage, task->scope),
            .body = is_named ? name_in_task(task->name, " body") : exn_body_source,
            .body_source = is_named ? name_in_task(task->name, ".body") : exn_body_source};
        failed = failed || facts[i].body == NULL || facts[i].body_source == NULL;
        exeunt_error_init(&run->stage->probe.body_errors[i], EXN_BODY_CODE, facts[i].body_source,
                          exn_body_message);
    }
    return !failed;
}
