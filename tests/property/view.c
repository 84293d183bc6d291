/* Questions about a run, which change nothing. */
#include "rules.h"

#include <assert.h>
#include <stdio.h>

const struct brute_node *brute_node_of(const struct brute_run *run, int node)
{
    return &run->scenario->node[node];
}

bool brute_is_nested(const struct brute_run *run, int scope)
{
    return brute_node_of(run, scope)->parent != BRUTE_NOBODY;
}

bool brute_is_pool(const struct brute_run *run, int scope)
{
    return brute_node_of(run, scope)->kind == BRUTE_POOL;
}

bool brute_is_body(int member)
{
    return member >= BRUTE_BODY;
}

int brute_scope_of_task(const struct brute_run *run, int task)
{
    return run->scenario->task[task].scope;
}

int brute_task_of(const struct brute_run *run, int member)
{
    return brute_is_body(member) ? member - BRUTE_BODY : brute_node_of(run, member)->task;
}

bool brute_declares(const struct brute_run *run, int node)
{
    int first = brute_node_of(run, node)->first;
    return first == BRUTE_NOBODY || first == node;
}

bool brute_run_in_flight(const struct brute_run *run, int member)
{
    if (brute_is_body(member)) {
        return run->member[member].stage == BRUTE_BODY_RUNS;
    }
    if (member >= run->scenario->node_count || brute_is_scope(run->scenario, member)) {
        return false;
    }
    return run->member[member].stage == BRUTE_ENTERING ||
           run->member[member].stage == BRUTE_EXITING;
}

const struct brute_operation *brute_run_operation(const struct brute_run *run, int member)
{
    if (brute_is_body(member)) {
        return &run->scenario->task[member - BRUTE_BODY].body;
    }
    const struct brute_node *node = &run->scenario->node[member];
    return run->member[member].stage == BRUTE_ENTERING ? &node->enter : &node->exit;
}

/* There must be an error to suppress. `canceled`, and the deadline of the scope that holds the
 * manager, cannot be suppressed (C5). */
static bool may_suppress(const struct brute_run *run, int node)
{
    const struct brute_cause *told = &run->member[node].told;
    int scope = run->scenario->node[node].parent;
    return told->kind == BRUTE_CAUSE_ERROR && told->error != brute_error_deadline(scope);
}

unsigned brute_run_results(const struct brute_run *run, int member)
{
    unsigned declared = brute_run_operation(run, member)->results;
    unsigned results = declared & ~(unsigned)BRUTE_HANGS;
    if (run->member[member].stage != BRUTE_EXITING) {
        return results;
    }
    /* If it is the only one declared, it is taken everywhere (M5). */
    if (!may_suppress(run, member) && declared != BRUTE_SUPPRESSES) {
        results &= ~(unsigned)BRUTE_SUPPRESSES;
    }
    /* An exit that did not receive the error that it is to raise again raises its own: what is
     * declared names the task of the first handle. */
    bool may_know = brute_declares(run, member);
    const struct brute_cause *told = &run->member[member].told;
    if ((results & BRUTE_FAILS_WITH_BODY) && !(told->contains_body && may_know)) {
        results = (results & ~(unsigned)BRUTE_FAILS_WITH_BODY) | BRUTE_FAILS;
    }
    if ((results & BRUTE_FAILS_WITH_DEADLINE) && !(told->contains_deadline && may_know)) {
        results = (results & ~(unsigned)BRUTE_FAILS_WITH_DEADLINE) | BRUTE_FAILS;
    }
    return results;
}

static const char *word_without_errors(const struct brute_scope *outermost)
{
    if (outermost->requested) {
        return "canceled";
    }
    return outermost->suppressed ? "suppressed" : "returns";
}

/* Returns the length. */
static size_t write_outcome(const struct brute_run *run, int task, char *text, size_t size)
{
    const struct brute_scope *outermost = &run->scope[brute_scope_of_task(run, task)];
    const struct brute_errors *errors = &run->outcome[task];
    assert(outermost->phase == BRUTE_PHASE_CLOSED);
    if (errors->count == 0) {
        return (size_t)snprintf(text, size, "%s", word_without_errors(outermost));
    }
    size_t used = (size_t)snprintf(text, size, "raises %s", errors->count > 1 ? "[" : "");
    for (int i = 0; i < errors->count; i++) {
        char name[BRUTE_NAME_MAX + 16];
        brute_error_name(run->scenario, errors->id[i], name, sizeof name);
        assert(used < size);
        used += (size_t)snprintf(text + used, size - used, "%s%s", i > 0 ? ", " : "", name);
    }
    assert(used < size);
    used += (size_t)snprintf(text + used, size - used, "%s%s", errors->count > 1 ? "]" : "",
                             outermost->requested ? " + canceled" : "");
    return used;
}

void brute_run_outcome(const struct brute_run *run, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < run->scenario->task_count; i++) {
        if (run->scenario->has_tasks) {
            used += (size_t)snprintf(text + used, size - used, "%s%s ", i > 0 ? ", " : "",
                                     brute_node_of(run, brute_scope_of_task(run, i))->name);
        }
        assert(used < size);
        used += write_outcome(run, i, text + used, size - used);
        assert(used < size);
    }
}
