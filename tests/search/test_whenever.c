/* Expectations that one event follows another. */
#include "trial.h"

#include <criterion/criterion.h>

/* `whenever`: each time the first event happens, the second one happens later in the same run. Each
 * scenario is explored in every mode of one process (modes.h), and replayed if it is broken. */

static const exn_violation *broken(const char *text)
{
    const exn_result *result = checked(text);
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 1);
    cr_expect_str_eq(result->violations[0].name, "whenever");
    cr_expect(result->violations[0].shortest);
    const exn_result *again = replayed(scenario_of(text), result->violations[0].tape);
    cr_assert_eq(again->violation_count, 1);
    cr_expect_str_eq(again->violations[0].message, result->violations[0].message);
    return &result->violations[0];
}

#define TWO                                                                                        \
    "scope: {pool: [a, b]}\n"                                                                      \
    "managers: {a: {enter: [enters, fails], steps: 2}, b: {enter: [enters, fails], steps: 2}}\n"   \
    "cancel: anywhere\n"

Test(whenever, holds_where_the_second_always_follows)
{
    expect_verdict(checked(TWO "expect:\n"
                               "  whenever:\n"
                               "    - {a entered: a exited, b entered: b exited}\n"
                               "    - {a exit begins (canceled): a exited}\n"
                               "    - {cancel: pool closes canceled}\n"
                               "    - {a enter fails: pool closes}\n"
                               "limits: {faults: 0}"),
                   "vacuous", true);
    expect_verdict(
        checked(TWO "expect: {whenever: [{a entered: a exited}, {cancel: pool closes}]}"), "holds",
        true);
}

Test(whenever, is_broken_where_it_does_not_follow)
{
    const exn_violation *found = broken(TWO "expect: {whenever: [{a entered: body returns}]}");
    cr_expect_str_eq(found->message,
                     "`a entered` happens, and `body returns` does not happen later");
    cr_expect_eq(found->faults + found->cancels, 1);
}

/* An earlier event is not later, even if two paths lead to the same state of the scope. */
Test(whenever, is_broken_by_an_order)
{
    const exn_violation *found = broken("scope: {pool: [a, b]}\n"
                                        "managers: {a: {steps: 3}, b: {steps: 3}}\n"
                                        "expect: {whenever: [{a entered: b entered}]}");
    cr_expect_str_eq(found->message, "`a entered` happens, and `b entered` does not happen later");
    broken("scope: {pool: [a, b]}\nexpect: {whenever: [{b exited: a exited}]}");
}

/* Each time: the last one counts. An event that matches both patterns does not answer itself. */
Test(whenever, is_about_each_time)
{
    static const char again[] = "scope: {pool: [a]}\n"
                                "cancel: {where: anywhere, times: 2}\n";
    char text[200];
    snprintf(text, sizeof text, "%sexpect: {whenever: [{cancel: cancel}]}", again);
    cr_expect_eq(broken(text)->cancels, 1);
    snprintf(text, sizeof text, "%sexpect: {whenever: [{a enter begins: a enter begins}]}", again);
    broken(text);
}

Test(whenever, is_vacuous_where_the_first_never_happens)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "expect: {whenever: [{a exit fails: body begins}]}");
    expect_verdict(result, "vacuous", true);
    expect_texts_at(__FILE__, __LINE__, "vacuous", result->vacuous, result->vacuous_count,
                    TEXTS("whenever `a exit fails` (line 3)"));
}

/* A search of several processes, each of which has seen other events. */
Test(whenever, is_the_same_for_workers)
{
    static const char text[] = TWO "expect: {whenever: [{a entered: a exited}, "
                                   "{b enter fails: pool closes}]}";
    expect_verdict(checked_with(text, (exn_explore_options){.workers = 3}), "holds", true);
    const exn_result *result = checked_with(TWO "expect: {whenever: [{a entered: body returns}]}",
                                            (exn_explore_options){.workers = 3});
    expect_verdict(result, "violated", false);
}

Test(whenever, hears_calls)
{
    static const char scope[] = "scope: {stack: [db]}\n"
                                "body: {actions: [push lock -> may be refused, close, "
                                "close -> refused]}\n";
    char text[300];
    snprintf(text, sizeof text, "%sexpect: {whenever: [{call push lock: lock exited}]}", scope);
    expect_verdict(checked(text), "holds", true);
    snprintf(text, sizeof text, "%sexpect: {whenever: [{call close refused: call close}]}", scope);
    broken(text);
}
