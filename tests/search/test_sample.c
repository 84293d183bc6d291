/* Random exploration: the generator, every draw, the bound of pct, and what is reported. */
#include "search/prng.h"
#include "search/random_walk.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The strategies random and pct. Nothing here is left to chance: every seed is fixed. */

static const char three_members[] = "scope: {pool: [a, b, c]}\n"
                                    "managers: {a: {steps: 2}, b: {steps: 2}, c: {steps: 2}}";

static exn_explore_options drawn(exeunt_strategy strategy, uint64_t seed, uint64_t runs)
{
    return (exn_explore_options){.strategy = strategy, .seed = seed, .runs_max = runs};
}

/* --- the generator ---------------------------------------------------------------------------- */

Test(sample, the_generator_is_splitmix64)
{
    exn_prng random = {.state = 1234567}; /* from its author's reference implementation */
    cr_expect_eq(exn_prng_next(&random), UINT64_C(6457827717110365317));
    cr_expect_eq(exn_prng_next(&random), UINT64_C(3203168211198807973));
    cr_expect_eq(exn_prng_next(&random), UINT64_C(9817491932198370423));
}

Test(sample, numbers_below_a_bound_stay_below_it)
{
    exn_prng random = {.state = 7};
    for (uint64_t count = 1; count < 1000; count++) {
        cr_assert_lt(exn_prng_below(&random, count), count);
    }
    cr_expect_eq(exn_prng_below(&random, 1), 0);
    cr_expect_lt(exn_prng_below(&random, UINT64_C(1) << 63), UINT64_C(1) << 63);
}

/* --- every draw ------------------------------------------------------------------------------- */

enum { DRAWS_MAX = 20000, FIRST_CHOICES = 16 };

typedef struct draws {
    char *tapes; /* one a line */
    size_t length;
    unsigned first[FIRST_CHOICES]; /* how many runs began with each alternative */
    unsigned count;
} draws;

/* Draws runs of a scenario one at a time and keeps their tapes. */
static draws tapes_of(const char *text, exeunt_strategy strategy, uint64_t first_seed,
                      unsigned count)
{
    draws all = {.tapes = NULL};
    FILE *tapes = open_memstream(&all.tapes, &all.length);
    const exn_scenario *scenario = scenario_of(text);
    for (unsigned i = 0; i < count; i++) {
        static exn_flight flight;
        exn_explore_options options = drawn(strategy, first_seed + i, 1);
        options.flight = &flight;
        exn_result_free(exn_explore(scenario, &options));
        for (uint32_t k = 0; k < flight.choices; k++) {
            fprintf(tapes, "%u%s", flight.tape[k], k + 1 == flight.choices ? "\n" : ".");
        }
        all.first[flight.tape[0] % FIRST_CHOICES] += 1;
        all.count += 1;
    }
    fclose(tapes);
    return all;
}

static void expect_repeatable(exeunt_strategy strategy)
{
    draws once = tapes_of(three_members, strategy, 1, 20);
    draws again = tapes_of(three_members, strategy, 1, 20);
    draws other = tapes_of(three_members, strategy, 100, 20);
    cr_expect_str_eq(once.tapes, again.tapes);
    cr_expect_str_neq(once.tapes, other.tapes);
    free(once.tapes);
    free(again.tapes);
    free(other.tapes);
}

Test(sample, the_same_seed_draws_the_same_runs_and_another_one_others)
{
    expect_repeatable(EXEUNT_STRATEGY_RANDOM);
    expect_repeatable(EXEUNT_STRATEGY_PCT);
}

/* The sum of squared differences from the expected number, each divided by that number. */
static double chi_square(const unsigned *counts, unsigned kinds, unsigned total)
{
    double expected = (double)total / kinds;
    double sum = 0;
    for (unsigned i = 0; i < kinds; i++) {
        double difference = counts[i] - expected;
        sum += difference * difference / expected;
    }
    return sum;
}

Test(sample, a_random_walk_draws_every_alternative_evenly)
{
    draws all = tapes_of(three_members, EXEUNT_STRATEGY_RANDOM, 1, 3000);
    cr_expect_lt(chi_square(all.first, 3, all.count), 13.8,
                 "of 2 degrees of freedom, one in a thousand"); /* 0.999 quantile */
    cr_expect_gt(all.first[0], 0);
    cr_expect_gt(all.first[1], 0);
    cr_expect_gt(all.first[2], 0);
    cr_expect_eq(all.first[3], 0);
    free(all.tapes);
}

Test(sample, every_outcome_is_come_upon)
{
    static const char text[] = "scope: {pool: [a, b]}\n"
                               "managers: {a: {enter: [enters, fails], exit: [exits, fails]},\n"
                               "  b: {enter: [enters, fails], exit: [exits, suppresses, fails]}}\n"
                               "body: [returns, raises]\n"
                               "cancel: anywhere";
    const exn_result *all = checked(text);
    const exeunt_strategy strategies[] = {EXEUNT_STRATEGY_RANDOM, EXEUNT_STRATEGY_PCT};
    cr_assert_eq(all->verdict, EXN_HOLDS);
    for (size_t i = 0; i < 2; i++) {
        const exn_result *some = checked_with(text, drawn(strategies[i], 1, 20000));
        expect_verdict(some, "sampled", true);
        cr_expect_eq(some->runs, 20000);
        cr_assert_eq(some->outcome_count, all->outcome_count, "strategy %zu: %zu of %zu outcomes",
                     i, some->outcome_count, all->outcome_count);
        for (size_t k = 0; k < all->outcome_count; k++) {
            cr_expect_str_eq(some->outcomes[k], all->outcomes[k]);
        }
    }
}

/* --- pct: its bound --------------------------------------------------------------------------- */

/* Two runners pass a baton halfway, each at the right moment or never: a bug whose depth is the
 * number of times that it is passed on. */

enum { WAY_STEPS = 12, PASSES_AT = 5 };

typedef struct runner {
    exeunt_manager base;
    exeunt_border *border;
    exeunt_external step;
    int steps;
    int number; /* 0 passes the baton on first */
} runner;

static int baton; /* how often it was passed on in this run */
static int baton_end;

static void run_on(exeunt_external *external, unsigned result)
{
    runner *self = external->data;
    (void)result;
    bool may_pass = self->steps >= PASSES_AT && self->steps < PASSES_AT + 2;
    int turn = 2 * (self->steps - PASSES_AT) + self->number;
    self->steps += 1;
    if (may_pass && baton == turn) {
        baton += 1;
    }
    if (baton == baton_end) {
        baton = -1;
        exeunt_failed(&self->base, -1, "the bug");
    } else if (self->steps == WAY_STEPS) {
        exeunt_entered(&self->base, self);
    } else {
        exeunt_border_expect(self->border, external);
    }
}

static void start(exeunt_manager *manager)
{
    runner *self = (runner *)manager;
    baton = 0;
    exeunt_border_expect(self->border, &self->step);
}

static void stop(exeunt_manager *manager)
{
    runner *self = (runner *)manager;
    exeunt_border_withdraw(self->border, &self->step);
    exeunt_canceled(manager);
}

static void go_home(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static exeunt_manager *make_runner(void *context, exeunt_border *border, const char *name)
{
    static const exeunt_manager_type type = {start, go_home, stop};
    (void)context;
    runner *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &type, name);
    self->border = border;
    self->step = (exeunt_external){.deliver = run_on, .data = self};
    self->number = name[0] - 'a';
    return &self->base;
}

/* Returns a check's result, and how many of its runs found the bug of this depth. */
static const exn_result *race(exeunt_strategy strategy, int depth, uint64_t runs, uint64_t *found)
{
    baton_end = depth + 1;
    exn_explore_options options = drawn(strategy, 1, runs);
    options.bug_depth = (uint32_t)depth;
    options.manager_factory = make_runner;
    options.no_snapshots = true; /* the baton lies outside the world */
    const exn_result *result = checked_with(
        "scope: {pool: [a, b]}\nexpect: {never: [a enter fails, b enter fails]}", options);
    *found = result->violation_count > 0 ? result->violations[0].schedules : 0;
    return result;
}

Test(large, pct_finds_a_bug_at_least_as_often_as_it_says)
{
    enum { RUNS = 20000 };
    for (int depth = 1; depth <= 3; depth++) {
        uint64_t found;
        const exn_result *result = race(EXEUNT_STRATEGY_PCT, depth, RUNS, &found);
        cr_assert_eq(result->bug_depth, (uint32_t)depth);
        cr_expect_gt(result->found_probability, 0);
        cr_expect_geq((double)found, result->found_probability * RUNS, "depth %d: %d of %d runs",
                      depth, (int)found, RUNS);
    }
}

/* --- what is reported ------------------------------------------------------------------------- */

Test(sample, the_result_says_what_was_drawn)
{
    const exn_result *random = checked_with(three_members, drawn(EXEUNT_STRATEGY_RANDOM, 42, 100));
    expect_verdict(random, "sampled", true);
    cr_expect_eq(random->mode, EXN_MODE_RANDOM);
    cr_expect_eq(random->seed, 42);
    cr_expect_eq(random->bug_depth, 0);
    cr_assert_eq(random->left_out_count, 1);
    cr_expect_str_eq(random->left_out[0], "what 100 random runs (seed 42) did not meet");
    cr_expect_null(random->interleavings);

    const exn_result *pct = checked_with(three_members, drawn(EXEUNT_STRATEGY_PCT, 42, 100));
    cr_expect_eq(pct->mode, EXN_MODE_PCT);
    cr_expect_eq(pct->bug_depth, 3);
    cr_expect_str_eq(pct->left_out[0],
                     "what 100 pct runs (seed 42) did not meet; each finds a bug of 3 ordering "
                     "constraints with a probability of at least 1/(4 * 13^2) = 0.0015 (n = 4 and "
                     "k = 13 as seen so far)");
    cr_expect_float_eq(pct->found_probability, 1.0 / (4 * 13 * 13), 1e-12);
}

Test(sample, without_a_limit_there_are_ten_thousand_runs)
{
    const exn_result *result = checked_with(three_members, drawn(EXEUNT_STRATEGY_RANDOM, 1, 0));
    cr_expect_eq(result->runs, 10000);
}

Test(sample, what_leaves_nothing_to_choose_is_explored_in_full)
{
    const exn_result *result = checked_with("{pool: [a]}", drawn(EXEUNT_STRATEGY_PCT, 1, 100));
    expect_verdict(result, "holds", true);
    cr_expect_eq(result->runs, 1);
    cr_expect_str_eq(result->interleavings, "1");
}

Test(sample, a_violation_has_a_tape_that_shows_it_again)
{
    const char *text = "implementation: gather-cm\n"
                       "scope: {pool: [a, b]}\n"
                       "cancel: anywhere";
    const exn_result *result = checked_with(text, drawn(EXEUNT_STRATEGY_PCT, 1, 1000));
    cr_assert_gt(result->violation_count, 0);
    const exn_violation *violation = &result->violations[0];
    const exn_result *again = replayed(scenario_of(text), violation->tape);
    cr_assert_eq(again->violation_count, 1);
    cr_expect_str_eq(again->violations[0].rule, violation->rule);
}

/* --- a long schedule that was drawn is shortened ---------------------------------------------- */

static const char leaky[] = "implementation: gather-cm\n"
                            "scope: {pool: [a, b, c]}\n"
                            "managers: {a: {steps: 3}, b: {steps: 3}, c: {steps: 3}}\n"
                            "cancel: anywhere";

Test(sample, what_was_drawn_is_as_short_as_what_a_search_finds)
{
    const exeunt_strategy strategies[] = {EXEUNT_STRATEGY_RANDOM, EXEUNT_STRATEGY_PCT};
    const exn_result *all =
        explored_scenario(scenario_of(leaky), (exn_explore_options){.workers = 1});
    cr_assert_gt(all->violation_count, 0);
    for (size_t i = 0; i < 2; i++) {
        const exn_result *some = checked_with(leaky, drawn(strategies[i], 1, 1000));
        cr_assert_eq(some->violation_count, all->violation_count);
        for (size_t k = 0; k < all->violation_count; k++) {
            cr_expect_str_eq(some->violations[k].rule, all->violations[k].rule);
            cr_expect_str_eq(some->violations[k].tape, all->violations[k].tape);
            cr_expect(some->violations[k].shortest);
        }
        cr_expect_gt(some->violations[0].schedules, 0);
        cr_expect_not(some->exhaustive);
    }
}

Test(sample, it_stays_as_it_was_drawn_where_states_cannot_be_gone_back_to)
{
    exn_explore_options options = drawn(EXEUNT_STRATEGY_RANDOM, 1, 1000);
    options.no_snapshots = true;
    const exn_result *result = checked_with(leaky, options);
    cr_assert_gt(result->violation_count, 0);
    cr_expect_not(result->violations[0].shortest);
}

/* Thirty managers have too many states to search: the schedule is not reported as the shortest. */
Test(large, what_was_drawn_is_shortened_as_far_as_that_can_be_done)
{
    char text[1000] = "implementation: gather-cm\nscope: {pool: [";
    for (int i = 0; i < 30; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "m%d, ", i);
    }
    strcat(text, "]}\nmanagers: {m7: {steps: 9, enter: [enters, fails]}}\n"
                 "limits: {faults: 1}\n");
    const exn_result *result = checked_with(text, drawn(EXEUNT_STRATEGY_RANDOM, 1, 200));
    expect_verdict(result, "violated", false);
    const exn_result *again = replayed(scenario_of(text), result->violations[0].tape);
    cr_assert_eq(again->violation_count, 1);
    cr_expect_str_eq(again->violations[0].rule, result->violations[0].rule);
}
