/* The search by states: canonical pools, reduction, counts, self-audit, limits. */
#include "modes.h"
#include "trial.h"

#include "subjects/subjects.h"

#include <criterion/criterion.h>

#include <gmp.h>
#include <stdio.h>
#include <string.h>

/* D6: every state once. The canonical pools W(N,k) and WF(N,k) of N managers with k steps each have
 * known numbers of states, transitions and interleavings. */

enum { TEXT_MAX = 4096 };

static uint64_t power(uint64_t base, uint64_t exponent)
{
    return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

static const exn_scenario *pool_of(unsigned n, unsigned k, const char *options, const char *each,
                                   const char *tail)
{
    char text[TEXT_MAX];
    int at = snprintf(text, sizeof text, "scope: {pool: [");
    for (unsigned i = 0; i < n; i++) {
        at += snprintf(text + at, sizeof text - (size_t)at, "%svm%u", i > 0 ? ", " : "", i);
    }
    at += snprintf(text + at, sizeof text - (size_t)at, "]%s}\nmanagers:\n", options);
    for (unsigned i = 0; i < n; i++) {
        at += snprintf(text + at, sizeof text - (size_t)at, "  vm%u: {%ssteps: %u}\n", i, each, k);
    }
    snprintf(text + at, sizeof text - (size_t)at, "%s", tail);
    return scenario_of(text);
}

/* No faults and no cancel. */
static const exn_scenario *plain_pool(unsigned n, unsigned k)
{
    return pool_of(n, k, "", "", "");
}

/* Any enter may fail, the pool waits for all; the body may raise; exits may fail and suppress. */
static const exn_scenario *faulty_pool(unsigned n, unsigned k)
{
    return pool_of(n, k, ", enter: wait-all",
                   "enter: [enters, fails], exit: [exits, suppresses, fails], ",
                   "body: [returns, raises]");
}

/* --- states and transitions ------------------------------------------------------------------- */

static void expect_every_state(unsigned n, unsigned k)
{
    const exn_result *result =
        explored_scenario(plain_pool(n, k), (exn_explore_options){.no_reduction = true});
    expect_verdict(result, "holds", true);
    cr_assert_eq(result->mode, EXN_MODE_SNAPSHOTS);
    cr_assert_not(result->reduced);
    /* Each enter is at one of its steps; later, each exit is. */
    cr_assert_eq(result->states, 2 * power(k + 1, n), "W(%u,%u) has %lu states", n, k,
                 (unsigned long)result->states);
    /* In each of the two phases, one manager takes a step while the others are anywhere; plus the
     * start, and the end of the body. */
    cr_assert_eq(result->transitions, 2 * n * k * power(k + 1, n - 1) + 2,
                 "W(%u,%u) has %lu transitions", n, k, (unsigned long)result->transitions);
    cr_assert_eq(result->depth_max, 2 * n * k + 1);
    cr_assert_eq(result->states_audited, result->states - 1, "the last one has no way onwards");
}

Test(search, visits_each_state_of_a_plain_pool_once)
{
    for (unsigned n = 1; n <= 5; n++) {
        for (unsigned k = 1; k <= 4; k++) {
            if (power(k + 1, n) <= 1024) {
                expect_every_state(n, k);
            }
        }
    }
}

/* If everything is declared private, one order of inner steps is enough: only the settling is tried
 * in every order. */
Test(search, leaves_out_most_of_a_large_pool)
{
    const exn_result *result =
        explored_scenario(plain_pool(8, 4), (exn_explore_options){.no_reduction = false});
    expect_verdict(result, "holds", true);
    cr_assert(result->reduced);
    cr_assert_lt(result->states, 5000);
    expect_outcomes(result, "returns");
    cr_assert_eq(result->depth_max, 2 * 8 * 4 + 1);
}

/* Fewer managers than steps, and more than steps; with every fault. */
Test(search, finds_the_same_with_and_without_reduction)
{
    checked_scenario(plain_pool(3, 2), (exn_explore_options){.implementation = NULL});
    checked_scenario(plain_pool(2, 3), (exn_explore_options){.implementation = NULL});
    checked_scenario(faulty_pool(2, 2), (exn_explore_options){.implementation = NULL});
    checked_scenario(faulty_pool(3, 1), (exn_explore_options){.implementation = NULL});
}

/* A manager whose operations settle inside the call has no inner steps to leave out. */
Test(search, reduces_nothing_where_there_are_no_inner_steps)
{
    cr_assert_not(checked("scope: {pool: [a, b, c]}\nmanagers: {a: {steps: 0}}")->reduced);
    cr_assert(checked("scope: {pool: [a, b]}\nmanagers: {a: {steps: 2}}")->reduced);
}

/* Several processes find what one finds alone. */
Test(search, finds_the_same_with_workers)
{
    char why[TEXT_MAX];
    exn_explore_options options = {.no_reduction = true};
    const exn_scenario *scenario = plain_pool(6, 4);
    const exn_result *alone = explored_scenario(scenario, options);
    options.workers = 4;
    const exn_result *together = explored_scenario(scenario, options);
    cr_assert(ways_agree(alone, together, why, sizeof why), "%s", why);
    cr_assert_eq(together->states, alone->states);
    cr_assert_eq(together->transitions, alone->transitions);
    cr_assert_gt(alone->states, 10000, "too few for workers to help");
}

/* Operations in flight are found wherever they are among many that are not: of forty managers,
 * three take steps, the others settle inside their calls. */
Test(search, finds_the_few_in_flight_among_many)
{
    static const unsigned places[][3] = {{0, 1, 2}, {17, 25, 31}, {3, 20, 39}, {37, 38, 39}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char text[TEXT_MAX];
        int at = snprintf(text, sizeof text, "scope: {pool: [vm0");
        for (unsigned k = 1; k < 40; k++) {
            at += snprintf(text + at, sizeof text - (size_t)at, ", vm%u", k);
        }
        at += snprintf(text + at, sizeof text - (size_t)at, "]}\nmanagers:\n");
        for (unsigned k = 0; k < 40; k++) {
            bool steps = k == places[i][0] || k == places[i][1] || k == places[i][2];
            at += snprintf(text + at, sizeof text - (size_t)at, "  vm%u: {steps: %d}\n", k,
                           steps ? 2 : 0);
        }
        const exn_result *result = explored_scenario(
            scenario_of(text), (exn_explore_options){.no_reduction = true, .counts = true});
        expect_verdict(result, "holds", true);
        cr_expect_eq(result->states, 2 * power(3, 3), "places %zu", i);
        cr_expect_str_eq(result->interleavings, "8100", "places %zu", i); /* (6! / 2^3)^2 */
    }
}

/* --- interleavings ---------------------------------------------------------------------------- */

/* I(m): the orders of the steps of m operations with k steps each. */
static void orders(mpz_t result, unsigned m, unsigned k)
{
    mpz_t each;
    mpz_init(each);
    mpz_fac_ui(result, (unsigned long)m * k);
    mpz_fac_ui(each, k);
    mpz_pow_ui(each, each, m);
    mpz_divexact(result, result, each);
    mpz_clear(each);
}

static void plain_count(mpz_t result, unsigned n, unsigned k)
{
    orders(result, n, k);
    mpz_mul(result, result, result);
}

static void faulty_count(mpz_t result, unsigned n, unsigned k)
{
    mpz_t term, factor;
    mpz_inits(term, factor, NULL);
    orders(term, n, k);
    mpz_mul_ui(result, term, (unsigned long)(power(2, n) + power(3, n))); /* all entered */
    for (unsigned m = 0; m < n; m++) {                                    /* m did: a rollback */
        orders(term, m, k);
        mpz_bin_uiui(factor, n, m);
        mpz_mul(term, term, factor);
        mpz_mul_ui(term, term, (unsigned long)power(3, m));
        mpz_add(result, result, term);
    }
    orders(term, n, k);
    mpz_mul(result, result, term);
    mpz_clears(term, factor, NULL);
}

static void expect_count(const exn_result *result, const mpz_t wanted, unsigned n, unsigned k)
{
    char text[256];
    cr_assert_lt(mpz_sizeinbase(wanted, 10), sizeof text);
    mpz_get_str(text, 10, wanted);
    expect_verdict(result, "holds", true);
    cr_assert_not_null(result->interleavings, "(%u,%u) was not counted", n, k);
    cr_assert_str_eq(result->interleavings, text, "(%u,%u)", n, k);
}

static const exn_explore_options counting = {.counts = true};

Test(search, counts_the_interleavings_of_plain_pools)
{
    mpz_t wanted;
    mpz_init(wanted);
    for (unsigned n = 1; n <= 6; n++) {
        for (unsigned k = 1; k <= 5; k++) {
            if (power(k + 1, n) <= 5000) {
                plain_count(wanted, n, k);
                expect_count(explored_scenario(plain_pool(n, k), counting), wanted, n, k);
            }
        }
    }
    mpz_clear(wanted);
}

Test(search, counts_the_interleavings_of_pools_with_faults)
{
    mpz_t wanted;
    mpz_init(wanted);
    for (unsigned n = 1; n <= 4; n++) {
        for (unsigned k = 1; k <= 3; k++) {
            if (power(k + 2, n) <= 256) {
                faulty_count(wanted, n, k);
                expect_count(explored_scenario(faulty_pool(n, k), counting), wanted, n, k);
            }
        }
    }
    mpz_clear(wanted);
    cr_assert_str_eq(explored_scenario(faulty_pool(4, 2), counting)->interleavings, "641332440");
}

/* Without a request only small scenarios are counted; `expect: interleavings` requests it. */
Test(search, counts_where_it_is_asked_to_or_where_it_is_cheap)
{
    const exn_explore_options none = {.implementation = NULL};
    cr_assert_not_null(explored_scenario(plain_pool(4, 2), none)->interleavings);
    const exn_scenario *large = plain_pool(6, 4); /* 31,250 states */
    cr_assert_null(explored_scenario(large, none)->interleavings);
    cr_assert_eq(explored_scenario(large, none)->count_seconds > 0, true,
                 "it was tried as far as it is cheap");
    const exn_scenario *asks =
        pool_of(6, 4, "", "", "expect: {interleavings: 10537967212434081734722500000000}");
    mpz_t wanted;
    mpz_init(wanted);
    plain_count(wanted, 6, 4);
    expect_count(explored_scenario(large, counting), wanted, 6, 4);
    cr_assert_not_null(explored_scenario(asks, none)->interleavings);
    mpz_clear(wanted);
}

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
/* 781,250 states: some seconds, unless something slows the search down. */
Test(search, counts_a_number_of_49_digits)
{
    cr_assert_str_eq(explored_scenario(plain_pool(8, 4), counting)->interleavings,
                     "5714307759414687312777766244444168100000000000000");
}
#endif

/* --- self-audit ------------------------------------------------------------------------------- */

/* An implementation like exeunt's that writes down the number of each of its scopes, counted by a
 * static outside the world: harmless, but no two worlds are the same. */
static exeunt_implementation counts_its_scopes;
static void *(*create_as_before)(const exeunt_implementation *implementation,
                                 const exeunt_plan *plan);
static EXEUNT_OUTSIDE uint64_t scopes_of_the_process;

static void *create_counted(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    void *subject = create_as_before(implementation, plan);
    return subject;
}

static void (*begin_as_before)(void *subject);
static void (*destroy_as_before)(void *subject);
static exeunt_border *last_border;
static uint64_t *number;

static void begin_counted(void *subject)
{
    number = exeunt_border_allocate(last_border, sizeof *number);
    *number = ++scopes_of_the_process;
    begin_as_before(subject);
}

static void destroy_counted(void *subject)
{
    exeunt_border_free(last_border, number);
    destroy_as_before(subject);
}

static void *create_remembered(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    last_border = plan->border;
    return create_counted(implementation, plan);
}

static const exn_result *explored_with_a_static(const char *text)
{
    const exeunt_implementation *own = exn_subject_named("exeunt");
    counts_its_scopes = *own;
    counts_its_scopes.create = create_remembered;
    counts_its_scopes.begin = begin_counted;
    counts_its_scopes.destroy = destroy_counted;
    create_as_before = own->create;
    begin_as_before = own->begin;
    destroy_as_before = own->destroy;
    return explored_scenario(scenario_of(text),
                             (exn_explore_options){.subject = &counts_its_scopes});
}

Test(search, runs_what_keeps_something_outside_the_world)
{
    const char *text = "scope: {pool: [a, b]}\nmanagers: {a: {exit: [exits, fails]}}";
    const exn_result *result = explored_with_a_static(text);
    expect_verdict(result, "sampled", true);
    cr_assert_eq(result->mode, EXN_MODE_REEXECUTION);
    cr_assert_eq(result->states, 0);
    cr_assert_gt(result->runs, 0);
    cr_assert_not(result->exhaustive); /* each run finds what the last one has left there */
    cr_assert_str_eq(result->interleavings, checked(text)->interleavings);
    expect_outcomes(result, "raises a.exit", "returns");
}

/* --- limits ----------------------------------------------------------------------------------- */

static void expect_left_out(exn_explore_options options, const char *left_out)
{
    options.no_reduction = true;
    const exn_result *result = explored_scenario(faulty_pool(4, 3), options);
    expect_verdict(result, "sampled", true);
    cr_assert_not(result->exhaustive);
    cr_assert_null(result->interleavings);
    cr_assert_eq(result->left_out_count, 1);
    cr_assert_str_eq(result->left_out[0], left_out);
    cr_assert_gt(result->states, 0);
}

Test(search, tells_that_a_number_of_states_ended_it)
{
    exn_explore_options options = {.states_max = 1000};
    expect_left_out(options, "what follows from some of the states: the limit of 1000 was reached");
    options.no_reduction = true;
    const exn_result *result = explored_scenario(faulty_pool(4, 3), options);
    cr_assert_eq(result->states, 1000);
    options.states_max = 20; /* more than there are */
    expect_verdict(explored_scenario(plain_pool(2, 2), options), "holds", true);
}

Test(search, tells_that_memory_ended_it)
{
    expect_left_out(
        (exn_explore_options){.memory_max_bytes = 100000},
        "what follows from some of the states: the limit of 100000 bytes for them was reached");
}

Test(search, tells_that_time_ended_it)
{
    expect_left_out((exn_explore_options){.budget_s = 1e-9}, "the time budget was used up");
}

static bool at_once(void *context)
{
    *(int *)context += 1;
    return true;
}

Test(search, tells_that_somebody_interrupted_it)
{
    int asked = 0;
    expect_left_out((exn_explore_options){.stop = at_once, .context = &asked},
                    "the run was interrupted");
    cr_assert_gt(asked, 0);
}

/* A breach that was found in a part is a breach; whether a shorter schedule shows it is unknown. */
Test(search, does_not_say_shortest_where_something_was_left_out)
{
    const char *text = "implementation: gather-cm\n"
                       "scope: {pool: [a, b, c, d]}\n"
                       "managers:\n"
                       "  a: {steps: 3}\n"
                       "  b: {steps: 3}\n"
                       "  c: {steps: 3}\n"
                       "  d: {steps: 3, exit: [fails, exits]}\n";
    exn_explore_options options = {.states_max = 300, .no_reduction = true};
    const exn_result *result = explored_scenario(scenario_of(text), options);
    expect_verdict(result, "violated", false);
    cr_assert_not(result->exhaustive);
    cr_assert_not(result->violations[0].shortest);
    cr_assert_eq(result->left_out_count, 1);
    options.states_max = 0;
    result = explored_scenario(scenario_of(text), options);
    cr_assert(result->violations[0].shortest);
}

/* Under a limit on cancels the shortest schedule is unknown only where a cancel might spare a
 * fault. */
Test(search, says_shortest_where_a_limit_could_hide_nothing_shorter)
{
    exn_explore_options options = {.has_cancels = true, .cancels_max = 0};
    const char *text = "implementation: gather-cm\n"
                       "scope: {pool: [a, b]}\n"
                       "managers: {b: {exit: [exits, fails]}}\n"
                       "cancel: anywhere";
    cr_assert_not(checked_with(text, options)->violations[0].shortest);
    text = "implementation: gather-cm\nscope: {pool: []}\nbody: raises\ncancel: anywhere";
    cr_assert_eq(checked_with(text, options)->violations[0].faults, 1);
    cr_assert_not(checked_with(text, options)->violations[0].shortest);
    text = "scope: {pool: [a, b]}\nmanagers: {a: {enter: leaks}}";
    cr_assert(checked_with(text, options)->violations[0].shortest);
}

static void count(void *context, const exn_progress *progress)
{
    exn_progress *seen = context;
    cr_assert_gt(progress->transitions, progress->states / 2);
    cr_assert_gt(progress->depth, 0);
    cr_assert_eq(progress->runs, 0);
    seen->states = progress->states > seen->states ? progress->states : seen->states;
}

Test(search, leaves_time_to_tell_the_progress)
{
    exn_progress seen = {.states = 0};
    explored_scenario(
        plain_pool(5, 3),
        (exn_explore_options){.no_reduction = true, .progress = count, .context = &seen});
    cr_assert_gt(seen.states, 1000);
    cr_assert_leq(seen.states,
                  2 * power(4, 5) + 1); /* counting begins with the request before the start */
}
