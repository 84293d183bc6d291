/* How a scope treats errors: causes, suppressions, and its outcome. */
#include "scope.h"

#include <stdio.h>

enum { ERRORS_MAX = 32 };

typedef struct error_list {
    const exeunt_error *errors[ERRORS_MAX];
    size_t count;
} error_list;

/* --- causes ----------------------------------------------------------------------------------- */

bool is_error(const scope *self, const exeunt_error *error)
{
    return error != NULL && error != exeunt_error_canceled() && error != &self->deadline;
}

const exeunt_error *quiet_cause(const scope *self)
{
    bool stopped = self->stopped || (has(TELLS_EXITS_OF_A_LATE_REQUEST) && was_asked(self));
    if (!stopped || has(TELLS_NOTHING_OF_A_REQUEST)) {
        return NULL;
    }
    return self->expired && !has(TELLS_CANCELED_FOR_THE_DEADLINE) ? &self->deadline
                                                                  : exeunt_error_canceled();
}

static const exeunt_error *oldest(const exeunt_error *error)
{
    while (error->context != NULL) {
        error = error->context;
    }
    return error;
}

const exeunt_error *cause_of_stack(const scope *self, const entry *which)
{
    const exeunt_error *newest = self->propagating;
    if ((which->role == EXEUNT_ROLE_CALLBACK && !has(TELLS_CALLBACKS)) ||
        (newest != NULL && has(TELLS_NOTHING_OF_ERRORS))) {
        return NULL;
    }
    if (newest == NULL) {
        return quiet_cause(self);
    }
    return has(TELLS_THE_FIRST_CAUSE) ? oldest(newest) : newest;
}

void choose_cause_of_pool(scope *self)
{
    const exeunt_error *error = self->failure != NULL ? self->failure : self->cause;
    bool is_told = is_error(self, error) && !has(TELLS_NOTHING_OF_ERRORS);
    self->told = is_told ? error : quiet_cause(self);
}

/* --- what operations settle with -------------------------------------------------------------- */

void note_failed_enter(scope *self, entry *which, const exeunt_result *result)
{
    (void)result;
    const exeunt_error *raised = which->manager->raised;
    bool is_dropped = has(DROPS_FAILURES_AFTER_A_REQUEST) && was_asked(self);
    if (is_stack(self)) {
        if (has(FORGETS_PUSHED_ONES_BEHIND_A_FAILURE)) {
            forget_pushed(self, (size_t)(which - self->entries));
        }
        self->propagating = is_dropped ? NULL : raised;
        return;
    }
    if (is_dropped) {
        which->manager->raised = NULL;
        return;
    }
    bool is_first = self->failure == NULL;
    self->failure = is_first || has(PUTS_THE_LAST_FAILURE_FIRST) ? raised : self->failure;
    if ((is_first && !self->plan->wait_all && !has(FAILS_SLOWLY)) ||
        has(ASKS_THOUGH_IT_WAITS_FOR_ALL)) {
        cancel_all(self, ENTERING);
        self->canceled = self->canceled || has(SAYS_CANCELED_WHEN_IT_CANCELS);
    }
}

/* Whether a suppression counts: M5, C5, S8, P6, S1. */
static bool counts(const scope *self, const entry *which)
{
    const exeunt_error *told = self->told;
    bool told_error = is_error(self, told) ||
                      (told == NULL && has(COUNTS_SUPPRESSIONS_OF_NOTHING)) ||
                      (told == exeunt_error_canceled() && has(LETS_CANCELED_BE_SUPPRESSED)) ||
                      (told == &self->deadline && has(LETS_ITS_DEADLINE_BE_SUPPRESSED));
    bool is_lenient = is_stack(self) && (!self->plan->nested || has(COUNTS_WHILE_NESTED_UNWINDS)) &&
                      !has(DENIES_SUPPRESSION_OF_ENTERS);
    bool rolls_back = !self->body_ran && !is_lenient && !has(COUNTS_IN_A_ROLLBACK);
    if (which->role == EXEUNT_ROLE_CALLBACK) {
        return has(LETS_CALLBACKS_SUPPRESS) && self->propagating != NULL;
    }
    return told_error && !rolls_back;
}

static void suppress(scope *self)
{
    const exeunt_error *cause = is_stack(self) ? self->propagating : self->told;
    bool is_parents = self->cause != NULL && exeunt_error_contains(cause, self->cause);
    self->suppressed = true;
    self->suppressions += 1;
    self->cause_suppressed = self->cause_suppressed || (is_parents && is_error(self, self->cause));
    if (is_stack(self) && !has(IGNORES_SUPPRESSIONS)) {
        self->propagating = has(SUPPRESSES_THE_NEWEST_ALONE) ? self->propagating->context : NULL;
    }
    if (self->told == &self->deadline) {
        self->expired = false; /* a bug let it be suppressed, and leaves no trace of it */
        self->suppressed = false;
    }
    if (has(COUNTS_IN_A_ROLLBACK) && self->failure != NULL) {
        self->suppressed = false;
        self->repeated = self->failure; /* and it is left out of the outcome */
    }
}

static void record_exit(scope *self, const entry *which, const exeunt_result *result,
                        const exeunt_error *context)
{
    exeunt_result recorded = *result;
    recorded.code = has(RECORDS_ANOTHER_CODE) ? result->code - 1 : result->code;
    recorded.message = has(RECORDS_ANOTHER_MESSAGE) ? "gone" : result->message;
    if (has(RECORDS_THE_FIRST_CODE)) {
        self->first_code = self->first_code != 0 ? self->first_code : result->code;
        recorded.code = self->first_code;
    }
    if (has(RECORDS_IN_ONE_BUFFER)) {
        snprintf(self->message, sizeof self->message, "%s", result->message);
        recorded.message = self->message;
    }
    exeunt_manager_record(which->manager, EXEUNT_ORIGIN_EXIT, &recorded, context);
}

static void raise_from_exit(scope *self, entry *which, const exeunt_result *result)
{
    const exeunt_error *told =
        is_stack(self) && self->propagating != NULL ? self->propagating : quiet_cause(self);
    told = is_stack(self) ? told : self->told;
    if (result->error != NULL && exeunt_error_contains(told, result->error)) {
        self->repeated = result->error;
        return;
    }
    if (result->suppressed && counts(self, which) && !has(FORGETS_WHO_SUPPRESSES_AND_FAILS)) {
        suppress(self);
    }
    const exeunt_error *context = self->propagating != NULL ? self->propagating : quiet_cause(self);
    context = is_stack(self) && context != exeunt_error_canceled() ? context : NULL;
    context = has(LINKS_TO_WHAT_IT_SUPPRESSED) && self->cause_suppressed ? self->cause : context;
    which->context = context;
    record_exit(self, which, result, has(LINKS_CONTEXTS_AT_THE_END) ? NULL : context);
    which->failed_to_exit = true;
    if (has(LINKS_TO_CANCELED) && self->told == exeunt_error_canceled()) {
        which->manager->error.context = self->told;
    }
    bool is_dropped = has(DROPS_EXIT_FAILURES) ||
                      (has(DROPS_FAILURES_OF_CALLBACKS) && which->role == EXEUNT_ROLE_CALLBACK);
    if (is_stack(self) ? !is_dropped : has(TELLS_EXITS_OF_EACH_OTHER)) {
        self->propagating = which->manager->raised;
    }
    which->failed_to_exit = !is_dropped;
    which->manager->raised = is_dropped ? NULL : which->manager->raised;
}

void note_exit(scope *self, entry *which, const exeunt_result *result)
{
    if (result->settlement == EXEUNT_SETTLED_SUPPRESSED && counts(self, which)) {
        suppress(self);
    } else if (result->settlement == EXEUNT_SETTLED_FAILED) {
        raise_from_exit(self, which, result);
    } else {
        self->plain_exits += 1;
    }
}

/* --- the errors that are left ----------------------------------------------------------------- */

static void add(error_list *list, const exeunt_error *error, const exeunt_error *until)
{
    size_t room = ERRORS_MAX - list->count;
    list->count += exeunt_error_list(error, until, list->errors + list->count, room);
}

static void reverse(error_list *list)
{
    for (size_t i = 0; i + 1 < list->count - i; i++) {
        const exeunt_error *error = list->errors[i];
        list->errors[i] = list->errors[list->count - 1 - i];
        list->errors[list->count - 1 - i] = error;
    }
}

/* S7: lists the chain, newest first. */
static void list_stack(const scope *self, error_list *list)
{
    add(list, self->propagating, &self->deadline);
    if (has(LISTS_THE_OLDEST_FIRST)) {
        reverse(list);
    }
    if (has(CUTS_THE_CHAIN_AT_A_REQUEST) && self->canceled && list->count > 1) {
        list->count = 1;
    }
    if (has(LISTS_WHAT_IS_RAISED_AGAIN) && self->repeated != NULL) {
        add(list, self->repeated, self->repeated->context);
    }
}

static bool body_error_stands(const scope *self)
{
    bool suppressed = self->suppressed;
    if (has(SUPPRESSES_ONLY_IF_ALL_DO)) {
        suppressed = self->suppressions > 0 && self->plain_exits == 0;
    }
    if (has(SUPPRESSES_WITHOUT_EXITS) && self->count == 0) {
        suppressed = true;
    }
    return is_error(self, self->cause) && !self->plan->nested &&
           (!suppressed || has(IGNORES_SUPPRESSIONS));
}

/* Bugs: lists the errors that were kept for the end. */
static void list_what_waits(const scope *self, error_list *list)
{
    for (size_t i = 0; i < self->count; i++) {
        const exeunt_error *raised = self->entries[i].manager->raised;
        if (self->entries[i].failed_to_exit && has(LISTS_EXITS_BEHIND_ENTERS)) {
            add(list, raised, self->told);
        }
        if (self->entries[i].failed_to_exit && has(SPLITS_A_NESTED_SCOPE)) {
            add(list, raised->context, self->told);
        }
    }
}

static bool a_member_was_canceled(const scope *self)
{
    size_t i = 0;
    while (i < self->count && !self->entries[i].was_canceled) {
        i += 1;
    }
    return i < self->count;
}

/* P13: lists the primary error, then the others in the order of the managers. */
static void list_pool(scope *self, error_list *list)
{
    const exeunt_error *first = self->failure;
    bool body_last = has(PUTS_THE_BODY_LAST);
    if (body_error_stands(self) && !body_last) {
        add(list, self->cause, NULL);
    }
    if (first != NULL && self->repeated != first) {
        add(list, first, NULL);
    }
    for (size_t i = 0; i < self->count; i++) {
        size_t at = has(LISTS_IN_REVERSE) ? self->count - 1 - i : i;
        const entry *which = &self->entries[at];
        const exeunt_error *raised = which->manager->raised;
        bool waits = has(LISTS_EXITS_BEHIND_ENTERS) && which->failed_to_exit;
        if (raised != NULL && raised != first && !waits) {
            add(list, raised, has(SPLITS_A_NESTED_SCOPE) ? raised->context : self->told);
        }
        if (which->was_canceled && has(LISTS_CANCELED_ENTERS)) {
            add(list, exeunt_error_canceled(), NULL);
        }
    }
    list_what_waits(self, list);
    if (body_error_stands(self) && body_last) {
        add(list, self->cause, NULL);
    }
}

static void add_deadline(const scope *self, error_list *list)
{
    if (!self->expired || has(DROPS_ITS_DEADLINE)) {
        return;
    }
    add(list, &self->deadline, NULL);
    for (size_t i = list->count - 1; i > 0 && has(PUTS_ITS_DEADLINE_FIRST); i--) {
        list->errors[i] = list->errors[i - 1];
        list->errors[i - 1] = &self->deadline;
    }
    if (has(RAISES_ITS_DEADLINE_TWICE) && self->repeated == &self->deadline) {
        add(list, &self->deadline, NULL);
    }
}

/* A bug: sets the contexts of a stack's errors when no exit receives them any more. */
static void link_late(const scope *self)
{
    for (size_t i = 0; i < self->count && has(LINKS_CONTEXTS_AT_THE_END); i++) {
        if (self->entries[i].failed_to_exit) {
            self->entries[i].manager->error.context = self->entries[i].context;
        }
    }
}

/* The context of a failed exit in a pool is its cause, if that still stands. */
static void complete_contexts(const scope *self)
{
    bool stands = !self->suppressed && self->told != exeunt_error_canceled();
    for (size_t i = 0; i < self->count && !is_stack(self); i++) {
        exeunt_manager *manager = self->entries[i].manager;
        if (self->entries[i].failed_to_exit && manager->raised == &manager->error) {
            manager->error.context = stands && !has(LEAVES_CONTEXTS_OUT) ? self->told : NULL;
        }
    }
}

/* --- the end ---------------------------------------------------------------------------------- */

static void close(scope *self)
{
    error_list list = {.count = 0};
    if (self->late_error != NULL) {
        add(&list, self->late_error, NULL);
    }
    if (is_stack(self)) {
        list_stack(self, &list);
    } else {
        list_pool(self, &list);
    }
    add_deadline(self, &list);
    if (has(LISTS_AN_ERROR_TWICE) && list.count > 0) {
        add(&list, list.errors[0], list.errors[0]->context);
    }
    bool tells_request =
        !has(FORGETS_THE_REQUEST) && !(has(ERRORS_ERASE_THE_FLAG) && list.count > 0);
    bool is_expired = (has(SHOWS_ITS_DEADLINE_AS_A_REQUEST) && self->expired) ||
                      (has(TAKES_THE_FLAG_OF_A_MEMBER) && a_member_was_canceled(self));
    exeunt_end how = {.errors = list.errors,
                      .error_count = list.count,
                      .canceled = (self->canceled && tells_request) || is_expired,
                      .suppressed = (self->suppressed && !has(HIDES_A_SUPPRESSION)) ||
                                    has(CLAIMS_A_SUPPRESSION)};
    exeunt_border_close(self->plan->border, &how);
    if (has(CLOSES_TWICE)) {
        exeunt_border_close(self->plan->border, &how);
    }
}

/* Returns the one error that a nested scope raises (E5). No pool of these tests has several. */
static const exeunt_error *raised_outwards(const scope *self)
{
    const exeunt_error *raised = self->propagating;
    if (!is_stack(self)) {
        raised = self->failure;
        for (size_t i = 0; i < self->count; i++) {
            raised = self->entries[i].failed_to_exit && raised == NULL
                         ? self->entries[i].manager->raised
                         : raised;
        }
    } else if (raised != NULL && has(RAISES_ITS_OLDEST)) {
        raised = oldest(raised);
    } else if (raised == self->cause && !has(RAISES_ITS_PARENTS_CAUSE)) {
        raised = NULL;
    }
    return raised == NULL && self->expired ? &self->deadline : raised;
}

static void settle(scope *self)
{
    exeunt_result result = {.settlement = EXEUNT_SETTLED_EXITED, .error = raised_outwards(self)};
    bool suppressed = has(SUPPRESSES_BY_ITSELF) ||
                      (has(SAYS_SUPPRESSED_OF_NOTHING) && self->cause == NULL) ||
                      (self->cause_suppressed && !has(SAYS_EXITED_THOUGH_IT_SUPPRESSED));
    if (result.error != NULL &&
        !(has(STOPS_THOUGH_IT_FAILED) && !self->body_ran && self->canceled)) {
        result.settlement = EXEUNT_SETTLED_FAILED;
        result.suppressed = suppressed;
        if (has(RAISES_ANOTHER_ERROR)) {
            result.error = NULL;
            result.code = -1;
        }
    } else if (!self->body_ran) {
        result.error = NULL;
        result.settlement = EXEUNT_SETTLED_CANCELED;
    } else if (suppressed) {
        result.settlement = EXEUNT_SETTLED_SUPPRESSED;
    }
    exeunt_settle(&self->base, &result);
}

void end(scope *self)
{
    if (self->body_in_flight) {
        return; /* it closed its scope, and has not settled yet */
    }
    complete_contexts(self);
    link_late(self);
    stop_deadline(self);
    if (!has(LETS_ITS_GRACE_TIME_RUN_ON)) {
        notify_clock(self, EXEUNT_CLOCK_GRACE_STOP);
    }
    self->phase = CLOSED;
    if (self->plan->nested) {
        settle(self);
    } else {
        close(self);
        begin_waiting();
    }
}
