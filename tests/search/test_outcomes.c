/* The outcomes that are found. */
#include "search/outcome_set.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <stdio.h>

/* The distinct outcomes of the outermost scope, exact and sorted (E4, SCENARIOS.md). */

Test(outcomes, of_one_manager_are_all_that_there_can_be)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "managers: {a: {exit: [exits, suppresses, fails]}}\n"
                                       "body: [returns, raises]");
    expect_outcomes(result, "raises [body, a.exit]", "raises a.exit", "raises body", "returns",
                    "suppressed");
    expect_verdict(result, "holds", true);
}

Test(outcomes, are_told_once)
{
    const exn_result *result = checked("scope: {pool: [a, b, c]}");
    expect_outcomes(result, "returns");
    cr_assert_str_eq(result->interleavings, "36");
}

/* P13: the first failure in time is the primary one. */
Test(outcomes, differ_by_the_order_of_their_errors)
{
    expect_outcomes(checked("scope: {pool: [a, b], enter: wait-all}\n"
                            "managers: {a: {enter: [enters, fails]}, b: {enter: [enters, fails]}}"),
                    "raises [a.enter, b.enter]", "raises [b.enter, a.enter]", "raises a.enter",
                    "raises b.enter", "returns");
}

/* C1: the flag follows the errors. */
Test(outcomes, tell_the_flag_behind_errors)
{
    expect_outcomes(checked("scope: {pool: [a]}\n"
                            "body: [returns, raises]\n"
                            "cancel: anywhere"),
                    "canceled", "raises body", "raises body + canceled", "returns");
}

/* S6, S7 */
Test(outcomes, of_a_stack_are_its_chains)
{
    expect_outcomes(checked("scope: {stack: [a, b]}\n"
                            "managers:\n"
                            "  a: {exit: [exits, suppresses, fails]}\n"
                            "  b: {exit: [exits, suppresses, fails]}\n"
                            "body: raises"),
                    "raises [a.exit, b.exit, body]", "raises [a.exit, body]",
                    "raises [b.exit, body]", "raises a.exit", "raises body", "suppressed");
}

/* E4, E5: the members of a combined error are listed in its place. */
Test(outcomes, list_the_members_of_a_combined_error)
{
    expect_outcomes(checked("scope: {stack: [{pool: [a, b], enter: wait-all}]}\n"
                            "managers: {a: {enter: fails}, b: {enter: fails}}"),
                    "raises [a.enter, b.enter]", "raises [b.enter, a.enter]");
}

/* C6 */
Test(outcomes, put_a_deadline_behind_all_others)
{
    expect_outcomes(checked("scope: {stack: [a], deadline: 10ms}\n"
                            "managers: {a: {enter: [enters, fails]}}"),
                    "raises [a.enter, stack.deadline]", "raises a.enter", "raises stack.deadline",
                    "returns");
}

/* C6, S11: a stack that was closed has no enters and no body that a deadline could cover. */
Test(outcomes, of_a_closed_stack_know_no_deadline)
{
    expect_outcomes(checked("scope: {stack: [a], deadline: 10ms}\n"
                            "schedule: [call close, ...]"),
                    "returns");
    expect_outcomes(checked("scope: {stack: [], deadline: 10ms}\n"
                            "body: {actions: [close]}"),
                    "returns");
}

/* A run that breaks a rule has no outcome. */
Test(outcomes, of_broken_runs_are_not_told)
{
    const exn_result *result = checked("implementation: gather-cm\n"
                                       "scope: {pool: []}\n"
                                       "body: [returns, raises]");
    expect_outcomes(result, "returns");
    expect_verdict(result, "violated", false);
}

/* --- however many errors there are ------------------------------------------------------------ */

enum { MANY = 300 };

/* A stack of many managers whose exits fail, and the expected outcome: newest first, but for two
 * that may change places. */
static const exn_result *many_fail(size_t swapped)
{
    static char text[MANY * 64];
    size_t at = 0;
    at += (size_t)sprintf(text + at, "scope: {stack: [m0");
    for (int i = 1; i < MANY; i++) {
        at += (size_t)sprintf(text + at, ", m%d", i);
    }
    at += (size_t)sprintf(text + at, "]}\nmanagers:\n");
    for (int i = 0; i < MANY; i++) {
        at += (size_t)sprintf(text + at, "  m%d: {exit: fails, steps: 0}\n", i);
    }
    at += (size_t)sprintf(text + at, "expect:\n  outcome: raises [");
    for (int i = 0; i < MANY; i++) {
        size_t place = (size_t)i;
        place += swapped > 0 && place == swapped ? 1 : 0;
        place -= swapped > 0 && i > 0 && (size_t)i == swapped + 1 ? 1 : 0;
        at += (size_t)sprintf(text + at, "%sm%zu.exit", i > 0 ? ", " : "", place);
    }
    sprintf(text + at, "]\n");
    return checked(text);
}

Test(outcomes, of_many_errors_fit_what_is_expected)
{
    expect_verdict(many_fail(0), "holds", true);
}

Test(outcomes, of_many_errors_are_told_apart_by_the_last_of_them)
{
    expect_verdict(many_fail(MANY - 2), "violated", false);
    expect_verdict(many_fail(257), "violated", false);
    expect_verdict(many_fail(200), "violated", false);
}

/* More errors than any array once had room for, and fast: the comparison is linear. */
Test(outcomes, are_compared_however_many_errors_there_are)
{
    const exn_explore_options options = {.implementation = NULL};
    expect_verdict(
        explored_scenario(scenario_of("scope: {stack: [{callback: log, times: 100000}]}\n"
                                      "managers: {log: {exit: fails, steps: 0}}"),
                          options),
        "holds", true);
    expect_verdict(
        explored_scenario(scenario_of("scope: {stack: [{stack: [{callback: log, times: 5000}]}]}\n"
                                      "managers: {log: {exit: fails, steps: 0}}\n"
                                      "body: raises"),
                          options),
        "holds", true);
}

/* --- the set of them -------------------------------------------------------------------------- */

/* One that differs from others in its last error alone, with so many errors. */
static exn_closing closing_of(uint32_t error_count, uint32_t last)
{
    exn_error_id errors[EXN_OUTCOME_ERRORS_MAX + 1];
    for (uint32_t i = 0; i + 1 < error_count; i++) {
        errors[i] = exn_id(EXN_ID_EXIT, i);
    }
    errors[error_count - 1] = exn_id(EXN_ID_EXIT, last);
    exn_event event = {.kind = EXN_CLOSES, .errors = errors, .error_count = error_count};
    exn_closing closing;
    exn_closing_keep(&closing, &event);
    return closing;
}

static uint32_t count_of(const exn_outcome_set *set)
{
    uint32_t count = 0;
    for (size_t at = 0; at < set->word_count; count++) {
        exn_closing closing;
        at = exn_outcome_read(set->words, at, &closing);
    }
    cr_expect_eq(exn_outcome_set_count(set), count);
    return count;
}

Test(outcomes, are_kept_once_and_as_long_as_they_are)
{
    exn_outcome_set set = {.words = NULL};
    exn_outcome_set other = {.words = NULL};
    const uint32_t counts[] = {1, 2, EXN_OUTCOME_ERRORS_MAX, EXN_OUTCOME_ERRORS_MAX + 1};
    for (int again = 0; again < 2; again++) {
        for (uint32_t i = 0; i < 4 * 100; i++) {
            exn_closing closing = closing_of(counts[i % 4], 1000 + i / 4);
            closing.canceled = i % 3 == 0;
            cr_assert(exn_outcome_set_add(&set, &closing));
        }
        cr_expect_eq(count_of(&set), 400);
    }
    cr_expect_eq(set.word_count, 100 * (2 + 3 + 257 + 261), "%zu words", set.word_count);
    exn_closing second;
    exn_outcome_read(set.words, exn_outcome_read(set.words, 0, &second), &second);
    exn_closing wanted = closing_of(2, 1000);
    cr_expect(exn_closing_equal(&second, &wanted));
    cr_assert(exn_outcome_set_add_all(&other, set.words, set.word_count));
    cr_assert(exn_outcome_set_add_all(&other, set.words, set.word_count));
    cr_expect_eq(count_of(&other), 400);
    exn_outcome_set_clear(&other);
    cr_expect_eq(count_of(&other), 0);
    exn_outcome_set_free(&set);
    exn_outcome_set_free(&other);
}
