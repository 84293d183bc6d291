/* Known bad: `gather-on-stack`, what one gets who has an exit stack and wants a pool: the enters
 * run at the same time, and each pushes itself on one shared stack when it has entered. The first
 * failure ends the gathering, not the other enters: case 88 of the catalogue. */
#include "subjects/subjects.h"

#include <exeunt/error.h>

typedef struct gather {
    exeunt_border *border;
    const exeunt_plan *plan;
    exeunt_manager **stack; /* in the order in which they have entered */
    size_t height;
    size_t entered;
    const exeunt_error **errors; /* those that propagate, newest last */
    size_t error_count;
    bool unwinding, suppressed;
} gather;

static const exeunt_error *propagating(const gather *self)
{
    return self->error_count > 0 ? self->errors[self->error_count - 1] : NULL;
}

/* --- the stack -------------------------------------------------------------------------------- */

static void end(gather *self)
{
    size_t count = self->error_count;
    for (size_t i = 0; i < count / 2; i++) { /* newest first */
        const exeunt_error *older = self->errors[i];
        self->errors[i] = self->errors[count - 1 - i];
        self->errors[count - 1 - i] = older;
    }
    exeunt_end how = {.errors = self->errors, .error_count = count, .suppressed = self->suppressed};
    exeunt_border_close(self->border, &how); /* case 88: what enters now is left */
}

static void unwind(gather *self);

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    gather *self = manager->owner;
    if (result->settlement == EXEUNT_SETTLED_SUPPRESSED && self->error_count > 0) {
        self->error_count = 0;
        self->suppressed = true;
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, propagating(self));
        self->errors[self->error_count++] = manager->raised;
    }
    unwind(self);
}

static void unwind(gather *self)
{
    if (self->height == 0) {
        end(self);
        return;
    }
    self->height -= 1;
    exeunt_manager_exit(self->stack[self->height], propagating(self), exit_settled, self);
}

static void begin_exits(gather *self, const exeunt_error *cause)
{
    self->unwinding = true;
    if (cause != NULL) {
        self->errors[self->error_count++] = cause;
    }
    unwind(self);
}

/* --- the gathering ---------------------------------------------------------------------------- */

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    gather *self = manager->owner;
    if (result->settlement == EXEUNT_SETTLED_ENTERED) {
        self->stack[self->height++] = manager;
        self->entered += 1;
    }
    if (self->unwinding) {
        return; /* the gathering has ended; what failed since is lost */
    }
    if (result->settlement != EXEUNT_SETTLED_ENTERED) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, NULL);
        begin_exits(self, manager->raised); /* case 88: while the others still enter */
    } else if (self->entered == self->plan->entry_count) {
        exeunt_border_begin_body(self->border);
    }
}

static void begin(void *subject)
{
    gather *self = subject;
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        exeunt_manager_enter(self->plan->entries[i].manager, enter_settled, self);
    }
    if (self->plan->entry_count == 0) {
        exeunt_border_begin_body(self->border);
    }
}

/* --- the implementation ----------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    gather *self = exeunt_border_allocate(plan->border, sizeof *self);
    size_t room = plan->entry_count + 1;
    *self = (gather){.border = plan->border, .plan = plan};
    self->stack = exeunt_border_allocate(plan->border, room * sizeof *self->stack);
    self->errors = exeunt_border_allocate(plan->border, room * sizeof *self->errors);
    return self;
}

static void destroy(void *subject)
{
    gather *self = subject;
    exeunt_border_free(self->border, self->stack);
    exeunt_border_free(self->border, self->errors);
    exeunt_border_free(self->border, self);
}

static void body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    (void)how; /* it is never canceled */
    begin_exits(subject, error);
}

static void unused(void *subject)
{
    (void)subject;
}

const exeunt_implementation exn_subject_gather_on_stack = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "gather-on-stack",
    .about =
        "known bad: gathers enters that push on one stack, and leaves those in flight (case 88)",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_WAIT_ALL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = unused,
    .expire = unused,
    .end_grace = unused,
};
