/* Known bad: `gather-cm`, a pool as it is published for asyncio - gather all enters, run the body,
 * gather all exits - with its defects, cases 82-87 of the catalogue. Written anew for the
 * simulator; each defect is marked at the line that makes it. */
#include "subjects/subjects.h"

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
    const exeunt_error *cause;
    bool began;
    bool canceled;
    bool closed;
    bool body_ran;
    exeunt_task resume; /* the awaiting task wakes up in a later turn of the loop */
} gather;

static void end(gather *self, const exeunt_error *error, bool suppressed)
{
    exeunt_end how = {.errors = &error,
                      .error_count = error != NULL ? 1 : 0,
                      .canceled = self->canceled,
                      .suppressed = suppressed};
    self->closed = true;
    exeunt_border_close(self->border, &how);
}

/* --- exits ------------------------------------------------------------------------------------ */

static void exits_done(gather *self)
{
    bool all = true; /* case 83: of none, all suppress */
    const exeunt_error *failure = NULL;
    for (size_t i = 0; i < self->count; i++) {
        member *one = &self->members[i];
        if (!one->entered) {
            continue;
        }
        if (one->exit == EXEUNT_SETTLED_FAILED) {
            failure = one->manager->raised; /* case 28: of two, the first; the other is lost */
            break;
        }
        if (one->exit != EXEUNT_SETTLED_SUPPRESSED) {
            all = false;
            break; /* case 87: what follows a falsy result is not looked at */
        }
    }
    if (failure != NULL) {
        end(self, failure, false); /* and the body's error is gone */
        return;
    }
    bool canceled = self->cause == exeunt_error_canceled();
    bool suppressed =
        all && self->body_ran && self->cause != NULL && !canceled; /* case 82: only if all do */
    end(self, suppressed || canceled ? NULL : self->cause, suppressed);
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
        bool canceled = self->cause == exeunt_error_canceled();
        exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, canceled ? NULL : self->cause);
    }
    self->in_flight -= 1;
    if (self->in_flight == 0 && !self->closed) {
        exits_done(self);
    }
}

static void begin_exits(gather *self, const exeunt_error *cause)
{
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

static void resume(exeunt_task *task)
{
    gather *self = task->data;
    if (self->closed) {
        return; /* case 84: what was entered meanwhile is left */
    }
    for (size_t i = 0; i < self->count; i++) {
        if (!self->members[i].entered) {
            begin_exits(self,
                        self->members[i]
                            .manager->raised); /* case 86: of two failures the other is dropped */
            return;
        }
    }
    self->body_ran = true;
    exeunt_border_begin_body(self->border);
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
    }
    self->in_flight -= 1;
    if (self->in_flight == 0) {
        exeunt_border_post(self->border, &self->resume);
    }
}

/* --- the implementation ----------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    gather *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->border = plan->border;
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

static void begin(void *subject)
{
    gather *self = subject;
    if (self->canceled) {
        end(self, NULL, false);
        return;
    }
    self->began = true;
    self->in_flight = self->count + 1;
    for (size_t i = 0; i < self->count; i++) {
        exeunt_manager_enter(self->members[i].manager, enter_settled, self);
    }
    self->in_flight -= 1;
    if (self->in_flight == 0) {
        exeunt_border_post(self->border, &self->resume);
    }
}

static void body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    begin_exits(subject, how == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
}

static void cancel(void *subject)
{
    gather *self = subject;
    bool in_body = self->body_ran && self->in_flight == 0;
    bool twice = self->canceled;
    self->canceled = true;
    if (!self->began || self->closed) {
        return;
    }
    if (in_body) {
        if (!twice) {
            exeunt_border_cancel_body(self->border);
        }
        return;
    }
    end(self, NULL, false); /* cases 84 and 85: returns at once, whatever still runs */
}

static void unused(void *subject)
{
    (void)subject;
}

const exeunt_implementation exn_subject_gather_cm = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "gather-cm",
    .about = "known bad: gathers all enters and all exits, and gets errors and cancels wrong "
             "(cases 82-87)",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_WAIT_ALL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .expire = unused,
    .end_grace = unused,
};
