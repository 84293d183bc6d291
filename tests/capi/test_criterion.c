/* A check as a Criterion test. */
#include "session.h"
#include "zoo/zoo.h"

#include <exeunt/criterion.h>

#include <stdio.h>
#include <unistd.h>

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

/* A test that passes without testing anything must fail. */
Test(property, fails_where_an_implementation_cannot_do_it)
{
    exeunt_implementation hasty = exn_zoo_gather_cm;
    hasty.capabilities = EXEUNT_CAN_POOL;
    exeunt_check_config config = {.scenario = "scope: {pool: [a]}\ncancel: anywhere\n",
                                  .implementation = &hasty};
    char *failure = exeunt_property_failure("property/skipped", config);
    cr_assert_not_null(failure);
    cr_expect_str_eq(failure, "- skipped   property/skipped  gather-cm has no cancel\n");
    free(failure);
    config.scenario = "scope: {pool: [a], enter: wait-all}\n";
    failure = exeunt_property_failure("property/skipped", config);
    cr_assert_not_null(failure);
    cr_expect_str_eq(failure, "- skipped   property/skipped  gather-cm has no wait-all\n");
    free(failure);
}

/* Expects a line of what a passing test prints. */
static void expect_line(exeunt_check_config config, const char *line)
{
    char printed[1000] = "";
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);
    cr_assert(file != NULL && before >= 0);
    dup2(fileno(file), STDERR_FILENO);
    char *failure = exeunt_property_failure("property/line", config);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    size_t length = fread(printed, 1, sizeof printed - 1, file);
    printed[length] = '\0';
    fclose(file);
    cr_expect_null(failure, "%s", failure);
    cr_expect(strncmp(printed, line, strlen(line)) == 0, "%s", printed);
}

Test(property, says_what_was_done_and_left_out)
{
    exeunt_check_config config = {.managers = {SESSION("db", SESSION_SOUND)}};
    expect_line(config, "✓ holds     property/line          3 interleavings\n");
    config.scenario = "scope: {pool: [db]}\nfaults: {memory: anywhere}\n";
    config.snapshots = true;
    expect_line(config, "! vacuous   property/line          3 interleavings, 7 states; never put "
                        "to the test: faults: {memory: anywhere}\n");
    config.runs_max = 1;
    expect_line(
        config,
        "~ sampled   property/line          1 run; left out: the number of runs was reached\n");
}
