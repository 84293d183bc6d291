/* Cases of the catalogue that need several scopes at once (case 104).
 *
 * What tasks share, each with the bug beside its repair. */
#include <exeunt/check.h>

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCHEDULE_SIZE = 512 };

static void join(char *text, const char *const *items, size_t count)
{
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(text);
        snprintf(text + length, SCHEDULE_SIZE - length, "%s%s", i > 0 ? "; " : "", items[i]);
    }
}

static void expect_verdict(const exeunt_check_result *result, exeunt_verdict verdict)
{
    char *text = exeunt_check_text(result);
    cr_assert_eq(result->verdict, verdict, "%s", text);
    free(text);
}

static void hold(const exeunt_check_config *config)
{
    exeunt_check_result *result = exeunt_check(config);
    expect_verdict(result, EXEUNT_VERDICT_HOLDS);
    cr_expect(result->exhaustive);
    exeunt_check_free(result);
}

static void find(const exeunt_check_config *config, const char *rule, const char *blame,
                 const char *schedule)
{
    char found[SCHEDULE_SIZE];
    exeunt_check_result *result = exeunt_check(config);
    expect_verdict(result, EXEUNT_VERDICT_VIOLATED);
    const exeunt_violation *violation = &result->violations[0];
    join(found, violation->schedule, violation->schedule_count);
    cr_expect_eq(result->violation_count, 1, "and %s", result->violations[1].message);
    cr_expect_str_eq(violation->rule, rule, "%s: %s", violation->rule, violation->message);
    cr_expect_str_eq(violation->blame, blame);
    cr_expect_str_eq(found, schedule);
    cr_expect(violation->shortest);
    exeunt_check_free(result);
}

static void expect_holds(exeunt_check_config config)
{
    hold(&config);
    config.snapshots = true;
    hold(&config);
}

static void expect_found(exeunt_check_config config, const char *rule, const char *blame,
                         const char *schedule)
{
    find(&config, rule, blame, schedule);
    config.snapshots = true;
    find(&config, rule, blame, schedule);
}

/* --- what tasks share ------------------------------------------------------------------------- */

enum { TASKS_MAX = 4 };

/* What all handles of one manager share. */
typedef struct commons {
    struct handle *waiting[TASKS_MAX]; /* in the order in which they came */
    unsigned count, taken;
} commons;

typedef enum bug {
    NONE,
    FORGETS_WHAT_IT_WAS_HANDED, /* canceled before it runs, a waiter keeps its token */
    STAYS_IN_THE_QUEUE,         /* a waiter that is canceled is handed the lock */
    LEAKS_AFTER_AN_ERROR        /* a connection that is given back with an error is not counted */
} bug;

typedef struct shared_kind {
    bug bug;
    unsigned tokens;
    bool runs_later; /* who is handed a token goes on in a step of its own */
} shared_kind;

typedef struct handle {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external runs;
    const shared_kind *kind;
    commons *hub;
    bool has_token;
} handle;

static void remove_first(commons *hub)
{
    hub->count -= 1;
    for (unsigned i = 0; i < hub->count; i++) {
        hub->waiting[i] = hub->waiting[i + 1];
    }
    hub->waiting[hub->count] = NULL;
}

static void leave_queue(handle *self)
{
    commons *hub = self->hub;
    unsigned at = 0;
    while (at < hub->count && hub->waiting[at] != self) {
        at += 1;
    }
    for (; at < hub->count; at++) {
        hub->waiting[at] = at + 1 < hub->count ? hub->waiting[at + 1] : NULL;
    }
    hub->count -= hub->count > 0 ? 1 : 0;
}

/* Hands the token to the first that waits. */
static void pass_on(commons *hub)
{
    if (hub->count == 0) {
        hub->taken -= 1;
        return;
    }
    handle *next = hub->waiting[0];
    remove_first(hub);
    next->has_token = true;
    if (next->kind->runs_later) {
        exeunt_border_expect(next->border, &next->runs);
    } else {
        exeunt_entered(&next->manager, next);
    }
}

static void on_runs(exeunt_external *external, unsigned result)
{
    handle *self = external->data;
    (void)result;
    exeunt_entered(&self->manager, self);
}

static void enter(exeunt_manager *manager)
{
    handle *self = (handle *)manager;
    commons *hub = self->hub;
    if (hub->taken < self->kind->tokens) {
        hub->taken += 1;
        self->has_token = true;
        exeunt_entered(manager, self);
        return;
    }
    cr_assert_lt(hub->count, TASKS_MAX);
    hub->waiting[hub->count++] = self;
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    handle *self = (handle *)manager;
    self->has_token = false;
    if (self->kind->bug != LEAKS_AFTER_AN_ERROR || cause == NULL) {
        pass_on(self->hub);
    }
    exeunt_exited(manager);
}

static void cancel(exeunt_manager *manager)
{
    handle *self = (handle *)manager;
    if (!self->has_token) {
        if (self->kind->bug != STAYS_IN_THE_QUEUE) {
            leave_queue(self);
        }
        exeunt_canceled(manager);
        return;
    }
    exeunt_border_withdraw(self->border, &self->runs);
    self->has_token = false;
    if (self->kind->bug != FORGETS_WHAT_IT_WAS_HANDED) {
        pass_on(self->hub);
    }
    exeunt_canceled(manager);
}

static exeunt_manager *make_handle(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {enter, leave, cancel};
    static const char *const results[] = {"runs"};
    handle *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->kind = data;
    self->hub = exeunt_border_share(border, sizeof *self->hub);
    self->runs = (exeunt_external){.deliver = on_runs, .data = self, .results = results};
    return &self->manager;
}

static const char two_tasks_and_one_more[] = "tasks:\n"
                                             "  w1: {stack: [shared]}\n"
                                             "  w2: {stack: [shared]}\n"
                                             "  w3: {stack: [shared]}\n"
                                             "cancel: {task: w2}\n";
static const char one_that_raises[] = "tasks:\n"
                                      "  w1: {stack: [shared], body: [returns, raises]}\n"
                                      "  w2: {stack: [shared]}\n"
                                      "  w3: {stack: [shared]}\n";

static exeunt_check_config with(const char *scenario, shared_kind *kind)
{
    return (exeunt_check_config){.scenario = scenario, .managers = {{"shared", make_handle, kind}}};
}

static void show(const char *scenario, shared_kind reported, const char *rule, const char *blame,
                 const char *schedule)
{
    shared_kind mended = reported;
    mended.bug = NONE;
    expect_found(with(scenario, &reported), rule, blame, schedule);
    expect_holds(with(scenario, &mended));
}

Test(case_104, a_limiter_hands_its_token_to_a_waiter_that_is_canceled_before_it_runs)
{
    show(two_tasks_and_one_more,
         (shared_kind){.bug = FORGETS_WHAT_IT_WAS_HANDED, .tokens = 1, .runs_later = true}, "M2",
         "w3.shared", "w1 body returns; cancel w2");
}

Test(tasks, a_lock_goes_to_a_waiter_that_was_canceled)
{
    show(two_tasks_and_one_more, (shared_kind){.bug = STAYS_IN_THE_QUEUE, .tokens = 1}, "M1",
         "w2.shared", "cancel w2; w1 body returns");
}

Test(tasks, a_pool_of_connections_leaks_one_after_an_error)
{
    show(one_that_raises, (shared_kind){.bug = LEAKS_AFTER_AN_ERROR, .tokens = 1}, "M2",
         "w2.shared", "w1 body raises");
}
