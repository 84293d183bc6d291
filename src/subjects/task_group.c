/* Known bad: two pools as they are written with task groups, where a group cancels its other tasks
 * as soon as one fails. That fits enters, and does not fit exits: cases 89 and 90 of the catalogue.
 * Apart from the one line of each, marked below, they do what a pool should. */
#include "subjects/subjects.h"

#include <exeunt/error.h>

typedef enum flaw_kind { CANCELS_EXITS, EXITS_FAILED_ENTERS } flaw_kind;

typedef struct group {
    exeunt_border *border;
    const exeunt_plan *plan;
    flaw_kind flaw;
    bool *holds;      /* by index: it must be exited */
    size_t in_flight; /* operations; one more while several are begun */
    bool began, body_runs, exiting, canceled, suppressed;
    const exeunt_error *primary; /* the body's error, or that of the first failed enter (P13) */
    const exeunt_error *cause;   /* what the exits are told (P10) */
} group;

static exeunt_manager *manager_at(const group *self, size_t index)
{
    return self->plan->entries[index].manager;
}

static size_t index_of(const group *self, const exeunt_manager *manager)
{
    size_t index = 0;
    while (manager_at(self, index) != manager) {
        index += 1;
    }
    return index;
}

/* What a task group does when a task fails: it asks all the others to stop. */
static void cancel_group(group *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        exeunt_manager_cancel(manager_at(self, i));
    }
}

/* --- the end ---------------------------------------------------------------------------------- */

/* The context of the exits' errors is known when all have settled (X7). */
static void complete_context(const group *self, exeunt_manager *manager)
{
    bool propagates = !self->suppressed && self->cause != exeunt_error_canceled();
    if (manager->error.origin == EXEUNT_ORIGIN_EXIT) {
        manager->error.context = propagates ? self->cause : NULL;
    }
}

static void end(group *self)
{
    size_t count = 0;
    const exeunt_error **errors =
        exeunt_border_allocate(self->border, (self->plan->entry_count + 1) * sizeof *errors);
    if (self->primary != NULL) {
        errors[count++] = self->primary;
    }
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        const exeunt_error *raised = manager_at(self, i)->raised;
        if (raised != NULL && raised != self->primary) {
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

static void exit_ended(group *self)
{
    self->in_flight -= 1;
    if (self->in_flight == 0) {
        end(self);
    }
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    group *self = manager->owner;
    bool counts = self->body_runs && self->cause != exeunt_error_canceled(); /* P6, C5 */
    if (result->settlement == EXEUNT_SETTLED_SUPPRESSED && self->cause != NULL && counts) {
        self->primary = NULL;
        self->suppressed = true;
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, NULL); /* see end */
        if (self->flaw == CANCELS_EXITS) {
            cancel_group(self); /* case 89: and what they were releasing is left half released */
        }
    }
    exit_ended(self);
}

static void begin_exits(group *self, const exeunt_error *cause)
{
    self->exiting = true;
    self->cause = cause;
    self->in_flight = 1;
    for (size_t i = self->plan->entry_count; i-- > 0;) {
        if (self->holds[i]) {
            self->in_flight += 1;
            exeunt_manager_exit(manager_at(self, i), cause, exit_settled, self);
        }
    }
    exit_ended(self);
}

/* --- enters ----------------------------------------------------------------------------------- */

static void enter_ended(group *self)
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

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    group *self = manager->owner;
    bool failed = result->settlement == EXEUNT_SETTLED_FAILED;
    self->holds[index_of(self, manager)] =
        result->settlement == EXEUNT_SETTLED_ENTERED ||
        (failed && self->flaw == EXITS_FAILED_ENTERS); /* case 90: as if it had begun to hold */
    if (failed) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, NULL);
        self->primary = self->primary != NULL ? self->primary : manager->raised;
        if (!self->plan->wait_all) {
            cancel_group(self);
        }
    }
    enter_ended(self);
}

static void begin(void *subject)
{
    group *self = subject;
    self->began = true;
    self->in_flight = 1;
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        bool stops = self->canceled || (self->primary != NULL && !self->plan->wait_all);
        if (!stops) {
            self->in_flight += 1;
            exeunt_manager_enter(manager_at(self, i), enter_settled, self);
        }
    }
    enter_ended(self);
}

/* --- the implementation ----------------------------------------------------------------------- */

static const flaw_kind cancels_exits = CANCELS_EXITS;
static const flaw_kind exits_failed_enters = EXITS_FAILED_ENTERS;

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    group *self = exeunt_border_allocate(plan->border, sizeof *self);
    bool *holds = exeunt_border_allocate(plan->border, (plan->entry_count + 1) * sizeof *holds);
    const flaw_kind *flaw = implementation->data;
    *self = (group){.border = plan->border, .plan = plan, .flaw = *flaw, .holds = holds};
    return self;
}

static void destroy(void *subject)
{
    group *self = subject;
    exeunt_border_free(self->border, self->holds);
    exeunt_border_free(self->border, self);
}

static void body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    group *self = subject;
    self->primary = error;
    begin_exits(self, how == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
}

static void cancel(void *subject)
{
    group *self = subject;
    bool first = !self->canceled;
    self->canceled = true;
    if (!first || !self->began || self->exiting) {
        return;
    }
    if (self->body_runs) {
        exeunt_border_cancel_body(self->border);
    } else {
        cancel_group(self);
    }
}

static void unused(void *subject)
{
    (void)subject;
}

const exeunt_implementation exn_subject_exit_in_task_group = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "exit-in-task-group",
    .about = "known bad: the first exit that fails cancels the other exits midway (case 89)",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_WAIT_ALL,
    .data = (void *)&cancels_exits,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .expire = unused,
    .end_grace = unused,
};

const exeunt_implementation exn_subject_exits_failed_enter = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "exits-failed-enter",
    .about = "known bad: exits what failed to enter (case 90)",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_WAIT_ALL,
    .data = (void *)&exits_failed_enters,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .expire = unused,
    .end_grace = unused,
};
