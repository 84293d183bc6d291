/* What stacks and pools have in common: phases, requests, time, the outcome (E4-E7, C1-C8). */
#include "core/core.h"
#include "core/kind.h"

#include <assert.h>

static const exeunt_manager_type scope_as_manager;

void exn_scope_init(exeunt_scope *scope, const struct exeunt_scope_kind *kind, const char *name,
                    const exeunt_scope_callbacks *callbacks)
{
    *scope = (exeunt_scope){.callbacks = callbacks, .kind = kind, .phase = EXN_PHASE_NEW};
    exeunt_manager_init(&scope->manager, &scope_as_manager, name);
    scope->outcome.scope = scope;
}

/* --- the managers that it holds --------------------------------------------------------------- */

void exn_scope_insert(exeunt_scope *scope, exeunt_manager *manager, exeunt_manager *after)
{
    exeunt_manager *before = after != NULL ? after->next : scope->first;

    assert((before != NULL ? before->previous : scope->last) == after);
    assert(after != manager && before != manager);
    manager->previous = after;
    manager->next = before;
    *(after != NULL ? &after->next : &scope->first) = manager;
    *(before != NULL ? &before->previous : &scope->last) = manager;
}

void exn_scope_remove(exeunt_scope *scope, exeunt_manager *manager)
{
    exeunt_manager *after = manager->previous;
    exeunt_manager *before = manager->next;

    assert((after != NULL ? after->next : scope->first) == manager && "it is in this list");
    assert((before != NULL ? before->previous : scope->last) == manager);
    *(after != NULL ? &after->next : &scope->first) = before;
    *(before != NULL ? &before->previous : &scope->last) = after;
    manager->previous = NULL;
    manager->next = NULL;
}

void exn_scope_splice(exeunt_scope *to, exeunt_scope *from)
{
    assert(to != from);
    if (from->first != NULL) {
        from->first->previous = to->last;
        *(to->last != NULL ? &to->last->next : &to->first) = from->first;
        to->last = from->last;
        from->first = NULL;
        from->last = NULL;
    }
}

/* --- settled operations ----------------------------------------------------------------------- */

void exn_scope_record(exeunt_manager *manager, exeunt_origin origin, const exeunt_result *result,
                      const exeunt_error *context)
{
    const exeunt_error *error = result->error;
    exeunt_scope *scope = manager->owner;
    exeunt_result anew = *result;

    scope->raised = true;
    if (!exn_error_take(error, context)) {
        assert(manager->error.standing != EXN_RECORD_STANDS &&
               "its error died when it began again (E1)");
        anew.error = NULL;
        anew.code = error != NULL ? error->code : result->code;
        anew.message = error != NULL ? error->message : result->message;
    }
    exeunt_manager_record(manager, origin, &anew, context);
    if (anew.error == NULL) {
        manager->error.standing = EXN_RECORD_STANDS;
    }
}

void exn_scope_note_enter(exeunt_manager *manager, const exeunt_result *result,
                          const exeunt_error *context)
{
    static const exeunt_result unasked = {.settlement = EXEUNT_SETTLED_FAILED,
                                          .code = EXEUNT_ECANCELED,
                                          .message = "canceled though nobody asked for it (M7)"};

    assert(manager->state == EXN_MANAGER_ENTERING && "its scope has begun this enter");
    if (result->settlement == EXEUNT_SETTLED_CANCELED && !manager->cancel_sent) {
        result = &unasked;
    }
    if (result->settlement == EXEUNT_SETTLED_ENTERED) {
        manager->state = EXN_MANAGER_ENTERED;
        manager->value = result->value;
    } else if (result->settlement == EXEUNT_SETTLED_CANCELED) {
        manager->state = EXN_MANAGER_ENTER_CANCELED;
    } else {
        assert(result->settlement == EXEUNT_SETTLED_FAILED && "an exit settles like that");
        manager->state = EXN_MANAGER_ENTER_FAILED;
        exn_scope_record(manager, EXEUNT_ORIGIN_ENTER, result, context);
    }
    manager->cancel_sent = false; /* nothing is kept of an operation that is over */
}

/* --- steps ------------------------------------------------------------------------------------ */

bool exn_scope_enter_call(exeunt_scope *scope)
{
    bool outermost = !scope->stepping;

    scope->stepping = true;
    return outermost;
}

static void finish(exeunt_scope *scope);

void exn_scope_leave_call(exeunt_scope *scope, bool outermost)
{
    exn_step step;

    assert(scope->stepping && "a call is left once");
    if (!outermost) {
        return;
    }
    do {
        step = scope->kind->step(scope);
    } while (step == EXN_STEP_GOES_ON);
    scope->stepping = false;
    if (step == EXN_STEP_CLOSES) {
        finish(scope); /* the scope may be gone now */
    }
}

static void tell_clock(exeunt_scope *scope, exeunt_clock clock)
{
    if (scope->callbacks != NULL && scope->callbacks->on_clock != NULL) {
        scope->callbacks->on_clock(scope, clock);
    }
}

static void stop_deadline(exeunt_scope *scope)
{
    if (scope->deadline_running) {
        scope->deadline_running = false;
        tell_clock(scope, EXEUNT_CLOCK_DEADLINE_STOP);
    }
}

void exn_scope_begin(exeunt_scope *scope)
{
    assert(scope->stepping && "inside a call of the scope");
    assert(scope->phase == EXN_PHASE_NEW && "a scope is begun once");
    assert((scope->nested || scope->callbacks != NULL) && "an outermost scope has an owner");
    scope->phase = EXN_PHASE_ENTERING;
    scope->kind->begin_enters(scope);
    if (!exeunt_scope_stopping(scope)) {
        scope->deadline_running = true;
        tell_clock(scope, EXEUNT_CLOCK_DEADLINE_START);
    }
}

void exn_scope_entered(exeunt_scope *scope)
{
    assert(scope->stepping && "inside a call of the scope");
    assert(scope->phase == EXN_PHASE_ENTERING && !exeunt_scope_stopping(scope));
    scope->phase = EXN_PHASE_BODY;
    if (scope->nested) {
        stop_deadline(scope); /* it covers the enter (C6) */
        exeunt_entered(&scope->manager, scope);
    } else {
        scope->callbacks->on_entered(scope);
    }
}

void exn_scope_roll_back(exeunt_scope *scope)
{
    assert(scope->stepping && "inside a call of the scope");
    assert(scope->phase == EXN_PHASE_ENTERING && "the body never ran");
    scope->phase = EXN_PHASE_ROLLBACK;
    scope->body_canceled = exeunt_scope_stopping(scope);
    stop_deadline(scope);
    scope->kind->begin_exits(scope);
}

void exn_scope_close(exeunt_scope *scope, const exeunt_error *cause)
{
    bool body_never_ran = scope->phase == EXN_PHASE_ENTERING;

    assert(scope->stepping && "inside a call of the scope");
    assert(scope->phase < EXN_PHASE_ROLLBACK && "a scope closes once");
    scope->phase = EXN_PHASE_EXITING;
    scope->cause = cause;
    if (!scope->nested) {
        exn_error_mark(cause, NULL, EXN_RECORD_STANDS);
    }
    scope->body_canceled = (body_never_ran && exeunt_scope_stopping(scope)) ||
                           (cause != NULL && !exn_scope_is_error(scope, cause));
    stop_deadline(scope);
    scope->kind->begin_exits(scope);
}

/* --- the end ---------------------------------------------------------------------------------- */

/* The settlement of a nested scope's enter or exit (E5, E6). */
static exeunt_result result_of(exeunt_scope *scope, bool rolled_back)
{
    bool cause_suppressed = scope->outcome.suppressed && exn_scope_is_error(scope, scope->cause);
    assert(!(rolled_back && scope->outcome.suppressed) && "in a rollback it does not count (P6)");
    exeunt_result result = {.error = scope->kind->raised_outwards(scope)};

    if (result.error != NULL) {
        exn_error_give(result.error, scope->cause);
        result.settlement = EXEUNT_SETTLED_FAILED;
        result.suppressed = cause_suppressed;
    } else if (rolled_back) {
        result.settlement = EXEUNT_SETTLED_CANCELED;
    } else {
        result.settlement = cause_suppressed ? EXEUNT_SETTLED_SUPPRESSED : EXEUNT_SETTLED_EXITED;
    }
    return result;
}

static bool set_free(const exeunt_error *newest, const exeunt_error *until, void *context)
{
    (void)context;
    exn_error_mark(newest, until, EXN_RECORD_FREE);
    return false;
}

static void finish(exeunt_scope *scope)
{
    bool rolled_back = scope->phase == EXN_PHASE_ROLLBACK;

    assert(exn_scope_unwinds(scope) && "a scope ends once, after its exits (X10)");
    assert(!scope->deadline_running && "deadlines end before exits begin (C6)");
    scope->phase = EXN_PHASE_CLOSED;
    tell_clock(scope, EXEUNT_CLOCK_GRACE_STOP);
    if (scope->nested) {
        exeunt_result result = result_of(scope, rolled_back);
        exeunt_settle(&scope->manager, &result);
    } else {
        exn_error_mark(scope->cause, NULL, EXN_RECORD_FREE);
        if (scope->raised) {
            exn_scope_walk_chains(scope, set_free, NULL);
        }
        scope->callbacks->on_closed(scope, &scope->outcome);
    }
}

bool exn_scope_is_error(const exeunt_scope *scope, const exeunt_error *error)
{
    return error != NULL && error != exeunt_error_canceled() && error != &scope->deadline;
}

const exeunt_error *exn_scope_told_otherwise(const exeunt_scope *scope)
{
    if (!scope->body_canceled) {
        return NULL;
    }
    return scope->expired ? &scope->deadline : exeunt_error_canceled();
}

const exeunt_error *exn_scope_end_of_chain(const exeunt_scope *scope)
{
    const exeunt_error *cause = scope->cause;
    bool is_of_body = cause != NULL && cause->origin == EXEUNT_ORIGIN_BODY;

    return is_of_body ? cause->context : &scope->deadline;
}

exeunt_ending exeunt_outcome_ending(const exeunt_outcome *outcome)
{
    if (exeunt_outcome_errors(outcome, NULL, 0) > 0) {
        return EXEUNT_ENDING_RAISES;
    }
    if (outcome->canceled) {
        return EXEUNT_ENDING_CANCELS;
    }
    return outcome->suppressed ? EXEUNT_ENDING_SUPPRESSES : EXEUNT_ENDING_RETURNS;
}

/* --- requests and time ------------------------------------------------------------------------ */

bool exeunt_scope_stopping(const exeunt_scope *scope)
{
    return scope->outcome.canceled || scope->expired;
}

/* The grace time counts from the request or from the first exit, whichever is later (C4). */
static void start_grace(exeunt_scope *scope)
{
    if (scope->exits_begun && exeunt_scope_stopping(scope) && !scope->grace_started) {
        scope->grace_started = true;
        tell_clock(scope, EXEUNT_CLOCK_GRACE_START);
    }
}

void exn_scope_exit_begun(exeunt_scope *scope)
{
    assert(scope->stepping && exn_scope_unwinds(scope));
    scope->exits_begun = true;
    start_grace(scope);
}

/* Passes the first request on: to the enters and the body in flight, and to nothing else (X11). A
 * second request changes nothing (C2). The scope may be gone afterwards. */
static void pass_request_on(exeunt_scope *scope)
{
    bool outermost = exn_scope_enter_call(scope);
    bool body_runs = scope->phase == EXN_PHASE_BODY && !scope->nested;

    scope->kind->cancel_enters(scope);
    if (body_runs && scope->callbacks->on_body_cancel != NULL) {
        scope->callbacks->on_body_cancel(scope);
    }
    start_grace(scope);
    exn_scope_leave_call(scope, outermost);
}

void exeunt_scope_cancel(exeunt_scope *scope)
{
    bool first = !exeunt_scope_stopping(scope);

    if (scope->phase == EXN_PHASE_CLOSED) {
        return;
    }
    scope->outcome.canceled = true;
    if (first) {
        pass_request_on(scope);
    }
}

void exeunt_scope_expire(exeunt_scope *scope)
{
    bool first = !exeunt_scope_stopping(scope);

    if (!scope->deadline_running || scope->expired) {
        return;
    }
    scope->expired = true;
    scope->deadline = (exeunt_error){.code = EXEUNT_ETIMEDOUT,
                                     .origin = EXEUNT_ORIGIN_DEADLINE,
                                     .standing = EXN_RECORD_STANDS,
                                     .source = scope->manager.name,
                                     .message = exeunt_strerror(EXEUNT_ETIMEDOUT)};
    if (first) {
        pass_request_on(scope);
    }
}

void exeunt_scope_end_grace(exeunt_scope *scope)
{
    if (scope->phase == EXN_PHASE_CLOSED || !scope->grace_started || scope->grace_ended) {
        return;
    }
    bool outermost = exn_scope_enter_call(scope);
    scope->grace_ended = true;
    scope->kind->cancel_exits(scope);
    exn_scope_leave_call(scope, outermost);
}

/* --- a scope as a manager of another one (E5) ------------------------------------------------- */

static exeunt_scope *scope_of(exeunt_manager *manager)
{
    return (exeunt_scope *)manager; /* its first member */
}

static void enter_nested(exeunt_manager *manager)
{
    exeunt_scope *scope = scope_of(manager);
    bool outermost = exn_scope_enter_call(scope);

    scope->nested = true;
    exn_scope_begin(scope);
    exn_scope_leave_call(scope, outermost);
}

static void exit_nested(exeunt_manager *manager, const exeunt_error *cause)
{
    exeunt_scope *scope = scope_of(manager);
    bool outermost = exn_scope_enter_call(scope);

    assert((scope->phase == EXN_PHASE_NEW || (scope->nested && scope->phase == EXN_PHASE_BODY)) &&
           "a scope with an owner of its own cannot be nested");
    scope->nested = true;
    if (scope->phase == EXN_PHASE_NEW) { /* it was pushed: there is nothing to enter */
        scope->kind->begin_enters(scope);
    }
    exn_scope_close(scope, cause);
    exn_scope_leave_call(scope, outermost);
}

static void cancel_nested(exeunt_manager *manager)
{
    exeunt_scope_cancel(scope_of(manager));
}

static const exeunt_manager_type scope_as_manager = {enter_nested, exit_nested, cancel_nested};
