/* Timers, and cancel requests, in the brute force. */
#include "rules.h"

#include <assert.h>

/* --- timers ----------------------------------------------------------------------------------- */

void brute_start_timer(struct brute_run *run, int node, unsigned after_ms)
{
    assert(run->timer_count < BRUTE_NODES_MAX);
    run->timer[run->timer_count++] =
        (struct brute_timer){.node = node, .due_ms = run->now_ms + after_ms};
}

void brute_stop_timer(struct brute_run *run, int node)
{
    int kept = 0;
    for (int i = 0; i < run->timer_count; i++) {
        if (run->timer[i].node != node) {
            run->timer[kept++] = run->timer[i];
        }
    }
    run->timer_count = kept;
}

/* The earliest timer; of equal ones the one that was started first (C8). */
static int next_timer_index(const struct brute_run *run)
{
    int next = BRUTE_NOBODY;
    for (int i = 0; i < run->timer_count; i++) {
        if (next == BRUTE_NOBODY || run->timer[i].due_ms < run->timer[next].due_ms) {
            next = i;
        }
    }
    return next;
}

int brute_run_next_timer(const struct brute_run *run)
{
    int next = next_timer_index(run);
    return next == BRUTE_NOBODY ? BRUTE_NOBODY : run->timer[next].node;
}

/* --- requests --------------------------------------------------------------------------------- */

/* Each operation gets at most one request (C2); a nested scope passes it on. */
static void ask(struct brute_run *run, int member)
{
    if (run->member[member].asked) {
        return;
    }
    run->member[member].asked = true;
    if (!brute_is_body(member) && brute_is_scope(run->scenario, member)) {
        brute_request_cancel(run, member);
    } else if (!brute_is_body(member)) {
        brute_record(run, BRUTE_IS_REQUESTED, member);
    }
}

/* The world may ask an exit in flight once, and an enter that its scope has asked once more
 * (M6). */
bool brute_run_may_ask(const struct brute_run *run, int member)
{
    const struct brute_member *asked = &run->member[member];
    return run->scenario->asks_operations && !asked->asked_by_world &&
           (asked->stage == BRUTE_EXITING || (asked->stage == BRUTE_ENTERING && asked->asked));
}

void brute_run_ask(struct brute_run *run, int member)
{
    assert(brute_run_in_flight(run, member));
    brute_record(run, BRUTE_IS_ASKED, member);
    run->member[member].asked_by_world = true;
}

static void ask_children(struct brute_run *run, int scope, enum brute_stage stage)
{
    const struct brute_node *node = brute_node_of(run, scope);
    for (int i = 0; i < node->child_count; i++) {
        if (run->member[node->child[i]].stage == stage) {
            ask(run, node->child[i]);
        }
    }
}

void brute_ask_enters_in_flight(struct brute_run *run, int scope)
{
    ask_children(run, scope, BRUTE_ENTERING);
}

void brute_start_grace(struct brute_run *run, int scope)
{
    struct brute_scope *state = &run->scope[scope];
    unsigned grace_ms = brute_node_of(run, scope)->grace_ms;
    bool asked = state->requested || state->expired;
    if (grace_ms > 0 && asked && state->exits_begun && !state->grace_started &&
        state->phase == BRUTE_PHASE_EXITS) {
        state->grace_started = true;
        brute_start_timer(run, scope, grace_ms);
    }
}

/* The common effect of a request and of a deadline: they reach the enters and the body in flight
 * (X11), and keep a posted body from beginning. Exits are shielded (C4). */
static void ask_what_is_in_flight(struct brute_run *run, int scope)
{
    if (run->scope[scope].phase == BRUTE_PHASE_ENTERS) {
        brute_ask_enters_in_flight(run, scope);
    }
    if (brute_is_nested(run, scope)) {
        return;
    }
    int body = BRUTE_BODY + brute_task_of(run, scope);
    if (run->member[body].stage == BRUTE_BODY_RUNS) {
        ask(run, body);
    }
    if (run->member[body].stage == BRUTE_BODY_READY) {
        run->member[body].stage = BRUTE_OUTSIDE;
        /* It rolls back then, because it was asked to stop. */
        run->scope[scope].phase = BRUTE_PHASE_ENTERS;
    }
}

void brute_request_cancel(struct brute_run *run, int scope)
{
    if (!brute_is_nested(run, scope)) {
        brute_record(run, BRUTE_CANCEL, scope);
    }
    run->scope[scope].requested = true;
    ask_what_is_in_flight(run, scope);
    brute_start_grace(run, scope);
}

bool brute_run_may_cancel(const struct brute_run *run, int task)
{
    const struct brute_scenario *scenario = run->scenario;
    bool is_meant = scenario->cancel_task == BRUTE_NOBODY || scenario->cancel_task == task;
    return scenario->cancel_anywhere && is_meant && !run->cancel_spent &&
           run->scope[brute_scope_of_task(run, task)].phase != BRUTE_PHASE_CLOSED;
}

void brute_run_cancel(struct brute_run *run, int task)
{
    assert(brute_run_may_cancel(run, task));
    run->cancel_spent = true;
    brute_request_cancel(run, brute_scope_of_task(run, task));
    if (task < run->tasks_begun) {
        brute_begin_reply(run, task, BRUTE_NOBODY);
    }
}

void brute_run_pass_time(struct brute_run *run)
{
    int next = next_timer_index(run);
    assert(next != BRUTE_NOBODY);
    int node = run->timer[next].node;
    brute_record(run, BRUTE_TIME_PASSES, BRUTE_OUTERMOST);
    run->now_ms = run->timer[next].due_ms;
    brute_stop_timer(run, node);
    if (!brute_is_scope(run->scenario, node)) {
        return;
    }
    if (run->scope[node].phase == BRUTE_PHASE_EXITS) {
        ask_children(run, node, BRUTE_EXITING); /* its grace time has ended */
    } else {
        run->scope[node].expired = true;
        ask_what_is_in_flight(run, node);
        brute_begin_reply(run, brute_task_of(run, node), BRUTE_NOBODY);
    }
}
