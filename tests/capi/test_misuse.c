/* Code in C that violates what the core asserts: in a world that is a finding, with a rule, a blame
 * and a tape. */
#include "checked.h"

#include <criterion/criterion.h>

/* --- managers --------------------------------------------------------------------------------- */

typedef enum clumsiness {
    SETTLES_TWICE,    /* its enter, twice inside one callback */
    SETTLES_LATER,    /* its exit once more, after its scope has closed */
    SETTLES_TOO_SOON, /* an operation that never began */
    ENTERS_BY_EXITING,
    EXITS_BY_ENTERING,
    WRITES_WHEN_ENTERED, /* to its own base, which belongs to the scope then */
    WRITES_WHEN_EXITED,
    WRITES_TO_ANOTHER, /* to the base of the one that behaves */
    BEHAVES
} clumsiness;

typedef struct clumsy {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external step;
    exeunt_task later;
    clumsiness how;
} clumsy;

static clumsy *behaving;

static void on_step(exeunt_external *external, unsigned result)
{
    clumsy *self = external->data;
    (void)result;
    if (self->how == WRITES_TO_ANOTHER) {
        behaving->manager.error.code = -1;
    }
    if (self->how == ENTERS_BY_EXITING) {
        exeunt_exited(&self->manager);
    } else {
        exeunt_entered(&self->manager, self);
    }
    if (self->how == SETTLES_TWICE) {
        exeunt_entered(&self->manager, self);
    }
    if (self->how == WRITES_WHEN_ENTERED) {
        self->manager.value = NULL;
        self->manager.error.code = -1;
    }
}

static void run_later(exeunt_task *task)
{
    clumsy *self = task->data;
    exeunt_exited(&self->manager);
    exeunt_exited(&self->manager);
}

static void enter(exeunt_manager *manager)
{
    clumsy *self = (clumsy *)manager;
    if (self->how != SETTLES_TOO_SOON) {
        exeunt_border_expect(self->border, &self->step);
    }
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    clumsy *self = (clumsy *)manager;
    (void)cause;
    if (self->how == SETTLES_LATER) {
        exeunt_border_post(self->border, &self->later);
        return;
    }
    if (self->how == EXITS_BY_ENTERING) {
        exeunt_entered(manager, self);
    } else {
        exeunt_exited(manager);
    }
    if (self->how == WRITES_WHEN_EXITED) {
        manager->error.code = -1;
    }
}

static exeunt_manager *make_clumsy(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    clumsy *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->how = *(const clumsiness *)data;
    self->step = (exeunt_external){.deliver = on_step, .data = self};
    self->later = (exeunt_task){.run = run_later, .data = self};
    behaving = self->how == BEHAVES ? self : behaving;
    if (self->how == SETTLES_TOO_SOON) {
        exeunt_border_expect(border, &self->step);
    }
    return &self->manager;
}

static const exeunt_violation *found_with(clumsiness how, const char *scenario)
{
    clumsiness behaves = BEHAVES;
    exeunt_check_config config = {.scenario = scenario, .managers = {{"a", make_clumsy, &how}}};
    if (strstr(scenario, "behaves") != NULL) {
        config.managers[1] = (exeunt_check_manager){"behaves", make_clumsy, &behaves};
    }
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "violated");
    cr_assert_eq(result->violation_count, 1);
    const exeunt_check_result *again = replayed(config, result->violations[0].tape);
    cr_expect_eq(again->violation_count, 1);
    cr_expect_str_eq(again->violations[0].message, result->violations[0].message);
    return &result->violations[0];
}

static void expect_one(const exeunt_violation *found, const char *rule, const char *blame,
                       const char *message)
{
    cr_expect_str_eq(found->rule, rule);
    cr_expect_str_eq(found->blame, blame);
    cr_expect_str_eq(found->message, message);
}

Test(misuse, is_to_settle_twice)
{
    const exeunt_violation *found =
        found_with(SETTLES_TWICE, "scope: {pool: [a, b]}\nmanagers: {b: {steps: 2}}");
    expect_one(found, "M1", "a", "a settles with nothing in flight");
    cr_expect_str_eq(found->tape, "0");
    expect_lines(found->schedule, found->schedule_count, "a steps");
    expect_lines(found->trace, found->trace_count, "a enter begins", "b enter begins", "a steps",
                 "a entered");
}

Test(misuse, is_to_settle_when_the_scope_has_closed)
{
    const exeunt_violation *found = found_with(SETTLES_LATER, "scope: {stack: [a]}");
    expect_one(found, "M1", "a", "a settles with nothing in flight");
    cr_expect_str_eq(found->trace[found->trace_count - 1], "stack closes returns");
}

Test(misuse, is_to_settle_what_has_never_begun)
{
    const exeunt_violation *found = found_with(SETTLES_TOO_SOON, "scope: {stack: [b, a]}");
    expect_one(found, "M1", "a", "a settles with nothing in flight");
}

Test(misuse, is_to_settle_an_enter_like_an_exit)
{
    const exeunt_violation *found = found_with(ENTERS_BY_EXITING, "scope: {pool: [a, b]}");
    expect_one(found, "M1", "a", "a settles with a result that its operation does not have");
}

Test(misuse, is_to_settle_an_exit_like_an_enter)
{
    const exeunt_violation *found = found_with(EXITS_BY_ENTERING, "scope: {stack: [b, a]}");
    expect_one(found, "M5", "a", "the exit of a does not accept the cause none");
}

/* The base of a manager belongs to the scope from the settlement on (M8). */
Test(misuse, is_to_write_to_a_base_that_the_scope_has)
{
    const exeunt_violation *found = found_with(WRITES_WHEN_ENTERED, "scope: {pool: [a, b]}");
    expect_one(found, "M8", "a", "a touches an operation that it has settled");
    found = found_with(WRITES_WHEN_EXITED, "scope: {stack: [b, a]}");
    expect_one(found, "M8", "a", "a touches an operation that it has settled");
}

/* Who writes to it is to blame, be it somebody else's. */
Test(misuse, is_to_write_to_the_base_of_another_one)
{
    const exeunt_violation *found =
        found_with(WRITES_TO_ANOTHER, "scope: {stack: [behaves, b, a]}");
    expect_one(found, "M8", "a", "a touches an operation of behaves, which has settled");
}

Test(misuse, is_a_strategy_that_there_is_not)
{
    exeunt_check_config config = {
        .scenario = "scope: {pool: [a]}", .strategy = (exeunt_strategy)77, .runs_max = 1};
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "invalid");
    cr_expect_str_eq(result->complaints[0].message,
                     "`strategy` is 77, and none of EXEUNT_STRATEGY_EXHAUSTIVE, _RANDOM and _PCT");
}

/* --- scopes ----------------------------------------------------------------------------------- */

typedef enum haste {
    ENTERS_TWICE,          /* while the first enter is in flight */
    EXITS_WHAT_IS_ENTERED, /* while its enter is in flight */
    EXITS_TWICE,           /* while the first exit is in flight */
    REPORTS_TWICE          /* the end of its exit as a nested scope */
} haste;

static haste how_hasty;

/* A pool of one manager; nested, of none. */
typedef struct hasty {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    const exeunt_plan *plan;
} hasty;

static exeunt_manager *first_of(const hasty *self)
{
    return self->plan->entries[0].manager;
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    hasty *self = manager->owner;
    (void)result;
    exeunt_border_close(self->border, &(exeunt_end){.errors = NULL});
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    hasty *self = manager->owner;
    (void)result;
    exeunt_border_begin_body(self->border);
}

static void begin(void *subject)
{
    hasty *self = subject;
    exeunt_manager_enter(first_of(self), enter_settled, self);
    if (how_hasty == ENTERS_TWICE) {
        exeunt_manager_enter(first_of(self), enter_settled, self);
    } else if (how_hasty == EXITS_WHAT_IS_ENTERED) {
        exeunt_manager_exit(first_of(self), NULL, exit_settled, self);
    }
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    hasty *self = subject;
    (void)end;
    exeunt_manager_exit(first_of(self), error, exit_settled, self);
    if (how_hasty == EXITS_TWICE) {
        exeunt_manager_exit(first_of(self), error, exit_settled, self);
    }
}

static void enter_nested(exeunt_manager *manager)
{
    exeunt_entered(manager, NULL);
}

static void exit_nested(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
    if (how_hasty == REPORTS_TWICE) {
        exeunt_exited(manager);
    }
}

static const exeunt_manager_type nested_type = {.enter = enter_nested, .exit = exit_nested};

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    hasty *self = exeunt_border_allocate(plan->border, sizeof *self);
    exeunt_manager_init(&self->manager, &nested_type, plan->name);
    self->border = plan->border;
    self->plan = plan;
    return self;
}

static void destroy(void *subject)
{
    exeunt_border_free(((hasty *)subject)->border, subject);
}

static exeunt_manager *as_manager(void *subject)
{
    return &((hasty *)subject)->manager;
}

static void ignore(void *subject)
{
    (void)subject;
}

static const exeunt_implementation hasty_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "hasty",
    .about = "a pool of one that cannot wait",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_NEST,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = ignore,
    .expire = ignore,
    .end_grace = ignore,
    .manager = as_manager,
};

static void expect_haste(haste how, const char *scenario, const char *rule, const char *message)
{
    how_hasty = how;
    const exeunt_check_result *result = checked(
        (exeunt_check_config){.scenario = scenario, .implementation = &hasty_implementation});
    expect_verdict(result, "violated");
    cr_assert_eq(result->violation_count, 1);
    expect_one(&result->violations[0], rule, "scope", message);
}

Test(misuse, is_to_enter_what_is_being_entered)
{
    expect_haste(ENTERS_TWICE, "scope: {pool: [a]}", "X3",
                 "a is entered while another operation of it is in flight");
}

Test(misuse, is_to_exit_what_is_being_entered)
{
    expect_haste(EXITS_WHAT_IS_ENTERED, "scope: {pool: [a]}", "X2",
                 "a is exited while its enter is in flight");
}

Test(misuse, is_to_exit_what_is_being_exited)
{
    expect_haste(EXITS_TWICE, "scope: {pool: [a]}", "X1", "a is exited a second time");
}

Test(misuse, is_to_report_an_end_twice)
{
    expect_haste(REPORTS_TWICE, "scope: {pool: [{pool: []}]}", "X10",
                 "pool.pool reports an end that it has reported");
}
