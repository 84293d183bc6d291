/* TEMPLATE: an exit pool of your own to start from, and how it is checked.
 *
#if TEMPLATE_IS_PLUGIN
 *     cc -shared -fPIC -g FILE.c $(pkg-config --cflags exeunt-plugin) -o libTEMPLATE.so
 *     exeunt check --implementation ./libTEMPLATE.so
#else
 *     cc FILE.c $(pkg-config --cflags --libs exeunt-sim) && ./a.out
#endif
 *
 * All managers are entered at the same time, the body runs, all are exited at the same time. This
 * follows docs/SPEC.md 4 and 6; the numbers are those of its rules. Replace it by your own code,
 * from the functions under "what the world calls" inwards, and see which rules that breaks. `exeunt
 * explain P3` explains a rule.
 *
 * The order of calls:
 *
 *     create                     once for all runs
 *     begin                      the run starts: enters begin, each settles in enter_settled
 *       exeunt_border_begin_body   you call that when all have entered
 *     body_settled               exits begin, each settles in exit_settled
 *       exeunt_border_close        you call that when all have settled
 *     destroy                    after each run that broke no rule
 *
 * `cancel` may come at any moment, before `begin` too. Before each run the memory of the border is
 * restored to what `create` left. So allocate everything that a subject needs by
 * exeunt_border_allocate.
#if TEMPLATE_IS_PLUGIN
 * In a plugin memory from malloc is the border's, too (<exeunt/plugin.h>).
#else
 * Memory from malloc is neither restored nor allocated again: the second run would find it as the
 * first run left it, or freed.
#endif
 */
#if TEMPLATE_IS_PLUGIN
#include <exeunt/plugin.h>
#else
#include <exeunt/check.h>
#endif

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
    bool wait_all; /* the first failed enter asks no other one to stop (P3) */
    phase phase;
    /* Operations that have not settled, and calls that begin or cancel operations: an operation
     * that settles inside such a call does not end the phase. */
    size_t in_flight;
    bool canceled;                     /* a request came from outside (C1) */
    const exeunt_error *enter_failure; /* the first one in time; then the body does not run (P5) */
    const exeunt_error *raised;        /* by the body */
    const exeunt_error *cause;         /* all exits receive this one (P10) */
    bool suppressed;                   /* one exit suppressed it, which is enough (P12) */
    const exeunt_error **errors;       /* of the outcome, the primary one first */
    size_t error_count;
} pool;

/* An error that is raised again counts once (E2); a cancellation is no error (E7). */
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

/* Closes after everything has settled. The primary error comes first, then the others in the order
 * of the managers (P13). A manager has at most one error, because it is not exited if its enter
 * failed. */
static void close_pool(pool *self)
{
    self->phase = CLOSED;
    list_error(self, self->suppressed ? NULL : self->raised);
    list_error(self, self->enter_failure);
    for (size_t i = 0; i < self->count; i++) {
        member *one = &self->members[i];
        if (one->exit_failed && self->suppressed) {
            one->manager->error.context = NULL; /* in the end no error propagated beside it (X7) */
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
    if (result->settlement == EXEUNT_SETTLED_FAILED && !raises_its_cause) {
        const exeunt_error *cause = self->cause != exeunt_error_canceled() ? self->cause : NULL;
        exeunt_manager_record(manager, EXEUNT_ORIGIN_EXIT, result, cause);
        one->exit_failed = true;
    }
    /* Not in a rollback (P6), and not a cancellation (C5): only the error of the body. */
    if (self->raised != NULL &&
        (result->settlement == EXEUNT_SETTLED_SUPPRESSED || result->suppressed)) {
        self->suppressed = true;
    }
    one_less_in_flight(self);
}

/* Begins the exits in the reverse order of the managers; none waits for another (P8, P9). */
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
    self->in_flight++; /* an operation may settle inside the call */
    for (size_t i = 0; i < self->count; i++) {
        /* Does nothing if no operation is in flight. */
        exeunt_manager_cancel(self->members[i].manager);
    }
    one_less_in_flight(self);
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    member *one = manager->owner;
    pool *self = one->pool;
    one->entered = result->settlement == EXEUNT_SETTLED_ENTERED; /* even after a request (P4) */
    one->value = result->value;
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
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
    if (self->enter_failure != NULL || self->canceled) { /* exit what was entered (P5) */
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
    bool is_second = self->canceled; /* two requests count as one (C2) */
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

#if TEMPLATE_IS_PLUGIN
/* --- the plugin ------------------------------------------------------------------------------- */

static const exeunt_implementation *const implementations[] = {&TEMPLATE_implementation};

EXEUNT_PLUGIN(.about = "what is in it, in one line", .implementations = implementations,
              .implementation_count = 1);
#else
/* --- the check -------------------------------------------------------------------------------- */

/* Runs every interleaving of what the managers a and b may do, with one cancel request at any
 * moment. */
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
        .snapshots = true, /* all its memory comes from the border, so each state is visited once */
    });
    exeunt_check_print(result, stdout);
    bool passed = result != NULL && result->passed;
    exeunt_check_free(result);
    return passed ? 0 : 1;
}
#endif
