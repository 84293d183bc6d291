/* A check as a test of Criterion. */
#include "session.h"

#include <exeunt/criterion.h>

exeunt_property_test(property, holds, .managers = {SESSION("db", SESSION_SOUND)}, .cancels = 1)

    exeunt_property_test(property, holds_for_what_a_scenario_expects,
                         .scenario = "scope: {stack: [db]}\n"
                                     "expect: {outcome: [returns, raises db.enter]}\n",
                         .managers = {SESSION("db", SESSION_SOUND)})

        Test(property, fails_with_the_violation_as_its_message)
{
    char *failure = exeunt_property_failure(
        "property/fails",
        (exeunt_check_config){.managers = {SESSION("db", SESSION_STAYS_WAITING)}, .cancels = 1});
    cr_assert_not_null(failure);
    cr_expect_not_null(
        strstr(failure, "✗ property/fails · exeunt · clean-failure (M3), blame: db"));
    cr_expect_not_null(strstr(failure, "exeunt_replay(&config, \"0.2\")"), "%s", failure);
    free(failure);
}

Test(property, fails_where_the_configuration_makes_no_sense)
{
    char *failure =
        exeunt_property_failure("property/fails", (exeunt_check_config){.scenario = ""});
    cr_assert_not_null(failure);
    cr_expect_not_null(strstr(failure, "property/fails:1:1: "), "%s", failure);
    free(failure);
}

Test(property, passes_where_an_implementation_cannot_do_it)
{
    static const exeunt_implementation none = {.name = "none"};
    cr_expect_null(exeunt_property_failure("property/skipped",
                                           (exeunt_check_config){.implementation = &none}));
}
