/* Reads, explores and replays scenarios for tests, and compares results. */
#include "trial.h"

#include "modes.h"

#include <criterion/criterion.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 16384 };

/* The tape of the run in progress. */
static EXEUNT_OUTSIDE exn_flight flight;

/* --- what lives until the end of the test ----------------------------------------------------- */

typedef struct keepsake {
    struct keepsake *next;
    exn_scenario *scenario;
    exn_result *result;
} keepsake;

static EXEUNT_OUTSIDE keepsake *kept;

static void release(void)
{
    while (kept != NULL) {
        keepsake *next = kept->next;
        exn_scenario_free(kept->scenario);
        exn_result_free(kept->result);
        free(kept);
        kept = next;
    }
}

static void keep(exn_scenario *scenario, exn_result *result)
{
    if (kept == NULL) {
        atexit(release);
    }
    keepsake *one = malloc(sizeof *one);
    cr_assert_not_null(one);
    *one = (keepsake){kept, scenario, result};
    kept = one;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void complain(void *text, exn_place place, const char *message)
{
    cr_assert_fail("%u:%u: %s\n%s", place.line, place.column, message, (const char *)text);
}

__attribute__((format(printf, 2, 3))) static void append(char *text, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(text + length, TEXT_MAX - length, format, arguments);
    va_end(arguments);
    cr_assert(written >= 0 && (size_t)written < TEXT_MAX - length, "a text too long for a test");
}

static const exn_scenario *read_text(char *text)
{
    exn_scenario *scenario = exn_scenario_read("test.yaml", text, strlen(text), complain, text);
    cr_assert_not_null(scenario);
    keep(scenario, NULL);
    return scenario;
}

static void begin_text(char *text, const char *rest)
{
    text[0] = '\0';
    append(text, "scenario: a test\n%s%s\n", rest[0] == '{' ? "scope: " : "", rest);
}

const exn_scenario *scenario_of(const char *text)
{
    char whole[TEXT_MAX];
    begin_text(whole, text);
    return read_text(whole);
}

const exn_scenario *scripted(const char *text, const char *schedule)
{
    char whole[TEXT_MAX];
    begin_text(whole, text);
    append(whole, "schedule:%s\n", schedule[0] == '\0' ? " []" : "");
    while (schedule[0] != '\0') {
        size_t length = strcspn(schedule, ",");
        append(whole, "  - %.*s\n", (int)length, schedule);
        schedule += length + strspn(schedule + length, ", ");
    }
    return read_text(whole);
}

/* --- running ---------------------------------------------------------------------------------- */

static const exn_result *keep_result(exn_result *result)
{
    cr_assert_not_null(result, "out of memory");
    keep(NULL, result);
    return result;
}

const exn_result *explored_scenario(const exn_scenario *scenario, exn_explore_options options)
{
    options.flight = &flight;
    return keep_result(exn_explore(scenario, &options));
}

/* Returns whether the options leave the mode open, so that every mode must find the same. */
static bool leaves_the_mode_open(const exn_explore_options *options)
{
    bool limited = options->runs_max > 0 || options->budget_s > 0 || options->states_max > 0 ||
                   options->memory_max_bytes > 0 || options->stop != NULL;
    bool told = options->no_snapshots || options->no_reduction || options->workers > 0;
    return options->strategy == EXEUNT_STRATEGY_EXHAUSTIVE && !limited && !told &&
           options->progress == NULL;
}

const exn_result *checked_scenario(const exn_scenario *scenario, exn_explore_options options)
{
    const exn_result *result = explored_scenario(scenario, options);
    for (enum way way = BY_STATES_UNREDUCED; leaves_the_mode_open(&options) && way <= BY_RUNNING;
         way++) {
        char why[4096];
        const exn_result *other = explored_scenario(scenario, way_options(way, options));
        cr_assert(ways_agree(result, other, why, sizeof why), "by states, and %s: %s",
                  way_word(way), why);
    }
    return result;
}

const exn_result *checked_with(const char *text, exn_explore_options options)
{
    return checked_scenario(scenario_of(text), options);
}

const exn_result *checked(const char *text)
{
    return checked_with(text, (exn_explore_options){.implementation = NULL});
}

const exn_result *ran_with(const char *text, exn_explore_options options)
{
    options.no_snapshots = true;
    return explored_scenario(scenario_of(text), options);
}

const exn_result *ran(const char *text)
{
    return ran_with(text, (exn_explore_options){.implementation = NULL});
}

const exn_result *replayed_with(const exn_scenario *scenario, const char *tape,
                                exn_explore_options options)
{
    options.flight = &flight;
    return keep_result(exn_replay(scenario, tape, &options));
}

const exn_result *replayed(const exn_scenario *scenario, const char *tape)
{
    return replayed_with(scenario, tape, (exn_explore_options){.implementation = NULL});
}

/* --- expecting -------------------------------------------------------------------------------- */

/* Appends all entries of a list, for a message that shows more than the first difference. */
static void append_list(char *text, char *const *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        append(text, "\n    %s", entries[i]);
    }
}

void expect_texts_at(const char *file, int line, const char *what, char *const *found, size_t count,
                     const char *const *wanted)
{
    size_t i = 0;
    while (wanted[i] != NULL && i < count && strcmp(wanted[i], found[i]) == 0) {
        i += 1;
    }
    if (wanted[i] == NULL && i == count) {
        return;
    }
    char all[TEXT_MAX] = "";
    append_list(all, found, count);
    cr_assert_fail("%s:%d: %s %zu: expected `%s`, found `%s`; all of it:%s", file, line, what,
                   i + 1, wanted[i] != NULL ? wanted[i] : "nothing more",
                   i < count ? found[i] : "nothing more", all);
}

void expect_verdict_at(const char *file, int line, const exn_result *result, const char *word,
                       bool passed)
{
    char why[TEXT_MAX] = "";
    for (size_t i = 0; i < result->complaint_count; i++) {
        append(why, "\n    %s", result->complaints[i].message);
    }
    for (size_t i = 0; i < result->violation_count; i++) {
        append(why, "\n    %s: %s", result->violations[i].name, result->violations[i].message);
    }
    append_list(why, result->vacuous, result->vacuous_count);
    cr_assert(strcmp(exn_verdict_word(result->verdict), word) == 0 && result->passed == passed,
              "%s:%d: expected `%s` (%s), found `%s` (%s)%s", file, line, word,
              passed ? "passed" : "not passed", exn_verdict_word(result->verdict),
              result->passed ? "passed" : "not passed", why);
}
