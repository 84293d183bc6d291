/* What scopes do: enters, exits, rollbacks, outcomes. */
#include "rules.h"

#include <assert.h>
#include <string.h>

static bool any_child_is(const struct brute_run *run, int scope, enum brute_stage stage)
{
    const struct brute_node *node = brute_node_of(run, scope);
    for (int i = 0; i < node->child_count; i++) {
        if (run->member[node->child[i]].stage == stage) {
            return true;
        }
    }
    return false;
}

void brute_run_init(struct brute_run *run, const struct brute_scenario *scenario)
{
    memset(run, 0, sizeof *run);
    run->scenario = scenario;
    run->inline_member = BRUTE_NOBODY;
    run->breaks = BRUTE_NOBODY;
    for (int i = 0; i < scenario->node_count; i++) {
        run->scope[i].first_failed = BRUTE_NOBODY;
    }
}

/* Appends the errors of all children but `except`, in the order of the managers (P13). */
static void append_children(const struct brute_run *run, int scope, int except,
                            struct brute_errors *errors)
{
    const struct brute_node *node = brute_node_of(run, scope);
    for (int i = 0; i < node->child_count; i++) {
        if (node->child[i] != except) {
            brute_errors_append(errors, &run->member[node->child[i]].errors);
        }
    }
}

static struct brute_errors errors_of(const struct brute_run *run, int scope)
{
    const struct brute_scope *state = &run->scope[scope];
    struct brute_errors errors = {.count = 0};
    if (!brute_is_pool(run, scope)) {
        errors = state->raised;
    }
    if (state->cause_stands) {
        brute_errors_append(&errors, &state->cause_errors);
    }
    if (brute_is_pool(run, scope)) {
        append_children(run, scope, state->first_failed, &errors);
    }
    if (state->expired) {
        brute_errors_add(&errors, brute_error_deadline(scope)); /* after all others (C6) */
    }
    return errors;
}

static void close_scope(struct brute_run *run, int scope)
{
    struct brute_scope *state = &run->scope[scope];
    struct brute_errors errors = errors_of(run, scope);
    brute_record(run, BRUTE_CLOSES, scope);
    state->phase = BRUTE_PHASE_CLOSED;
    if (!brute_is_nested(run, scope)) {
        brute_stop_timer(run, scope); /* its grace time may run */
        run->outcome[brute_task_of(run, scope)] = errors;
        return;
    }
    run->member[scope].errors = errors;
    if (run->member[scope].stage == BRUTE_ENTERING) {
        brute_settle_enter(run, scope,
                           errors.count > 0 ? BRUTE_ENTER_FAILED : BRUTE_ENTER_CANCELED);
    } else {
        /* Outside, only the suppression of the cause counts (E5). */
        brute_settle_exit(run, scope,
                          state->cause.kind == BRUTE_CAUSE_ERROR && !state->cause_stands);
    }
}

/* All enters have settled, and the body may not run. */
static void roll_back(struct brute_run *run, int scope)
{
    struct brute_scope *state = &run->scope[scope];
    struct brute_cause cause = {.kind = BRUTE_CAUSE_NONE};
    state->rollback = true;
    if (state->first_failed != BRUTE_NOBODY) {
        const struct brute_errors *errors = &run->member[state->first_failed].errors;
        /* An enter of a stack that fails after the deadline has the deadline as its context
         * (E1). */
        cause =
            (struct brute_cause){.kind = BRUTE_CAUSE_ERROR,
                                 .error = errors->id[0],
                                 .contains_deadline = !brute_is_nested(run, scope) &&
                                                      !brute_is_pool(run, scope) && state->expired};
        state->cause_errors = *errors;
    }
    brute_begin_exits(run, scope, cause, brute_cancellation_of(run, scope));
}

static void everything_entered(struct brute_run *run, int scope)
{
    run->scope[scope].phase = BRUTE_PHASE_BODY;
    if (brute_is_nested(run, scope)) {
        run->scope[scope].in_call = !run->scope[scope].began_now; /* else that call is over first */
        brute_settle_enter(run, scope, BRUTE_INSIDE);
    } else {
        int task = brute_task_of(run, scope);
        run->member[BRUTE_BODY + task].stage = BRUTE_BODY_READY;
        assert(run->ready_count < BRUTE_READY_MAX);
        run->ready[run->ready_count++] = (uint8_t)task;
    }
}

/* Returns how many children are to be entered or pushed when the scope begins. */
static int planned_children(const struct brute_run *run, int scope)
{
    const struct brute_node *node = brute_node_of(run, scope);
    int count = node->child_count;
    while (count > 0 && brute_node_of(run, node->child[count - 1])->is_of_body) {
        count--;
    }
    return count;
}

/* Takes one step of the enters of a scope; returns false if it has to wait. */
static bool enters_progress(struct brute_run *run, int scope)
{
    struct brute_scope *state = &run->scope[scope];
    const struct brute_node *node = brute_node_of(run, scope);
    bool asked = state->requested || state->expired;
    bool failed = state->first_failed != BRUTE_NOBODY;
    bool one_at_a_time = node->kind == BRUTE_STACK;
    bool begins_no_more =
        asked || (failed && !node->wait_all) || state->next == planned_children(run, scope);
    bool in_flight = any_child_is(run, scope, BRUTE_ENTERING);
    if (in_flight && (one_at_a_time || begins_no_more)) {
        return false;
    }
    if (!begins_no_more) {
        brute_begin_enter(run, node->child[state->next++]);
    } else if (asked || failed) {
        roll_back(run, scope);
    } else {
        everything_entered(run, scope);
    }
    return true;
}

/* Takes one step of the exits of a scope; returns false if it has to wait. */
static bool exits_progress(struct brute_run *run, int scope)
{
    struct brute_scope *state = &run->scope[scope];
    const struct brute_node *node = brute_node_of(run, scope);
    bool in_flight = any_child_is(run, scope, BRUTE_EXITING);
    while (state->next >= 0 && run->member[node->child[state->next]].stage != BRUTE_INSIDE) {
        state->next--;
    }
    bool begins_no_more = state->next < 0;
    bool one_at_a_time = node->kind == BRUTE_STACK;
    if (in_flight && (one_at_a_time || begins_no_more)) {
        return false;
    }
    if (begins_no_more) {
        close_scope(run, scope);
    } else {
        brute_begin_exit(run, node->child[state->next]);
    }
    return true;
}

/* Takes one step in a scope or, first, in the scopes that it holds: what began inside a call goes
 * on inside that call. Returns false if nothing is left to do. */
static bool progress(struct brute_run *run, int scope)
{
    const struct brute_node *node = brute_node_of(run, scope);
    for (int i = 0; i < node->child_count; i++) {
        int child = node->child[i];
        if (brute_is_scope(run->scenario, child) && !run->scope[child].in_call &&
            progress(run, child)) {
            return true;
        }
    }
    switch (run->scope[scope].phase) {
    case BRUTE_PHASE_ENTERS:
        return enters_progress(run, scope);
    case BRUTE_PHASE_EXITS:
        return exits_progress(run, scope);
    case BRUTE_PHASE_NEW:
    case BRUTE_PHASE_BODY:
    case BRUTE_PHASE_CLOSED:
        break;
    }
    return false;
}

/* The call in which a nested scope of a task has settled is over. Returns false if there is
 * none. */
static bool leave_call(struct brute_run *run, int task)
{
    for (int i = 0; i < run->scenario->node_count; i++) {
        if (run->scope[i].in_call && brute_task_of(run, i) == task) {
            run->scope[i].in_call = false;
            return true;
        }
    }
    return false;
}

void brute_begin_reply(struct brute_run *run, int task, int gives_back)
{
    assert(run->reply_count < BRUTE_REPLIES_MAX);
    run->reply[run->reply_count++] = (struct brute_reply){task, gives_back};
}

/* Takes one step of the reply that is under way, or ends it. */
static void go_on_replying(struct brute_run *run)
{
    struct brute_reply reply = run->reply[run->reply_count - 1];
    if (progress(run, brute_scope_of_task(run, reply.task)) || leave_call(run, reply.task)) {
        return;
    }
    run->reply_count--;
    if (reply.gives_back != BRUTE_NOBODY) {
        brute_give_back(run, reply.gives_back);
    }
}

static bool all_have_closed(const struct brute_run *run)
{
    bool all = true;
    for (int i = 0; i < run->scenario->task_count; i++) {
        all = all && run->scope[brute_scope_of_task(run, i)].phase == BRUTE_PHASE_CLOSED;
    }
    return all;
}

enum brute_pause brute_run_advance(struct brute_run *run)
{
    bool begins = run->tasks_begun < run->scenario->task_count;
    while (run->inline_member == BRUTE_NOBODY && (run->reply_count > 0 || begins)) {
        if (run->reply_count > 0) {
            go_on_replying(run);
        } else { /* one after the other, before any callback runs (D1) */
            int task = run->tasks_begun++;
            brute_begin_enters(run, brute_scope_of_task(run, task));
            brute_begin_reply(run, task, BRUTE_NOBODY);
        }
        begins = run->tasks_begun < run->scenario->task_count;
    }
    if (run->inline_member != BRUTE_NOBODY) {
        return BRUTE_INLINE;
    }
    for (int i = 0; i < run->scenario->node_count; i++) {
        run->scope[i].began_now = false;
    }
    if (all_have_closed(run)) {
        return BRUTE_CLOSED;
    }
    return run->ready_count > 0 ? BRUTE_IS_READY : BRUTE_WAITS;
}
