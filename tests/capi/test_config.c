/* Configurations: what is refused, and where. */
#include "checked.h"
#include "session.h"

#include <criterion/criterion.h>

#include <stdlib.h>

static void expect_refused(exeunt_check_config config, const char *text)
{
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "invalid");
    cr_expect_not(result->passed);
    cr_expect_str_eq(text_of(result), text);
}

Test(config, is_needed)
{
    exeunt_check_result *result = exeunt_check(NULL);
    expect_verdict(result, "invalid");
    cr_expect_str_eq(text_of(result), "check: there is no configuration\n");
    exeunt_check_free(result);
}

Test(config, is_refused_with_the_place_in_its_scenario)
{
    expect_refused((exeunt_check_config){.name = "mine",
                                         .scenario = "scope: {pool: [a]}\n"
                                                     "managers: {a: {exit: suppreses}}\n"},
                   "mine:2:22: unknown outcome `suppreses`: did you mean `suppresses`?\n");
    const exeunt_check_result *result = checked((exeunt_check_config){.scenario = "scope: {pool:"});
    expect_verdict(result, "invalid");
    cr_expect_eq(result->complaints[0].line, 2, "%s", text_of(result));
    expect_verdict(checked((exeunt_check_config){.scenario = ""}), "invalid");
}

Test(config, needs_a_function_for_each_manager)
{
    expect_refused((exeunt_check_config){.managers = {{"db", NULL, NULL}}},
                   "check: managers[0] (`db`) has no function that creates it\n");
    expect_refused((exeunt_check_config){.managers = {[1] = {"db", make_session, NULL}}},
                   "check: managers[1] stands behind one that has no name\n");
}

Test(config, names_managers_of_the_scenario)
{
    expect_refused((exeunt_check_config){.scenario = "scope: {pool: [db]}",
                                         .managers = {{"db", make_session, NULL},
                                                      {"cache*", make_session, NULL}}},
                   "check: managers[1]: the scenario has no manager `cache*`\n");
    expect_refused((exeunt_check_config){.scenario = "scope: {pool: [{stack: []}]}",
                                         .managers = {{"pool.stack", make_session, NULL}}},
                   "check: managers[0]: the scenario has no manager `pool.stack`\n");
}

Test(config, needs_a_scenario_for_patterns)
{
    const exeunt_check_result *result =
        checked((exeunt_check_config){.managers = {{"db*", make_session, NULL}}});
    expect_verdict(result, "invalid");
}

Test(config, is_called_what_it_is_given_or_what_the_scenario_says)
{
    const char *scenario = "scenario: of none\nscope: {pool: []}\n";
    cr_expect_str_eq(checked((exeunt_check_config){.scenario = scenario})->name, "of none");
    cr_expect_str_eq(checked((exeunt_check_config){.scenario = scenario, .name = "mine"})->name,
                     "mine");
    cr_expect_str_eq(checked((exeunt_check_config){.cancels = 0})->name, "check");
}

Test(config, limits_what_is_tried)
{
    const exeunt_check_result *result = checked(
        (exeunt_check_config){.scenario = "scope: {pool: [a, b, c, d, e]}", .runs_max = 10});
    expect_verdict(result, "sampled");
    cr_expect_eq(result->runs, 10);
    cr_expect_eq(result->left_out_count, 1);
}

Test(config, may_expect_a_breach)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {pool: [a, b]}\ncancel: anywhere\nviolates: clean-failure\nblame: a\n",
        .managers = {SESSION("a", SESSION_STAYS_WAITING)}});
    expect_verdict(result, "violated");
    cr_expect(result->passed);
}

Test(config, may_need_what_the_implementation_lacks)
{
    static const exeunt_implementation none = {.abi = EXEUNT_IMPLEMENTATION_ABI, .name = "none"};
    const exeunt_check_result *result = checked((exeunt_check_config){.implementation = &none});
    expect_verdict(result, "skipped");
    cr_expect_str_eq(text_of(result), "- skipped   check  none has no pool\n");
}

static void *create_nothing(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    (void)plan;
    return NULL;
}

static void do_nothing(void *subject)
{
    (void)subject;
}

Test(config, needs_a_function_for_each_thing_that_the_implementation_can)
{
    static const exeunt_implementation nameless = {.abi = EXEUNT_IMPLEMENTATION_ABI,
                                                   .capabilities = EXEUNT_CAN_POOL};
    static const exeunt_implementation empty = {.abi = EXEUNT_IMPLEMENTATION_ABI,
                                                .name = "empty",
                                                .capabilities =
                                                    EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL};
    static const exeunt_implementation flat = {
        .abi = EXEUNT_IMPLEMENTATION_ABI,
        .name = "flat",
        .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_DEADLINE | EXEUNT_CAN_GRACE |
                        EXEUNT_CAN_MOVE | EXEUNT_CAN_NEST,
        .create = create_nothing,
        .begin = do_nothing,
        .destroy = do_nothing};
    expect_refused((exeunt_check_config){.implementation = &nameless},
                   "check: the implementation has no name\n");
    expect_refused(
        (exeunt_check_config){.implementation = &empty},
        "check: the implementation `empty` has no function `create`, which its capabilities need\n"
        "check: the implementation `empty` has no function `destroy`, which its capabilities need\n"
        "check: the implementation `empty` has no function `begin`, which its capabilities need\n"
        "check: the implementation `empty` has no function `body_settled`, which its capabilities "
        "need\n"
        "check: the implementation `empty` has no function `cancel`, which its capabilities "
        "need\n");
    expect_refused(
        (exeunt_check_config){.implementation = &flat},
        "check: the implementation `flat` has no function `body_settled`, which its capabilities "
        "need\n"
        "check: the implementation `flat` has no function `expire`, which its capabilities need\n"
        "check: the implementation `flat` has no function `end_grace`, which its capabilities "
        "need\n"
        "check: the implementation `flat` has no function `manager`, which its capabilities need\n"
        "check: the implementation `flat` has no function `move`, which its capabilities need\n");
}

Test(text, is_of_a_result_that_is_not_there)
{
    char *text = exeunt_check_text(NULL);
    cr_expect_str_eq(text, "out of memory\n");
    free(text);
    exeunt_check_free(NULL);
}

Test(text, is_as_the_command_prints_it)
{
    exeunt_check_config config = {.scenario = "scope: {pool: [db]}",
                                  .managers = {SESSION("db", SESSION_STAYS_CONNECTED)},
                                  .cancels = 1};
    cr_expect_str_eq(
        text_of(checked(config)),
        "✗ check · exeunt · clean-failure (M3), blame: db\n"
        "  db holds 1 hold, 64 bytes though its enter did not succeed (since `db connected`)\n"
        "\n"
        "    1  db   enter begins\n"
        "    2  db   connected\n"
        "    3       cancel\n"
        "    4  db   cancel requested\n"
        "    5  db   enter canceled\n"
        "\n"
        "  the only schedule · 0 faults, 1 cancel, 2 steps · found after 7 runs\n"
        "  replay  exeunt_replay(&config, \"0.0.2\")\n"
        "  keep    .schedule = \"[db connected, cancel]\"\n");
}
