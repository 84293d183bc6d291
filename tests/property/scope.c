/* What scopes do: enters, exits, rollbacks, outcomes. */
#include "rules.h"

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

void brute_run_start(struct brute_run *run)
{
    brute_begin_enters(run, BRUTE_OUTERMOST);
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
        run->outcome = errors;
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
                                 .contains_deadline = scope == BRUTE_OUTERMOST &&
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
        run->member[BRUTE_BODY].stage = BRUTE_BODY_READY;
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

/* The call in which a nested scope has settled is over. Returns false if there is none. */
static bool leave_call(struct brute_run *run)
{
    for (int i = 0; i < run->scenario->node_count; i++) {
        if (run->scope[i].in_call) {
            run->scope[i].in_call = false;
            return true;
        }
    }
    return false;
}

enum brute_pause brute_run_advance(struct brute_run *run)
{
    while (run->inline_member == BRUTE_NOBODY &&
           (progress(run, BRUTE_OUTERMOST) || leave_call(run))) {
    }
    if (run->inline_member != BRUTE_NOBODY) {
        return BRUTE_INLINE;
    }
    for (int i = 0; i < run->scenario->node_count; i++) {
        run->scope[i].began_now = false;
    }
    if (run->scope[BRUTE_OUTERMOST].phase == BRUTE_PHASE_CLOSED) {
        return BRUTE_CLOSED;
    }
    return run->member[BRUTE_BODY].stage == BRUTE_BODY_READY ? BRUTE_BODY_IS_NEXT : BRUTE_WAITS;
}
