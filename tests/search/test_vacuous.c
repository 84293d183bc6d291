/* Declarations that no run puts to the test. */
#include "trial.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* SPEC 10: declarations of the scenario that were never put to the test. */

#define expect_vacuous(text, ...)                                                                  \
    do {                                                                                           \
        const exn_result *result_ = checked(text);                                                 \
        expect_texts_at(__FILE__, __LINE__, "vacuous", result_->vacuous, result_->vacuous_count,   \
                        TEXTS(__VA_ARGS__));                                                       \
        expect_verdict(result_, "vacuous", true);                                                  \
    } while (0)

Test(vacuous, is_an_alternative_of_an_enter_that_never_begins)
{
    expect_vacuous("scope: {stack: [a, b]}\n"
                   "managers:\n"
                   "  a: {enter: fails}\n"
                   "  b: {enter: [enters, fails]}",
                   "b enter `enters` (line 5)", "b enter `fails` (line 5)");
}

Test(vacuous, is_an_alternative_of_an_exit_that_never_begins)
{
    expect_vacuous("scope: {pool: [a]}\n"
                   "managers:\n"
                   "  a: {enter: fails, exit: [exits, fails]}",
                   "a exit `exits` (line 4)", "a exit `fails` (line 4)");
}

/* M5: there is never an error to suppress. */
Test(vacuous, is_a_suppression_without_a_cause)
{
    expect_vacuous("scope: {pool: [a]}\n"
                   "managers:\n"
                   "  a: {exit: [exits, suppresses]}",
                   "a exit `suppresses` (line 4)");
}

/* ... but if it is the only result, it is taken everywhere. */
Test(vacuous, is_not_a_suppression_that_is_the_only_one)
{
    expect_verdict(checked("scope: {pool: [a]}\nmanagers: {a: {exit: suppresses}}"), "holds", true);
}

Test(vacuous, is_an_end_of_a_body_that_never_begins)
{
    expect_vacuous("scope: {pool: [a]}\n"
                   "managers: {a: {enter: fails}}\n"
                   "body: [returns, raises]",
                   "body `returns` (line 4)", "body `raises` (line 4)");
}

Test(vacuous, is_an_on_cancel_that_nobody_asks_for)
{
    expect_vacuous("scope: {pool: [a]}\n"
                   "managers:\n"
                   "  a: {on-cancel: [stops, fails]}",
                   "a on-cancel `stops` (line 4)", "a on-cancel `fails` (line 4)");
    expect_vacuous("scope: {pool: [a]}\n"
                   "body: {ends: returns, on-cancel: [stops, fails]}",
                   "body on-cancel `stops` (line 3)", "body on-cancel `fails` (line 3)");
}

/* on-cancel is declared once for enter and exit: one of them is enough. */
Test(vacuous, is_not_an_on_cancel_that_the_enter_has_taken)
{
    expect_verdict(checked("scope: {pool: [a]}\n"
                           "managers: {a: {on-cancel: [stops, fails]}}\n"
                           "cancel: anywhere"),
                   "holds", true);
}

Test(vacuous, is_never_ignores_or_a_default)
{
    expect_verdict(checked("scope: {pool: [a]}\n"
                           "managers: {a: {enter: fails, on-cancel: ignores}}"),
                   "holds", true);
    expect_verdict(checked("scope: {pool: [a]}\nbody: {ends: returns, on-cancel: ignores}"),
                   "holds", true);
}

Test(vacuous, is_an_alternative_that_the_schedule_leaves_no_room_for)
{
    expect_vacuous("scope: {pool: [a]}\n"
                   "managers: {a: {enter: [enters, fails]}}\n"
                   "schedule: [a enters, ...]",
                   "a enter `fails` (line 3)");
}

Test(vacuous, is_a_cancel_that_the_schedule_leaves_no_room_for)
{
    expect_vacuous("scope: {pool: [a]}\n"
                   "cancel: anywhere\n"
                   "schedule: [a enters, body returns, a exits]",
                   "cancel: anywhere");
}

Test(vacuous, is_an_alternative_that_a_limit_of_the_scenario_cuts)
{
    expect_vacuous("scope: {pool: [a]}\n"
                   "managers: {a: {enter: [enters, fails]}}\n"
                   "limits: {faults: 0}",
                   "a enter `fails` (line 3)");
}

/* S12: a request ends what hangs, and then the hang was put to the test. */
Test(vacuous, is_not_a_hang_that_a_deadline_ends)
{
    expect_verdict(checked("scope: {stack: [a], deadline: 10ms}\n"
                           "managers: {a: {enter: [enters, hangs]}}"),
                   "holds", true);
}

/* The exit of `a` has 70 alternatives and then `suppresses`; whether it has a cause depends on
 * m1. */
static const exn_result *checked_with_many_alternatives(uint32_t workers, const char *exit_of_m1)
{
    enum { MANAGERS = 70 };
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    fputs("scope: {stack: [a", file);
    for (int i = 1; i <= MANAGERS; i++) {
        fprintf(file, ", m%d", i);
    }
    fprintf(file, "]}\nmanagers:\n  m1: {exit: %s}\n  a:\n    exit:\n", exit_of_m1);
    for (int i = 1; i <= MANAGERS; i++) {
        fprintf(file, "      - fails with m%d.exit\n", i);
    }
    fputs("      - suppresses\n", file);
    fclose(file);
    const exn_result *result = checked_with(text, (exn_explore_options){.workers = workers});
    free(text);
    return result;
}

Test(vacuous, is_told_of_the_71st_alternative_as_of_the_first)
{
    for (uint32_t workers = 1; workers <= 2; workers++) {
        const exn_result *result = checked_with_many_alternatives(workers, "exits");
        expect_texts_at(__FILE__, __LINE__, "vacuous", result->vacuous, result->vacuous_count,
                        TEXTS("a exit `suppresses` (line 77)"));
        expect_verdict(result, "vacuous", true);
        expect_verdict(checked_with_many_alternatives(workers, "fails"), "holds", true);
    }
}

Test(vacuous, is_an_outcome_of_a_list_that_never_comes)
{
    expect_vacuous("scope: {pool: [a]}\n"
                   "body: [returns, raises]\n"
                   "expect: {outcome: [returns, canceled, raises body, raises a.exit]}",
                   "outcome `canceled` (line 4)", "outcome `raises a.exit` (line 4)");
}

/* Each matching outcome was met, not only the first one. */
Test(vacuous, is_not_an_outcome_that_another_one_of_the_list_includes)
{
    expect_verdict(checked("scope: {pool: [a]}\n"
                           "body: raises\n"
                           "expect: {outcome: [raises body, raises body + not canceled]}"),
                   "holds", true);
}

Test(vacuous, is_never_what_must_not_happen_or_happens_always)
{
    expect_verdict(checked("scope: {pool: [a]}\n"
                           "expect:\n"
                           "  order: [a entered, body begins]\n"
                           "  always: [a exited]\n"
                           "  never: [a enter fails, cancel]\n"
                           "  interleavings: 1"),
                   "holds", true);
}

/* A breach is reported first, and a sample is not judged. */
Test(vacuous, is_nothing_where_something_is_broken_or_left_out)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n"
                "managers: {a: {enter: stops unasked, exit: [exits, fails]}}");
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->vacuous_count, 0);
    exn_explore_options options = {.runs_max = 1};
    result =
        checked_with("scope: {pool: [a, b]}\nmanagers: {a: {enter: [enters, fails]}}", options);
    expect_verdict(result, "sampled", true);
    cr_assert_eq(result->vacuous_count, 0);
}

/* SPEC 4: an invariant whose condition never arose is reported as such, and is no verdict. */
Test(vacuous, is_told_of_each_invariant)
{
    const exn_result *result = checked("{pool: []}");
    expect_verdict(result, "holds", true);
    cr_assert(result->invariants[EXN_X1].vacuous);
    cr_assert_eq(result->invariants[EXN_X1].checked, 0);
    cr_assert_not(result->invariants[EXN_X5].vacuous);
    result = checked("{pool: [a]}");
    cr_assert_not(result->invariants[EXN_X1].vacuous);
    cr_assert_gt(result->invariants[EXN_X1].checked, 0);
}
