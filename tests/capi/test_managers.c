/* Managers written in C, explored in every order. */
#include "checked.h"
#include "session.h"

#include <criterion/criterion.h>

#include <string.h>

/* --- nothing is wrong ------------------------------------------------------------------------- */

Test(managers, hold_where_nothing_is_wrong)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {pool: [db, cache]}\n"
                    "managers: {cache: {enter: [enters, fails], exit: [exits, suppresses]}}\n"
                    "body: [returns, raises]\n",
        .managers = {SESSION("db", SESSION_SOUND)},
        .cancels = 1,
    });
    expect_verdict(result, "holds");
    cr_expect(result->passed && result->exhaustive);
    cr_expect_gt(result->transitions, 0);
    expect_lines(result->outcomes, result->outcome_count, "canceled",
                 "raises [db.enter, cache.enter]", "raises [db.enter, cache.enter] + canceled",
                 "raises body", "raises body + canceled", "raises cache.enter",
                 "raises cache.enter + canceled", "raises db.enter", "raises db.enter + canceled",
                 "returns", "suppressed");
}

/* No scope asks an exit to stop, except at the end of a grace time; the world does. */
Test(managers, are_asked_to_stop_in_their_exits)
{
    exeunt_check_config config = {.managers = {SESSION("db", SESSION_STOPS_LEAVING)}, .cancels = 1};
    const exeunt_check_result *unasked = checked(config);
    expect_verdict(unasked, "holds");
    expect_lines(
        unasked->untested, unasked->untested_count,
        "M6: no exit was asked to stop (`operations: anywhere` does; in C `.asks_operations`)");
    cr_expect_not_null(strstr(text_of(unasked), "    not put to the test: M6: no exit was asked"));
    config.asks_operations = true;
    const exeunt_check_result *asked = checked(config);
    expect_broken(asked, "M6 db");
    cr_expect_str_eq(asked->violations[0].message,
                     "the exit of db does not stand a cancel request");
    config.managers[0].data = &(session_bug){SESSION_SOUND};
    const exeunt_check_result *sound = checked(config);
    expect_verdict(sound, "holds");
    cr_expect_eq(sound->untested_count, 0);
}

/* The trace has everything that code under test does without having been asked. */
Test(managers, say_what_nobody_asked_of_them)
{
    const exeunt_check_result *result =
        checked((exeunt_check_config){.managers = {SESSION("db", SESSION_SOUND)}});
    expect_lines(
        result->untested, result->untested_count, "M6: no enter was asked to stop",
        "M6: no exit was asked to stop (`operations: anywhere` does; in C `.asks_operations`)");
}

Test(managers, come_in_every_order)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {pool: [a, b]}",
        .managers = {SESSION("?", SESSION_SOUND)},
        .faults = 1,
    });
    expect_verdict(result, "holds");
    cr_expect_str_eq(result->interleavings, "30");
    expect_lines(result->outcomes, result->outcome_count, "raises a.enter", "raises b.enter",
                 "returns");
}

Test(managers, may_be_none)
{
    const exeunt_check_result *result = checked((exeunt_check_config){.cancels = 1});
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "canceled", "returns");
}

Test(large, managers_may_be_many)
{
    char scenario[8000] = "scope: {stack: [";
    for (int i = 0; i < 120; i++) {
        size_t length = strlen(scenario);
        snprintf(scenario + length, sizeof scenario - length, "vm%d, ", i);
    }
    strcat(scenario, "]}\nlimits: {faults: 0}\n");
    const exeunt_check_result *result = checked(
        (exeunt_check_config){.scenario = scenario, .managers = {SESSION("vm*", SESSION_SOUND)}});
    expect_verdict(result, "holds");
    cr_expect_str_eq(result->interleavings, "1");
}

static exeunt_manager *make_none(exeunt_border *border, const char *name, void *data)
{
    (void)border;
    (void)name;
    *(int *)data += 1;
    return NULL;
}

Test(managers, are_played_by_the_scenario_where_nobody_is_created)
{
    int asked = 0;
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {pool: [a]}", .managers = {{"?", make_none, &asked}}, .cancels = 1});
    expect_verdict(result, "holds");
    cr_expect_gt(asked, 0);
}

/* --- something is ----------------------------------------------------------------------------- */

static const exeunt_check_result *checked_with(session_bug bug)
{
    return checked((exeunt_check_config){
        .scenario = "scope: {pool: [db, cache]}", .managers = {SESSION("db", bug)}, .cancels = 1});
}

Test(managers, hold_what_they_forget)
{
    const exeunt_check_result *result = checked_with(SESSION_STAYS_CONNECTED);
    expect_verdict(result, "violated");
    cr_expect_not(result->passed);
    expect_broken(result, "M3 db");
    const exeunt_violation *found = &result->violations[0];
    expect_lines(found->trace, found->trace_count, "db enter begins", "cache enter begins",
                 "db connected", "cancel", "db cancel requested", "db enter canceled");
    expect_lines(found->schedule, found->schedule_count, "db connected", "cancel");
}

Test(managers, hold_what_they_wait_for)
{
    const exeunt_check_result *result = checked_with(SESSION_STAYS_WAITING);
    expect_broken(result, "M3 db");
    expect_lines(result->violations[0].schedule, result->violations[0].schedule_count, "cancel");
}

Test(managers, hold_memory_of_the_world)
{
    const exeunt_check_result *result = checked_with(SESSION_KEEPS_MEMORY);
    expect_broken(result, "M3 db");
}

Test(managers, are_to_blame_where_nothing_more_comes)
{
    const exeunt_check_result *result = checked_with(SESSION_IGNORES_NOTHING);
    expect_broken(result, "M2 db");
    const exeunt_violation *found = &result->violations[0];
    cr_expect_eq(found->faults, 0, "nobody chose that it hangs");
    cr_expect_eq(found->steps, 2, "db is connected, cache enters, and nothing is no step");
    cr_expect_str_eq(found->message, "the enter of db never settles: a cancel request (`at-least: "
                                     "1`) or a deadline would ask it to stop");
}

Test(managers, are_followed_as_far_as_the_limit_of_faults)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {pool: [a, b], enter: wait-all}",
        .managers = {SESSION("?", SESSION_SOUND)},
        .faults = 2,
    });
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "raises [a.enter, b.enter]",
                 "raises [b.enter, a.enter]", "raises a.enter", "raises b.enter", "returns");
}

/* --- schedules and tapes ---------------------------------------------------------------------- */

Test(managers, follow_a_schedule)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {pool: [db]}\n"
                    "limits: {faults: 0}\n"
                    "schedule: [db connected, db admitted, body returns, db disconnected]\n"
                    "expect: {outcome: returns, interleavings: 1}\n",
        .managers = {SESSION("db", SESSION_SOUND)},
    });
    expect_verdict(result, "holds");
}

Test(managers, are_replayed)
{
    exeunt_check_config config = {.scenario = "scope: {pool: [db, cache]}",
                                  .managers = {SESSION("db", SESSION_STAYS_CONNECTED)},
                                  .cancels = 1};
    const exeunt_check_result *result = checked(config);
    const exeunt_violation *found = &result->violations[0];
    const exeunt_check_result *again = replayed(config, found->tape);
    expect_broken(again, "M3 db");
    cr_expect_eq(again->violations[0].trace_count, found->trace_count);
    for (size_t i = 0; i < found->trace_count; i++) {
        cr_expect_str_eq(again->violations[0].trace[i], found->trace[i]);
    }
}

Test(managers, are_replayed_where_nothing_is_wrong)
{
    exeunt_check_config config = {.managers = {SESSION("db", SESSION_SOUND)}};
    const exeunt_check_result *result = replayed(config, "0.1");
    expect_lines(result->trace, result->trace_count, "db enter begins", "db connected",
                 "db rejected", "db enter fails", "pool closes raises db.enter");
    cr_expect_str_eq(result->outcome, "raises db.enter");
    cr_expect_str_eq(text_of(result), "    1  db     enter begins\n"
                                      "    2  db     connected\n"
                                      "    3  db     rejected\n"
                                      "    4  db     enter fails\n"
                                      "    5  pool   closes             raises db.enter\n");
}
