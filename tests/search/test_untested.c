/* Rules that a scenario does not put to the test. */
#include "trial.h"

#include <criterion/criterion.h>

/* SPEC 10: rules whose condition never arose in a scenario, though it could have. */

#define expect_untested(result, ...)                                                               \
    expect_texts_at(__FILE__, __LINE__, "untested", (result)->untested, (result)->untested_count,  \
                    TEXTS(__VA_ARGS__))

#define NO_EXIT_ASKED                                                                              \
    "M6: no exit was asked to stop (`operations: anywhere` does; in C `.asks_operations`)"

/* The grace time ends after both exits: it takes 5 ms, and they take none. */
Test(untested, M6_is_of_exits_where_no_schedule_asked_one)
{
    const exn_result *never = checked("scope: {pool: [a], grace: 5ms}");
    expect_untested(never, NO_EXIT_ASKED);
    cr_expect_not(never->exits_asked);
    const exn_result *grace = checked("scope: {pool: [a], grace: 5ms}\ncancel: anywhere");
    expect_untested(grace, NULL);
    cr_expect(grace->exits_asked);
    const exn_result *asked =
        checked("scope: {pool: [a]}\ncancel: {where: never, operations: anywhere}");
    expect_untested(asked, NULL);
    cr_expect(asked->exits_asked);
}

Test(untested, nothing_is_that_the_scenario_cannot_reach)
{
    static const char *const out_of_reach[] = {
        "scope: {pool: [a, b]}",
        "scope: {pool: [a, b]}\ncancel: anywhere",
        "scope: {pool: []}\ncancel: anywhere",
        /* An exit that settles inside its call cannot be asked. */
        "scope: {pool: [a], grace: 5ms}\nmanagers: {a: {steps: {exit: 0}}}",
        /* A schedule fixes what happens. */
        ("scope: {pool: [a], grace: 5ms}\nbody: [returns, raises]\n"
         "schedule: [a enters, body returns, a exits]"),
    };
    for (size_t i = 0; i < 5; i++) {
        expect_untested(checked(out_of_reach[i]), NULL);
    }
}

/* A limit of the command line, or chance, has left them out. */
Test(untested, are_rules_that_a_sample_has_not_met)
{
    const exn_result *result =
        checked_with("scope: {pool: [a]}\n"
                     "managers: {a: {enter: [enters, fails]}}\n"
                     "body: [returns, raises]\n"
                     "cancel: anywhere",
                     (exn_explore_options){.has_faults = true, .has_cancels = true});
    expect_verdict(result, "sampled", true);
    expect_untested(result, "X6: the body raised nothing", "M3: no enter failed or was canceled",
                    "M6: no enter was asked to stop");
}

Test(untested, is_nothing_where_a_rule_is_broken)
{
    expect_untested(checked("scope: {pool: [a], grace: 5ms}\nmanagers: {a: {exit: leaks}}"), NULL);
}
