/* The stack of several animals. */
#include "zoo/ladder.h"

enum { REFUSED = -1 };

static bool was_asked(const exn_ladder *self)
{
    return self->canceled || self->expired;
}

/* --- what is held ----------------------------------------------------------------------------- */

void exn_ladder_hold(exn_ladder *self, size_t index)
{
    self->holds[index] = true;
}

size_t exn_ladder_newest(const exn_ladder *self)
{
    size_t index = self->top;
    while (index > 0 && !self->holds[index - 1]) {
        index -= 1;
    }
    return index > 0 ? index - 1 : self->plan->entry_count;
}

size_t exn_ladder_oldest(const exn_ladder *self)
{
    size_t index = 0;
    while (index < self->plan->entry_count && !self->holds[index]) {
        index += 1;
    }
    return index;
}

/* Returns the context of an error that is raised now: its own deadline is below all others. */
static const exeunt_error *context_now(const exn_ladder *self)
{
    bool is_stopping = self->stopped || self->phase == EXN_LADDER_ENTERING;
    const exeunt_error *deadline = self->expired && is_stopping ? &self->deadline : NULL;
    return self->propagating != NULL ? self->propagating : deadline;
}

/* --- the end ---------------------------------------------------------------------------------- */

static void settle(exn_ladder *self)
{
    bool had_cause = self->cause != NULL && self->cause != exeunt_error_canceled();
    exeunt_result result = {.settlement = EXEUNT_SETTLED_EXITED};
    if (self->propagating != NULL && self->propagating != self->cause) {
        result = (exeunt_result){.settlement = EXEUNT_SETTLED_FAILED,
                                 .suppressed = had_cause && self->suppressed,
                                 .error = self->propagating};
    } else if (had_cause && self->propagating == NULL) {
        result.settlement = EXEUNT_SETTLED_SUPPRESSED;
    } else if (!self->is_open) {
        result.settlement = EXEUNT_SETTLED_CANCELED;
    }
    exeunt_settle(&self->base, &result);
}

/* Closes with the chain of errors, newest first; the deadline comes after all others (C6). */
static void close_outermost(exn_ladder *self)
{
    const exn_ladder_habits *habits = self->habits;
    exeunt_border *border = self->plan->border;
    size_t room = self->plan->entry_count + 2; /* and the body's, and the deadline */
    const exeunt_error **errors = exeunt_border_allocate(border, room * sizeof *errors);
    size_t count = 0;
    if (self->late_error != NULL) {
        errors[count++] = self->late_error;
    }
    for (const exeunt_error *error = self->propagating; error != NULL && error != &self->deadline;
         error = error->context) {
        errors[count++] = error;
    }
    if (habits->errors_kept != NULL) {
        count = habits->errors_kept(self, count);
    }
    if (self->expired && (habits->reports_deadline == NULL || habits->reports_deadline(self))) {
        errors[count++] = &self->deadline;
    }
    bool canceled =
        self->canceled && (habits->reports_cancel == NULL || habits->reports_cancel(self));
    exeunt_border_close(border, &(exeunt_end){.errors = errors,
                                              .error_count = count,
                                              .canceled = canceled,
                                              .suppressed = self->suppressed});
    exeunt_border_free(border, errors);
}

static void end(exn_ladder *self)
{
    self->phase = EXN_LADDER_CLOSED;
    if (self->plan->nested) {
        settle(self);
    } else {
        close_outermost(self);
    }
}

/* --- exits ------------------------------------------------------------------------------------ */

/* A callback cannot suppress (S8), nor can anything in a nested stack that is rolled back (S1). */
static bool suppression_counts(const exn_ladder *self)
{
    return self->plan->entries[self->in_flight].role != EXEUNT_ROLE_CALLBACK &&
           (self->is_open || !self->plan->nested);
}

/* An exit has raised an error: the newest, with what propagates below it. It stays where it is if
 * it was raised again (E2). What a nested stack raises has a chain of its own, which ends in
 * nothing if it has suppressed its cause; where that does not count, the two chains are one. */
static void propagate(exn_ladder *self, const exeunt_error *error)
{
    if (exeunt_error_contains(self->propagating, error)) {
        return;
    }
    exeunt_error *oldest = (exeunt_error *)(uintptr_t)error;
    while (oldest->context != NULL) {
        oldest = (exeunt_error *)(uintptr_t)oldest->context;
    }
    if (self->propagating != NULL && !exeunt_error_contains(error, self->propagating)) {
        oldest->context = self->propagating;
    }
    self->propagating = error;
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exn_ladder *self = manager->owner;
    bool suppresses = result->settlement == EXEUNT_SETTLED_SUPPRESSED || result->suppressed;
    self->is_busy = false;
    bool has_cause = self->propagating != NULL || (self->stopped && self->habits->hurries);
    if (suppresses && has_cause && suppression_counts(self)) {
        self->propagating = NULL;
        self->stopped =
            self->stopped && !self->habits->hurries; /* python suppresses a request, too */
        self->suppressed = true;
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        propagate(self,
                  exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, context_now(self)));
        if (self->habits->exits_on != NULL && !self->habits->exits_on(self)) {
            end(self);
        }
    }
    exn_ladder_go_on(self);
}

static const exeunt_error *cause_for(const exn_ladder *self, size_t index)
{
    const exeunt_error *request = self->expired ? &self->deadline : exeunt_error_canceled();
    const exeunt_error *quiet = self->stopped ? request : NULL;
    bool is_told = self->plan->entries[index].role != EXEUNT_ROLE_CALLBACK; /* S8 */
    return !is_told ? NULL : self->propagating != NULL ? self->propagating : quiet;
}

/* Returns false if it waits for the body, which has closed it. */
static bool exit_next(exn_ladder *self)
{
    size_t index = self->habits->next_to_exit != NULL ? self->habits->next_to_exit(self)
                                                      : exn_ladder_newest(self);
    if (index == self->plan->entry_count) {
        if (!self->body_runs) {
            end(self);
        }
        return !self->body_runs;
    }
    self->holds[index] = false; /* before its exit is called (S4) */
    while (self->top > 0 && !self->holds[self->top - 1]) {
        self->top -= 1;
    }
    self->in_flight = index;
    self->is_busy = true;
    exeunt_manager_exit(self->plan->entries[index].manager, cause_for(self, index), exit_settled,
                        self);
    return true;
}

static void begin_exits(exn_ladder *self, bool stopped)
{
    self->phase = EXN_LADDER_EXITING;
    self->stopped = stopped;
}

/* --- enters ----------------------------------------------------------------------------------- */

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exn_ladder *self = manager->owner;
    self->is_busy = false;
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        self->propagating =
            exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, context_now(self));
    }
    if (result->settlement == EXEUNT_SETTLED_ENTERED && self->habits->take != NULL) {
        self->habits->take(self, self->in_flight);
    } else if (result->settlement == EXEUNT_SETTLED_ENTERED) {
        exn_ladder_hold(self, self->in_flight); /* with no step in between (S2) */
    }
    exn_ladder_go_on(self);
}

static void begin_body(exn_ladder *self)
{
    self->phase = EXN_LADDER_BODY;
    self->is_open = true;
    if (self->plan->nested) {
        exeunt_entered(&self->base, self);
        return;
    }
    self->body_runs = true;
    exeunt_border_begin_body(self->plan->border);
}

static void enter_next(exn_ladder *self)
{
    const exeunt_entry *entry = &self->plan->entries[self->next];
    self->in_flight = self->next;
    self->next += 1;
    if (entry->role != EXEUNT_ROLE_ENTER) {
        exn_ladder_hold(self, self->in_flight);
        return;
    }
    self->is_busy = true;
    exeunt_manager_enter(entry->manager, enter_settled, self);
}

/* --- step by step ----------------------------------------------------------------------------- */

static bool step_enters(exn_ladder *self)
{
    if (was_asked(self) || self->propagating != NULL) {
        begin_exits(self, was_asked(self));
    } else if (self->waits) {
        return false;
    } else if (self->next == self->plan->entry_count) {
        begin_body(self);
    } else {
        enter_next(self);
    }
    return true;
}

static bool step(exn_ladder *self)
{
    bool is_entering = self->phase == EXN_LADDER_ENTERING;
    if (self->is_busy || (!is_entering && self->phase != EXN_LADDER_EXITING)) {
        return false;
    }
    return is_entering ? step_enters(self) : exit_next(self);
}

/* If a call nests in another one, the outermost one goes on: the C stack does not grow (S13). */
void exn_ladder_go_on(exn_ladder *self)
{
    if (self->is_stepping) {
        return;
    }
    self->is_stepping = true;
    while (step(self)) {
    }
    self->is_stepping = false;
}

/* What was pushed is there already: it is held whatever happens from now on (S14). */
static void hold_pushed(exn_ladder *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        self->holds[i] = self->plan->entries[i].role != EXEUNT_ROLE_ENTER;
    }
}

void exn_ladder_begin(void *subject)
{
    exn_ladder *self = subject;
    self->phase = EXN_LADDER_ENTERING;
    bool holds = self->habits->holds_from_the_start == NULL
                     ? !self->habits->hurries /* python holds it from its turn on */
                     : self->habits->holds_from_the_start(self);
    if (holds) {
        hold_pushed(self);
    }
    exn_ladder_go_on(self);
}

/* --- the body, and requests ------------------------------------------------------------------- */

void exn_ladder_body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    exn_ladder *self = subject;
    self->body_runs = false;
    if (self->phase == EXN_LADDER_BODY) {
        self->propagating = error;
        begin_exits(self, how == EXEUNT_BODY_CANCELED);
    } else {
        self->late_error = error;
    }
    exn_ladder_go_on(self);
}

/* Whether a request reaches the operation in flight. */
static bool passes_on(const exn_ladder *self, bool is_first)
{
    const exn_ladder_habits *habits = self->habits;
    switch (self->phase) {
    case EXN_LADDER_ENTERING:
        return is_first;
    case EXN_LADDER_EXITING:
        return habits->hurries &&
               (is_first || habits->hurries_again == NULL || habits->hurries_again(self));
    default:
        return false;
    }
}

static void ask_operation(exn_ladder *self)
{
    if (self->is_busy) {
        exeunt_manager_cancel(self->plan->entries[self->in_flight].manager);
    }
    exn_ladder_go_on(self);
}

static void ask_body(exn_ladder *self)
{
    const exn_ladder_habits *habits = self->habits;
    if (self->body_runs && (habits->asks_the_body == NULL || habits->asks_the_body(self))) {
        exeunt_border_cancel_body(self->plan->border);
    }
}

static void pass_on(exn_ladder *self, bool is_first, bool reaches_operation)
{
    if (reaches_operation) {
        ask_operation(self);
    }
    if (is_first) {
        ask_body(self);
    }
}

void exn_ladder_cancel(void *subject)
{
    exn_ladder *self = subject;
    bool is_first = !was_asked(self);
    bool reaches_operation = passes_on(self, is_first);
    self->canceled = true;
    pass_on(self, is_first, reaches_operation);
}

void exn_ladder_expire(void *subject)
{
    exn_ladder *self = subject;
    bool is_first = !was_asked(self);
    bool reaches_operation = passes_on(self, is_first);
    self->expired = true;
    self->deadline = (exeunt_error){.code = EXEUNT_ETIMEDOUT,
                                    .origin = EXEUNT_ORIGIN_DEADLINE,
                                    .source = self->base.name,
                                    .message = "the deadline expired"};
    pass_on(self, is_first, reaches_operation);
}

/* To be closed once more is nothing to python. */
static int close_again(const exn_ladder *self)
{
    if (self->habits->close_again != NULL && self->phase == EXN_LADDER_EXITING) {
        return self->habits->close_again(self);
    }
    return self->habits->hurries ? 0 : REFUSED;
}

int exn_ladder_close(void *subject)
{
    exn_ladder *self = subject;
    if (self->phase == EXN_LADDER_BODY) {
        begin_exits(self, false);
        exn_ladder_go_on(self);
        return 0;
    }
    if (self->phase == EXN_LADDER_ENTERING) {
        begin_exits(self, was_asked(self));
        ask_operation(self); /* it is exited first if it enters all the same (S11) */
        return 0;
    }
    return close_again(self);
}

/* --- as a manager ----------------------------------------------------------------------------- */

static void enter_nested(exeunt_manager *manager)
{
    exn_ladder_begin(manager);
}

static void exit_nested(exeunt_manager *manager, const exeunt_error *cause)
{
    exn_ladder *self = (exn_ladder *)manager;
    if (self->habits->cause_inside != NULL) {
        cause = self->habits->cause_inside(self, cause);
    }
    self->cause = cause;
    begin_exits(self, cause == exeunt_error_canceled());
    self->propagating = self->stopped ? NULL : cause;
    exn_ladder_go_on(self);
}

static void cancel_nested(exeunt_manager *manager)
{
    exn_ladder *self = (exn_ladder *)manager;
    if (self->phase == EXN_LADDER_ENTERING) {
        exn_ladder_cancel(self);
    }
}

exeunt_manager *exn_ladder_manager(void *subject)
{
    return &((exn_ladder *)subject)->base;
}

/* --- its life --------------------------------------------------------------------------------- */

void *exn_ladder_create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    static const exeunt_manager_type type = {enter_nested, exit_nested, cancel_nested};
    const exn_zoo_twin *twin = implementation->data;
    exn_ladder *self = exeunt_border_allocate(plan->border, sizeof *self);
    exeunt_manager_init(&self->base, &type, plan->name);
    self->plan = plan;
    self->habits = twin->habits;
    self->is_mended = twin->is_mended;
    self->top = plan->entry_count;
    self->holds =
        exeunt_border_allocate(plan->border, (plan->entry_count + 1) * sizeof *self->holds);
    return self;
}

void exn_ladder_destroy(void *subject)
{
    exn_ladder *self = subject;
    exeunt_border_free(self->plan->border, self->holds);
    exeunt_border_free(self->plan->border, self);
}
