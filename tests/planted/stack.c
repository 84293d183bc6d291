/* The stack: one at a time, last in first out. */
#include "scope.h"

static bool enters_no_more(const scope *self)
{
    bool goes_on =
        self->canceled ? has(ENTERS_ON_AFTER_A_REQUEST) : has(ENTERS_ON_AFTER_A_DEADLINE);
    return (was_asked(self) && !goes_on) ||
           (self->propagating != NULL && !has(ENTERS_ON_AFTER_A_FAILURE));
}

/* Returns the next entry of the plan to be entered, or NULL. */
static entry *next_to_enter(scope *self)
{
    entry *next = NULL;
    for (size_t i = 0; i < self->count; i++) {
        entry *here = &self->entries[i];
        if (here->state == WAITS_TO_ENTER && (next == NULL || has(ENTERS_IN_REVERSE))) {
            next = here;
        }
    }
    return next;
}

/* Returns the next entry to be exited, or NULL. */
static entry *next_to_exit(scope *self)
{
    entry *next = NULL;
    for (size_t i = 0; i < self->count; i++) {
        entry *here = &self->entries[i];
        bool came_late = i >= self->plan->entry_count;
        bool is_skipped =
            (has(FORGETS_WHAT_IS_PUSHED_LATE) && came_late) || (has(FORGETS_THE_OLDEST) && i == 0);
        bool never_began = has(EXITS_WHAT_NEVER_BEGAN) && here->state == WAITS_TO_ENTER;
        bool is_last = has(EXITS_IN_ENTER_ORDER) ||
                       (has(HOLDS_PUSHED_ONES_AT_THE_BOTTOM) && here->role == EXEUNT_ROLE_PUSH) ||
                       (has(EXITS_LATE_ONES_LAST) && came_late);
        if ((here->state == HELD || never_began) && !is_skipped && (next == NULL || !is_last)) {
            next = here;
        }
    }
    return next;
}

/* Bugs: returns whether it ignores a request. */
static bool runs_on(const scope *self)
{
    return self->plan->nested ? has(SETTLES_ENTERED_AFTER_A_REQUEST)
                              : has(RUNS_ITS_BODY_AFTER_A_REQUEST);
}

static bool step_enters(scope *self)
{
    entry *next = next_to_enter(self);
    bool waits = self->entering > 0 && !(has(ENTERS_AT_ONCE) && next != NULL) &&
                 !(has(EXITS_BESIDE_AN_ENTER) && was_asked(self));
    if (waits || (self->late != NULL && !was_asked(self))) {
        return false;
    }
    if (next != NULL && !enters_no_more(self) &&
        !(has(LEAVES_THE_LAST_ONE_OUT) && self->entries[0].state == HELD)) {
        enter(self, next);
    } else if (self->propagating != NULL || next != NULL || (was_asked(self) && !runs_on(self))) {
        begin_exits(self);
    } else {
        begin_body(self);
    }
    return true;
}

static bool step_exits(scope *self)
{
    bool beside = has(EXITS_BESIDE_AN_ENTER);
    entry *next = next_to_exit(self);
    if ((self->exiting > 0 && !(has(EXITS_AT_ONCE) && next != NULL)) ||
        (self->entering > 0 && !(beside && next != NULL)) ||
        (has(WAITS_FOR_ITS_GRACE_TIME) && self->grace_started && !self->grace_ended)) {
        return false;
    }
    if (next == NULL) {
        end(self);
        return false;
    }
    leave(self, next, cause_of_stack(self, next));
    return true;
}

bool step_stack(scope *self)
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

/* --- what actions ask for --------------------------------------------------------------------- */

enum { REFUSED = -1 };

int act_enter(void *subject, exeunt_manager *manager,
              void (*settled)(void *context, const exeunt_error *error), void *context)
{
    scope *self = subject;
    bool is_busy = self->entering > 0 && !has(ACCEPTS_A_SECOND_ENTER);
    if (!is_stack(self)) {
        if (!has(ENTERS_WHAT_NOBODY_PLANNED)) {
            return REFUSED;
        }
    } else if (is_busy || (self->phase != BODY && self->phase != EXITS) || was_asked(self) ||
               has(REFUSES_AN_ENTER)) {
        self->refused = has(ENTERS_LATER_WHAT_IT_REFUSED) ? manager : NULL;
        return REFUSED;
    }
    if (has(FORGETS_AN_ENTER)) {
        return 0;
    }
    if (has(ENTERS_WHAT_IT_REFUSES)) {
        enter(self, add_entry(self, manager, EXEUNT_ROLE_ENTER, ENTERING));
        return REFUSED;
    }
    entry *added = add_entry(self, manager, EXEUNT_ROLE_ENTER, ENTERING);
    added->on_entered = settled;
    added->entered_context = context;
    enter(self, added);
    return 0;
}

static int push(scope *self, exeunt_manager *manager, exeunt_role role)
{
    if (self->phase == CLOSED && !has(ACCEPTS_A_PUSH_AFTER_ITS_END)) {
        return REFUSED;
    }
    add_entry(self, manager, role, HELD);
    return 0;
}

int act_push(void *subject, exeunt_manager *manager)
{
    return push(subject, manager, EXEUNT_ROLE_PUSH);
}

int act_callback(void *subject, exeunt_manager *manager)
{
    return push(subject, manager, EXEUNT_ROLE_CALLBACK);
}

int act_move(void *subject, void *target)
{
    scope *self = subject;
    scope *to = target;
    bool fits = self->phase == BODY || (self->phase == CLOSED && has(MOVES_AFTER_ITS_END));
    if (!fits || self->entering > 0 || has(REFUSES_A_MOVE)) {
        return REFUSED;
    }
    to->phase = has(MOVES_TO_WHAT_HAS_NOT_BEGUN) ? NEW : BODY;
    bool keeps_one = has(MOVES_ALL_BUT_ONE);
    for (size_t i = 0; i < self->count; i++) {
        entry *from = &self->entries[has(MOVES_IN_REVERSE) ? self->count - 1 - i : i];
        if (from->state == HELD) {
            if (!keeps_one) {
                add_entry(to, from->manager, from->role, HELD);
            }
            from->state = has(KEEPS_WHAT_IT_MOVED) ? HELD : OUT;
            keeps_one = false;
        }
    }
    return 0;
}
