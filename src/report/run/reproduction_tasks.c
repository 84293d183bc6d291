/* Makes the list of tasks of a program that shows a breach: reproduction_tasks.h. */
#define _GNU_SOURCE
#include "report/run/reproduction_tasks.h"

#include "base/adapter_name.h"
#include "base/code_name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- where code is ---------------------------------------------------------------------------- */

bool exn_python_place_read(const char *name, size_t length, exn_python_place *place)
{
    const char *colon = memrchr(name, ':', length);
    size_t module = colon != NULL ? (size_t)(colon - name) : length;
    size_t from = 0;
    bool is_file = module > 3 && strncmp(name + module - 3, ".py", 3) == 0;
    for (size_t i = 0; is_file && i < module; i++) {
        from = name[i] == '/' ? i + 1 : from;
    }
    char *folder = strndup(name, from);
    place->folder = !is_file ? strdup("") : realpath(from > 0 ? folder : ".", NULL);
    place->module = strndup(name + from, module - from - (is_file ? 3 : 0));
    place->name = colon != NULL ? strndup(colon + 1, length - module - 1) : strdup("");
    free(folder);
    return place->folder != NULL && place->module != NULL && place->name != NULL;
}

void exn_python_place_free(exn_python_place *place)
{
    free(place->folder);
    free(place->module);
    free(place->name);
}

/* --- managers --------------------------------------------------------------------------------- */

/* A value has its type by its letters, as where the scenario is checked. */
static json_t *value_of(const exn_passed_value *value)
{
    char *end;
    if (value->is_quoted) {
        return json_string(value->text);
    }
    if (strcmp(value->text, "true") == 0 || strcmp(value->text, "false") == 0) {
        return json_boolean(*value->text == 't');
    }
    errno = 0;
    long long integer = strtoll(value->text, &end, 10);
    if (end > value->text && *end == '\0' && errno == 0) {
        return json_integer(integer);
    }
    bool is_decimal = strspn(value->text, "+-.0123456789eE") == strlen(value->text);
    double number = strtod(value->text, &end);
    return is_decimal && end > value->text && *end == '\0' ? json_real(number)
                                                           : json_string(value->text);
}

/* Returns `[folder, module, name, {arguments}]`, or NULL when out of memory. */
static json_t *code_of(const exn_scenario *scenario, const exn_use *use)
{
    char *seen = exn_code_name_found(scenario->file, use->plugin, NULL);
    const char *name = seen != NULL ? exn_adapter_of_python(seen) : NULL;
    exn_python_place place = {NULL, NULL, NULL};
    json_t *arguments = json_object();
    json_t *code = NULL;
    for (size_t i = 0; i < use->with_count; i++) {
        json_object_set_new(arguments, use->with[i].name, value_of(&use->with[i]));
    }
    const char *colon = name != NULL ? strrchr(name, ':') : NULL;
    size_t length = colon != NULL ? (size_t)(colon - name) + strcspn(colon, "@") : 0;
    if (length > 0 && exn_python_place_read(name, length, &place)) {
        code = json_pack("[s,s,s,O]", place.folder, place.module, place.name, arguments);
    }
    json_decref(arguments);
    exn_python_place_free(&place);
    free(seen);
    return code;
}

static json_t *members_of(const exn_scenario *scenario, size_t scope);

static const char *role_word(exn_role role)
{
    return role == EXN_ROLE_PUSH ? "push" : role == EXN_ROLE_CALLBACK ? "callback" : "enter";
}

/* Notes how long an operation takes, in milliseconds. */
static void note_time(json_t *takes, const char *operation, const exn_plan *plan)
{
    if (plan->takes) {
        json_object_set_new(takes, operation, json_integer((json_int_t)plan->takes_ms));
    }
}

static json_t *member_of(const exn_scenario *scenario, size_t index)
{
    const exn_node *node = &scenario->nodes[index];
    json_t *member = json_pack("{s:s}", "name", node->name);
    if (node->role != EXN_ROLE_ENTER) {
        json_object_set_new(member, "role", json_string(role_word(node->role)));
    }
    json_t *takes = json_object();
    note_time(takes, "enter", &node->enter);
    note_time(takes, "exit", &node->exit);
    if (json_object_size(takes) > 0) {
        json_object_set(member, "takes", takes);
    }
    json_decref(takes);
    if (node->kind != EXN_NODE_LEAF) {
        json_object_set_new(member, "members", members_of(scenario, index));
    } else if (node->use != NULL) {
        json_object_set_new(member, "code", code_of(scenario, node->use));
        if (node->is_handle) {
            json_object_set_new(member, "shared", json_string(exn_declared_name(node)));
        }
    }
    return member;
}

static json_t *members_of(const exn_scenario *scenario, size_t scope)
{
    json_t *members = json_array();
    for (size_t i = scope + 1; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        for (uint32_t k = 0; node->parent == (exn_node_id)scope && k < node->times; k++) {
            json_array_append_new(members, member_of(scenario, i));
        }
    }
    return members;
}

/* --- tasks ------------------------------------------------------------------------------------ */

/* Returns what a body does: `["enter more", manager]`, or `["close", None]`. */
static json_t *actions_of(const exn_scenario *scenario, const exn_plan *body)
{
    json_t *actions = json_array();
    for (size_t i = 0; i < body->action_count; i++) {
        const exn_action *action = &body->actions[i];
        json_t *member =
            action->node != EXN_NODE_NONE ? member_of(scenario, (size_t)action->node) : json_null();
        json_array_append_new(actions, json_pack("[s,o]", action->text, member));
    }
    return actions;
}

json_t *exn_reproduced_tasks(const exn_scenario *scenario)
{
    json_t *tasks = json_array();
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        const exn_scenario_task *task = &scenario->tasks[i];
        const char *scope = scenario->nodes[task->scope].name;
        char *body = NULL;
        if (asprintf(&body, "%s%sbody", task->name != NULL ? task->name : "",
                     task->name != NULL ? " " : "") < 0) {
            json_decref(tasks);
            return NULL;
        }
        json_t *made = json_pack("{s:s,s:s,s:o,s:o}", "scope", scope, "body", body, "managers",
                                 members_of(scenario, (size_t)task->scope), "actions",
                                 actions_of(scenario, &task->body));
        note_time(made, "takes", &task->body);
        json_array_append_new(tasks, made);
        free(body);
    }
    return tasks;
}

bool exn_reproduces_more(const exn_scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        if (scenario->tasks[i].body.action_count > 0) {
            return true;
        }
    }
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        bool is_within = node->kind != EXN_NODE_LEAF && node->parent != EXN_NODE_NONE;
        if (node->use != NULL || is_within) {
            return true;
        }
    }
    return false;
}

/* --- Python ----------------------------------------------------------------------------------- */

static bool put_members(FILE *file, json_t *object)
{
    const char *key;
    json_t *value;
    const char *comma = "";
    bool complete = true;
    json_object_foreach(object, key, value)
    {
        json_t *name = json_string(key);
        fputs(comma, file);
        complete = exn_put_python(file, name) && complete;
        fputs(": ", file);
        complete = exn_put_python(file, value) && complete;
        json_decref(name);
        comma = ", ";
    }
    return complete;
}

static bool put_items(FILE *file, const json_t *array)
{
    size_t index;
    json_t *value;
    bool complete = true;
    json_array_foreach(array, index, value)
    {
        fputs(index > 0 ? ", " : "", file);
        complete = exn_put_python(file, value) && complete;
    }
    return complete;
}

bool exn_put_python(FILE *file, const json_t *value)
{
    bool complete = true;
    if (json_is_object(value)) {
        fputc('{', file);
        complete = put_members(file, (json_t *)(uintptr_t)value);
        fputc('}', file);
    } else if (json_is_array(value)) {
        fputc('[', file);
        complete = put_items(file, value);
        fputc(']', file);
    } else if (json_is_boolean(value) || json_is_null(value)) {
        fputs(json_is_null(value) ? "None" : json_is_true(value) ? "True" : "False", file);
    } else {
        char *text = value != NULL ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
        fputs(text != NULL ? text : "", file);
        complete = text != NULL;
        free(text);
    }
    return complete;
}
