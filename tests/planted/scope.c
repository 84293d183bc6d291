/* What stack and pool have in common: their life, requests, time, and nesting. */
#include "scope.h"

bug planted = NO_BUG;

enum { ROOM_FOR_MORE = 8, REFUSED = -1 };

/* Does everything that can be done now. If a call nests in another one, the outermost call goes
 * on. */
void go_on(scope *self)
{
    if (self->is_stepping) {
        return;
    }
    self->is_stepping = true;
    while (is_stack(self) ? step_stack(self) : step_pool(self)) {
    }
    self->is_stepping = false;
}

void notify_clock(scope *self, exeunt_clock clock)
{
    exeunt_border_show_clock(self->plan->border, clock);
}

void stop_deadline(scope *self)
{
    if (self->deadline_runs && !has(LETS_ITS_DEADLINE_RUN_ON)) {
        self->deadline_runs = false;
        notify_clock(self, EXEUNT_CLOCK_DEADLINE_STOP);
    }
}

/* --- from the enters to the exits ------------------------------------------------------------- */

/* Bugs: forgets the managers that were pushed. */
void forget_pushed(scope *self, size_t from)
{
    for (size_t i = from; i < self->plan->entry_count; i++) {
        bool pushed = self->entries[i].role != EXEUNT_ROLE_ENTER;
        self->entries[i].state = pushed ? OUT : self->entries[i].state;
    }
}

static void start(scope *self)
{
    self->phase = ENTERS;
    if (was_asked(self) && has(FORGETS_PUSHED_ONES_AFTER_A_REQUEST)) {
        forget_pushed(self, 0);
    }
    bool starts_deadline = !was_asked(self) || has(STARTS_ITS_DEADLINE_AFTER_A_REQUEST);
    bool skips_it = has(STARTS_ITS_DEADLINE_LATE) ||
                    (has(STARTS_NO_DEADLINE_OF_NONE) && self->plan->entry_count == 0);
    if (starts_deadline && !skips_it) {
        self->deadline_started = true;
        self->deadline_runs = true;
        notify_clock(self, EXEUNT_CLOCK_DEADLINE_START);
    }
    go_on(self);
}

static void give_values(const scope *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        size_t from = has(GIVES_VALUES_IN_REVERSE) ? self->plan->entry_count - 1 - i : i;
        exeunt_border_give_value(self->plan->border, i, self->entries[from].value);
    }
}

void begin_body(scope *self)
{
    self->phase = BODY;
    self->body_ran = true;
    if (self->plan->nested) {
        stop_deadline(self);
        exeunt_entered(&self->base, self);
        return;
    }
    give_values(self);
    self->body_in_flight = true;
    exeunt_border_begin_body(self->plan->border);
    if (has(EXITS_WHILE_ITS_BODY_RUNS)) {
        leave(self, &self->entries[0], NULL);
    }
    if (has(ENTERS_TWICE)) {
        enter(self, &self->entries[0]);
    }
}

void begin_exits(scope *self)
{
    bool never_ran = !self->body_ran;
    self->phase = EXITS;
    self->stopped = never_ran ? was_asked(self) : self->body_stopped;
    bool too_early = self->entering > 0 && (has(EXITS_BESIDE_AN_ENTER) || has(ROLLS_BACK_EARLY));
    if (!too_early) { /* otherwise the first exit shows the bug */
        stop_deadline(self);
    }
    if (!is_stack(self)) {
        choose_cause_of_pool(self);
    } else if (is_error(self, self->cause)) {
        self->propagating = self->cause;
    }
    if ((is_stack(self) || has(CLOSES_WHILE_IT_ENTERS)) && !has(CLOSING_ASKS_NOBODY)) {
        cancel_all(self, ENTERING);
    }
    if (self->refused != NULL) {
        enter(self, add_entry(self, self->refused, EXEUNT_ROLE_ENTER, ENTERING));
        self->refused = NULL;
    }
}

/* --- requests and time ------------------------------------------------------------------------ */

void cancel_all(scope *self, entry_state state)
{
    size_t reached = has(ASKS_ONLY_THE_FIRST) && self->count > 0 ? 1 : self->count;
    for (size_t i = 0; i < reached; i++) {
        if (self->entries[i].state == state) {
            exeunt_manager_cancel(self->entries[i].manager);
        }
    }
}

static void cancel_body(scope *self)
{
    if (self->body_in_flight && !has(LEAVES_THE_BODY_ALONE)) {
        exeunt_border_cancel_body(self->plan->border);
    }
}

static void pass_request_on(scope *self)
{
    bool is_deaf = (has(WAITS_FOR_ALL_WHATEVER_IS_ASKED) && self->plan->wait_all) ||
                   (has(ASKS_NOBODY_AT_ITS_DEADLINE) && self->expired);
    if (!is_deaf) {
        cancel_all(self, ENTERING);
    }
    cancel_body(self);
    if (has(CANCELS_ITS_EXITS)) {
        cancel_all(self, EXITING);
    }
    if (self->phase == EXITS && !self->grace_started) {
        self->grace_started = true;
        notify_clock(self, EXEUNT_CLOCK_GRACE_START);
    }
    if (self->phase != NEW) {
        go_on(self);
    }
}

static void cancel(void *subject)
{
    scope *self = subject;
    bool is_first = !was_asked(self);
    if (has(FORGETS_A_LATE_REQUEST) && self->phase == EXITS) {
        return;
    }
    self->canceled = true;
    if (self->phase != CLOSED && is_first) {
        pass_request_on(self);
    } else if (has(ASKS_TWICE) && !is_first) {
        cancel_body(self);
    }
}

static void expire(void *subject)
{
    scope *self = subject;
    bool is_first = !was_asked(self);
    if (!self->deadline_runs || self->expired) {
        return;
    }
    self->expired = true;
    self->deadline =
        (exeunt_error){.code = has(SHOWS_NO_CODE_OF_ITS_DEADLINE) ? 1 : EXEUNT_ETIMEDOUT,
                       .origin = EXEUNT_ORIGIN_DEADLINE,
                       .source = self->base.name,
                       .message = "the deadline expired"};
    if (is_first) {
        pass_request_on(self);
    }
}

static void end_grace(void *subject)
{
    scope *self = subject;
    self->grace_ended = true;
    if (self->phase == EXITS && !has(LETS_GRACE_PASS)) {
        cancel_all(self, EXITING);
        go_on(self);
    }
}

/* --- the body --------------------------------------------------------------------------------- */

static void body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    scope *self = subject;
    self->body_in_flight = false;
    if (self->is_closed_by_action) {
        self->late_error = error;
    } else {
        if (error != NULL && has(WRITES_TO_ITS_BODYS_ERROR)) {
            ((exeunt_error *)(uintptr_t)error)->code -= 1;
        }
        self->cause = error;
        self->body_stopped = how == EXEUNT_BODY_CANCELED;
        begin_exits(self);
    }
    go_on(self);
}

static int act_close(void *subject)
{
    scope *self = subject;
    if (self->phase == EXITS && has(CLOSES_AGAIN)) {
        go_on(self);
        return 0;
    }
    if (self->phase == CLOSED && has(CLOSES_AFTER_ITS_END)) {
        return 0;
    }
    bool closes_early = is_stack(self) || has(CLOSES_WHILE_IT_ENTERS);
    if ((self->phase != BODY && !(self->phase == ENTERS && closes_early)) ||
        has(REFUSES_TO_CLOSE)) {
        return REFUSED;
    }
    if (self->phase == ENTERS && has(RUNS_ITS_BODY_AFTER_IT_WAS_CLOSED)) {
        cancel_all(self, ENTERING);
        return 0;
    }
    self->is_closed_by_action = true;
    begin_exits(self);
    go_on(self);
    return 0;
}

/* --- as a manager ----------------------------------------------------------------------------- */

static void enter_nested(exeunt_manager *manager)
{
    start((scope *)manager); /* its first member */
}

static void exit_nested(exeunt_manager *manager, const exeunt_error *cause)
{
    scope *self = (scope *)manager;
    self->cause = cause;
    self->body_stopped = cause == exeunt_error_canceled();
    begin_exits(self);
    go_on(self);
}

static void cancel_nested(exeunt_manager *manager)
{
    cancel(manager);
}

static exeunt_manager *as_manager(void *subject)
{
    return &((scope *)subject)->base;
}

/* A bug: the scope of one task begins when that of another has closed. */
static bool is_open;
static scope *waiting;

void begin_waiting(void)
{
    scope *next = waiting;
    waiting = NULL;
    is_open = next != NULL;
    if (next != NULL) {
        start(next);
    }
}

/* --- the implementation ----------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    static const exeunt_manager_type type = {enter_nested, exit_nested, cancel_nested};
    scope *self = exeunt_border_allocate(plan->border, sizeof *self);
    exeunt_manager_init(&self->base, &type, plan->name);
    self->plan = plan;
    self->later = (exeunt_task){.run = register_late, .data = self};
    self->entries = exeunt_border_allocate(plan->border, (plan->entry_count + ROOM_FOR_MORE) *
                                                             sizeof *self->entries);
    for (size_t i = 0; i < plan->entry_count; i++) {
        exeunt_role role = plan->entries[i].role;
        add_entry(self, plan->entries[i].manager, role,
                  role == EXEUNT_ROLE_ENTER ? WAITS_TO_ENTER : HELD);
    }
    return self;
}

static void destroy(void *subject)
{
    scope *self = subject;
    if (!has(LEAKS)) {
        exeunt_border_free(self->plan->border, self->entries);
    }
    exeunt_border_free(self->plan->border, self);
}

static void begin(void *subject)
{
    if (has(WAITS_FOR_ANOTHER_TASK) && is_open) {
        waiting = subject;
        return;
    }
    is_open = true;
    start(subject);
}

const exeunt_implementation planted_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "planted",
    .about = "for tests: a small stack and pool with at most one bug",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_DEADLINE |
                    EXEUNT_CAN_GRACE | EXEUNT_CAN_MOVE | EXEUNT_CAN_NEST | EXEUNT_CAN_WAIT_ALL,
    .shows_clock = true,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
    .expire = expire,
    .end_grace = end_grace,
    .manager = as_manager,
    .enter = act_enter,
    .push = act_push,
    .callback = act_callback,
    .move = act_move,
    .close = act_close,
};
