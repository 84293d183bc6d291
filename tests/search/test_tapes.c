/* Tapes mean the same run under every option. */
#include "trial.h"

#include "stage/stage.h"
#include "subjects/subjects.h"

#include <criterion/criterion.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* D4: one tape means one run: under every option, and in the kept schedule. */

static void expect_same_trace(const char *tape, char *const *found, size_t found_count,
                              char *const *wanted, size_t count)
{
    cr_assert_eq(found_count, count, "tape %s: %zu events instead of %zu", tape, found_count,
                 count);
    for (size_t i = 0; i < count; i++) {
        cr_assert_str_eq(found[i], wanted[i], "tape %s: event %zu", tape, i + 1);
    }
}

/* --- every run of an exploration -------------------------------------------------------------- */

enum { RUNS_MAX = 2000, TRACE_TEXT_MAX = 4096 };

typedef struct recorded_run {
    char *tape;
    char *trace; /* one event a line */
} recorded_run;

static char *trace_of(const exn_run *run)
{
    char text[TRACE_TEXT_MAX] = "";
    for (size_t i = 0; i < run->recorder.trace_count; i++) {
        size_t at = strlen(text);
        exn_record_text(&run->recorder, exn_run_view(run), &run->recorder.trace[i], text + at,
                        sizeof text - at - 2);
        strcat(text, "\n");
    }
    return strdup(text);
}

/* Runs all tapes of a scenario in depth-first order; returns how many there are. */
static size_t record_all(const exn_scenario *scenario, recorded_run *runs)
{
    static exn_flight flight;
    exn_run run = {.options = {.faults_max = UINT32_MAX,
                               .cancels_max = scenario->cancels,
                               .cancels_limit = UINT32_MAX,
                               .limits_are_claimed = true}};
    cr_assert_eq(exn_run_open(&run, scenario, exn_subject_named("exeunt"), &flight), 0);
    size_t count = 0;
    do {
        cr_assert_lt(count, RUNS_MAX);
        cr_assert_eq(exn_run_once(&run), EXN_RUN_CLOSED);
        runs[count++] = (recorded_run){exn_tape_format(&run.tape), trace_of(&run)};
    } while (exn_tape_advance(&run.tape));
    exn_run_close(&run);
    return count;
}

static void expect_replay(const exn_scenario *scenario, const recorded_run *run,
                          exn_explore_options options)
{
    const exn_result *result = replayed_with(scenario, run->tape, options);
    char text[TRACE_TEXT_MAX] = "";
    for (size_t i = 0; i < result->trace_count; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", result->trace[i]);
    }
    cr_assert_str_eq(text, run->trace, "tape `%s`", run->tape);
}

#define EVERYTHING                                                                                 \
    "scope: {stack: [a, {pool: [b]}], deadline: 10ms}\n"                                           \
    "managers:\n"                                                                                  \
    "  a: {enter: [enters, fails], steps: {enter: 0}}\n"                                           \
    "  b: {exit: [exits, suppresses, fails], steps: {exit: 2}}\n"                                  \
    "body: [returns, raises]\n"                                                                    \
    "cancel: anywhere"

Test(tapes, replay_to_the_same_trace_whatever_the_options)
{
    static recorded_run runs[RUNS_MAX];
    const exn_scenario *scenario = scenario_of(EVERYTHING);
    size_t count = record_all(scenario, runs);
    cr_assert_gt(count, 100);
    for (size_t i = 0; i < count; i++) {
        expect_replay(scenario, &runs[i], (exn_explore_options){.implementation = NULL});
        expect_replay(
            scenario, &runs[i],
            (exn_explore_options){
                .has_faults = true, .faults_max = 0, .has_cancels = true, .cancels_max = 0});
        free(runs[i].tape);
        free(runs[i].trace);
    }
}

/* A tape that was found under a limit shows the same without one. */
Test(tapes, of_a_limited_exploration_mean_the_same_run_without_the_limit)
{
    const exn_scenario *scenario = scenario_of("implementation: gather-cm\n"
                                               "scope: {pool: [a, b]}\n"
                                               "managers: {b: {exit: [exits, fails]}}\n"
                                               "cancel: anywhere");
    const exn_result *limited =
        checked_scenario(scenario, (exn_explore_options){.has_cancels = true, .cancels_max = 0});
    cr_assert_eq(limited->violation_count, 1);
    const exn_violation *violation = &limited->violations[0];
    cr_assert_str_eq(violation->rule, "X7");
    const exn_result *again = replayed(scenario, violation->tape);
    expect_same_trace(violation->tape, again->trace, again->trace_count, violation->trace,
                      violation->trace_count);
}

/* --- every violation of the scenarios that are kept ------------------------------------------- */

static void complain(void *file, exn_place place, const char *message)
{
    cr_assert_fail("%s:%u:%u: %s", (const char *)file, place.line, place.column, message);
}

static exn_scenario *read_file(const char *path)
{
    static char text[65536];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    return exn_scenario_read(path, text, length, complain, (void *)path);
}

static void expect_tape_shows(const exn_scenario *scenario, const exn_violation *violation)
{
    const exn_result *again = replayed(scenario, violation->tape);
    expect_same_trace(violation->tape, again->trace, again->trace_count, violation->trace,
                      violation->trace_count);
    cr_assert_eq(again->violation_count, 1);
    cr_assert_str_eq(again->violations[0].rule, violation->rule);
    cr_assert_str_eq(again->violations[0].blame, violation->blame);
    cr_assert_str_eq(again->violations[0].message, violation->message);
}

static const exn_violation *same_violation(const exn_result *result, const exn_violation *wanted)
{
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *found = &result->violations[i];
        if (strcmp(found->rule, wanted->rule) == 0 && strcmp(found->blame, wanted->blame) == 0) {
            return found;
        }
    }
    return NULL;
}

/* The kept scenario of a violation shows it again, as long as the bug exists. */
static void expect_script_shows(const exn_scenario *scenario, const exn_result *result,
                                const exn_violation *violation)
{
    char *text = NULL;
    size_t length = 0;
    exn_script script = {.name = "kept",
                         .about = "kept of a violation",
                         .implementation = result->implementation,
                         .profile = result->profile,
                         .items = (const char *const *)violation->schedule,
                         .item_count = violation->schedule_count,
                         .culprit = violation->blame};
    FILE *file = open_memstream(&text, &length);
    cr_assert_not_null(file);
    cr_assert_eq(exn_scenario_write(file, scenario, &script), 0);
    fclose(file);
    exn_scenario *kept = exn_scenario_read("kept.yaml", text, length, complain, text);
    cr_assert_not_null(kept, "%s", text);
    const exn_result *again = checked_scenario(kept, (exn_explore_options){.implementation = NULL});
    expect_verdict(again, "violated", false);
    const exn_violation *shown = same_violation(again, violation);
    cr_assert_not_null(shown, "%s", text);
    expect_same_trace("(kept)", shown->trace, shown->trace_count, violation->trace,
                      violation->trace_count);
    exn_scenario_free(kept);
    free(text);
}

static size_t expect_shown(const exn_scenario *scenario, const char *implementation)
{
    const exn_result *result =
        checked_scenario(scenario, (exn_explore_options){.implementation = implementation});
    size_t shown = 0;
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *violation = &result->violations[i];
        if (strcmp(violation->rule, "expect") != 0) {
            shown += 1;
            expect_tape_shows(scenario, violation);
            expect_script_shows(scenario, result, violation);
        }
    }
    return shown;
}

/* Checks every scenario of a folder; returns how many violations it saw. */
static size_t expect_all_shown(const char *pattern)
{
    glob_t files;
    size_t violations = 0;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", EXEUNT_SOURCE_DIR, pattern);
    cr_assert_eq(glob(path, 0, NULL, &files), 0, "%s", path);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        exn_scenario *scenario = read_file(files.gl_pathv[i]);
        violations += expect_shown(scenario, NULL);
        exn_scenario_free(scenario);
    }
    globfree(&files);
    return violations;
}

Test(tapes, and_kept_schedules_show_what_known_bad_code_breaks)
{
    cr_assert_geq(expect_all_shown("scenarios/known-bad/*.yaml"), 12);
}

Test(tapes, and_kept_schedules_show_what_bad_managers_break)
{
    cr_assert_geq(expect_all_shown("scenarios/lifecycle/*.yaml"), 4);
}

/* Everything that a schedule may have to express: inner steps, times, results inside calls,
 * hangs. */
Test(tapes, and_kept_schedules_show_breaches_in_every_manner_of_run)
{
    static const char *const texts[] = {
        "scope: {stack: [a, b]}\n"
        "managers: {a: {takes: {exit: 5ms}}, b: {enter: [enters, hangs], exit: leaks, steps: 0}}",
        "scope: {pool: [a, b], deadline: 10ms}\n"
        "managers: {a: {enter: [enters, fails], steps: 2}, b: {enter: leaks, takes: 5ms}}",
        "scope: {stack: [{pool: [a]}], grace: 5ms}\n"
        "managers: {a: {exit: hangs, on-cancel: ignores}}\n"
        "body: {ends: raises, on-cancel: fails}\n"
        "cancel: anywhere",
        "implementation: gather-cm\n"
        "scope: {pool: [a, b]}\n"
        "managers: {a: {enter: [enters, fails], steps: 0}}\n"
        "body: {ends: [returns, raises], steps: 2, actions: [cancel]}\n"
        "cancel: {where: anywhere, times: 2}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_assert_gt(expect_shown(scenario_of(texts[i]), NULL), 0, "%s", texts[i]);
    }
}

/* --- what is no tape -------------------------------------------------------------------------- */

static void expect_no_tape(const char *tape, const char *message)
{
    const exn_result *result = replayed(scenario_of("{pool: [a, b]}"), tape);
    expect_verdict(result, "invalid", false);
    cr_assert_eq(result->complaint_count, 1);
    cr_assert_str_eq(result->complaints[0].message, message);
}

Test(tapes, that_are_none_are_refused)
{
    const char *misfit = "the tape does not fit this scenario: a number is not among the "
                         "alternatives of its choice, or there are more numbers than choices";
    expect_no_tape("2", misfit);
    expect_no_tape("0.0.0", misfit);
    expect_no_tape("0.x", "a tape is decimal numbers joined by dots, as in 3.1");
    expect_no_tape("0.", "a tape is decimal numbers joined by dots, as in 3.1");
}

/* Missing choices count as 0. */
Test(tapes, may_be_shorter_than_their_run)
{
    const exn_scenario *scenario = scenario_of("{pool: [a, b]}");
    const exn_result *whole = replayed(scenario, "1.0");
    const exn_result *begin = replayed(scenario, "1");
    expect_same_trace("1", begin->trace, begin->trace_count, whole->trace, whole->trace_count);
    cr_assert_str_eq(whole->trace[2], "b entered");
}
