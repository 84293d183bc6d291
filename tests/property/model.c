/* Scenarios as values, and the names of their nodes and errors. */
#include "model.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ERRORS_PER_NODE = 3, ENTER = 0, EXIT = 1, DEADLINE = 2 };

static const struct brute_operation one_step_that_succeeds = {
    .results = BRUTE_SUCCEEDS, .on_cancel = BRUTE_STOPS, .steps = 1};

void brute_scenario_init(struct brute_scenario *scenario, enum brute_kind outermost)
{
    assert(outermost == BRUTE_STACK || outermost == BRUTE_POOL);
    memset(scenario, 0, sizeof *scenario);
    scenario->node_count = 1;
    scenario->node[0].kind = outermost;
    scenario->node[0].parent = BRUTE_NOBODY;
    strcpy(scenario->node[0].name, outermost == BRUTE_POOL ? "pool" : "stack");
    scenario->body = one_step_that_succeeds;
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
    assert(scenario->node_count < BRUTE_NODES_MAX);
    int node = scenario->node_count++;
    struct brute_node *scope = &scenario->node[parent];
    assert(brute_is_scope(scenario, parent) && scope->child_count < BRUTE_CHILDREN_MAX);
    scope->child[scope->child_count++] = node;
    scenario->node[node].kind = kind;
    scenario->node[node].parent = parent;
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

uint8_t brute_error_body(void)
{
    return BRUTE_NODES_MAX * ERRORS_PER_NODE;
}

void brute_error_name(const struct brute_scenario *scenario, uint8_t error, char *text, size_t size)
{
    static const char *const operation[ERRORS_PER_NODE] = {"enter", "exit", "deadline"};
    if (error == brute_error_body()) {
        snprintf(text, size, "body");
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
