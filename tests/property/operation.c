/* Operations begin and settle, in the brute force. */
#include "rules.h"

#include <assert.h>

static const struct brute_cause no_cause = {.kind = BRUTE_CAUSE_NONE};
static const struct brute_cause canceled = {.kind = BRUTE_CAUSE_CANCELED};

/* --- operations begin ------------------------------------------------------------------------- */

static void begin_call(struct brute_run *run, int member, enum brute_stage stage)
{
    enum brute_event_kind begins = stage == BRUTE_ENTERING  ? BRUTE_ENTER_BEGINS
                                   : stage == BRUTE_EXITING ? BRUTE_EXIT_BEGINS
                                                            : BRUTE_BODY_BEGINS;
    int node = brute_is_body(member) ? brute_scope_of_task(run, member - BRUTE_BODY) : member;
    brute_record(run, begins, node);
    run->member[member].stage = stage;
    run->member[member].age = run->begun_count++;
    run->member[member].asked = false;
    run->member[member].asked_by_world = false;
}

/* The operation waits, or it is to settle inside its call. */
static void end_call(struct brute_run *run, int member)
{
    struct brute_member *begun = &run->member[member];
    const struct brute_operation *operation = brute_run_operation(run, member);
    begun->steps_left = (uint8_t)operation->steps;
    if (operation->takes_ms > 0) {
        brute_start_timer(run, member, operation->takes_ms);
    } else if (operation->steps == 0 && brute_run_results(run, member) != 0) {
        assert(run->inline_member == BRUTE_NOBODY);
        run->inline_member = member;
    }
}

static void begin_operation(struct brute_run *run, int member, enum brute_stage stage)
{
    begin_call(run, member, stage);
    bool waits =
        stage == BRUTE_ENTERING && brute_has_tokens(run, member) && !brute_take_token(run, member);
    if (!waits) {
        end_call(run, member);
    }
}

void brute_go_on(struct brute_run *run, int node)
{
    end_call(run, node);
    run->was_waiting = run->inline_member == node;
}

/* A pushed manager is held from the beginning, whatever happens (S14). */
static void hold_what_was_pushed(struct brute_run *run, int scope)
{
    const struct brute_node *node = brute_node_of(run, scope);
    for (int i = 0; i < node->child_count; i++) {
        const struct brute_node *child = brute_node_of(run, node->child[i]);
        bool is_pushed = child->kind == BRUTE_PUSHED || child->kind == BRUTE_CALLBACK;
        if (is_pushed && !child->is_of_body) {
            run->member[node->child[i]].stage = BRUTE_INSIDE;
        }
    }
}

void brute_begin_enters(struct brute_run *run, int scope)
{
    run->member[scope].stage = BRUTE_ENTERING;
    run->scope[scope].phase = BRUTE_PHASE_ENTERS;
    run->scope[scope].began_now = true;
    run->scope[scope].next = 0;
    hold_what_was_pushed(run, scope);
    if (brute_node_of(run, scope)->deadline_ms > 0) {
        /* Before the first enter (C6). */
        brute_start_timer(run, scope, brute_node_of(run, scope)->deadline_ms);
    }
}

void brute_begin_enter(struct brute_run *run, int node)
{
    switch (brute_node_of(run, node)->kind) {
    case BRUTE_MANAGER:
        begin_operation(run, node, BRUTE_ENTERING);
        break;
    case BRUTE_PUSHED:
    case BRUTE_CALLBACK:
        break; /* it is held already */
    case BRUTE_STACK:
    case BRUTE_POOL:
        brute_begin_enters(run, node);
        break;
    }
}

/* A manager that is held cannot be added again (S15), and a pool adds no manager later (P1). */
static void try_in_vain(struct brute_run *run, const struct brute_task *task)
{
    if (task->attempt == BRUTE_TRIES_NOTHING) {
        return;
    }
    assert(run->member[task->attempted].stage == BRUTE_INSIDE);
    brute_record(run,
                 task->attempt == BRUTE_TRIES_TO_PUSH ? BRUTE_CALLS_PUSH_REFUSED
                                                      : BRUTE_CALLS_ENTER_REFUSED,
                 task->attempted);
}

static void begin_body(struct brute_run *run, int task)
{
    const struct brute_task *its = &run->scenario->task[task];
    begin_call(run, BRUTE_BODY + task, BRUTE_BODY_RUNS);
    for (int i = 0; i < run->scenario->node_count; i++) {
        if (brute_node_of(run, i)->is_of_body && brute_node_of(run, i)->task == task) {
            brute_record(run, BRUTE_CALLS_PUSH, i);
            run->member[i].stage = BRUTE_INSIDE;
        }
    }
    try_in_vain(run, its);
    if (its->body_cancels) {
        brute_record(run, BRUTE_CALLS_CANCEL, its->scope);
        brute_request_cancel(run, its->scope);
    }
    end_call(run, BRUTE_BODY + task);
}

void brute_run_callback(struct brute_run *run)
{
    assert(run->ready_count > 0 && run->reply_count == 0);
    int first = run->ready[0];
    run->ready_count--;
    for (int i = 0; i < run->ready_count; i++) {
        run->ready[i] = run->ready[i + 1];
    }
    run->external_came = false;
    if (first == BRUTE_TOUCH) {
        run->breaks = BRUTE_M8;
    } else if (run->member[BRUTE_BODY + first].stage == BRUTE_BODY_READY) {
        begin_body(run, first);
    }
}

struct brute_cause brute_cancellation_of(const struct brute_run *run, int scope)
{
    if (run->scope[scope].expired) {
        return (struct brute_cause){.kind = BRUTE_CAUSE_ERROR,
                                    .error = brute_error_deadline(scope),
                                    .contains_deadline = !brute_is_nested(run, scope)};
    }
    return run->scope[scope].requested ? canceled : no_cause;
}

void brute_begin_exits(struct brute_run *run, int scope, struct brute_cause cause,
                       struct brute_cause base)
{
    struct brute_scope *state = &run->scope[scope];
    brute_stop_timer(run, scope); /* a deadline covers enters and body only (C6) */
    state->phase = BRUTE_PHASE_EXITS;
    state->next = brute_node_of(run, scope)->child_count - 1;
    state->cause = cause;
    state->cause_stands = cause.kind == BRUTE_CAUSE_ERROR;
    state->base = base;
}

/* The cause of the exit that begins next: in a pool the same for all (P10), in a stack the error
 * that propagates at that moment (S5). */
static struct brute_cause cause_of_next_exit(const struct brute_run *run, int scope)
{
    const struct brute_scope *state = &run->scope[scope];
    if (brute_is_pool(run, scope)) {
        return state->cause.kind == BRUTE_CAUSE_ERROR ? state->cause : state->base;
    }
    if (state->raised.count > 0) {
        /* The context of a new error is the cause when it was raised, unless that is `canceled`
         * (S7). */
        struct brute_cause below = state->cause_stands ? state->cause : state->base;
        return (struct brute_cause){
            .kind = BRUTE_CAUSE_ERROR,
            .error = state->raised.id[0],
            .contains_body = below.contains_body,
            .contains_deadline = below.contains_deadline,
        };
    }
    return state->cause_stands ? state->cause : state->base;
}

void brute_begin_exit(struct brute_run *run, int node)
{
    int parent = brute_node_of(run, node)->parent;
    struct brute_cause cause = cause_of_next_exit(run, parent);
    run->scope[parent].exits_begun = true;
    brute_start_grace(run, parent);
    run->member[node].told = cause;
    if (brute_node_of(run, node)->kind == BRUTE_CALLBACK) {
        run->member[node].told = no_cause; /* S8 */
    }
    if (!brute_is_scope(run->scenario, node)) {
        begin_operation(run, node, BRUTE_EXITING);
        return;
    }
    run->member[node].stage = BRUTE_EXITING;
    if (cause.kind == BRUTE_CAUSE_ERROR) {
        brute_begin_exits(run, node, cause, no_cause);
    } else {
        brute_begin_exits(run, node, no_cause, cause);
    }
}

/* --- operations settle ------------------------------------------------------------------------ */

void brute_settle_enter(struct brute_run *run, int node, enum brute_stage stage)
{
    int parent = brute_node_of(run, node)->parent;
    brute_stop_timer(run, node);
    run->member[node].stage = stage;
    if (stage != BRUTE_ENTER_FAILED || run->scope[parent].first_failed != BRUTE_NOBODY) {
        return;
    }
    run->scope[parent].first_failed = node;
    if (brute_is_pool(run, parent) && !brute_node_of(run, parent)->wait_all) {
        brute_ask_enters_in_flight(run, parent); /* P3 */
    }
}

/* Whether a suppression by an exit of `scope` with the cause `told` takes effect: there must be an
 * error, which is not the scope's own deadline (C5); and no rollback (P6), which an outermost stack
 * does not have (S1). */
static bool suppression_counts(const struct brute_run *run, int scope, struct brute_cause told)
{
    if (told.kind != BRUTE_CAUSE_ERROR || told.error == brute_error_deadline(scope)) {
        return false;
    }
    return !run->scope[scope].rollback ||
           (!brute_is_pool(run, scope) && !brute_is_nested(run, scope));
}

/* The suppression comes first, then the failure (E6). */
void brute_settle_exit(struct brute_run *run, int node, bool suppresses)
{
    struct brute_member *member = &run->member[node];
    int scope = brute_node_of(run, node)->parent;
    struct brute_scope *state = &run->scope[scope];
    brute_stop_timer(run, node);
    member->stage = BRUTE_GONE;
    if (suppresses && suppression_counts(run, scope, member->told)) {
        state->suppressed = true;
        state->cause_stands = false;
        state->raised.count = 0; /* the whole chain (S6) */
    }
    if (!brute_is_pool(run, scope)) {
        struct brute_errors chain = member->errors; /* newest first (S7) */
        brute_errors_append(&chain, &state->raised);
        state->raised = chain;
    }
}

static void settle_body(struct brute_run *run, int task, enum brute_result result)
{
    int scope = brute_scope_of_task(run, task);
    struct brute_scope *outermost = &run->scope[scope];
    struct brute_cause cause = no_cause;
    struct brute_cause base = no_cause;
    brute_record(run,
                 result == BRUTE_FAILS   ? BRUTE_BODY_RAISES
                 : result == BRUTE_STOPS ? BRUTE_BODY_IS_CANCELED
                                         : BRUTE_BODY_RETURNS,
                 scope);
    run->member[BRUTE_BODY + task].stage = BRUTE_GONE;
    if (result == BRUTE_FAILS) {
        cause = (struct brute_cause){
            .kind = BRUTE_CAUSE_ERROR, .error = brute_error_body(task), .contains_body = true};
        brute_errors_add(&outermost->cause_errors, brute_error_body(task));
    } else if (result == BRUTE_STOPS) {
        base = brute_cancellation_of(run, scope);
    }
    brute_begin_exits(run, scope, cause, base);
}

static void settle_managers_enter(struct brute_run *run, int node, enum brute_result result)
{
    if (result == BRUTE_SUCCEEDS) {
        brute_record(run, BRUTE_ENTERED, node);
        brute_settle_enter(run, node, BRUTE_INSIDE);
    } else if (result == BRUTE_STOPS || result == BRUTE_TOUCHES) {
        brute_record(run, BRUTE_ENTER_IS_CANCELED, node);
        brute_settle_enter(run, node, BRUTE_ENTER_CANCELED);
    } else {
        brute_record(run, BRUTE_ENTER_FAILS, node);
        brute_errors_add(&run->member[node].errors, brute_error_enter(node));
        brute_settle_enter(run, node, BRUTE_ENTER_FAILED);
    }
}

static void settle_managers_exit(struct brute_run *run, int node, enum brute_result result)
{
    /* An exit that raises its cause again adds no error (E2). */
    const struct brute_cause *told = &run->member[node].told;
    bool declared_it = brute_declares(run, node);
    const unsigned failures = BRUTE_FAILS | BRUTE_FAILS_WITH_BODY | BRUTE_FAILS_WITH_DEADLINE;
    brute_record(run,
                 (result & failures)          ? BRUTE_EXIT_FAILS
                 : result == BRUTE_SUPPRESSES ? BRUTE_EXIT_SUPPRESSES
                                              : BRUTE_EXITED,
                 node);
    bool fails = result == BRUTE_FAILS ||
                 (result == BRUTE_FAILS_WITH_BODY && !(told->contains_body && declared_it)) ||
                 (result == BRUTE_FAILS_WITH_DEADLINE && !(told->contains_deadline && declared_it));
    if (fails) {
        brute_errors_add(&run->member[node].errors, brute_error_exit(node));
    }
    brute_settle_exit(run, node, result == BRUTE_SUPPRESSES);
}

static void post_touch(struct brute_run *run)
{
    bool is_posted = false; /* one callback serves all */
    for (int i = 0; i < run->ready_count; i++) {
        is_posted = is_posted || run->ready[i] == BRUTE_TOUCH;
    }
    if (!is_posted) {
        assert(run->ready_count < BRUTE_READY_MAX);
        run->ready[run->ready_count++] = BRUTE_TOUCH;
    }
}

/* Returns the handle whose token is to be given back when its scope has replied. */
static int settle_manager(struct brute_run *run, int node, enum brute_result result)
{
    bool had_token = brute_has_tokens(run, node) && !run->member[node].waits;
    if (run->member[node].stage == BRUTE_ENTERING) {
        settle_managers_enter(run, node, result);
    } else {
        settle_managers_exit(run, node, result);
    }
    if (run->member[node].waits) {
        brute_stop_waiting(run, node);
    }
    return had_token && run->member[node].stage != BRUTE_INSIDE ? node : BRUTE_NOBODY;
}

/* Inside the call of its scope a token is given back before the scope goes on; else the scope
 * replies first. */
void brute_run_settle(struct brute_run *run, int member, enum brute_result result)
{
    assert(brute_run_in_flight(run, member));
    bool is_called = run->inline_member == member && !run->was_waiting && !brute_is_body(member);
    int gives_back = BRUTE_NOBODY;
    if (run->inline_member == member) {
        run->inline_member = BRUTE_NOBODY;
        run->was_waiting = false;
    }
    if (result == BRUTE_LEAKS) { /* seen at once: the run ends */
        run->breaks = run->member[member].stage == BRUTE_ENTERING ? BRUTE_M3 : BRUTE_M4;
        return;
    }
    if (result == BRUTE_TOUCHES) {
        post_touch(run);
    }
    if (brute_is_body(member)) {
        settle_body(run, member - BRUTE_BODY, result);
    } else {
        gives_back = settle_manager(run, member, result);
    }
    if (!is_called) {
        brute_begin_reply(run, brute_task_of(run, member), gives_back);
    } else if (gives_back != BRUTE_NOBODY) {
        brute_give_back(run, gives_back);
    }
}

void brute_run_step(struct brute_run *run, int member)
{
    assert(brute_run_in_flight(run, member) && run->member[member].steps_left > 1);
    run->member[member].steps_left--;
}
