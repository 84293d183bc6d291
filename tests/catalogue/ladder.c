/* The stack, with its flaws. */
#include "ladder.h"

#include <exeunt/error.h>

enum { REFUSED = -1, ERRORS_MAX = 8 };

flaw ladder_flaw = NO_FLAW;

typedef enum phase { NEW, ENTERING, BODY, EXITING, CLOSED } phase;

typedef struct ladder {
    exeunt_manager base; /* as a member of another scope; first */
    const exeunt_plan *plan;
    bool hurries;     /* requests reach the exit in flight */
    size_t entered;   /* counts from the first */
    size_t exited;    /* counts from the last */
    size_t in_flight; /* the index of the manager whose operation is in flight */
    bool is_busy;     /* with an operation */
    phase phase;
    bool is_open; /* all have entered, and the body has begun */
    bool canceled, suppressed;
    bool stopped;                    /* exits receive `canceled` while nothing propagates (C7) */
    const exeunt_error *cause;       /* nested: the cause from the parent */
    const exeunt_error *propagating; /* the newest error; its contexts are the others (S7) */
    exeunt_task later;
} ladder;

static exeunt_manager *manager_at(const ladder *self, size_t index)
{
    return self->plan->entries[index].manager;
}

/* --- the end ---------------------------------------------------------------------------------- */

static void settle(ladder *self)
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

static void end(ladder *self)
{
    const exeunt_error *errors[ERRORS_MAX];
    size_t count = 0;
    self->phase = CLOSED;
    if (self->plan->nested) {
        settle(self);
        return;
    }
    for (const exeunt_error *error = self->propagating; error != NULL; error = error->context) {
        errors[count++] = error;
        if (ladder_flaw == KEEPS_ONE_ERROR) {
            break; /* case 114: only the newest error is kept */
        }
    }
    exeunt_border_close(self->plan->border, &(exeunt_end){.errors = errors,
                                                          .error_count = count,
                                                          .canceled = self->canceled,
                                                          .suppressed = self->suppressed});
}

/* --- exits ------------------------------------------------------------------------------------ */

static void exit_next(ladder *self);

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    ladder *self = manager->owner;
    bool suppresses = result->settlement == EXEUNT_SETTLED_SUPPRESSED || result->suppressed;
    self->is_busy = false;
    if (suppresses && self->propagating != NULL) {
        self->propagating = NULL;
        self->suppressed = true;
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        self->propagating =
            exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, self->propagating);
        if (ladder_flaw == STOPS_AT_A_FAILED_EXIT) {
            end(self); /* case 96: and the other exits never begin */
            return;
        }
    }
    exit_next(self);
}

static size_t next_to_exit(const ladder *self)
{
    if (ladder_flaw == EXITS_IN_THE_ORDER_OF_INSERTION) {
        return self->exited; /* case 99: in the order of a list */
    }
    return self->entered - 1 - self->exited;
}

static void exit_next(ladder *self)
{
    const exeunt_error *quiet = self->stopped ? exeunt_error_canceled() : NULL;
    if (self->exited == self->entered) {
        end(self);
        return;
    }
    self->in_flight = next_to_exit(self);
    self->exited += 1;
    self->is_busy = true;
    exeunt_manager_exit(manager_at(self, self->in_flight),
                        self->propagating != NULL ? self->propagating : quiet, exit_settled, self);
}

static void begin_exits(ladder *self)
{
    self->phase = EXITING;
    exit_next(self);
}

/* --- enters ----------------------------------------------------------------------------------- */

static void go_on(ladder *self);

static void register_exit(ladder *self)
{
    self->entered += 1;
    go_on(self);
}

static void register_later(exeunt_task *task)
{
    ladder *self = task->data;
    if (self->phase == ENTERING) {
        register_exit(self);
    }
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    ladder *self = manager->owner;
    self->is_busy = false;
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        self->propagating = exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, NULL);
    }
    if (result->settlement != EXEUNT_SETTLED_ENTERED) {
        go_on(self);
    } else if (ladder_flaw == REGISTERS_ITS_EXIT_LATER) {
        exeunt_border_post(self->plan->border,
                           &self->later); /* case 98: until then it is not held */
    } else {
        register_exit(self);
    }
}

static void begin_body(ladder *self)
{
    self->phase = BODY;
    self->is_open = true;
    if (self->plan->nested) {
        exeunt_entered(&self->base, self);
        return;
    }
    exeunt_border_begin_body(self->plan->border);
}

static void go_on(ladder *self)
{
    if (self->canceled || self->propagating != NULL) {
        self->stopped = self->canceled;
        begin_exits(self);
    } else if (self->entered == self->plan->entry_count) {
        begin_body(self);
    } else {
        self->in_flight = self->entered;
        self->is_busy = true;
        exeunt_manager_enter(manager_at(self, self->in_flight), enter_settled, self);
    }
}

static void begin(void *subject)
{
    ladder *self = subject;
    self->phase = ENTERING;
    go_on(self);
}

/* --- the body, and requests ------------------------------------------------------------------- */

static void body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    ladder *self = subject;
    self->propagating = error;
    self->stopped = how == EXEUNT_BODY_CANCELED;
    begin_exits(self);
}

static bool hears(const ladder *self, bool is_first)
{
    if (self->phase == EXITING) {
        return self->hurries && (is_first || ladder_flaw != IGNORES_A_SECOND_REQUEST);
    }
    return is_first && self->phase != CLOSED;
}

static void cancel(void *subject)
{
    ladder *self = subject;
    bool heard = hears(self, !self->canceled);
    self->canceled = true;
    if (!heard) {
        return;
    }
    if (self->is_busy) {
        exeunt_manager_cancel(manager_at(self, self->in_flight));
    } else if (self->phase == ENTERING) {
        go_on(self);
    } else if (self->phase == BODY) {
        exeunt_border_cancel_body(self->plan->border);
    }
}

/* Only the end of its body closes it. */
static int close(void *subject)
{
    const ladder *self = subject;
    bool closes_already = self->phase == EXITING;
    return ladder_flaw == CAN_BE_CLOSED_TWICE && closes_already ? 0 : REFUSED; /* case 111 */
}

/* --- as a manager ----------------------------------------------------------------------------- */

static void enter_nested(exeunt_manager *manager)
{
    begin(manager);
}

static void exit_nested(exeunt_manager *manager, const exeunt_error *cause)
{
    ladder *self = (ladder *)manager;
    if (ladder_flaw == CLOSES_WITHOUT_THE_CAUSE) {
        cause = NULL; /* case 109: as if there were no error */
    }
    self->cause = cause;
    self->stopped = cause == exeunt_error_canceled();
    self->propagating = self->stopped ? NULL : cause;
    begin_exits(self);
}

static void cancel_nested(exeunt_manager *manager)
{
    ladder *self = (ladder *)manager;
    if (self->phase == ENTERING) {
        cancel(self);
    }
}

static exeunt_manager *as_manager(void *subject)
{
    return &((ladder *)subject)->base;
}

/* --- the implementation ----------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    static const exeunt_manager_type type = {enter_nested, exit_nested, cancel_nested};
    ladder *self = exeunt_border_allocate(plan->border, sizeof *self);
    exeunt_manager_init(&self->base, &type, plan->name);
    self->plan = plan;
    self->later = (exeunt_task){.run = register_later, .data = self};
    return self;
}

static void *create_hurried(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    ladder *self = create(implementation, plan);
    self->hurries = true;
    return self;
}

static void destroy(void *subject)
{
    ladder *self = subject;
    exeunt_border_free(self->plan->border, self);
}

const exeunt_implementation ladder_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "ladder",
    .about = "for tests: a small stack with at most one flaw",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_CANCEL | EXEUNT_CAN_NEST,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .manager = as_manager,
    .close = close,
};

const exeunt_implementation hurried_ladder_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "hurried-ladder",
    .about = "for tests: a small stack whose exits are asked to stop, with at most one flaw",
    .profile = EXEUNT_PROFILE_PYTHON,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_CANCEL,
    .create = create_hurried,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
};
