/* Runs that exceed the limit of steps. */
#include "trial.h"

#include <criterion/criterion.h>

#include <exeunt/implementation.h>

#include <string.h>

/* D5, X9: a run that exceeds the step limit is found, even if its states are reached by short
 * paths, too. If a scenario has no limit, this test sets a lower one than the default. */

/* --- a manager that may take a detour --------------------------------------------------------- */

enum { DETOUR_STEPS = 16, TAIL_STEPS = 20, STEPS_MAX = 32 };

/* Enters after TAIL_STEPS, to which a step leads directly or by a detour. */
typedef struct wanderer {
    exeunt_manager base;
    exeunt_border *border;
    exeunt_external fork, detour, tail;
    unsigned detour_left, tail_left;
} wanderer;

static void walk_on(wanderer *self)
{
    if (self->detour_left > 0) {
        exeunt_border_expect(self->border, &self->detour);
    } else if (self->tail_left > 0) {
        exeunt_border_expect(self->border, &self->tail);
    } else {
        exeunt_entered(&self->base, self);
    }
}

static void take_fork(exeunt_external *fork, unsigned result)
{
    wanderer *self = fork->data;
    self->tail_left = TAIL_STEPS;
    self->detour_left = result > 0 ? DETOUR_STEPS : 0;
    walk_on(self);
}

static void take_detour(exeunt_external *detour, unsigned result)
{
    wanderer *self = detour->data;
    (void)result;
    self->detour_left -= 1;
    walk_on(self);
}

static void take_tail(exeunt_external *tail, unsigned result)
{
    wanderer *self = tail->data;
    (void)result;
    self->tail_left -= 1;
    walk_on(self);
}

static void wanderer_enter(exeunt_manager *manager)
{
    wanderer *self = (wanderer *)manager; /* its first member */
    exeunt_border_expect(self->border, &self->fork);
}

static void wanderer_exit(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static const exeunt_manager_type wanderer_type = {wanderer_enter, wanderer_exit, NULL};

static exeunt_manager *make_wanderer(void *context, exeunt_border *border, const char *name)
{
    static const char *const ways[] = {"direct", "around"};
    (void)context;
    if (strcmp(name, "wanderer") != 0) {
        return NULL;
    }
    wanderer *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &wanderer_type, name);
    self->border = border;
    self->fork = (exeunt_external){
        .deliver = take_fork, .data = self, .result_count = 2, .plain = 3, .results = ways};
    self->detour = (exeunt_external){.deliver = take_detour, .data = self};
    self->tail = (exeunt_external){.deliver = take_tail, .data = self};
    return &self->base;
}

/* --- what is found ---------------------------------------------------------------------------- */

/* Explores in all modes: checked_with compares them. */
static const exn_result *wandered(const char *scenario, uint64_t steps_max)
{
    return checked_with(
        scenario, (exn_explore_options){.manager_factory = make_wanderer, .steps_max = steps_max});
}

static const exn_violation *only_breach(const exn_result *result)
{
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 1);
    cr_assert_str_eq(result->violations[0].rule,
                     strcmp(result->violations[0].blame, "scope") == 0 ? "X9" : "M2");
    return &result->violations[0];
}

Test(length, of_a_run_counts_though_its_states_are_known)
{
    const exn_result *result = wandered("{pool: [wanderer]}", STEPS_MAX);
    const exn_violation *breach = only_breach(result);
    cr_expect_eq(breach->steps, STEPS_MAX);
    cr_expect_str_eq(breach->message,
                     "the run exceeds its step limit: the enter of wanderer does not end");
    cr_expect_str_eq(breach->tape, "1");
    cr_expect(breach->shortest);
    expect_outcomes(result, "returns"); /* by the direct path */
    cr_expect(result->exhaustive);
}

/* The same tape, and the same states, as if the scenario had the limit. */
Test(length, is_told_as_that_of_a_limit_of_the_scenario)
{
    const exn_result *by_default = wandered("{pool: [wanderer, a]}", STEPS_MAX);
    const exn_result *by_limit = wandered("scope: {pool: [wanderer, a]}\nlimits: {steps: 32}", 0);
    cr_expect_str_eq(only_breach(by_default)->tape, only_breach(by_limit)->tape);
    cr_expect_eq(by_default->states, by_limit->states);
    cr_expect_eq(by_default->violations[0].shortest, by_limit->violations[0].shortest);
}

/* 1 + 16 + 20 to enter, and 1 for the body. */
Test(length, of_the_longest_run_may_be_the_limit)
{
    expect_verdict(wandered("{pool: [wanderer]}", 1 + DETOUR_STEPS + TAIL_STEPS + 1), "holds",
                   true);
    only_breach(wandered("{pool: [wanderer]}", 1 + DETOUR_STEPS + TAIL_STEPS));
}

/* A limit leaves out the states that it has no room for; but that such a run exists is found. */
Test(length, is_told_where_there_is_no_room_for_all_of_it)
{
    exn_explore_options options = {
        .manager_factory = make_wanderer, .steps_max = STEPS_MAX, .states_max = 45};
    const exn_result *result = explored_scenario(scenario_of("{pool: [wanderer]}"), options);
    const exn_violation *breach = only_breach(result);
    cr_expect_eq(breach->steps, STEPS_MAX);
    cr_expect_str_eq(breach->tape, "1");
    cr_expect_not(result->exhaustive);
    cr_assert_eq(result->left_out_count, 1);
    cr_expect_str_eq(result->left_out[0],
                     "what follows from some states where runs exceed the limit of steps: looking "
                     "behind them was given up");
    expect_outcomes(result, "returns");
}

/* --- a manager that strays -------------------------------------------------------------------- */

/* Refutes itself after the tail, and after two asides. A detour is no fault, so the cheapest path
 * to the tail is too long for what follows it. */
typedef struct stray {
    exeunt_manager base;
    exeunt_border *border;
    exeunt_external fork, walk;
    unsigned steps_left, asides;
    bool is_around;
} stray;

enum { GOES_AROUND, GOES_DIRECTLY, GOES_ASIDE, FORK_RESULTS };

static void stray_on(stray *self)
{
    if (self->steps_left == 0 && self->is_around) {
        self->is_around = false;
        self->steps_left = TAIL_STEPS;
    }
    if (self->asides == 2 || self->steps_left == 0) {
        exeunt_border_refute(self->border, "it has arrived");
    }
    exeunt_border_expect(self->border, &self->walk);
}

static void stray_walk(exeunt_external *walk, unsigned result)
{
    stray *self = walk->data;
    (void)result;
    self->steps_left -= 1;
    stray_on(self);
}

static void stray_fork(exeunt_external *fork, unsigned result)
{
    stray *self = fork->data;
    if (result == GOES_ASIDE && self->asides == 0) {
        self->asides = 1;
        exeunt_border_expect(self->border, &self->fork);
        return;
    }
    self->asides = result == GOES_ASIDE ? 2 : 0;
    self->is_around = result == GOES_AROUND;
    self->steps_left = self->is_around ? DETOUR_STEPS : TAIL_STEPS;
    stray_on(self);
}

static void stray_enter(exeunt_manager *manager)
{
    stray *self = (stray *)manager; /* its first member */
    exeunt_border_expect(self->border, &self->fork);
}

static const exeunt_manager_type stray_type = {stray_enter, wanderer_exit, NULL};

static exeunt_manager *make_stray(void *context, exeunt_border *border, const char *name)
{
    static const char *const ways[FORK_RESULTS] = {"around", "directly", "aside"};
    (void)context;
    if (strcmp(name, "stray") != 0) {
        return NULL;
    }
    stray *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &stray_type, name);
    self->border = border;
    self->fork = (exeunt_external){
        .deliver = stray_fork, .data = self, .result_count = FORK_RESULTS, .results = ways};
    self->walk = (exeunt_external){.deliver = stray_walk, .data = self};
    return &self->base;
}

static const exn_violation *arrival_of_stray(uint64_t states_max)
{
    exn_explore_options options = {
        .manager_factory = make_stray, .steps_max = STEPS_MAX, .states_max = states_max};
    const exn_result *result = explored_scenario(scenario_of("{pool: [stray]}"), options);
    size_t i = 0;
    while (i < result->violation_count && strcmp(result->violations[i].rule, "U1") != 0) {
        i += 1;
    }
    cr_assert_lt(i, result->violation_count);
    return &result->violations[i];
}

/* Directly: one fault. If the number of steps is not part of the state, a search for the cheapest
 * path sees only two asides: they replace nothing, and it claims nothing. */
Test(length, may_hide_the_shortest_schedule_of_something_else)
{
    const exn_violation *whole = arrival_of_stray(0);
    cr_expect_eq(whole->faults, 1);
    cr_expect(whole->shortest);
    const exn_violation *given_up = arrival_of_stray(50);
    cr_expect_eq(given_up->faults, 1);
    cr_expect_not(given_up->shortest);
}

/* A stop skips the remaining steps: so short paths exist without any manager in C. */
Test(length, of_a_run_counts_without_managers_in_c)
{
    static const char text[] =
        "scope: {pool: [a, b], grace: 1ms}\n"
        "managers: {a: {steps: 5}, b: {steps: 5, on-cancel: [stops, fails]}}\n"
        "cancel: anywhere\n";
    exn_explore_options options = {.steps_max = 0};
    uint64_t longest = explored_scenario(scenario_of(text), options)->depth_max;
    cr_assert_gt(longest, 20);
    options.steps_max = longest;
    expect_verdict(explored_scenario(scenario_of(text), options), "holds", true);
    for (options.steps_max = longest - 1; options.steps_max > longest - 4; options.steps_max--) {
        const exn_violation *breach = only_breach(explored_scenario(scenario_of(text), options));
        cr_expect_eq(breach->steps, options.steps_max);
        cr_expect(breach->shortest);
    }
}

/* No bound of the scenario is that large, so nothing is explored a second time. */
Test(length, is_not_looked_for_where_none_can_be)
{
    exn_explore_options options = {.steps_max = 30};
    const exn_result *result =
        explored_scenario(scenario_of("scope: {pool: [a, b, c]}\n"
                                      "managers: {a: {steps: 4}, b: {steps: 4}, c: {steps: 4}}\n"),
                          options);
    const exn_result *same =
        explored_scenario(scenario_of("scope: {pool: [a, b, c]}\n"
                                      "managers: {a: {steps: 4}, b: {steps: 4}, c: {steps: 4}}\n"),
                          (exn_explore_options){.steps_max = 0});
    expect_verdict(result, "holds", true);
    cr_expect_gt(result->states, 20);
    cr_expect_eq(result->states, same->states);
}
