/* The pool of several animals. */
#include "zoo/group.h"

static exeunt_manager *manager_at(const exn_group *self, size_t index)
{
    return self->plan->entries[index].manager;
}

static size_t index_of(const exn_group *self, const exeunt_manager *manager)
{
    size_t index = 0;
    while (manager_at(self, index) != manager) {
        index += 1;
    }
    return index;
}

void exn_group_cancel_all(exn_group *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        exeunt_manager_cancel(manager_at(self, i));
    }
}

/* --- the end ---------------------------------------------------------------------------------- */

/* The context of the exits' errors is known when all have settled (X7). */
static void complete_context(const exn_group *self, exeunt_manager *manager)
{
    bool propagates = !self->suppressed && self->cause != exeunt_error_canceled();
    if (manager->error.origin == EXEUNT_ORIGIN_EXIT) {
        manager->error.context = propagates ? self->cause : NULL;
    }
}

static void end(exn_group *self)
{
    size_t count = 0;
    const exeunt_error **errors =
        exeunt_border_allocate(self->border, (self->plan->entry_count + 1) * sizeof *errors);
    if (self->primary != NULL) {
        errors[count++] = self->primary;
    }
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        const exeunt_error *raised = manager_at(self, i)->raised;
        bool is_known = raised == self->primary || raised == self->cause; /* raised again (E2) */
        if (raised != NULL && !is_known) {
            complete_context(self, manager_at(self, i));
            errors[count++] = raised;
        }
    }
    exeunt_end how = {.errors = errors,
                      .error_count = count,
                      .canceled = self->canceled,
                      .suppressed = self->suppressed};
    exeunt_border_close(self->border, &how);
    exeunt_border_free(self->border, errors);
}

/* --- exits ------------------------------------------------------------------------------------ */

static void exit_ended(exn_group *self)
{
    self->in_flight -= 1;
    if (self->in_flight == 0) {
        end(self);
    }
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exn_group *self = manager->owner;
    bool counts = self->body_runs && self->cause != exeunt_error_canceled(); /* P6, C5 */
    if (result->settlement == EXEUNT_SETTLED_SUPPRESSED && self->cause != NULL && counts) {
        self->primary = NULL;
        self->suppressed = true;
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, NULL); /* see end */
        if (self->habits->exit_failed != NULL) {
            self->habits->exit_failed(self);
        }
    }
    exit_ended(self);
}

static size_t nth_to_exit(const exn_group *self, size_t nth)
{
    return self->habits->nth_to_exit != NULL ? self->habits->nth_to_exit(self, nth)
                                             : self->plan->entry_count - 1 - nth;
}

static void begin_exits(exn_group *self, const exeunt_error *cause)
{
    self->exiting = true;
    self->cause = cause;
    self->in_flight = 1;
    for (size_t nth = 0; nth < self->plan->entry_count; nth++) {
        size_t index = nth_to_exit(self, nth);
        if (self->holds[index]) {
            self->in_flight += 1;
            exeunt_manager_exit(manager_at(self, index), cause, exit_settled, self);
        }
    }
    exit_ended(self);
}

/* --- enters ----------------------------------------------------------------------------------- */

static void enter_ended(exn_group *self)
{
    self->in_flight -= 1;
    if (self->in_flight > 0) {
        return;
    }
    if (self->primary != NULL) {
        begin_exits(self, self->primary);
    } else if (self->canceled) {
        begin_exits(self, exeunt_error_canceled());
    } else {
        self->body_runs = true;
        exeunt_border_begin_body(self->border);
    }
}

static bool waits_for_enters(const exn_group *self)
{
    return self->habits->waits_for_enters == NULL || self->habits->waits_for_enters(self);
}

static bool must_be_exited(const exn_group *self, const exeunt_result *result)
{
    bool holds_what_failed =
        self->habits->holds_what_failed != NULL && self->habits->holds_what_failed(self);
    return result->settlement == EXEUNT_SETTLED_ENTERED ||
           (result->settlement == EXEUNT_SETTLED_FAILED && holds_what_failed);
}

static void enter_failed(exn_group *self, exeunt_manager *manager, const exeunt_result *result)
{
    exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, NULL);
    self->primary = self->primary != NULL ? self->primary : manager->raised;
    if (!waits_for_enters(self)) {
        begin_exits(self, self->primary);
    } else if (!self->plan->wait_all) {
        exn_group_cancel_all(self);
    }
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exn_group *self = manager->owner;
    if (self->exiting) {
        return; /* it has not waited for this one */
    }
    self->holds[index_of(self, manager)] = must_be_exited(self, result);
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        enter_failed(self, manager, result);
    }
    if (!self->exiting) {
        enter_ended(self);
    }
}

void exn_group_begin(void *subject)
{
    exn_group *self = subject;
    self->began = true;
    self->in_flight = 1;
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        bool stops = self->canceled || (self->primary != NULL && !self->plan->wait_all);
        if (!stops && !self->exiting) {
            self->in_flight += 1;
            exeunt_manager_enter(manager_at(self, i), enter_settled, self);
        }
    }
    if (!self->exiting) {
        enter_ended(self);
    }
}

/* --- its life --------------------------------------------------------------------------------- */

void *exn_group_create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    const exn_zoo_twin *twin = implementation->data;
    exn_group *self = exeunt_border_allocate(plan->border, sizeof *self);
    bool *holds = exeunt_border_allocate(plan->border, (plan->entry_count + 1) * sizeof *holds);
    *self = (exn_group){.border = plan->border,
                        .plan = plan,
                        .habits = twin->habits,
                        .is_mended = twin->is_mended,
                        .holds = holds};
    return self;
}

void exn_group_destroy(void *subject)
{
    exn_group *self = subject;
    exeunt_border_free(self->border, self->holds);
    exeunt_border_free(self->border, self);
}

/* --- the body, and requests ------------------------------------------------------------------- */

void exn_group_body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    exn_group *self = subject;
    self->primary = error;
    begin_exits(self, how == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
}

void exn_group_cancel(void *subject)
{
    exn_group *self = subject;
    bool first = !self->canceled;
    self->canceled = true;
    if (!first || !self->began || self->exiting) {
        return;
    }
    if (self->body_runs) {
        exeunt_border_cancel_body(self->border);
    } else {
        exn_group_cancel_all(self);
    }
}
