/* Choices inside calls: every answer is explored, in every mode, and reported by its word. */
#include "checked.h"
#include "planted.h"

#include <criterion/criterion.h>

#include <string.h>

/* Makes a choice on which nothing depends. */
static void choose_in_vain(exeunt_border *border, const char *const *words)
{
    unsigned chosen =
        exeunt_border_choose(border, &(exeunt_choice){.result_count = 2, .results = words});
    (void)chosen;
}

/* --- a lookup as in libuv: a request to cancel may come too late ------------------------------ */

typedef struct lookup {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external answer;
    uint64_t plain; /* of the choice in `cancel` */
    bool takes_busy_for_stopped, asks_in_its_exit;
    bool is_canceled;
} lookup;

typedef struct order {
    uint64_t plain;
    bool takes_busy_for_stopped, asks_in_its_exit;
} order;

static void on_answer(exeunt_external *answer, unsigned result)
{
    lookup *self = answer->data;
    (void)result;
    if (self->is_canceled) {
        exeunt_canceled(&self->manager);
    } else {
        exeunt_entered(&self->manager, self);
    }
}

static void enter(exeunt_manager *manager)
{
    lookup *self = (lookup *)manager;
    self->is_canceled = false;
    exeunt_border_expect(self->border, &self->answer);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    static const char *const words[] = {"flushes all", "flushes some", "flushes nothing"};
    lookup *self = (lookup *)manager;
    (void)cause;
    unsigned flushed = 0;
    if (self->asks_in_its_exit) {
        flushed = exeunt_border_choose(self->border,
                                       &(exeunt_choice){.result_count = 3, .results = words});
    }
    if (flushed > 0) {
        exeunt_failed(manager, -5, "not all was written");
    } else {
        exeunt_exited(manager);
    }
}

static void cancel(exeunt_manager *manager)
{
    static const char *const words[] = {"stopped", "busy"};
    lookup *self = (lookup *)manager;
    if (self->answer.border == NULL) {
        return;
    }
    unsigned said = exeunt_border_choose(
        self->border, &(exeunt_choice){.result_count = 2, .plain = self->plain, .results = words});
    self->is_canceled = said == 0;
    if (said == 0 || self->takes_busy_for_stopped) { /* the bug: the answer still comes */
        if (said == 0) {
            exeunt_border_withdraw(self->border, &self->answer);
        }
        exeunt_canceled(manager);
    }
}

static exeunt_manager *make_lookup(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = cancel};
    static const char *const answering[] = {"answered"};
    const order *given = data;
    lookup *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->plain = given->plain;
    self->takes_busy_for_stopped = given->takes_busy_for_stopped;
    self->asks_in_its_exit = given->asks_in_its_exit;
    self->answer = (exeunt_external){.deliver = on_answer, .data = self, .results = answering};
    return &self->manager;
}

static exeunt_check_config lookup_of(order *given)
{
    return (exeunt_check_config){.scenario = "scope: {pool: [dns, a]}\n"
                                             "managers: {a: {steps: 0}}\n"
                                             "body: {steps: 0}\n",
                                 .managers = {{"dns", make_lookup, given}},
                                 .cancels = 1};
}

Test(choices, are_explored_with_each_answer)
{
    order sound = {.plain = 0};
    const exeunt_check_result *result = checked(lookup_of(&sound));
    expect_verdict(result, "holds");
    /* No request; one before the start; one at once after the answer; and one at the only moment at
     * which the world waits, answered by stopped or by busy. */
    cr_expect_str_eq(result->interleavings, "5");
    expect_lines(result->outcomes, result->outcome_count, "canceled", "returns");
}

Test(choices, stand_in_trace_schedule_and_tape)
{
    order with_bug = {.takes_busy_for_stopped = true};
    exeunt_check_config config = lookup_of(&with_bug);
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "M3 dns");
    const exeunt_violation *found = &result->violations[0];
    expect_lines(found->trace, found->trace_count, "dns enter begins", "a enter begins",
                 "a entered", "cancel", "dns cancel requested", "dns busy", "dns enter canceled");
    expect_lines(found->schedule, found->schedule_count, "a enters", "cancel", "dns busy");
    cr_expect_eq(found->faults, 1);
    cr_expect_str_eq(found->tape, "0.1.1");
    const exeunt_check_result *again = replayed(config, found->tape);
    expect_lines(again->trace, again->trace_count, "dns enter begins", "a enter begins",
                 "a entered", "cancel", "dns cancel requested", "dns busy", "dns enter canceled");
}

static void expect_found(exeunt_check_config config)
{
    order with_bug = {.takes_busy_for_stopped = true};
    config.scenario = lookup_of(&with_bug).scenario;
    config.managers[0] = (exeunt_check_manager){"dns", make_lookup, &with_bug};
    config.cancels = 1;
    expect_broken(checked(config), "M3 dns");
}

Test(choices, are_made_in_every_mode)
{
    expect_found((exeunt_check_config){.snapshots = true, .workers = 2});
    expect_found((exeunt_check_config){.snapshots = true, .no_reduction = true});
    expect_found(
        (exeunt_check_config){.strategy = EXEUNT_STRATEGY_RANDOM, .seed = 1, .runs_max = 200});
    expect_found(
        (exeunt_check_config){.strategy = EXEUNT_STRATEGY_PCT, .seed = 1, .runs_max = 200});
}

Test(choices, of_a_fault_keep_to_the_limit_of_faults)
{
    order with_bug = {.takes_busy_for_stopped = true};
    exeunt_check_config config = lookup_of(&with_bug);
    config.scenario = "scope: {pool: [dns]}\n"
                      "limits: {faults: 0}\n";
    expect_verdict(checked(config), "holds");
    with_bug.plain = 2; /* `busy` is an ordinary answer then */
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "M3 dns");
    cr_expect_eq(result->violations[0].faults, 0);
}

/* In the middle of a call by the scope, which goes on in the same step. */
Test(choices, are_made_in_exits_that_settle_inside_their_call)
{
    order asking = {.asks_in_its_exit = true};
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = "scope: {stack: [dns, cache]}\n"
                                                  "body: {steps: 0}\n",
                                      .managers = {{"*", make_lookup, &asking}}});
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "raises [dns.exit, cache.exit]",
                 "raises cache.exit", "raises dns.exit", "returns");
    cr_expect_str_eq(result->interleavings, "9");
    const exeunt_check_result *one =
        replayed((exeunt_check_config){.scenario = "scope: {stack: [dns, cache]}\n"
                                                   "body: {steps: 0}\n",
                                       .managers = {{"*", make_lookup, &asking}}},
                 "2.1");
    cr_assert_eq(one->trace_count, 15);
    cr_expect_str_eq(one->trace[9], "cache flushes nothing");
    cr_expect_str_eq(one->trace[12], "dns flushes some");
}

/* --- of a scope ------------------------------------------------------------------------------- */

static exeunt_border *border_of_scope;

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    border_of_scope = plan->border;
    return planted_implementation.create(implementation, plan);
}

static void begin(void *subject)
{
    static const char *const words[] = {"is eager", "is lazy"};
    choose_in_vain(border_of_scope, words);
    planted_implementation.begin(subject);
}

Test(choices, of_a_scope_stand_behind_its_name)
{
    exeunt_implementation choosing = planted_implementation;
    planted = NO_BUG;
    choosing.create = create;
    choosing.begin = begin;
    exeunt_check_config config = {.scenario = "scope: {pool: [a]}\n"
                                              "managers: {a: {enter: leaks}}\n",
                                  .implementation = &choosing};
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "M3 a");
    cr_expect_str_eq(result->violations[0].tape, "0");
    const exeunt_check_result *lazy = replayed(config, "1");
    cr_expect_str_eq(lazy->violations[0].trace[0], "pool is lazy");
    cr_expect_str_eq(lazy->violations[0].schedule[0], "pool is lazy");
    config.schedule = lazy->violations[0].schedule_text;
    expect_broken(checked(config), "M3 a");
}

Test(choices, of_a_scope_are_expected_by_its_name)
{
    exeunt_implementation choosing = planted_implementation;
    planted = NO_BUG;
    choosing.create = create;
    choosing.begin = begin;
    exeunt_check_config config = {.scenario = "scope: {pool: [a]}\n"
                                              "expect: {never: [pool is lazy]}",
                                  .implementation = &choosing};
    expect_verdict(checked(config), "violated");
    config.schedule = "[pool is eager, a enters, body returns, a exits]";
    expect_verdict(checked(config), "holds");
    config.scenario = "scope: {pool: [a]}\n"
                      "expect: {never: [pool is late]}";
    config.schedule = NULL;
    expect_verdict(checked(config), "vacuous");
}

/* --- where there is nothing to choose --------------------------------------------------------- */

static unsigned answer;

static exeunt_manager *choose_when_made(exeunt_border *border, const char *name, void *data)
{
    static const char *const words[] = {"one", "other"};
    (void)name;
    (void)data;
    answer = exeunt_border_choose(border, &(exeunt_choice){.result_count = 2, .results = words});
    return NULL;
}

Test(choices, are_no_part_of_what_is_created)
{
    const exeunt_check_result *result =
        checked((exeunt_check_config){.managers = {{"db", choose_when_made, NULL}}});
    expect_verdict(result, "invalid");
    cr_expect_str_eq(result->complaints[0].message,
                     "`exeunt_border_choose` is called while things are being created: a choice is "
                     "part of a run");
}

static void enter_without_choice(exeunt_manager *manager)
{
    lookup *self = (lookup *)manager;
    answer = exeunt_border_choose(self->border, &(exeunt_choice){.result_count = 0});
    answer += exeunt_border_choose(self->border, &(exeunt_choice){.result_count = 1});
    exeunt_entered(manager, self);
}

static exeunt_manager *make_without_choice(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_without_choice, .exit = leave};
    order none = {.plain = 0};
    exeunt_manager *made = make_lookup(border, name, &none);
    (void)data;
    made->type = &type;
    return made;
}

Test(choices, of_one_result_are_none)
{
    const exeunt_check_result *result =
        checked((exeunt_check_config){.managers = {{"db", make_without_choice, NULL}}});
    expect_verdict(result, "holds");
    cr_expect_str_eq(result->interleavings, "1");
}

/* --- private steps ---------------------------------------------------------------------------- */

static void on_private(exeunt_external *step, unsigned result)
{
    static const char *const words[] = {"one", "other"};
    lookup *self = step->data;
    (void)result;
    choose_in_vain(self->border, words);
    exeunt_border_expect(self->border, &self->answer);
    self->answer.deliver = on_answer;
    self->answer.private_step = false;
}

static exeunt_manager *make_private(exeunt_border *border, const char *name, void *data)
{
    order none = {.plain = 0};
    exeunt_manager *made = make_lookup(border, name, &none);
    lookup *self = (lookup *)made;
    (void)data;
    self->answer.deliver = on_private;
    self->answer.private_step = true;
    return made;
}

Test(choices, convict_private_steps)
{
    exeunt_check_config config = {
        .managers = {{"db", make_private, NULL}}, .snapshots = true, .audits_privacy = true};
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "invalid");
    cr_expect_not_null(strstr(result->complaints[0].message, "declares itself private"));
}

/* --- a word that means something else in schedules, too --------------------------------------- */

static void step_or_go(exeunt_manager *manager)
{
    static const char *const words[] = {"steps", "goes"};
    lookup *self = (lookup *)manager;
    choose_in_vain(self->border, words);
    exeunt_entered(manager, self);
}

static exeunt_manager *make_stepper(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = step_or_go, .exit = leave};
    lookup *self = exeunt_border_allocate(border, sizeof *self);
    (void)data;
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    return &self->manager;
}

Test(choices, may_be_called_steps)
{
    exeunt_check_config config = {.scenario = "scope: {pool: [a]}\n",
                                  .managers = {{"a", make_stepper, NULL}},
                                  .schedule = "[a steps, body returns]"};
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "holds");
    cr_expect_str_eq(result->interleavings, "1");
}
