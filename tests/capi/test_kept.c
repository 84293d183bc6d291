/* A finding in C that is kept as a schedule: the same program replays it, and fails until the bug
 * is fixed. */
#include "checked.h"
#include "session.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char two[] = "scope: {pool: [db, cache]}\n"
                          "managers: {cache: {enter: [enters, fails]}}\n";

static exeunt_check_config of(const char *scenario, session_bug *bug)
{
    return (exeunt_check_config){
        .scenario = scenario, .managers = {{"db", make_session, bug}}, .cancels = 1};
}

/* Makes a file with this text; returns its name, which lives until the end of the test. */
static const char *file_of(const char *text)
{
    static char paths[4][40];
    static size_t count;
    cr_assert_lt(count, 4);
    char *path = paths[count++];
    strcpy(path, "/tmp/exeunt-kept-XXXXXX");
    int descriptor = mkstemp(path);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
    return path;
}

/* --- found, kept, mended ---------------------------------------------------------------------- */

Test(kept, is_red_with_the_bug_and_green_without)
{
    session_bug bug = SESSION_STAYS_CONNECTED;
    exeunt_check_config config = of(two, &bug);
    const exeunt_check_result *found = checked(config);
    expect_broken(found, "M3 db");
    cr_expect_str_eq(found->violations[0].schedule_text, "[db connected, cancel]");

    config.schedule = found->violations[0].schedule_text;
    const exeunt_check_result *again = checked(config);
    expect_broken(again, "M3 db");
    cr_expect_str_eq(again->violations[0].message, found->violations[0].message);
    expect_lines(again->violations[0].trace, again->violations[0].trace_count, "db enter begins",
                 "cache enter begins", "db connected", "cancel", "db cancel requested",
                 "db enter canceled");

    bug = SESSION_SOUND;
    expect_verdict(checked(config), "holds");
}

Test(kept, is_shrunk_to_what_the_bug_needs)
{
    session_bug bug = SESSION_STAYS_CONNECTED;
    exeunt_check_config config = of("scope: {stack: [file, {pool: [db, cache]}], deadline: 9ms}\n"
                                    "managers: {cache: {enter: [enters, fails], steps: 3}}\n"
                                    "body: [returns, raises]\n",
                                    &bug);
    cr_expect_null(checked(config)->violations[0].smallest, "nobody has asked for it");
    config.shrinks = true;
    const exeunt_check_result *found = checked(config);
    expect_broken(found, "M3 db");
    cr_assert_not_null(found->violations[0].smallest);
    cr_expect_not_null(strstr(found->violations[0].smallest, "scope: {stack: [db]}\n"), "%s",
                       found->violations[0].smallest);

    config.scenario = found->violations[0].smallest;
    config.cancels = 0; /* the request stands in it */
    expect_broken(checked(config), "M3 db");
    bug = SESSION_SOUND;
    expect_verdict(checked(config), "holds");
}

Test(kept, is_a_file_as_well)
{
    session_bug bug = SESSION_KEEPS_MEMORY;
    exeunt_check_config config = of(two, &bug);
    config.schedule_file = file_of(checked(config)->violations[0].schedule_text);
    config.scenario = NULL;
    config.scenario_file = file_of(two);
    expect_broken(checked(config), "M3 db");
    bug = SESSION_SOUND;
    expect_verdict(checked(config), "holds");
    unlink(config.schedule_file);
    unlink(config.scenario_file);
}

/* The fixed program does not repeat the schedule: after the first impossible item everything is
 * explored, and that is reported. */
Test(kept, is_left_where_it_is_not_possible_any_more)
{
    exeunt_check_config config = of(two, &(session_bug){SESSION_SOUND});
    config.schedule = "- db connected\n"
                      "- db gone   # a word of an older version\n"
                      "- cancel\n";
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "holds");
    cr_expect_gt(result->outcome_count, 3);
    cr_expect_not_null(strstr(text_of(result), "`db gone` (line 2) is not possible any more"));
}

/* Nothing in it is vacuous, and it has its own number of interleavings. */
Test(kept, is_about_one_schedule)
{
    exeunt_check_config config = of("scope: {pool: [db, cache]}\n"
                                    "managers: {cache: {enter: [enters, fails]}}\n"
                                    "expect: {interleavings: 12345, never: [db flies]}\n",
                                    &(session_bug){SESSION_SOUND});
    config.schedule = "[db connected, db admitted, cache enters, body returns]";
    expect_verdict(checked(config), "holds");
}

/* The schedule of the scenario went on after the breach: these items are kept, too. */
Test(kept, has_what_a_schedule_had_promised)
{
    session_bug bug = SESSION_STAYS_CONNECTED;
    exeunt_check_config config = of("scope: {pool: [db, cache]}\n"
                                    "schedule: [db connected, cancel, cache enters, "
                                    "call close -> refused, cache exits]\n",
                                    &bug);
    const exeunt_check_result *found = checked(config);
    expect_broken(found, "M3 db");
    cr_expect_str_eq(found->violations[0].schedule_text,
                     "[db connected, cancel, cache enters, 'call close -> refused', "
                     "cache exits]");
    config.schedule = found->violations[0].schedule_text;
    expect_broken(checked(config), "M3 db");
    bug = SESSION_SOUND;
    expect_verdict(checked(config), "holds");
}

/* A missed expectation is kept like a breach. */
Test(kept, is_what_was_not_expected)
{
    session_bug bug = SESSION_SOUND;
    exeunt_check_config config = of("scope: {pool: [db]}\nexpect: {never: [db rejected]}\n", &bug);
    const exeunt_check_result *found = checked(config);
    cr_assert_eq(found->violation_count, 1);
    config.schedule = found->violations[0].schedule_text;
    expect_verdict(checked(config), "violated");
}

/* --- how it is reported ----------------------------------------------------------------------- */

Test(kept, is_shown_as_a_string_of_c)
{
    exeunt_check_config config = of("scope: {pool: [db, the-first-of-many, the-second-of-many]}\n"
                                    "schedule: [the-first-of-many enters, the-second-of-many "
                                    "enters, db connected, call close -> refused, cancel, ...]\n",
                                    &(session_bug){SESSION_STAYS_CONNECTED});
    const exeunt_check_result *found = checked(config);
    cr_expect_not_null(
        strstr(text_of(found),
               "  keep    .schedule = \"[the-first-of-many enters, the-second-of-many enters, db "
               "connected,\"\n"
               "                      \" 'call close -> refused', cancel, '...']\"\n"),
        "%s", text_of(found));
    config.schedule = found->violations[0].schedule_text;
    cr_expect_null(strstr(text_of(checked(config)), "  keep  "));
}

static void expect_refused(exeunt_check_config config, const char *text)
{
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "invalid");
    cr_expect_str_eq(text_of(result), text);
}

Test(kept, is_refused_where_it_is_wrong)
{
    session_bug bug = SESSION_SOUND;
    exeunt_check_config config = of(two, &bug);
    config.schedule = "[db connected,\n cache fals, cach enters]";
    expect_refused(config, "check: schedule:2:2: unknown outcome `fals`: did you mean `fails`?\n"
                           "check: schedule:2:14: unknown name `cach`: did you mean `cache`?\n");
    config.schedule = "db connected";
    expect_refused(config,
                   "check: schedule:1:1: `schedule` is `db connected`: it must be a list\n");
    config.schedule = " ";
    expect_refused(config, "check: schedule:1:1: nothing in it: a schedule is a list, like `[vm1 "
                           "enters, cancel]` or `[]`\n");
    config.schedule = "[db connected";
    expect_refused(config, "check: schedule:2:1: not valid YAML: flow sequence without a closing "
                           "bracket; end the list with `]`\n");
    config.schedule_file = "kept";
    expect_refused(config,
                   "check: `schedule` and `schedule_file` are both set: one of them is meant\n");
    config.schedule = NULL;
    config.schedule_file = "/nowhere/kept";
    expect_refused(config, "check: `schedule_file`: /nowhere/kept: No such file or directory\n");
    config = of("scope: {pool: [db]}\nviolates: settles\n", &bug);
    config.schedule = "[db connected]";
    expect_refused(config, "check: schedule:1:1: a schedule that was kept, with `violates`: what "
                           "is kept passes when it breaks nothing any more\n");
}

Test(kept, has_its_scenario_in_a_file_that_is_named)
{
    exeunt_check_config config = {.scenario_file = "/nowhere/pool.yaml"};
    expect_refused(config, "/nowhere/pool.yaml: `scenario_file`: /nowhere/pool.yaml: No such file "
                           "or directory\n");
    char wanted[200];
    config.scenario_file = file_of("scope: {pool: [db]}\nbodi: returns\n");
    snprintf(wanted, sizeof wanted,
             "%s:2:1: unknown key of a scenario `bodi`: did you mean `body`?\n",
             config.scenario_file);
    expect_refused(config, wanted);
    config.name = "mine";
    expect_refused(config, wanted);
    unlink(config.scenario_file);
}
