/* The number of interleavings: against formulas, and where it is counted. */
#include "trial.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* D7: the interleavings of the canonical pools are counted, and compared with their closed
 * formulas. */

static uint64_t factorial(uint64_t n)
{
    return n < 2 ? 1 : n * factorial(n - 1);
}

static uint64_t power(uint64_t base, uint64_t exponent)
{
    return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

static uint64_t choose(uint64_t n, uint64_t m)
{
    return factorial(n) / factorial(m) / factorial(n - m);
}

/* I(m): the orders of the steps of m operations with k steps each. */
static uint64_t orders(uint64_t m, uint64_t k)
{
    return factorial(m * k) / power(factorial(k), m);
}

/* W(N,k): no faults and no cancel. */
static uint64_t plain_count(uint64_t n, uint64_t k)
{
    return orders(n, k) * orders(n, k);
}

/* WF(N,k): any enter may fail, the pool waits for all; the body may raise; exits may fail and
 * suppress. */
static uint64_t faulty_count(uint64_t n, uint64_t k)
{
    uint64_t count = orders(n, k) * (power(2, n) + power(3, n)); /* all entered */
    for (uint64_t m = 0; m < n; m++) {                           /* m entered: a rollback */
        count += choose(n, m) * orders(m, k) * power(3, m);
    }
    return orders(n, k) * count;
}

static void append(char *text, size_t size, const char *piece)
{
    cr_assert_lt(strlen(text) + strlen(piece), size);
    strcat(text, piece);
}

/* A pool of n managers: `head` is for the scope, `each` for every manager, `tail` comes last. */
static const exn_result *check_pool(uint64_t n, const char *head, const char *each,
                                    const char *tail)
{
    char text[1024] = "scope: {pool: [";
    char piece[128];
    for (uint64_t i = 0; i < n; i++) {
        snprintf(piece, sizeof piece, "%svm%" PRIu64, i > 0 ? ", " : "", i);
        append(text, sizeof text, piece);
    }
    append(text, sizeof text, head);
    for (uint64_t i = 0; i < n; i++) {
        snprintf(piece, sizeof piece, "  vm%" PRIu64 ": {%s}\n", i, each);
        append(text, sizeof text, piece);
    }
    append(text, sizeof text, tail);
    return checked(text);
}

static void expect_count(const exn_result *result, uint64_t wanted)
{
    expect_verdict(result, "holds", true);
    cr_assert_not_null(result->interleavings);
    cr_assert_eq(strtoull(result->interleavings, NULL, 10), wanted, "%s instead of %" PRIu64,
                 result->interleavings, wanted);
}

static void expect_plain(uint64_t n, uint64_t k)
{
    char each[32];
    snprintf(each, sizeof each, "steps: %" PRIu64, k);
    expect_count(check_pool(n, "]}\nmanagers:\n", each, ""), plain_count(n, k));
}

static void expect_faulty(uint64_t n, uint64_t k)
{
    char each[128];
    snprintf(each, sizeof each,
             "enter: [enters, fails], exit: [exits, suppresses, fails], steps: %" PRIu64, k);
    expect_count(check_pool(n, "], enter: wait-all}\nmanagers:\n", each, "body: [returns, raises]"),
                 faulty_count(n, k));
}

/* Compares the formulas themselves with the table by which other tools are measured. */
Test(counts, formulas_give_the_numbers_of_the_peers)
{
    cr_assert_eq(plain_count(2, 1), 4);
    cr_assert_eq(plain_count(3, 2), 8100);
    cr_assert_eq(plain_count(4, 1), 576);
    cr_assert_eq(plain_count(4, 2), 6350400);
    cr_assert_eq(faulty_count(2, 1), 66);
    cr_assert_eq(faulty_count(3, 1), 1644);
    cr_assert_eq(faulty_count(4, 2), 641332440);
}

Test(counts, of_plain_pools_follow_the_formula)
{
    for (uint64_t n = 1; n <= 4; n++) {
        expect_plain(n, 1);
    }
    for (uint64_t n = 1; n <= 3; n++) {
        expect_plain(n, 2);
    }
    expect_plain(2, 3);
}

Test(counts, of_pools_with_faults_follow_the_formula)
{
    for (uint64_t n = 1; n <= 3; n++) {
        expect_faulty(n, 1);
    }
    expect_faulty(2, 2);
}

/* By running, an interleaving is a run. */
Test(counts, are_the_runs_where_everything_is_run)
{
    const exn_result *result = ran("{pool: [a, b, c]}");
    cr_assert_eq(result->runs, plain_count(3, 1));
    cr_assert_str_eq(result->interleavings, "36");
    cr_assert_eq(result->states, 0);
    cr_assert_eq(checked("{pool: [a, b, c]}")->runs, 0);
}

/* A stack has one order. */
Test(counts, of_a_stack_without_choices_is_one)
{
    expect_count(checked("scope: {stack: [a, b, c]}"), 1);
    expect_count(checked("scope: {stack: []}"), 1);
}

/* D7: choices inside calls count: each of two enters enters or fails, independent of the other. */
Test(counts, hold_the_choices_inside_calls)
{
    expect_count(checked("scope: {pool: [a, b], enter: wait-all}\n"
                         "managers:\n"
                         "  a: {enter: [enters, fails], steps: 0}\n"
                         "  b: {enter: [enters, fails], steps: 0}"),
                 4);
}

/* Equal results are one alternative: the exit did not receive that error, so it raises its own. */
Test(counts, hold_equal_results_once)
{
    expect_count(checked("scope: {stack: [a, b]}\n"
                         "managers: {a: {exit: [fails, fails with b.exit]}}\n"
                         "body: raises"),
                 1);
}

/* D7: a cancel is an external like any other. One manager: none 1; before the start 1; entering 2
 * (it enters in spite of it, or stops); at once after that 1; in the body 2; in the exit 1. */
Test(counts, hold_a_cancel_at_each_moment)
{
    expect_count(checked("scope: {pool: [a]}\ncancel: anywhere"), 8);
    expect_count(checked("scope: {stack: [a]}\ncancel: anywhere"), 8);
}

/* The same with `ignores`: while it enters 1, and in the body 1. */
Test(counts, of_managers_that_ignore_requests_are_smaller)
{
    expect_count(checked("scope: {pool: [a]}\n"
                         "managers: {a: {on-cancel: ignores}}\n"
                         "body: {ends: returns, on-cancel: ignores}\n"
                         "cancel: anywhere"),
                 6);
}

/* --- unasked: as far as it is cheap ----------------------------------------------------------- */

static bool ask(void *context)
{
    *(uint64_t *)context += 1;
    return false;
}

/* Explores with every reduction possible. Returns how often the two passes together asked whether
 * to stop: about once per some number of states. */
static uint64_t asked_for(const char *text, exn_explore_options options, const exn_result **result)
{
    uint64_t asked = 0;
    options.stop = ask;
    options.context = &asked;
    *result = explored_scenario(scenario_of(text), options);
    expect_verdict(*result, "holds", true);
    return asked;
}

enum { STATES_PER_QUESTION = 256 };

static uint64_t questions(const exn_result *result)
{
    return result->states / STATES_PER_QUESTION + 2;
}

#define SLOW     "{steps: 4}"
#define FALLIBLE "{enter: [enters, fails]}"
static const char slow_pool[] = "scope: {pool: [a, b, c, d, e, f, g]}\n"
                                "managers: {a: " SLOW ", b: " SLOW ", c: " SLOW ", d: " SLOW
                                ", e: " SLOW ", f: " SLOW ", g: " SLOW "}\n";

/* 5^7 states before the body alone: the search ended after 300. */
Test(large, counts_are_not_tried_where_there_are_too_many_states_at_once)
{
    const exn_result *result;
    uint64_t asked = asked_for(slow_pool, (exn_explore_options){.no_reduction = false}, &result);
    cr_expect_lt(result->states, 1000);
    cr_expect_null(result->interleavings);
    cr_expect_leq(asked, questions(result));

    asked = asked_for(slow_pool, (exn_explore_options){.counts = true}, &result);
    cr_assert_not_null(result->interleavings, "asked for, they are counted");
    cr_expect_gt(asked, questions(result));
}

Test(large, counts_are_not_tried_where_the_search_found_too_many_states)
{
    const exn_result *result;
    asked_for("scope: {pool: [a, b, c, d, e, f, g]}\n"
              "managers: {a: " FALLIBLE ", b: " FALLIBLE ", c: " FALLIBLE ", d: " FALLIBLE
              ", e: " FALLIBLE ", f: " FALLIBLE ", g: " FALLIBLE "}\n",
              (exn_explore_options){.no_reduction = false}, &result);
    cr_assert_gt(result->states, 20000);
    cr_expect_null(result->interleavings);
    cr_expect_eq(result->count_seconds, 0, "it was begun");
}

/* 27^3 places before the body, and only a few states more. */
Test(counts, are_there_where_nearly_too_many_states_are)
{
    const exn_result *result;
    asked_for("scope: {pool: [a, b, c]}\n"
              "managers: {a: {steps: {enter: 26, exit: 0}}, b: {steps: {enter: 26, exit: 0}},\n"
              "           c: {steps: {enter: 26, exit: 0}}}\n",
              (exn_explore_options){.no_reduction = true}, &result);
    cr_assert_gt(result->states, 19683);
    cr_assert_lt(result->states, 20000);
    cr_expect_not_null(result->interleavings);
}

/* Each of the eight runs ends with a breach, in a callback after the end of the pool; at that
 * moment no cancel can come any more (D3). */
Test(counts, no_cancel_behind_the_end)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "managers: {a: {exit: touches later}}\n"
                                       "cancel: anywhere");
    cr_expect_str_eq(result->interleavings, "8");
}
