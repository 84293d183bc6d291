/* The stack and the pool with their planted bugs. */
#include "keeper.h"

#include <exeunt/error.h>

record_bug planted = NO_BUG;
bool keeps_records_itself = false;

typedef struct scope {
    exeunt_border *border;
    const exeunt_plan *plan;
    bool *holds;       /* by index: the manager must be exited */
    size_t next_enter; /* by index: the next to be entered */
    size_t next_exit;  /* counts the entries that an exit was considered for */
    size_t in_flight;
    bool stepping; /* a call further up the C stack goes on with this scope */
    bool body_in_flight, body_ran, body_canceled, exiting, ended, canceled, suppressed;
    const exeunt_error *failure; /* the first failed enter */
    const exeunt_error *cause;   /* pool: the cause of all exits */
    const exeunt_error **errors; /* the errors that stand; stack: the chain, oldest first */
    size_t error_count;
    bool expired;
    exeunt_error deadline;
    exeunt_error *records;       /* by index: the scope's own */
    const exeunt_error **raised; /* by index */
    exeunt_error *copies;        /* by index: made by a bug */
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

/* Returns the index of a manager that the scope holds. */
static size_t index_of(const scope *self, const exeunt_manager *manager)
{
    size_t index = 0;
    while (manager_at(self, index) != manager) {
        index += 1;
    }
    return index;
}

static void go_on(scope *self);

/* --- records ---------------------------------------------------------------------------------- */

/* Returns the record of a failure, in the scope or in the manager. */
static exeunt_error *record_of(scope *self, size_t index)
{
    return keeps_records_itself ? &self->records[index] : &manager_at(self, index)->error;
}

static const exeunt_error *copy_of(scope *self, size_t index, const exeunt_error *error)
{
    self->copies[index] = *error;
    return &self->copies[index];
}

static const exeunt_error *record(scope *self, exeunt_manager *manager, exeunt_origin origin,
                                  const exeunt_result *result, const exeunt_error *context)
{
    size_t index = index_of(self, manager);
    exeunt_error *error = record_of(self, index);
    if (keeps_records_itself) {
        *error = (exeunt_error){.code = result->code,
                                .origin = origin,
                                .source = manager->name,
                                .message = result->message,
                                .context = context};
    } else {
        exeunt_manager_record(manager, origin, result, context);
    }
    error->code -= planted == CHANGES_THE_CODE ? 2 : 0;
    error->message = planted == CHANGES_THE_MESSAGE ? "failed" : error->message;
    error->source = planted == CHANGES_THE_SOURCE ? "b" : error->source;
    error->context = planted == DROPS_A_CONTEXT ? NULL : error->context;
    self->raised[index] = error;
    return error;
}

/* --- the end ---------------------------------------------------------------------------------- */

/* The context of an exit's error in a pool is known when all exits have settled. */
static void complete_context(scope *self, size_t index)
{
    bool suppressed = self->suppressed && planted != KEEPS_A_SUPPRESSED_CONTEXT;
    bool dropped = planted == DROPS_THE_LAST_CONTEXT && index + 1 == count_of(self);
    bool propagates = !suppressed && !dropped && self->cause != exeunt_error_canceled();
    if (self->raised[index] != NULL && self->raised[index]->origin == EXEUNT_ORIGIN_EXIT &&
        planted != DROPS_A_CONTEXT) {
        record_of(self, index)->context = propagates ? self->cause : NULL;
    }
}

/* P13: the error of the body or of the first failed enter, then the others by manager. */
static size_t list_pool(scope *self, const exeunt_error **errors)
{
    const exeunt_error *first = self->error_count > 0 ? self->errors[0] : NULL;
    size_t count = 0;
    if (first != NULL) {
        errors[count++] = first;
    }
    for (size_t i = 0; i < count_of(self); i++) {
        const exeunt_error *raised = self->raised[i];
        complete_context(self, i);
        if (raised != NULL && raised != first) {
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
        exeunt_border_allocate(self->border, (count_of(self) + 2) * sizeof *errors);
    size_t count = is_stack(self) ? list_stack(self, errors) : list_pool(self, errors);
    if (planted == COPIES_AT_THE_END && count > 0) {
        errors[0] = copy_of(self, 0, errors[0]);
    }
    if (planted == CHANGES_THE_CODE_AT_THE_END && count > 0) {
        ((exeunt_error *)errors[0])->code -= 2;
    }
    if (self->expired) {
        errors[count++] = planted == COPIES_THE_DEADLINE ? copy_of(self, 0, &self->deadline)
                                                         : &self->deadline; /* C6 */
    }
    exeunt_end how = {.errors = errors,
                      .error_count = count,
                      .canceled = self->canceled,
                      .suppressed = self->suppressed};
    self->ended = true;
    exeunt_border_close(self->border, &how);
    exeunt_border_free(self->border, errors);
}

/* --- exits ------------------------------------------------------------------------------------ */

static bool stops(const scope *self)
{
    return self->canceled || self->expired;
}

/* Returns the cause of an exit while no error propagates (C7). */
static const exeunt_error *quiet_cause(scope *self)
{
    if (!self->body_canceled) {
        return NULL;
    }
    if (self->expired) {
        return &self->deadline;
    }
    return planted == COPIES_CANCELED ? copy_of(self, 0, exeunt_error_canceled())
                                      : exeunt_error_canceled();
}

static const exeunt_error *cause_of_stack(scope *self)
{
    if (self->error_count == 0) {
        return quiet_cause(self);
    }
    return self->errors[self->error_count - 1];
}

static void take_suppression(scope *self, const exeunt_error *told)
{
    bool counts = is_stack(self) || self->body_ran; /* S1, P6 */
    bool quiet = told == NULL || told == exeunt_error_canceled() || told == &self->deadline;
    if (quiet || !counts) {
        return;
    }
    self->suppressed = true;
    self->error_count = 0;
}

/* S7 */
static const exeunt_error *context_of_exit(scope *self)
{
    if (!is_stack(self)) {
        return NULL; /* see complete_context */
    }
    if (planted == TAKES_THE_OLDEST_FOR_CONTEXT && self->error_count > 0) {
        return self->errors[0];
    }
    const exeunt_error *cause = cause_of_stack(self);
    return cause != exeunt_error_canceled() ? cause : NULL;
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    scope *self = manager->owner;
    self->in_flight -= 1;
    if (result->settlement == EXEUNT_SETTLED_SUPPRESSED) {
        take_suppression(self, self->cause);
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        const exeunt_error *raised =
            record(self, manager, EXEUNT_ORIGIN_EXIT, result, context_of_exit(self));
        if (is_stack(self)) {
            self->errors[self->error_count++] = raised;
        }
    }
    go_on(self);
}

/* Begins the next exit, if there is one. */
static void exit_next(scope *self)
{
    size_t at = self->next_exit++;
    size_t index = count_of(self) - 1 - at;
    if (!self->holds[index]) {
        return;
    }
    if (is_stack(self)) {
        self->cause = cause_of_stack(self);
    }
    bool copies = (planted == COPIES_FOR_SOME_EXITS && index == 0 && self->cause != NULL) ||
                  (planted == COPIES_THE_BODYS && self->cause != NULL);
    self->in_flight += 1;
    exeunt_manager_exit(manager_at(self, index),
                        copies ? copy_of(self, index, self->cause) : self->cause, exit_settled,
                        self);
}

static void begin_exits(scope *self)
{
    self->exiting = true;
    self->body_canceled = self->body_canceled || (!self->body_ran && stops(self));
    self->cause = self->error_count > 0 ? self->errors[0] : quiet_cause(self);
}

/* --- enters ----------------------------------------------------------------------------------- */

static bool stops_entering(const scope *self)
{
    bool fails_fast = is_stack(self) || !self->plan->wait_all;
    return stops(self) || (fails_fast && self->failure != NULL);
}

static void cancel_enters(scope *self)
{
    for (size_t i = 0; i < self->next_enter; i++) {
        exeunt_manager_cancel(manager_at(self, i));
    }
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    scope *self = manager->owner;
    bool failed = result->settlement == EXEUNT_SETTLED_FAILED;
    bool first = false;
    self->in_flight -= 1;
    self->holds[index_of(self, manager)] = result->settlement == EXEUNT_SETTLED_ENTERED;
    if (failed) {
        const exeunt_error *context = is_stack(self) && self->expired ? &self->deadline : NULL;
        const exeunt_error *raised = record(self, manager, EXEUNT_ORIGIN_ENTER, result, context);
        first = self->failure == NULL;
        self->failure = first ? raised : self->failure;
    }
    if (first) {
        self->errors[self->error_count++] = self->failure;
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
    exeunt_border_begin_body(self->border);
}

/* --- one after the other ---------------------------------------------------------------------- */

/* Returns whether the next operation must wait for those in flight. */
static bool must_wait(const scope *self)
{
    bool all_exits_begun = self->exiting && self->next_exit == count_of(self);
    bool all_enters_begun = self->next_enter == count_of(self) || stops_entering(self);
    bool all_begun = self->exiting ? all_exits_begun : all_enters_begun;
    return self->in_flight > 0 && (is_stack(self) || all_begun);
}

/* Takes one step; returns whether there may be another step. */
static bool step(scope *self)
{
    if (self->body_in_flight || self->ended || must_wait(self)) {
        return false;
    }
    if (self->exiting && self->next_exit < count_of(self)) {
        exit_next(self);
    } else if (self->exiting) {
        end(self);
        return false;
    } else if (self->next_enter < count_of(self) && !stops_entering(self)) {
        enter_next(self);
    } else if (stops(self) || self->failure != NULL) {
        begin_exits(self);
    } else {
        begin_body(self);
    }
    return true;
}

/* Does everything that can be done now. If a call nests in another one, the outermost call goes
 * on. */
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

/* --- the implementation ----------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    size_t room = plan->entry_count + 2;
    scope *self = exeunt_border_allocate(plan->border, sizeof *self);
    *self = (scope){.border = plan->border, .plan = plan};
    self->holds = exeunt_border_allocate(plan->border, room * sizeof *self->holds);
    self->errors = exeunt_border_allocate(plan->border, room * sizeof *self->errors);
    self->records = exeunt_border_allocate(plan->border, room * sizeof *self->records);
    self->raised = exeunt_border_allocate(plan->border, room * sizeof *self->raised);
    self->copies = exeunt_border_allocate(plan->border, room * sizeof *self->copies);
    return self;
}

static void destroy(void *subject)
{
    scope *self = subject;
    exeunt_border_free(self->border, self->holds);
    exeunt_border_free(self->border, self->records);
    exeunt_border_free(self->border, self->raised);
    exeunt_border_free(self->border, self->copies);
    exeunt_border_free(self->border, self->errors);
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

/* Passes a request or a deadline to the enters or the body in flight, once (C2). */
static void ask_to_stop(scope *self, bool first)
{
    if (!first || self->exiting) {
        return;
    }
    if (self->body_in_flight) {
        exeunt_border_cancel_body(self->border);
    } else {
        cancel_enters(self);
    }
}

static void cancel(void *subject)
{
    scope *self = subject;
    bool first = !stops(self);
    self->canceled = true;
    ask_to_stop(self, first);
}

static void expire(void *subject)
{
    scope *self = subject;
    bool first = !stops(self);
    self->expired = true;
    self->deadline = (exeunt_error){
        .code = EXEUNT_ETIMEDOUT, .origin = EXEUNT_ORIGIN_DEADLINE, .source = self->plan->name};
    ask_to_stop(self, first);
}

static void unused(void *subject)
{
    (void)subject;
}

const exeunt_implementation keeper = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "keeper",
    .about = "for tests: a small stack and pool with at most one bug about records",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_DEADLINE |
                    EXEUNT_CAN_WAIT_ALL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .expire = expire,
    .end_grace = unused,
};
