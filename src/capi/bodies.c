/* Finds the body of each task: by name, by pattern, or the one that is that of all. */
#include "capi/bodies.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static size_t entry_count(const exeunt_check_config *config)
{
    size_t count = 0;
    while (count < EXEUNT_CHECK_BODIES_MAX && config->bodies[count].task != NULL) {
        count += 1;
    }
    return count;
}

const exeunt_body *exn_configured_body(const exeunt_check_config *config, const char *task)
{
    for (size_t i = 0; task != NULL && i < entry_count(config); i++) {
        if (fnmatch(config->bodies[i].task, task, 0) == 0) {
            return config->bodies[i].body;
        }
    }
    return config->body;
}

static bool stands_for_any(const exn_scenario *scenario, const exeunt_check_body *entry)
{
    bool stands = strpbrk(entry->task, "*?[\\") != NULL; /* a pattern may stand for none */
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        stands = stands || fnmatch(entry->task, scenario->tasks[i].name, 0) == 0;
    }
    return stands;
}

/* `task` NULL: it is the one of the configuration. */
static bool check_functions(const exeunt_body *body, const char *task, char *message, size_t size)
{
    if (body != NULL && body->create != NULL && body->begin != NULL) {
        return true;
    }
    const char *of = task != NULL ? " of " : "";
    task = task != NULL ? task : "";
    if (body == NULL) {
        snprintf(message, size, "`bodies` has none for `%s`", task);
    } else {
        snprintf(message, size, "the body%s%s has no function `%s`", of, task,
                 body->create == NULL ? "create" : "begin");
    }
    return false;
}

static bool check_entries(const exeunt_check_config *config, const exn_scenario *scenario,
                          char *message, size_t size)
{
    size_t count = entry_count(config);
    if (count > 0 && scenario->tasks[0].name == NULL) {
        snprintf(message, size,
                 "`bodies` are of a scenario with `tasks`, and this one has one "
                 "scope: its body is `body`");
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const exeunt_check_body *entry = &config->bodies[i];
        if (!check_functions(entry->body, entry->task, message, size)) {
            return false;
        }
        if (!stands_for_any(scenario, entry)) {
            snprintf(message, size, "no task of the scenario is called `%s`", entry->task);
            return false;
        }
    }
    return config->body == NULL || check_functions(config->body, NULL, message, size);
}

bool exn_configure_bodies(const exeunt_check_config *config, const exn_scenario *scenario,
                          exn_bodies *bodies, char *message, size_t size)
{
    *bodies = (exn_bodies){{NULL}};
    if (!check_entries(config, scenario, message, size)) {
        return false;
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        bodies->of_task[i] = exn_configured_body(config, scenario->tasks[i].name);
    }
    return true;
}

bool exn_has_bodies(const exn_bodies *bodies)
{
    uint32_t i = 0;
    while (i < EXN_TASKS_MAX && bodies->of_task[i] == NULL) {
        i += 1;
    }
    return i < EXN_TASKS_MAX;
}
