/* TEMPLATE: an exit pool of one's own to start from, and the program that checks it.
 *
 *     cc FILE.c $(pkg-config --cflags --libs exeunt-sim) && ./a.out
 *
 * All managers are entered at the same time, the body runs, all are exited at the same time. Here
 * that is done as docs/SPEC.md 4 and 6 have it, which the numbers stand for: put your own in its
 * place, from the functions under "what the world calls" inwards, and see what it breaks. `exeunt
 * explain P3` tells a rule.
 *
 * The order of calls:
 *
 *     create                     once for all runs
 *     begin                      the run starts: enters begin, each settles in enter_settled
 *       exeunt_border_begin_body   you call that when all have entered
 *     body_settled               exits begin, each settles in exit_settled
 *       exeunt_border_close        you call that when all have settled
 *     destroy                    of each run that broke no rule
 *
 * `cancel` may come at any moment of it, before `begin` too. Before each run the memory of the
 * border is put back as `create` has left it: so whatever a subject needs is allocated by
 * exeunt_border_allocate. What comes from malloc is not put back, nor made again: the second run
 * would find what the first has made of it, or has freed. */
#include <exeunt/check.h>

typedef enum phase { NEW, ENTERING, BODY, EXITING, CLOSED } phase;

typedef struct member {
    struct pool *pool;
    exeunt_manager *manager;
    void *value; /* of its enter, for the body */
    bool entered;
    bool exit_failed;
} member;

typedef struct pool {
    exeunt_border *border;
    member *members;
    size_t count;
    bool wait_all; /* the first failed enter asks nobody to stop (P3) */
    phase phase;
    size_t in_flight;                  /* operations that have not settled, and calls that begin or
                                        * cancel some: what settles inside one does not end it */
    bool canceled;                     /* there was a request, from outside (C1) */
    const exeunt_error *enter_failure; /* the first one in time: the body does not run (P5) */
    const exeunt_error *raised;        /* by the body */
    const exeunt_error *cause;         /* all exits are told this one (P10) */
    bool suppressed;                   /* what the body raised: one exit is enough (P12) */
    const exeunt_error **errors;       /* of the outcome, the primary one first */
    size_t error_count;
} pool;

/* An error that was raised again is one error (E2); a cancellation is none (E7). */
static void list_error(pool *self, const exeunt_error *error)
{
    if (error == NULL || error == exeunt_error_canceled()) {
        return;
    }
    for (size_t i = 0; i < self->error_count; i++) {
        if (self->errors[i] == error) {
            return;
        }
    }
    self->errors[self->error_count++] = error;
}

/* Everything has settled. The primary error first, then the others in the order of the managers
 * (P13): a manager has one at most, for what failed to enter is not exited. */
static void close_pool(pool *self)
{
    self->phase = CLOSED;
    list_error(self, self->suppressed ? NULL : self->raised);
    list_error(self, self->enter_failure);
    for (size_t i = 0; i < self->count; i++) {
        member *one = &self->members[i];
        if (one->exit_failed && self->suppressed) {
            one->manager->error.context = NULL; /* nothing propagated beside it in the end (X7) */
        }
        if (one->exit_failed || !one->entered) {
            list_error(self, one->manager->raised);
        }
    }
    exeunt_border_close(self->border, &(exeunt_end){.errors = self->errors,
                                                    .error_count = self->error_count,
                                                    .canceled = self->canceled,
                                                    .suppressed = self->suppressed});
}

/* --- exits ------------------------------------------------------------------------------------ */

static void one_less_in_flight(pool *self);

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    member *one = manager->owner;
    pool *self = one->pool;
    bool raises_its_cause = result->error != NULL && result->error == self->cause;
    if (result->settlement == EXEUNT_FAILED && !raises_its_cause) {
        const exeunt_error *told = self->cause != exeunt_error_canceled() ? self->cause : NULL;
        exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, told);
        one->exit_failed = true;
    }
    /* Not in a rollback (P6), and no cancellation (C5): only what the body raised. */
    if (self->raised != NULL && (result->settlement == EXEUNT_SUPPRESSED || result->suppressed)) {
        self->suppressed = true;
    }
    one_less_in_flight(self);
}

/* In the reverse order of the managers, none waiting for another (P8, P9). */
static void begin_exits(pool *self, const exeunt_error *cause)
{
    self->phase = EXITING;
    self->cause = cause;
    self->in_flight++;
    for (size_t i = self->count; i-- > 0;) {
        member *one = &self->members[i];
        if (!one->entered) {
            continue;
        }
        self->in_flight++;
        exeunt_manager_exit(one->manager, cause, exit_settled, one);
    }
    one_less_in_flight(self);
}

/* --- enters ----------------------------------------------------------------------------------- */

static void ask_enters_to_stop(pool *self)
{
    self->in_flight++; /* whoever is asked may settle inside the call */
    for (size_t i = 0; i < self->count; i++) {
        exeunt_manager_cancel(self->members[i].manager); /* where nothing is in flight: nothing */
    }
    one_less_in_flight(self);
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    member *one = manager->owner;
    pool *self = one->pool;
    one->entered = result->settlement == EXEUNT_ENTERED; /* also after a request (P4) */
    one->value = result->value;
    if (result->settlement == EXEUNT_FAILED) {
        bool is_first = self->enter_failure == NULL;
        exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, NULL);
        if (is_first) {
            self->enter_failure = manager->raised;
        }
        if (is_first && !self->wait_all) {
            ask_enters_to_stop(self);
        }
    }
    one_less_in_flight(self);
}

static bool enters_no_more(const pool *self)
{
    return self->canceled || (self->enter_failure != NULL && !self->wait_all);
}

static void begin_enters(pool *self)
{
    self->phase = ENTERING;
    self->in_flight++;
    for (size_t i = 0; i < self->count && !enters_no_more(self); i++) {
        self->in_flight++;
        exeunt_manager_enter(self->members[i].manager, enter_settled, &self->members[i]);
    }
    one_less_in_flight(self);
}

static void enters_are_over(pool *self)
{
    if (self->enter_failure != NULL || self->canceled) { /* what was entered is exited (P5) */
        begin_exits(self,
                    self->enter_failure != NULL ? self->enter_failure : exeunt_error_canceled());
        return;
    }
    self->phase = BODY;
    for (size_t i = 0; i < self->count; i++) {
        exeunt_border_give_value(self->border, i, self->members[i].value);
    }
    exeunt_border_begin_body(self->border);
}

static void one_less_in_flight(pool *self)
{
    if (--self->in_flight > 0) {
        return;
    }
    if (self->phase == ENTERING) {
        enters_are_over(self);
    } else {
        close_pool(self);
    }
}

/* --- what the world calls --------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    pool *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->border = plan->border;
    self->count = plan->entry_count;
    self->wait_all = plan->wait_all;
    self->members = exeunt_border_allocate(plan->border, self->count * sizeof *self->members);
    self->errors = exeunt_border_allocate(plan->border, (self->count + 1) * sizeof *self->errors);
    for (size_t i = 0; i < self->count; i++) {
        self->members[i] = (member){.pool = self, .manager = plan->entries[i].manager};
    }
    return self;
}

static void begin(void *subject)
{
    begin_enters(subject);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    pool *self = subject;
    self->raised = error;
    begin_exits(self, end == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
}

static void cancel(void *subject)
{
    pool *self = subject;
    bool is_second = self->canceled; /* two are one (C2) */
    self->canceled = true;
    if (self->phase == ENTERING && !is_second) {
        ask_enters_to_stop(self);
    } else if (self->phase == BODY && !is_second) {
        exeunt_border_cancel_body(self->border);
    }
    /* Exits are shielded from it (C4). */
}

static void destroy(void *subject)
{
    pool *self = subject;
    exeunt_border_free(self->border, self->errors);
    exeunt_border_free(self->border, self->members);
    exeunt_border_free(self->border, self);
}

static const exeunt_implementation TEMPLATE_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "TEMPLATE",
    .about = "what it is, in one line",
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_WAIT_ALL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
};

/* --- the check -------------------------------------------------------------------------------- */

/* Every interleaving of what the managers a and b may do, with one cancel request at any moment. */
int main(void)
{
    exeunt_check_result *result = exeunt_check(&(exeunt_check_config){
        .name = "TEMPLATE",
        .scenario = "scope: {pool: [a, b]}\n"
                    "managers:\n"
                    "  a: {enter: [enters, fails], exit: [exits, fails]}\n"
                    "  b: {enter: [enters, fails], exit: [exits, suppresses]}\n"
                    "body: [returns, raises]\n",
        .implementation = &TEMPLATE_implementation,
        .cancels = 1,
        .snapshots = true, /* for all its memory is the border's: each state is visited once */
    });
    exeunt_check_print(result, stdout);
    bool passed = result != NULL && result->passed;
    exeunt_check_free(result);
    return passed ? 0 : 1;
}
