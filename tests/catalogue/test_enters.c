/* Cases of the catalogue: managers with a wrong enter, each beside its repair. */
#include "shown.h"

#include <criterion/criterion.h>

/* --- cases 102 and 108: an enter of two steps forgets the first ------------------------------- */

/* A connection is acquired, and then a transaction begins on it. In sqlalchemy 12077 and asyncpg
 * 464 the enter forgot the connection only when the second step was canceled, in asyncpgsa 101 when
 * the second step failed. */

typedef struct lease {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external acquired, begun;
    bool returns_it_when_canceled, returns_it_when_refused;
    bool has_it;
} lease;

static void give_back(lease *self)
{
    if (self->has_it) {
        self->has_it = false;
        exeunt_release(&self->manager);
    }
}

static void on_acquired(exeunt_external *external, unsigned result)
{
    lease *self = external->data;
    (void)result;
    self->has_it = true;
    exeunt_hold(&self->manager);
    exeunt_border_expect(self->border, &self->begun);
}

static void on_begun(exeunt_external *external, unsigned result)
{
    lease *self = external->data;
    if (result == 0) {
        exeunt_entered(&self->manager, self);
        return;
    }
    if (self->returns_it_when_refused) {
        give_back(self);
    }
    exeunt_failed(&self->manager, -1, "no transaction could be begun");
}

static void enter_lease(exeunt_manager *manager)
{
    lease *self = (lease *)manager;
    exeunt_border_expect(self->border, &self->acquired);
}

static void exit_lease(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    give_back((lease *)manager);
    exeunt_exited(manager);
}

static void cancel_lease(exeunt_manager *manager)
{
    lease *self = (lease *)manager;
    exeunt_border_withdraw(self->border, &self->acquired);
    exeunt_border_withdraw(self->border, &self->begun);
    if (self->returns_it_when_canceled) {
        give_back(self);
    }
    exeunt_canceled(manager);
}

static lease *make_lease(exeunt_border *border, const char *name)
{
    static const exeunt_manager_type type = {enter_lease, exit_lease, cancel_lease};
    static const char *const acquiring[] = {"is acquired"};
    static const char *const beginning[] = {"begins", "is refused"};
    lease *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->acquired = (exeunt_external){.deliver = on_acquired, .data = self, .results = acquiring};
    self->begun = (exeunt_external){
        .deliver = on_begun, .data = self, .result_count = 2, .results = beginning};
    return self;
}

static exeunt_manager *make_one_that_is_canceled(exeunt_border *border, const char *name,
                                                 void *data)
{
    lease *self = make_lease(border, name);
    self->returns_it_when_refused = true;
    self->returns_it_when_canceled = *(twin *)data == MENDED;
    return &self->manager;
}

static exeunt_manager *make_one_that_is_refused(exeunt_border *border, const char *name, void *data)
{
    lease *self = make_lease(border, name);
    self->returns_it_when_refused = *(twin *)data == MENDED;
    self->returns_it_when_canceled = true;
    return &self->manager;
}

Test(case_102, what_was_acquired_is_forgotten_only_when_it_is_canceled)
{
    twin reported = REPORTED;
    show_manager(&(shown_manager){.scenario = "scope: {pool: [db, cache]}",
                                  .cancels = 1,
                                  .create = make_one_that_is_canceled,
                                  .rule = "M3",
                                  .schedule = "db is acquired; cancel"});
    expect_holds((exeunt_check_config){
        .scenario = "scope: {stack: [db]}",
        .managers = {{"db", make_one_that_is_canceled, &reported}},
    });
}

Test(case_108, the_first_step_is_forgotten_when_the_second_fails)
{
    show_manager(&(shown_manager){.scenario = "scope: {pool: [db, cache]}",
                                  .cancels = 1,
                                  .create = make_one_that_is_refused,
                                  .rule = "M3",
                                  .schedule = "db is acquired; db is refused"});
}

/* --- case 108: a look-up that cannot be withdrawn is left (canonical/raft 301) ---------------- */

typedef struct dialer {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external found;
    twin twin;
    bool asked;
} dialer;

static void on_found(exeunt_external *external, unsigned result)
{
    dialer *self = external->data;
    (void)result;
    if (self->asked) {
        exeunt_canceled(&self->manager);
    } else {
        exeunt_entered(&self->manager, self);
    }
}

static void enter_dialer(exeunt_manager *manager)
{
    dialer *self = (dialer *)manager;
    exeunt_border_expect(self->border, &self->found);
}

static void exit_dialer(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

/* The answer of libuv's uv_cancel: a look-up that waits for a thread is withdrawn. A look-up that
 * has its thread goes on, and owns its memory until it is done. */
static bool is_withdrawn(dialer *self)
{
    static const char *const answers[] = {"is withdrawn", "is under way"};
    const exeunt_choice choice = {.result_count = 2, .plain = 3, .results = answers};
    return exeunt_border_choose(self->border, &choice) == 0;
}

static void cancel_dialer(exeunt_manager *manager)
{
    dialer *self = (dialer *)manager;
    bool withdrawn = is_withdrawn(self);
    self->asked = true;
    if (withdrawn) {
        exeunt_border_withdraw(self->border, &self->found);
    }
    if (withdrawn || self->twin == REPORTED) {
        exeunt_canceled(manager);
    }
}

static exeunt_manager *make_dialer(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {enter_dialer, exit_dialer, cancel_dialer};
    static const char *const finding[] = {"is looked up"};
    dialer *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->twin = *(twin *)data;
    self->found = (exeunt_external){.deliver = on_found, .data = self, .results = finding};
    return &self->manager;
}

Test(case_108, a_look_up_that_cannot_be_withdrawn_is_left)
{
    show_manager(&(shown_manager){.scenario = "scope: {pool: [db, cache]}",
                                  .cancels = 1,
                                  .create = make_dialer,
                                  .rule = "M3",
                                  .schedule = "cancel; db is under way"});
}

/* --- case 106: memory that a library still uses is freed in its callback (hiredis 835) -------- */

/* The state of the library below. */
typedef struct context {
    unsigned callbacks; /* callbacks that are running */
    bool is_to_be_freed;
} context;

typedef struct client {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external greeting;
    context *context;
    twin twin;
} client;

static void free_context(client *self)
{
    exeunt_border_free(self->border, self->context);
    self->context = NULL;
}

/* The callback: this is not the server that the client looked for. */
static void disconnect(client *self)
{
    if (self->twin == MENDED) {
        self->context->is_to_be_freed = true;
    } else {
        free_context(self);
    }
}

/* What the library does after each callback. AddressSanitizer would end the test here. */
__attribute__((no_sanitize("address"))) static bool is_over(context *below)
{
    below->callbacks += 1;
    return below->is_to_be_freed;
}

static void on_greeting(exeunt_external *external, unsigned result)
{
    client *self = external->data;
    context *below = self->context;
    bool is_another_server = result == 1;
    if (is_another_server) {
        disconnect(self);
    }
    if (is_over(below)) {
        free_context(self);
    }
    if (is_another_server) {
        exeunt_failed(&self->manager, -1, "this is another server");
    } else {
        exeunt_entered(&self->manager, self);
    }
}

static void enter_client(exeunt_manager *manager)
{
    client *self = (client *)manager;
    self->context = exeunt_border_allocate(self->border, sizeof *self->context);
    exeunt_border_expect(self->border, &self->greeting);
}

static void exit_client(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    free_context((client *)manager);
    exeunt_exited(manager);
}

static exeunt_manager *make_client(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_client, .exit = exit_client};
    static const char *const greeting[] = {"is greeted", "is turned away"};
    client *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->twin = *(twin *)data;
    self->greeting = (exeunt_external){
        .deliver = on_greeting, .data = self, .result_count = 2, .results = greeting};
    return &self->manager;
}

Test(case_106, memory_is_freed_in_a_callback_of_who_goes_on_using_it)
{
    show_manager(&(shown_manager){.scenario = "scope: {pool: [db]}",
                                  .create = make_client,
                                  .rule = "M8",
                                  .schedule = "db is turned away"});
}

/* --- case 112: an enter that failed is tried again, inside the manager (tenacity 438) --------- */

enum { ATTEMPTS_MAX = 2, REQUEST_BYTES = 64 };

typedef struct retrier {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external answer;
    twin twin;
    unsigned attempts;
    void *request; /* of the last attempt */
} retrier;

static void try(retrier *self)
{
    self->attempts += 1;
    self->request = exeunt_border_allocate(self->border, REQUEST_BYTES);
    exeunt_border_expect(self->border, &self->answer);
}

static void forget_request(retrier *self)
{
    exeunt_border_free(self->border, self->request);
    self->request = NULL;
}

static void on_answer(exeunt_external *external, unsigned result)
{
    retrier *self = external->data;
    if (result == 0) {
        exeunt_entered(&self->manager, self);
    } else if (self->attempts == ATTEMPTS_MAX) {
        forget_request(self);
        exeunt_failed(&self->manager, -1, "refused each time");
    } else {
        if (self->twin == MENDED) {
            forget_request(self);
        }
        try(self);
    }
}

static void enter_retrier(exeunt_manager *manager)
{
    retrier *self = (retrier *)manager;
    self->attempts = 0;
    try(self);
}

static void exit_retrier(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    forget_request((retrier *)manager);
    exeunt_exited(manager);
}

static exeunt_manager *make_retrier(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_retrier, .exit = exit_retrier};
    static const char *const answering[] = {"is answered", "is refused"};
    retrier *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->twin = *(twin *)data;
    self->answer = (exeunt_external){
        .deliver = on_answer, .data = self, .result_count = 2, .results = answering};
    return &self->manager;
}

Test(case_112, what_a_failed_attempt_had_acquired_is_overwritten_by_the_next)
{
    show_manager(&(shown_manager){.scenario = "scope: {pool: [db]}\n"
                                              "limits: {faults: 1}\n",
                                  .create = make_retrier,
                                  .rule = "M4",
                                  .schedule = "db is refused; db is answered; body returns"});
}
