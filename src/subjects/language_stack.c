/* Enters, body, exits: language_stack.h. */
#include "subjects/language_stack.h"

#include <exeunt/error.h>

enum { REFUSED = -1 };

static void go_on(exn_language_stack *self);

static exeunt_border *border_of(const exn_language_stack *self)
{
    return self->plan->border;
}

/* --- errors ----------------------------------------------------------------------------------- */

/* An error of an operation that has failed. */
static exn_language_error *raise_anew(exn_language_stack *self, exeunt_manager *manager,
                                      exeunt_origin origin, const exeunt_result *result)
{
    exn_language_error *raised = exeunt_border_allocate(border_of(self), sizeof *raised);
    raised->of = manager;
    raised->error = (exeunt_error){
        .code = result->error != NULL ? result->error->code : result->code,
        .origin = origin,
        .source = manager->name,
        .message = result->error != NULL ? result->error->message : result->message,
    };
    *(self->errors == NULL ? &self->errors : &self->last_error->next) = raised;
    self->last_error = raised;
    return raised;
}

void exn_language_chain(exn_language_stack *self, exn_language_error *raised)
{
    raised->error.context = self->error;
    self->error = &raised->error;
}

/* Whether what the manager has raised still propagates. */
static bool stands(const exn_language_stack *self, const exeunt_manager *manager)
{
    const exn_language_error *error = self->errors;
    while (error != NULL &&
           (error->of != manager ||
            !(exeunt_error_contains(self->error, &error->error) ||
              self->language->lists_oldest_first || self->late_error == &error->error))) {
        error = error->next;
    }
    return error != NULL;
}

/* --- entries ---------------------------------------------------------------------------------- */

static exn_language_entry *new_entry(exn_language_stack *self, exeunt_manager *manager)
{
    exn_language_entry *entry = exeunt_border_allocate(border_of(self), sizeof *entry);
    entry->of = self;
    entry->manager = manager;
    entry->is_own = true;
    return entry;
}

static exn_language_entry *planned_entry(exn_language_stack *self, size_t index)
{
    exn_language_entry *entry = &self->planned[index];
    entry->of = self;
    entry->manager = self->plan->entries[index].manager;
    entry->callback = self->plan->entries[index].role == EXEUNT_ROLE_CALLBACK;
    return entry;
}

/* It is no longer needed. */
static void free_entry(exn_language_stack *self, exn_language_entry *entry)
{
    if (entry->is_own) {
        exeunt_border_free(border_of(self), entry);
    } else {
        *entry = (exn_language_entry){.of = NULL};
    }
}

static void hold(exn_language_stack *self, exn_language_entry *entry)
{
    entry->next = self->top;
    self->top = entry;
}

static bool is_held(const exn_language_stack *self, const exeunt_manager *manager)
{
    const exn_language_entry *entry = self->top;
    while (entry != NULL && entry->manager != manager) {
        entry = entry->next;
    }
    return entry != NULL || (self->entering != NULL && self->entering->manager == manager);
}

static void drop(exn_language_stack *self, exn_language_entry *entry)
{
    exn_language_entry **link = &self->top;
    while (*link != entry) {
        link = &(*link)->next;
    }
    *link = entry->next;
    free_entry(self, entry);
}

/* --- exits ------------------------------------------------------------------------------------ */

void exn_language_ask(exn_language_entry *entry)
{
    entry->asked = true;
    entry->manager->type->cancel(entry->manager); /* it may be gone now */
}

void exn_language_ask_exits(exn_language_stack *self)
{
    exn_language_entry *next;
    for (exn_language_entry *entry = self->top; entry != NULL; entry = next) {
        next = entry->next;
        if (entry->exiting) {
            exn_language_ask(entry);
        }
    }
}

static void take_failure(exn_language_stack *self, exeunt_manager *manager,
                         const exeunt_result *result)
{
    bool raised_again =
        result->error != NULL && exeunt_error_contains(self->error, result->error) != 0;
    if (!raised_again) {
        self->language->exit_raises(self, raise_anew(self, manager, EXEUNT_ORIGIN_EXIT, result));
    }
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exn_language_entry *entry = manager->owner;
    exn_language_stack *self = entry->of;
    bool asks = result->settlement == EXEUNT_SETTLED_SUPPRESSED || result->suppressed;
    bool can = !entry->callback && entry->told != NULL && self->language->suppresses != NULL &&
               self->language->suppresses(entry->told);
    drop(self, entry);
    self->exiting -= 1;
    if (asks && can) {
        self->error = NULL;
        self->suppressed = true;
    }
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        take_failure(self, manager, result);
    }
    go_on(self);
}

bool exn_language_exit_next(exn_language_stack *self, const exeunt_error *cause)
{
    exn_language_entry *entry = self->top;
    while (entry != NULL && entry->exiting) {
        entry = entry->next;
    }
    if (entry == NULL) {
        return false;
    }
    exeunt_manager *manager = entry->manager;
    entry->exiting = true;
    self->exiting += 1;
    entry->told = entry->callback ? NULL : cause;
    exeunt_manager_exit(manager, entry->told, exit_settled, entry);
    bool in_flight = exeunt_manager_in_flight(manager) && manager->owner == entry;
    if (in_flight && self->canceled && self->language->asks_what_begins && !entry->asked) {
        exn_language_ask(entry);
    }
    return true;
}

/* Lists the errors of the outcome; returns how many there are. `list` NULL: counts. */
static size_t list_errors(const exn_language_stack *self, const exeunt_error **list)
{
    size_t count = 0;
    const exeunt_error *first =
        self->language->lists_oldest_first ? self->body_error : self->late_error;
    if (first != NULL && list != NULL) {
        list[count] = first;
    }
    count += first != NULL;
    if (self->language->lists_oldest_first) {
        for (const exn_language_error *error = self->errors; error != NULL; error = error->next) {
            if (list != NULL) {
                list[count] = &error->error;
            }
            count += 1;
        }
        return count;
    }
    for (const exeunt_error *error = self->error; error != NULL; error = error->context) {
        bool counts = error != exeunt_error_canceled();
        if (counts && list != NULL) {
            list[count] = error;
        }
        count += counts;
    }
    return count;
}

static void end(exn_language_stack *self)
{
    size_t count = list_errors(self, NULL);
    const exeunt_error **errors =
        count > 0 ? exeunt_border_allocate(border_of(self), count * sizeof(exeunt_error *)) : NULL;
    list_errors(self, errors);
    self->phase = EXN_LANGUAGE_CLOSED;
    exeunt_border_close(border_of(self), &(exeunt_end){.errors = errors,
                                                       .error_count = count,
                                                       .canceled = self->canceled,
                                                       .suppressed = self->suppressed});
    exeunt_border_free(border_of(self), errors);
}

/* --- enters and body -------------------------------------------------------------------------- */

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    exn_language_entry *entry = manager->owner;
    exn_language_stack *self = entry->of;
    void (*settled)(void *, const exeunt_error *) = self->settled;
    const exeunt_error *error = NULL;
    self->entering = NULL;
    self->settled = NULL;
    if (result->settlement == EXEUNT_SETTLED_ENTERED) {
        hold(self, entry);
    } else {
        bool failed = result->settlement == EXEUNT_SETTLED_FAILED;
        free_entry(self, entry);
        error = failed ? &raise_anew(self, manager, EXEUNT_ORIGIN_ENTER, result)->error
                       : exeunt_error_canceled();
    }
    if (settled != NULL) {
        settled(self->context, error);
    } else if (error != NULL) {
        self->error = error;
    }
    go_on(self);
}

static void enter(exn_language_stack *self, exn_language_entry *entry)
{
    self->entering = entry;
    exeunt_manager_enter(entry->manager, enter_settled, entry);
}

/* The next entry of the plan has its turn; after the last one the body begins. */
static void take_turn(exn_language_stack *self)
{
    if (self->error != NULL || self->canceled) {
        self->error = self->error != NULL ? self->error : exeunt_error_canceled();
        self->phase = EXN_LANGUAGE_EXITS;
    } else if (self->turn == self->plan->entry_count) {
        self->phase = EXN_LANGUAGE_BODY;
        self->body_in_flight = true;
        exeunt_border_begin_body(border_of(self));
    } else {
        size_t index = self->turn++;
        exn_language_entry *entry = planned_entry(self, index);
        if (self->plan->entries[index].role == EXEUNT_ROLE_ENTER) {
            enter(self, entry);
        } else {
            hold(self, entry);
        }
    }
}

/* Does all that can be done now. If a call nests in another one, the outermost call goes on. */
static void go_on(exn_language_stack *self)
{
    if (self->going_on) {
        return;
    }
    self->going_on = true;
    while (self->phase == EXN_LANGUAGE_ENTERS && self->entering == NULL) {
        take_turn(self);
    }
    while (self->phase == EXN_LANGUAGE_EXITS && self->exiting == 0 && self->entering == NULL) {
        if (!exn_language_exit_next(self, self->error)) {
            break;
        }
    }
    bool over = self->phase == EXN_LANGUAGE_EXITS && self->top == NULL && self->entering == NULL &&
                !self->body_in_flight;
    self->going_on = false;
    if (over) {
        end(self);
    }
}

/* --- the functions of the tables -------------------------------------------------------------- */

void *exn_language_create(const exn_language *language, const exeunt_plan *plan)
{
    exn_language_stack *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->language = language;
    self->plan = plan;
    self->planned = exeunt_border_allocate(plan->border, plan->entry_count * sizeof *self->planned);
    return self;
}

void exn_language_destroy(void *subject)
{
    exn_language_stack *self = subject;
    while (self->top != NULL) { /* pushed after the end */
        drop(self, self->top);
    }
    while (self->errors != NULL) {
        exn_language_error *first = self->errors;
        self->errors = first->next;
        exeunt_border_free(border_of(self), first);
    }
    exeunt_border_free(border_of(self), self->planned);
    exeunt_border_free(border_of(self), self);
}

void exn_language_begin(void *subject)
{
    exn_language_stack *self = subject;
    self->phase = EXN_LANGUAGE_ENTERS;
    go_on(self);
}

void exn_language_body_settled(void *subject, exeunt_body_end end_of_body,
                               const exeunt_error *error)
{
    exn_language_stack *self = subject;
    self->body_in_flight = false;
    if (self->phase == EXN_LANGUAGE_EXITS) {
        self->late_error = error;
    } else {
        self->phase = EXN_LANGUAGE_EXITS;
        self->body_error = error;
        self->error = end_of_body == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error;
    }
    go_on(self);
}

void exn_language_cancel(void *subject)
{
    exn_language_stack *self = subject;
    self->canceled = true;
    if (self->entering != NULL) {
        exeunt_manager_cancel(self->entering->manager);
    }
    if (self->body_in_flight && !self->body_asked) {
        self->body_asked = true;
        exeunt_border_cancel_body(border_of(self));
    }
    if (self->language->request != NULL) {
        self->language->request(self);
    }
}

int exn_language_enter(void *subject, exeunt_manager *manager,
                       void (*settled)(void *context, const exeunt_error *error), void *context)
{
    exn_language_stack *self = subject;
    bool fits = self->phase == EXN_LANGUAGE_BODY ||
                (self->phase == EXN_LANGUAGE_EXITS && self->language->takes_while_closing);
    if (!fits || self->canceled || self->entering != NULL || is_held(self, manager) ||
        stands(self, manager)) {
        return REFUSED;
    }
    self->settled = settled;
    self->context = context;
    enter(self, new_entry(self, manager));
    return 0;
}

static int take(exn_language_stack *self, exeunt_manager *manager, bool callback)
{
    bool fits = self->phase == EXN_LANGUAGE_EXITS    ? self->language->takes_while_closing
                : self->phase == EXN_LANGUAGE_CLOSED ? self->language->takes_when_closed
                                                     : true;
    if (!fits || is_held(self, manager) || stands(self, manager)) {
        return REFUSED;
    }
    exn_language_entry *entry = new_entry(self, manager);
    entry->callback = callback;
    hold(self, entry);
    return 0;
}

int exn_language_push(void *subject, exeunt_manager *manager)
{
    return take(subject, manager, false);
}

int exn_language_callback(void *subject, exeunt_manager *manager)
{
    return take(subject, manager, true);
}

int exn_language_move(void *subject, void *target)
{
    exn_language_stack *self = subject;
    exn_language_stack *to = target;
    if (self->phase != EXN_LANGUAGE_BODY || self->entering != NULL) {
        return REFUSED;
    }
    exn_language_entry **last = &self->top;
    while (*last != NULL) {
        (*last)->of = to;
        last = &(*last)->next;
    }
    *last = to->top;
    to->top = self->top;
    self->top = NULL;
    to->phase = EXN_LANGUAGE_BODY;
    return 0;
}

int exn_language_close(void *subject)
{
    exn_language_stack *self = subject;
    if (self->phase == EXN_LANGUAGE_EXITS || self->phase == EXN_LANGUAGE_CLOSED) {
        if (self->phase == EXN_LANGUAGE_EXITS && self->language->close_again != NULL) {
            self->language->close_again(self);
        }
        return 0;
    }
    if (self->phase != EXN_LANGUAGE_BODY || self->entering != NULL) {
        return REFUSED;
    }
    self->phase = EXN_LANGUAGE_EXITS;
    go_on(self);
    return 0;
}
