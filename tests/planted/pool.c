/* The pool: everything at the same time. */
#include "scope.h"

static bool fails_fast(const scope *self)
{
    return self->failure != NULL && !self->plan->wait_all;
}

static bool enters_no_more(const scope *self)
{
    return (was_asked(self) && !has(ENTERS_ON_AFTER_A_REQUEST)) ||
           (fails_fast(self) && !has(ENTERS_ON_AFTER_A_FAILURE)) ||
           (has(ENDS_A_PHASE_EARLY) && self->failure != NULL && self->entering == 0);
}

static entry *next_to_enter(scope *self)
{
    entry *next = NULL;
    for (size_t i = 0; i < self->count; i++) {
        if (self->entries[i].state == WAITS_TO_ENTER && (next == NULL || has(ENTERS_IN_REVERSE))) {
            next = &self->entries[i];
        }
    }
    return next;
}

/* Returns whether it must wait for the enters in flight. */
static bool waits_for_enters(const scope *self)
{
    bool rolls_back_early = has(ROLLS_BACK_EARLY) && self->failure != NULL;
    return self->entering > 0 && !rolls_back_early;
}

static bool step_enters(scope *self)
{
    entry *next = next_to_enter(self);
    bool one_by_one = has(ENTERS_ONE_AFTER_THE_OTHER) && self->entering > 0;
    if (next != NULL && !enters_no_more(self)) {
        if (!one_by_one) {
            enter(self, next);
        }
        return !one_by_one;
    }
    if (waits_for_enters(self)) {
        return false;
    }
    bool fails = self->failure != NULL && !has(IGNORES_FAILURES);
    if (has(SKIPS_THE_BODY_OF_NONE) && self->count == 0) {
        self->deadline_runs = false; /* the bug: it finds out too late that it was not stopped */
        end(self);
        return false;
    }
    if (fails || was_asked(self)) {
        begin_exits(self);
    } else {
        begin_body(self);
    }
    return true;
}

static void exit_next(scope *self)
{
    size_t at = self->considered++;
    entry *next = &self->entries[has(EXITS_IN_ENTER_ORDER) ? at : self->count - 1 - at];
    bool is_left = has(LEAVES_WHAT_HAD_ENTERED) && !self->body_ran;
    if (next->state == HELD && !is_left) {
        leave(self, next,
              has(TELLS_EXITS_OF_EACH_OTHER) && self->propagating != NULL ? self->propagating
                                                                          : self->told);
    }
}

static bool step_exits(scope *self)
{
    bool more = self->considered < self->count;
    bool one_by_one = has(EXITS_ONE_AFTER_THE_OTHER) && self->exiting > 0;
    if (more && self->entries[self->count - 1 - self->considered].state == ENTERING) {
        return false; /* a bug rolls back early, and still leaves no manager */
    }
    if (more && !one_by_one) {
        exit_next(self);
        return true;
    }
    bool awaits_none =
        has(AWAITS_NO_EXIT) || (has(AWAITS_NO_EXIT_AFTER_GRACE) && self->grace_ended);
    if ((self->exiting > 0 && !awaits_none) || self->entering > 0 ||
        (has(NEVER_CLOSES_EMPTY) && self->count == 0)) {
        return false;
    }
    end(self);
    return false;
}

bool step_pool(scope *self)
{
    switch (self->phase) {
    case ENTERS:
        return step_enters(self);
    case EXITS:
        return step_exits(self);
    default:
        return false;
    }
}
