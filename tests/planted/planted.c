#include "planted.h"

#include <exeunt/error.h>

bug planted = NO_BUG;

typedef struct scope {
    exeunt_border *border;
    const exeunt_plan *plan;
    bool *holds;       /* by index: it must be exited */
    size_t next_enter; /* by index: the next to be entered */
    size_t next_exit;  /* counts the entries that an exit was considered for */
    size_t in_flight;
    bool stepping; /* further up the C stack somebody goes on with this scope */
    bool body_in_flight, body_ran, body_canceled, exiting, ended, canceled, suppressed;
    const exeunt_error *failure; /* the first failed enter */
    const exeunt_error *cause;   /* pool: what all exits are told */
    const exeunt_error **errors; /* what stands: stack: the chain, oldest first */
    size_t error_count;
} scope;

static size_t count_of(const scope *self)
{
    return self->plan->entry_count;
}

static exeunt_manager *manager_at(const scope *self, size_t index)
{
    return self->plan->entries[index].manager;
}

static bool is_stack(const scope *self)
{
    return self->plan->kind == EXEUNT_KIND_STACK;
}

/* The place of a manager that the scope holds. */
static size_t index_of(const scope *self, const exeunt_manager *manager)
{
    size_t index = 0;
    while (manager_at(self, index) != manager) {
        index += 1;
    }
    return index;
}

static void go_on(scope *self);

/* --- the end --- */

/* P13: the error of the body or of the first failed enter, then the others by manager. */
static size_t list_pool(const scope *self, const exeunt_error **errors)
{
    const exeunt_error *first = self->error_count > 0 ? self->errors[0] : NULL;
    size_t count = 0;
    if (first != NULL) {
        errors[count++] = first;
    }
    for (size_t i = 0; i < count_of(self); i++) {
        const exeunt_error *raised = manager_at(self, i)->raised;
        bool dropped = planted == DROPS_EXIT_FAILURES && self->holds[i];
        if (raised != NULL && raised != first && !dropped) {
            errors[count++] = raised;
        }
    }
    return count;
}

/* S7: the chain, newest first. */
static size_t list_stack(const scope *self, const exeunt_error **errors)
{
    for (size_t i = 0; i < self->error_count; i++) {
        errors[i] = self->errors[self->error_count - 1 - i];
    }
    return self->error_count;
}

static void end(scope *self)
{
    const exeunt_error **errors =
        exeunt_border_allocate(self->border, (count_of(self) + 1) * sizeof *errors);
    size_t count = is_stack(self) ? list_stack(self, errors) : list_pool(self, errors);
    exeunt_end how = {.errors = errors,
                      .error_count = count,
                      .canceled = self->canceled,
                      .suppressed = self->suppressed};
    self->ended = true;
    exeunt_border_close(self->border, &how);
    if (planted == CLOSES_TWICE) {
        exeunt_border_close(self->border, &how);
    }
    exeunt_border_free(self->border, errors);
}

/* --- exits --- */

/* What is told while no error propagates (C7). */
static const exeunt_error *quiet_cause(const scope *self)
{
    return self->body_canceled ? exeunt_error_canceled() : NULL;
}

static const exeunt_error *cause_of_stack(const scope *self)
{
    if (self->error_count == 0) {
        return quiet_cause(self);
    }
    return self->errors[planted == TELLS_THE_FIRST_CAUSE ? 0 : self->error_count - 1];
}

static void take_suppression(scope *self, const exeunt_error *told)
{
    bool counts = is_stack(self) || self->body_ran; /* S1, P6 */
    if (told == NULL || told == exeunt_error_canceled() || !counts) {
        return;
    }
    self->suppressed = true;
    if (planted != IGNORES_SUPPRESSIONS) {
        self->error_count = 0;
    }
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    scope *self = manager->owner;
    self->in_flight -= 1;
    if (result->settlement == EXEUNT_SUPPRESSED) {
        take_suppression(self, self->cause);
    }
    if (result->settlement == EXEUNT_FAILED) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, NULL);
        if (is_stack(self)) {
            self->errors[self->error_count++] = manager->raised;
        }
    }
    go_on(self);
}

/* Begins the next exit, if there is one. */
static void exit_next(scope *self)
{
    size_t at = self->next_exit++;
    bool forward = planted == EXITS_IN_ENTER_ORDER;
    size_t index = forward ? at : count_of(self) - 1 - at;
    bool forgotten = planted == FORGETS_THE_OLDEST && index == 0;
    if (!self->holds[index] || forgotten) {
        return;
    }
    if (is_stack(self)) {
        self->cause = cause_of_stack(self);
    }
    self->in_flight += 1;
    exeunt_manager_exit(manager_at(self, index), self->cause, exit_settled, self);
}

static void begin_exits(scope *self)
{
    self->exiting = true;
    self->body_canceled = self->body_canceled || (!self->body_ran && self->canceled);
    self->cause = self->error_count > 0 ? self->errors[0] : quiet_cause(self);
}

/* --- enters --- */

static bool stops_entering(const scope *self)
{
    bool fails_fast = is_stack(self) || !self->plan->wait_all;
    return self->canceled || (fails_fast && self->failure != NULL);
}

static void cancel_enters(scope *self)
{
    size_t reached = planted == ASKS_ONLY_THE_FIRST ? 1 : self->next_enter;
    for (size_t i = 0; i < reached && i < self->next_enter; i++) {
        exeunt_manager_cancel(manager_at(self, i));
    }
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    scope *self = manager->owner;
    bool failed = result->settlement == EXEUNT_FAILED;
    self->in_flight -= 1;
    self->holds[index_of(self, manager)] =
        result->settlement == EXEUNT_ENTERED || (failed && planted == EXITS_FAILED_ENTERS);
    if (failed) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, NULL);
    }
    if (failed && self->failure == NULL) {
        self->failure = manager->raised;
        self->errors[self->error_count++] = manager->raised;
        if (stops_entering(self)) {
            cancel_enters(self);
        }
    }
    go_on(self);
}

static void enter_next(scope *self)
{
    self->in_flight += 1;
    self->next_enter += 1;
    exeunt_manager_enter(manager_at(self, self->next_enter - 1), enter_settled, self);
}

static void begin_body(scope *self)
{
    self->body_ran = true;
    self->body_in_flight = true;
    if (planted == ENTERS_TWICE && count_of(self) > 0) {
        exeunt_manager_enter(manager_at(self, 0), enter_settled, self);
    }
    exeunt_border_begin_body(self->border);
}

/* --- one after the other --- */

/* Whether the next operation must wait for those in flight. */
static bool must_wait(const scope *self)
{
    bool all_exits_begun = self->exiting && self->next_exit == count_of(self);
    bool all_enters_begun = self->next_enter == count_of(self) || stops_entering(self);
    bool all_begun = self->exiting ? all_exits_begun : all_enters_begun;
    return self->in_flight > 0 && (is_stack(self) || all_begun);
}

/* Takes one step; returns whether there may be another one. */
static bool step(scope *self)
{
    bool closes_early = planted == AWAITS_NO_EXIT && self->exiting;
    if (self->body_in_flight || self->ended || (must_wait(self) && !closes_early)) {
        return false;
    }
    if (self->exiting && self->next_exit < count_of(self)) {
        exit_next(self);
    } else if (self->exiting) {
        if (count_of(self) > 0 || planted != NEVER_CLOSES_EMPTY) {
            end(self);
        }
        return false;
    } else if (self->next_enter < count_of(self) && !stops_entering(self)) {
        enter_next(self);
    } else if (self->canceled || (self->failure != NULL && planted != IGNORES_FAILURES)) {
        begin_exits(self);
    } else {
        begin_body(self);
    }
    return true;
}

/* Does all that can be done now; what settles inside a call is taken up by the outermost one. */
static void go_on(scope *self)
{
    if (self->stepping) {
        return;
    }
    self->stepping = true;
    while (step(self)) {
    }
    self->stepping = false;
}

/* --- the implementation --- */

static void *create(const exeunt_plan *plan)
{
    size_t room = plan->entry_count + 1;
    scope *self = exeunt_border_allocate(plan->border, sizeof *self);
    *self = (scope){.border = plan->border, .plan = plan};
    self->holds = exeunt_border_allocate(plan->border, room * sizeof *self->holds);
    self->errors = exeunt_border_allocate(plan->border, room * sizeof *self->errors);
    return self;
}

static void destroy(void *subject)
{
    scope *self = subject;
    exeunt_border_free(self->border, self->holds);
    if (planted != LEAKS) {
        exeunt_border_free(self->border, self->errors);
    }
    exeunt_border_free(self->border, self);
}

static void begin(void *subject)
{
    go_on(subject);
}

static void body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    scope *self = subject;
    self->body_in_flight = false;
    self->body_canceled = how == EXEUNT_BODY_CANCELED;
    if (error != NULL) {
        self->errors[self->error_count++] = error;
    }
    begin_exits(self);
    go_on(self);
}

static void cancel(void *subject)
{
    scope *self = subject;
    bool first = !self->canceled;
    self->canceled = true;
    if (!first || self->exiting) {
        return;
    }
    if (self->body_in_flight) {
        exeunt_border_cancel_body(self->border);
    } else {
        cancel_enters(self);
    }
}

static void unused(void *subject)
{
    (void)subject;
}

const exeunt_implementation planted_implementation = {
    .name = "planted",
    .about = "for tests: a small stack and pool with at most one bug",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .expire = unused,
    .end_grace = unused,
};
