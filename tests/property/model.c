/* Scenarios as values, and the names of their nodes and errors. */
#include "model.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ERRORS_PER_NODE = 3, ENTER = 0, EXIT = 1, DEADLINE = 2 };

static const struct brute_operation one_step_that_succeeds = {
    .results = BRUTE_SUCCEEDS, .on_cancel = BRUTE_STOPS, .steps = 1};

static int add_node(struct brute_scenario *scenario, int parent, enum brute_kind kind)
{
    assert(scenario->node_count < BRUTE_NODES_MAX && scenario->task_count > 0);
    int node = scenario->node_count++;
    scenario->node[node] = (struct brute_node){
        .kind = kind, .parent = parent, .task = scenario->task_count - 1, .first = BRUTE_NOBODY};
    return node;
}

static int add_task(struct brute_scenario *scenario, enum brute_kind outermost, const char *name)
{
    assert(outermost == BRUTE_STACK || outermost == BRUTE_POOL);
    assert(scenario->task_count < BRUTE_TASKS_MAX);
    struct brute_task *task = &scenario->task[scenario->task_count++];
    task->scope = add_node(scenario, BRUTE_NOBODY, outermost);
    task->body = one_step_that_succeeds;
    snprintf(scenario->node[task->scope].name, BRUTE_NAME_MAX, "%s", name);
    return task->scope;
}

void brute_scenario_init(struct brute_scenario *scenario, enum brute_kind outermost)
{
    brute_scenario_init_tasks(scenario);
    scenario->has_tasks = false;
    add_task(scenario, outermost, outermost == BRUTE_POOL ? "pool" : "stack");
}

void brute_scenario_init_tasks(struct brute_scenario *scenario)
{
    memset(scenario, 0, sizeof *scenario);
    scenario->has_tasks = true;
    scenario->cancel_task = BRUTE_NOBODY;
}

int brute_scenario_add_task(struct brute_scenario *scenario, enum brute_kind outermost)
{
    static const char *const names[BRUTE_TASKS_MAX] = {"w1", "w2", "w3"};
    assert(scenario->task_count < BRUTE_TASKS_MAX);
    return add_task(scenario, outermost, names[scenario->task_count]);
}

/* The name of a nested scope is its path; the second sibling of a kind gets a number. */
static void name_scope(struct brute_scenario *scenario, int node)
{
    struct brute_node *scope = &scenario->node[node];
    /* A copy, because the name of another node is written. */
    const struct brute_node parent = scenario->node[scope->parent];
    unsigned same_kind = 0;
    for (int i = 0; i < parent.child_count; i++) {
        same_kind += scenario->node[parent.child[i]].kind == scope->kind;
    }
    char number[12] = "";
    if (same_kind > 1) {
        snprintf(number, sizeof number, "%u", same_kind);
    }
    int length = snprintf(scope->name, sizeof scope->name, "%s.%s%s", parent.name,
                          scope->kind == BRUTE_POOL ? "pool" : "stack", number);
    assert(length > 0 && (size_t)length < sizeof scope->name);
}

int brute_scenario_add(struct brute_scenario *scenario, int parent, enum brute_kind kind,
                       const char *name)
{
    int node = add_node(scenario, parent, kind);
    struct brute_node *scope = &scenario->node[parent];
    assert(brute_is_scope(scenario, parent) && scope->child_count < BRUTE_CHILDREN_MAX);
    scope->child[scope->child_count++] = node;
    if (brute_is_scope(scenario, node)) {
        name_scope(scenario, node);
    } else {
        assert(strlen(name) < BRUTE_NAME_MAX);
        strcpy(scenario->node[node].name, name);
        scenario->node[node].enter = one_step_that_succeeds;
        scenario->node[node].exit = one_step_that_succeeds;
    }
    return node;
}

/* The name of a handle: that of its task, a dot, and that of its manager. */
static void name_handle(struct brute_scenario *scenario, int node, const char *manager)
{
    char name[BRUTE_NAME_MAX]; /* because the name of another node is read */
    const char *task = scenario->node[scenario->task[scenario->node[node].task].scope].name;
    int length = snprintf(name, sizeof name, "%s.%s", task, manager);
    assert(length > 0 && (size_t)length < sizeof name);
    strcpy(scenario->node[node].name, name);
}

int brute_scenario_add_handle(struct brute_scenario *scenario, int parent, int first)
{
    struct brute_node *manager = &scenario->node[first];
    char name[BRUTE_NAME_MAX];
    snprintf(name, sizeof name, "%s", brute_name_in_text(manager));
    if (manager->first == BRUTE_NOBODY) {
        manager->first = first;
        name_handle(scenario, first, name);
    }
    int node = brute_scenario_add(scenario, parent, BRUTE_MANAGER, name);
    scenario->node[node].first = first;
    scenario->node[node].enter = manager->enter;
    scenario->node[node].exit = manager->exit;
    name_handle(scenario, node, name);
    return node;
}

const char *brute_name_in_text(const struct brute_node *node)
{
    const char *dot = node->first != BRUTE_NOBODY ? strrchr(node->name, '.') : NULL;
    return dot != NULL ? dot + 1 : node->name;
}

bool brute_is_scope(const struct brute_scenario *scenario, int node)
{
    return scenario->node[node].kind == BRUTE_STACK || scenario->node[node].kind == BRUTE_POOL;
}

uint8_t brute_error_enter(int node)
{
    return (uint8_t)(node * ERRORS_PER_NODE + ENTER);
}

uint8_t brute_error_exit(int node)
{
    return (uint8_t)(node * ERRORS_PER_NODE + EXIT);
}

uint8_t brute_error_deadline(int scope)
{
    return (uint8_t)(scope * ERRORS_PER_NODE + DEADLINE);
}

uint8_t brute_error_body(int task)
{
    return (uint8_t)(BRUTE_NODES_MAX * ERRORS_PER_NODE + task);
}

void brute_error_name(const struct brute_scenario *scenario, uint8_t error, char *text, size_t size)
{
    static const char *const operation[ERRORS_PER_NODE] = {"enter", "exit", "deadline"};
    if (error >= brute_error_body(0) && !scenario->has_tasks) {
        snprintf(text, size, "body");
    } else if (error >= brute_error_body(0)) {
        int task = error - brute_error_body(0);
        snprintf(text, size, "%s.body", scenario->node[scenario->task[task].scope].name);
    } else {
        snprintf(text, size, "%s.%s", scenario->node[error / ERRORS_PER_NODE].name,
                 operation[error % ERRORS_PER_NODE]);
    }
}

void brute_errors_add(struct brute_errors *errors, uint8_t error)
{
    assert(errors->count < BRUTE_ERRORS_MAX);
    errors->id[errors->count++] = error;
}

void brute_errors_append(struct brute_errors *errors, const struct brute_errors *more)
{
    for (int i = 0; i < more->count; i++) {
        brute_errors_add(errors, more->id[i]);
    }
}
