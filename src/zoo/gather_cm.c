/* `gather-cm` (cases 82-87): it waits for all enters, and then for all exits.
 *
 * A pool as it is published for asyncio: gather all enters, run the body, gather all exits. It is
 * right as long as nothing goes wrong, and each line that is marked below is wrong when something
 * does: an error is lost (83, 86, 87), a suppression does not count (82), and a request leaves
 * entered what has entered (84, 85). It teaches that `gather` is not the hard part of a pool; what
 * to do when half of it has happened is. */
#include "zoo/twins.h"

#include <exeunt/error.h>

typedef struct member {
    exeunt_manager *manager;
    bool entered;
    exeunt_settlement exit; /* how it settled */
} member;

typedef struct gather {
    exeunt_border *border;
    member *members;
    size_t count;
    size_t in_flight;
    const exeunt_error *primary; /* the body's error, or that of the first failed enter */
    const exeunt_error *cause;   /* what the exits are told */
    bool is_mended, wait_all;
    bool began;
    bool canceled;
    bool exiting;
    bool closed;
    bool body_ran;
    exeunt_task resume; /* the awaiting task wakes up in a later turn of the loop */
} gather;

/* --- the end ---------------------------------------------------------------------------------- */

static void end(gather *self, const exeunt_error *const *errors, size_t count, bool suppressed)
{
    exeunt_end how = {.errors = errors,
                      .error_count = count,
                      .canceled = self->canceled,
                      .suppressed = suppressed};
    self->closed = true;
    exeunt_border_close(self->border, &how);
}

/* Ends with one error or none, and with those that the others have raised. */
static void end_with_all(gather *self, const exeunt_error *first, bool suppressed)
{
    const exeunt_error *context = self->cause == exeunt_error_canceled() ? NULL : self->cause;
    const exeunt_error **errors =
        exeunt_border_allocate(self->border, (self->count + 1) * sizeof *errors);
    size_t count = 0;
    if (first != NULL) {
        errors[count++] = first;
    }
    for (size_t i = 0; i < self->count; i++) {
        exeunt_manager *manager = self->members[i].manager;
        bool is_kept = self->is_mended; /* cases 86 and 87: the others are lost */
        if (manager->error.origin == EXEUNT_ORIGIN_EXIT) {
            manager->error.context = suppressed ? NULL : context;
        }
        const exeunt_error *raised = manager->raised;
        bool is_known = raised == first || raised == self->cause; /* raised again (E2) */
        if (is_kept && raised != NULL && !is_known) {
            errors[count++] = raised;
        }
    }
    end(self, errors, count, suppressed);
    exeunt_border_free(self->border, errors);
}

/* --- exits ------------------------------------------------------------------------------------ */

static void exits_done(gather *self)
{
    bool all = true; /* case 83: of none, all suppress */
    bool any = false;
    const exeunt_error *failure = NULL;
    bool looks_on = true;
    for (size_t i = 0; i < self->count && looks_on; i++) {
        const member *one = &self->members[i];
        if (!one->entered) {
            continue;
        }
        if (one->exit == EXEUNT_SETTLED_FAILED && failure == NULL) {
            failure = one->manager->raised;
        }
        any = any || one->exit == EXEUNT_SETTLED_SUPPRESSED;
        all = all && one->exit == EXEUNT_SETTLED_SUPPRESSED;
        looks_on = all || self->is_mended; /* case 87: not beyond a falsy result */
    }
    bool canceled = self->cause == exeunt_error_canceled();
    bool counts = self->body_ran && self->cause != NULL && !canceled;
    bool suppressed = counts && (self->is_mended ? any : all); /* case 82: only if all do */
    bool hides = failure != NULL && !self->is_mended;          /* then the body's error is gone */
    end_with_all(self, hides ? failure : suppressed ? NULL : self->primary, suppressed);
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    gather *self = manager->owner;
    for (size_t i = 0; i < self->count; i++) {
        if (self->members[i].manager == manager) {
            self->members[i].exit = result->settlement;
        }
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, NULL); /* see end_with_all */
    }
    self->in_flight -= 1;
    if (self->in_flight == 0 && !self->closed) {
        exits_done(self);
    }
}

static void begin_exits(gather *self, const exeunt_error *cause)
{
    self->exiting = true;
    self->cause = cause;
    self->in_flight = 1; /* so that inline ones do not end it early */
    for (size_t i = self->count; i-- > 0;) {
        if (self->members[i].entered) {
            self->in_flight += 1;
            exeunt_manager_exit(self->members[i].manager, cause, exit_settled, self);
        }
    }
    self->in_flight -= 1;
    if (self->in_flight == 0 && !self->closed) {
        exits_done(self);
    }
}

/* --- enters ----------------------------------------------------------------------------------- */

/* Returns the failure of the first manager that has failed, in their order. */
static const exeunt_error *first_in_order(const gather *self)
{
    const exeunt_error *first = NULL;
    for (size_t i = self->count; i-- > 0;) {
        const exeunt_error *raised = self->members[i].manager->raised;
        first = raised != NULL ? raised : first;
    }
    return first;
}

static void resume(exeunt_task *task)
{
    gather *self = task->data;
    const exeunt_error *asked = self->canceled ? exeunt_error_canceled() : NULL;
    self->primary = self->is_mended ? self->primary : first_in_order(self); /* not in time */
    const exeunt_error *cause = self->primary != NULL ? self->primary : asked;
    if (self->closed) {
        return; /* case 84: what was entered meanwhile is left */
    }
    if (cause != NULL) {
        begin_exits(self, cause);
        return;
    }
    self->body_ran = true;
    exeunt_border_begin_body(self->border);
}

/* Asks the enters in flight to stop. What is published asks nobody. */
static void ask_enters(gather *self)
{
    for (size_t i = 0; i < self->count && self->is_mended; i++) {
        exeunt_manager_cancel(self->members[i].manager);
    }
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    gather *self = manager->owner;
    for (size_t i = 0; i < self->count; i++) {
        if (self->members[i].manager == manager) {
            self->members[i].entered = result->settlement == EXEUNT_SETTLED_ENTERED;
        }
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, NULL);
        self->primary = self->primary != NULL ? self->primary : manager->raised;
        if (!self->wait_all) {
            ask_enters(self);
        }
    }
    self->in_flight -= 1;
    if (self->in_flight == 0) {
        exeunt_border_post(self->border, &self->resume);
    }
}

/* --- the implementation ----------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    const exn_zoo_twin *twin = implementation->data;
    gather *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->border = plan->border;
    self->is_mended = twin->is_mended;
    self->wait_all = plan->wait_all;
    self->count = plan->entry_count;
    self->members = exeunt_border_allocate(plan->border, plan->entry_count * sizeof *self->members);
    self->resume = (exeunt_task){.run = resume, .data = self};
    for (size_t i = 0; i < plan->entry_count; i++) {
        self->members[i] = (member){.manager = plan->entries[i].manager};
    }
    return self;
}

static void destroy(void *subject)
{
    gather *self = subject;
    exeunt_border_free(self->border, self->members);
    exeunt_border_free(self->border, self);
}

static bool stops(const gather *self)
{
    return self->is_mended && (self->canceled || (self->primary != NULL && !self->wait_all));
}

static void begin(void *subject)
{
    gather *self = subject;
    if (self->canceled) {
        end(self, NULL, 0, false);
        return;
    }
    self->began = true;
    self->in_flight = 1;
    for (size_t i = 0; i < self->count && !stops(self); i++) {
        self->in_flight += 1;
        exeunt_manager_enter(self->members[i].manager, enter_settled, self);
    }
    self->in_flight -= 1;
    if (self->in_flight == 0) {
        exeunt_border_post(self->border, &self->resume);
    }
}

static void body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    gather *self = subject;
    self->primary = error;
    begin_exits(self, how == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
}

static void cancel(void *subject)
{
    gather *self = subject;
    bool in_body = self->body_ran && !self->exiting;
    bool is_first = !self->canceled;
    self->canceled = true;
    if (!self->began || self->closed || (in_body && !is_first)) {
        return;
    }
    if (in_body) {
        exeunt_border_cancel_body(self->border);
    } else if (!self->is_mended) {
        end(self, NULL, 0, false); /* cases 84 and 85: returns at once, whatever still runs */
    } else if (!self->exiting) {
        ask_enters(self);
    }
}

EXN_ZOO_SCOPE(gather_cm, "gather-cm",
              "gathers all enters and all exits, and gets errors and cancels wrong (cases 82-87)",
              NULL, .profile = EXEUNT_PROFILE_EXEUNT,
              .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_WAIT_ALL,
              .create = create, .destroy = destroy, .begin = begin, .body_settled = body_settled,
              .cancel = cancel);
