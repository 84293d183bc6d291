/* Enters and exits, one by one. */
#include "scope.h"

static entry *entry_of(const scope *self, const exeunt_manager *manager, entry_state state)
{
    size_t at = 0;
    while (self->entries[at].manager != manager || self->entries[at].state != state) {
        at += 1;
    }
    return &self->entries[at];
}

entry *add_entry(scope *self, exeunt_manager *manager, exeunt_role role, entry_state state)
{
    entry *added = &self->entries[self->count++];
    *added = (entry){.manager = manager, .role = role, .state = state};
    return added;
}

/* --- enters ----------------------------------------------------------------------------------- */

/* A bug: registers the exit in a callback of its own. */
void register_late(exeunt_task *task)
{
    scope *self = task->data;
    entry *late = self->late;
    self->late = NULL;
    if (late != NULL && self->phase != CLOSED) {
        late->state = HELD;
    }
    go_on(self);
}

static void hold(scope *self, entry *which, const exeunt_result *result)
{
    bool is_late = was_asked(self) || self->is_closed_by_action;
    which->value = result->value;
    which->state = HELD;
    if (has(FORGETS_WHAT_ENTERS_LATE) && is_late && is_stack(self)) {
        which->state = OUT;
    }
    if (has(TAKES_LATE_ENTERS_FOR_CANCELED) && is_late && !is_stack(self)) {
        which->state = OUT;
    }
    if (has(REGISTERS_A_STEP_LATER) && is_stack(self)) {
        which->state = OUT;
        self->late = which;
        exeunt_border_post(self->plan->border, &self->later);
    }
}

static void notify_caller(const entry *which, const exeunt_error *error)
{
    if (has(HIDES_A_FAILED_ENTER_FROM_ITS_BODY)) {
        error = NULL;
    }
    if (has(TELLS_ITS_BODY_THAT_IT_STOPPED) ||
        (error != NULL && has(TELLS_ITS_BODY_OF_FAILURES_AS_STOPS))) {
        error = exeunt_error_canceled();
    }
    which->on_entered(which->entered_context, error);
    if (has(TELLS_ITS_BODY_TWICE)) {
        which->on_entered(which->entered_context, error);
    }
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    scope *self = manager->owner;
    entry *which = entry_of(self, manager, ENTERING);
    bool by_action = which->on_entered != NULL;
    self->entering -= 1;
    which->state = OUT;
    which->was_canceled = result->settlement == EXEUNT_SETTLED_CANCELED;
    if (result->settlement == EXEUNT_SETTLED_ENTERED) {
        hold(self, which, result);
    } else if (result->settlement == EXEUNT_SETTLED_FAILED) {
        exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result,
                              is_stack(self) && self->expired ? &self->deadline : NULL);
        if (!by_action) {
            note_failed_enter(self, which, result);
        }
        which->state = has(EXITS_FAILED_ENTERS) ? HELD : OUT;
    }
    if (by_action && !has(NEVER_TELLS_ITS_BODY)) {
        notify_caller(which, result->settlement == EXEUNT_SETTLED_FAILED ? manager->raised
                             : result->settlement == EXEUNT_SETTLED_CANCELED
                                 ? exeunt_error_canceled()
                                 : NULL);
    }
    go_on(self);
}

void enter(scope *self, entry *which)
{
    if (!self->deadline_started && has(STARTS_ITS_DEADLINE_LATE)) {
        self->deadline_started = true;
        which->state = ENTERING;
        self->entering += 1;
        exeunt_manager_enter(which->manager, enter_settled, self);
        notify_clock(self, EXEUNT_CLOCK_DEADLINE_START);
        return;
    }
    which->state = ENTERING;
    self->entering += 1;
    exeunt_manager_enter(which->manager, enter_settled, self);
}

/* --- exits ------------------------------------------------------------------------------------ */

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    scope *self = manager->owner;
    entry *which = entry_of(self, manager, EXITING);
    self->exiting -= 1;
    which->state = OUT;
    note_exit(self, which, result);
    if (has(EXITS_TWICE) && !which->was_exited_again) {
        which->was_exited_again = true;
        which->state = HELD;
    }
    if (has(CANCELS_OTHER_EXITS) && result->settlement == EXEUNT_SETTLED_FAILED) {
        cancel_all(self, EXITING);
    }
    go_on(self);
}

static void start_grace(scope *self)
{
    if (was_asked(self) && !self->grace_started && !has(STARTS_NO_GRACE_TIME)) {
        self->grace_started = true;
        notify_clock(self, EXEUNT_CLOCK_GRACE_START);
        if (has(STOPS_ITS_GRACE_TIME_EARLY)) {
            notify_clock(self, EXEUNT_CLOCK_GRACE_STOP);
        }
    }
}

void leave(scope *self, entry *which, const exeunt_error *cause)
{
    which->state = EXITING;
    self->exiting += 1;
    self->told = is_stack(self) ? cause : self->told;
    bool tells_copy =
        has(TELLS_A_COPY) || (has(TELLS_A_COPY_OF_CANCELED) && cause == exeunt_error_canceled());
    if (tells_copy && cause != NULL) {
        self->copy = *cause;
        cause = &self->copy;
    }
    exeunt_manager_exit(which->manager, cause, exit_settled, self);
    stop_deadline(self);
    if (self->phase == EXITS) {
        start_grace(self);
    }
}
