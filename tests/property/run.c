#include "run.h"

#include <assert.h>
#include <string.h>

static const struct brute_cause no_cause = {.kind = BRUTE_CAUSE_NONE};
static const struct brute_cause canceled = {.kind = BRUTE_CAUSE_CANCELED};

static const struct brute_node *node_of(const struct brute_run *run, int node)
{
    return &run->scenario->node[node];
}

static bool is_nested(const struct brute_run *run, int scope)
{
    return node_of(run, scope)->parent != BRUTE_NOBODY;
}

static bool is_pool(const struct brute_run *run, int scope)
{
    return node_of(run, scope)->kind == BRUTE_POOL;
}

static bool any_child_is(const struct brute_run *run, int scope, enum brute_stage stage)
{
    const struct brute_node *node = node_of(run, scope);
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
    for (int i = 0; i < scenario->node_count; i++) {
        run->scope[i].first_failed = BRUTE_NOBODY;
    }
}

/* Timers */

static void start_timer(struct brute_run *run, int node, unsigned after_ms)
{
    assert(run->timer_count < BRUTE_NODES_MAX);
    run->timer[run->timer_count++] =
        (struct brute_timer){.node = node, .due_ms = run->now_ms + after_ms};
}

static void stop_timer(struct brute_run *run, int node)
{
    int kept = 0;
    for (int i = 0; i < run->timer_count; i++) {
        if (run->timer[i].node != node) {
            run->timer[kept++] = run->timer[i];
        }
    }
    run->timer_count = kept;
}

/* The earliest; of equal ones the one that was started first (C8). */
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

/* Requests */

static void request_cancel(struct brute_run *run, int scope);

/* Each operation gets at most one request (C2), and one that reaches a nested scope is passed on. */
static void ask(struct brute_run *run, int member)
{
    if (run->member[member].asked) {
        return;
    }
    run->member[member].asked = true;
    if (member != BRUTE_BODY && brute_is_scope(run->scenario, member)) {
        request_cancel(run, member);
    }
}

static void ask_enters_in_flight(struct brute_run *run, int scope)
{
    const struct brute_node *node = node_of(run, scope);
    for (int i = 0; i < node->child_count; i++) {
        if (run->member[node->child[i]].stage == BRUTE_ENTERING) {
            ask(run, node->child[i]);
        }
    }
}

/* What a request and a deadline have in common: they reach the enters and the body in flight (X11) and
 * keep a posted body from beginning. Exits are shielded (C4). */
static void ask_what_is_in_flight(struct brute_run *run, int scope)
{
    if (run->scope[scope].phase == BRUTE_PHASE_ENTERS) {
        ask_enters_in_flight(run, scope);
    }
    struct brute_member *body = &run->member[BRUTE_BODY];
    if (scope == BRUTE_OUTERMOST && body->stage == BRUTE_BODY_RUNS) {
        ask(run, BRUTE_BODY);
    }
    if (scope == BRUTE_OUTERMOST && body->stage == BRUTE_BODY_READY) {
        body->stage = BRUTE_OUTSIDE;
        run->scope[scope].phase = BRUTE_PHASE_ENTERS; /* and rolls back, for it was asked to */
    }
}

static void request_cancel(struct brute_run *run, int scope)
{
    run->scope[scope].requested = true;
    ask_what_is_in_flight(run, scope);
}

void brute_run_cancel(struct brute_run *run)
{
    assert(!run->cancel_spent);
    run->cancel_spent = true;
    request_cancel(run, BRUTE_OUTERMOST);
}

void brute_run_pass_time(struct brute_run *run)
{
    int next = next_timer_index(run);
    assert(next != BRUTE_NOBODY);
    int node = run->timer[next].node;
    run->now_ms = run->timer[next].due_ms;
    stop_timer(run, node);
    if (brute_is_scope(run->scenario, node)) {
        run->scope[node].expired = true;
        ask_what_is_in_flight(run, node);
    }
}

/* Operations begin */

static void begin_operation(struct brute_run *run, int member, enum brute_stage stage)
{
    struct brute_member *begun = &run->member[member];
    begun->stage = stage;
    begun->asked = false;
    const struct brute_operation *operation = brute_run_operation(run, member);
    begun->steps_left = (uint8_t)operation->steps;
    if (operation->takes_ms > 0) {
        start_timer(run, member, operation->takes_ms);
    } else if (operation->steps == 0 && brute_run_results(run, member) != 0) {
        assert(run->inline_member == BRUTE_NOBODY);
        run->inline_member = member;
    }
}

static void begin_enters(struct brute_run *run, int scope)
{
    run->member[scope].stage = BRUTE_ENTERING;
    run->scope[scope].phase = BRUTE_PHASE_ENTERS;
    run->scope[scope].next = 0;
    if (node_of(run, scope)->deadline_ms > 0) {
        start_timer(run, scope, node_of(run, scope)->deadline_ms); /* before the first enter (C6) */
    }
}

void brute_run_start(struct brute_run *run)
{
    begin_enters(run, BRUTE_OUTERMOST);
}

static void begin_enter(struct brute_run *run, int node)
{
    switch (node_of(run, node)->kind) {
    case BRUTE_MANAGER:
        begin_operation(run, node, BRUTE_ENTERING);
        break;
    case BRUTE_PUSHED:
    case BRUTE_CALLBACK:
        run->member[node].stage = BRUTE_INSIDE;
        break;
    case BRUTE_STACK:
    case BRUTE_POOL:
        begin_enters(run, node);
        break;
    }
}

void brute_run_begin_body(struct brute_run *run)
{
    begin_operation(run, BRUTE_BODY, BRUTE_BODY_RUNS);
}

/* What C7 tells when no error propagates: the own deadline, an error, outranks the flag. */
static struct brute_cause cancellation_of(const struct brute_run *run, int scope)
{
    if (run->scope[scope].expired) {
        return (struct brute_cause){.kind = BRUTE_CAUSE_ERROR,
                                    .error = brute_error_deadline(scope)};
    }
    return run->scope[scope].requested ? canceled : no_cause;
}

static void begin_exits(struct brute_run *run, int scope, struct brute_cause cause,
                        struct brute_cause base)
{
    struct brute_scope *state = &run->scope[scope];
    stop_timer(run, scope); /* a deadline covers enters and body alone (C6) */
    state->phase = BRUTE_PHASE_EXITS;
    state->next = node_of(run, scope)->child_count - 1;
    state->cause = cause;
    state->cause_stands = cause.kind == BRUTE_CAUSE_ERROR;
    state->base = base;
}

/* What the exit that begins next is told: in a pool all the same (P10), in a stack what propagates at
 * that moment (S5). */
static struct brute_cause cause_of_next_exit(const struct brute_run *run, int scope)
{
    const struct brute_scope *state = &run->scope[scope];
    if (is_pool(run, scope)) {
        return state->cause.kind == BRUTE_CAUSE_ERROR ? state->cause : state->base;
    }
    if (state->raised.count > 0) {
        return (struct brute_cause){
            .kind = BRUTE_CAUSE_ERROR,
            .error = state->raised.id[0],
            .contains_body = state->cause_stands && state->cause.contains_body,
        };
    }
    return state->cause_stands ? state->cause : state->base;
}

static void begin_exit(struct brute_run *run, int node)
{
    struct brute_cause cause = cause_of_next_exit(run, node_of(run, node)->parent);
    run->member[node].told = cause;
    if (node_of(run, node)->kind == BRUTE_CALLBACK) {
        run->member[node].told = no_cause; /* S8 */
    }
    if (!brute_is_scope(run->scenario, node)) {
        begin_operation(run, node, BRUTE_EXITING);
        return;
    }
    run->member[node].stage = BRUTE_EXITING;
    if (cause.kind == BRUTE_CAUSE_ERROR) {
        begin_exits(run, node, cause, no_cause);
    } else {
        begin_exits(run, node, no_cause, cause);
    }
}

/* Operations settle */

static void settle_enter(struct brute_run *run, int node, enum brute_stage stage)
{
    int parent = node_of(run, node)->parent;
    stop_timer(run, node);
    run->member[node].stage = stage;
    if (stage != BRUTE_ENTER_FAILED || run->scope[parent].first_failed != BRUTE_NOBODY) {
        return;
    }
    run->scope[parent].first_failed = node;
    if (is_pool(run, parent) && !node_of(run, parent)->wait_all) {
        ask_enters_in_flight(run, parent); /* P3 */
    }
}

/* Whether a suppression by an exit of `scope` that was told `told` has an effect: there must be an error,
 * not the scope's own deadline (C5), and not a rollback (P6), which an outermost stack does not know (S1). */
static bool suppression_counts(const struct brute_run *run, int scope, struct brute_cause told)
{
    if (told.kind != BRUTE_CAUSE_ERROR || told.error == brute_error_deadline(scope)) {
        return false;
    }
    return !run->scope[scope].rollback || (!is_pool(run, scope) && !is_nested(run, scope));
}

/* The suppression comes first, then the failure (E6). */
static void settle_exit(struct brute_run *run, int node, bool suppresses)
{
    struct brute_member *member = &run->member[node];
    int scope = node_of(run, node)->parent;
    struct brute_scope *state = &run->scope[scope];
    stop_timer(run, node);
    member->stage = BRUTE_GONE;
    if (suppresses && suppression_counts(run, scope, member->told)) {
        state->suppressed = true;
        state->cause_stands = false;
        state->raised.count = 0; /* the whole chain (S6) */
    }
    if (!is_pool(run, scope)) {
        struct brute_errors chain = member->errors; /* newest first (S7) */
        brute_errors_append(&chain, &state->raised);
        state->raised = chain;
    }
}

static void settle_body(struct brute_run *run, enum brute_result result)
{
    struct brute_scope *outermost = &run->scope[BRUTE_OUTERMOST];
    struct brute_cause cause = no_cause;
    struct brute_cause base = no_cause;
    run->member[BRUTE_BODY].stage = BRUTE_GONE;
    if (result == BRUTE_FAILS) {
        cause = (struct brute_cause){
            .kind = BRUTE_CAUSE_ERROR, .error = brute_error_body(), .contains_body = true};
        brute_errors_add(&outermost->cause_errors, brute_error_body());
    } else if (result == BRUTE_STOPS) {
        base = cancellation_of(run, BRUTE_OUTERMOST);
    }
    begin_exits(run, BRUTE_OUTERMOST, cause, base);
}

static void settle_managers_enter(struct brute_run *run, int node, enum brute_result result)
{
    if (result == BRUTE_SUCCEEDS) {
        settle_enter(run, node, BRUTE_INSIDE);
    } else if (result == BRUTE_STOPS) {
        settle_enter(run, node, BRUTE_ENTER_CANCELED);
    } else {
        brute_errors_add(&run->member[node].errors, brute_error_enter(node));
        settle_enter(run, node, BRUTE_ENTER_FAILED);
    }
}

static void settle_managers_exit(struct brute_run *run, int node, enum brute_result result)
{
    /* An exit that raises again what it was told adds nothing (E2). */
    bool raises_again =
        result == BRUTE_FAILS_WITH_BODY && run->member[node].told.contains_body;
    if (result == BRUTE_FAILS || (result == BRUTE_FAILS_WITH_BODY && !raises_again)) {
        brute_errors_add(&run->member[node].errors, brute_error_exit(node));
    }
    settle_exit(run, node, result == BRUTE_SUPPRESSES);
}

void brute_run_settle(struct brute_run *run, int member, enum brute_result result)
{
    assert(brute_run_in_flight(run, member));
    if (run->inline_member == member) {
        run->inline_member = BRUTE_NOBODY;
    }
    if (member == BRUTE_BODY) {
        settle_body(run, result);
    } else if (run->member[member].stage == BRUTE_ENTERING) {
        settle_managers_enter(run, member, result);
    } else {
        settle_managers_exit(run, member, result);
    }
}

void brute_run_step(struct brute_run *run, int member)
{
    assert(brute_run_in_flight(run, member) && run->member[member].steps_left > 1);
    run->member[member].steps_left--;
}

/* What scopes do */

/* Appends the errors of all children in the order of the managers, but for the one at `except` (P13). */
static void append_children(const struct brute_run *run, int scope, int except,
                            struct brute_errors *errors)
{
    const struct brute_node *node = node_of(run, scope);
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
    if (!is_pool(run, scope)) {
        errors = state->raised;
    }
    if (state->cause_stands) {
        brute_errors_append(&errors, &state->cause_errors);
    }
    if (is_pool(run, scope)) {
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
    state->phase = BRUTE_PHASE_CLOSED;
    if (!is_nested(run, scope)) {
        run->outcome = errors;
        return;
    }
    run->member[scope].errors = errors;
    if (run->member[scope].stage == BRUTE_ENTERING) {
        settle_enter(run, scope, errors.count > 0 ? BRUTE_ENTER_FAILED : BRUTE_ENTER_CANCELED);
    } else {
        /* Only the cause's suppression is told outwards (E5). */
        settle_exit(run, scope, state->cause.kind == BRUTE_CAUSE_ERROR && !state->cause_stands);
    }
}

/* All enters have settled, and the body may not run. */
static void roll_back(struct brute_run *run, int scope)
{
    struct brute_scope *state = &run->scope[scope];
    struct brute_cause cause = no_cause;
    state->rollback = true;
    if (state->first_failed != BRUTE_NOBODY) {
        const struct brute_errors *errors = &run->member[state->first_failed].errors;
        cause = (struct brute_cause){.kind = BRUTE_CAUSE_ERROR, .error = errors->id[0]};
        state->cause_errors = *errors;
    }
    begin_exits(run, scope, cause, cancellation_of(run, scope));
}

static void everything_entered(struct brute_run *run, int scope)
{
    run->scope[scope].phase = BRUTE_PHASE_BODY;
    if (is_nested(run, scope)) {
        settle_enter(run, scope, BRUTE_INSIDE);
    } else {
        run->member[BRUTE_BODY].stage = BRUTE_BODY_READY;
    }
}

/* One step of the enters of a scope; false if it has to wait. */
static bool enters_progress(struct brute_run *run, int scope)
{
    struct brute_scope *state = &run->scope[scope];
    const struct brute_node *node = node_of(run, scope);
    bool asked = state->requested || state->expired;
    bool failed = state->first_failed != BRUTE_NOBODY;
    bool one_at_a_time = node->kind == BRUTE_STACK;
    bool begins_no_more = asked || (failed && !node->wait_all) || state->next == node->child_count;
    bool in_flight = any_child_is(run, scope, BRUTE_ENTERING);
    if (in_flight && (one_at_a_time || begins_no_more)) {
        return false;
    }
    if (!begins_no_more) {
        begin_enter(run, node->child[state->next++]);
    } else if (asked || failed) {
        roll_back(run, scope);
    } else {
        everything_entered(run, scope);
    }
    return true;
}

/* One step of the exits of a scope; false if it has to wait. */
static bool exits_progress(struct brute_run *run, int scope)
{
    struct brute_scope *state = &run->scope[scope];
    const struct brute_node *node = node_of(run, scope);
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
        begin_exit(run, node->child[state->next]);
    }
    return true;
}

/* Does one thing in a scope or, first, in those that it holds: what began inside a call goes on inside that
 * call. Returns false if nothing is left to do. */
static bool progress(struct brute_run *run, int scope)
{
    const struct brute_node *node = node_of(run, scope);
    for (int i = 0; i < node->child_count; i++) {
        if (brute_is_scope(run->scenario, node->child[i]) && progress(run, node->child[i])) {
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

enum brute_pause brute_run_advance(struct brute_run *run)
{
    while (run->inline_member == BRUTE_NOBODY && progress(run, BRUTE_OUTERMOST)) {
    }
    if (run->inline_member != BRUTE_NOBODY) {
        return BRUTE_INLINE;
    }
    if (run->scope[BRUTE_OUTERMOST].phase == BRUTE_PHASE_CLOSED) {
        return BRUTE_CLOSED;
    }
    return run->member[BRUTE_BODY].stage == BRUTE_BODY_READY ? BRUTE_BODY_IS_NEXT : BRUTE_WAITS;
}
