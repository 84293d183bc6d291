/* Checks and replays for the tests of this folder. */
#include "checked.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 64 };

static exeunt_check_result *results[KEPT_MAX];
static char *texts[KEPT_MAX];
static size_t result_count, text_count;

static void release(void)
{
    while (result_count > 0) {
        exeunt_check_free(results[--result_count]);
    }
    while (text_count > 0) {
        free(texts[--text_count]);
    }
}

static void release_at_exit(void)
{
    if (result_count == 0 && text_count == 0) {
        atexit(release);
    }
}

static const exeunt_check_result *keep(exeunt_check_result *result)
{
    cr_assert_not_null(result, "out of memory");
    cr_assert_lt(result_count, KEPT_MAX);
    release_at_exit();
    return results[result_count++] = result;
}

/* Expects that a search by states finds the same as a search by running. */
static void expect_equal(const exeunt_check_result *runs, const exeunt_check_result *states)
{
    expect_verdict(states, exeunt_verdict_word(runs->verdict));
    cr_expect_eq(states->passed, runs->passed);
    cr_expect_eq(states->outcome_count, runs->outcome_count);
    for (size_t i = 0; i < runs->outcome_count && i < states->outcome_count; i++) {
        cr_expect_str_eq(states->outcomes[i], runs->outcomes[i]);
    }
    cr_assert_eq(states->violation_count, runs->violation_count);
    for (size_t i = 0; i < runs->violation_count; i++) {
        const exeunt_violation *one = &runs->violations[i];
        const exeunt_violation *other = &states->violations[i];
        cr_expect_str_eq(other->rule, one->rule);
        cr_expect_str_eq(other->message, one->message);
        cr_expect_str_eq(other->tape, one->tape);
        cr_expect(one->shortest && other->shortest == (states->fallback == NULL));
    }
    if (states->interleavings != NULL && runs->interleavings != NULL) {
        cr_expect_str_eq(states->interleavings, runs->interleavings);
    }
}

const exeunt_check_result *checked(exeunt_check_config config)
{
    const exeunt_check_result *result = keep(exeunt_check(&config));
    if (config.runs_max == 0 && !config.snapshots &&
        config.strategy == EXEUNT_STRATEGY_EXHAUSTIVE) {
        config.snapshots = true;
        expect_equal(result, keep(exeunt_check(&config)));
    }
    return result;
}

const exeunt_check_result *replayed(exeunt_check_config config, const char *tape)
{
    return keep(exeunt_replay(&config, tape));
}

const char *text_of(const exeunt_check_result *result)
{
    char *text = exeunt_check_text(result);
    cr_assert_not_null(text, "out of memory");
    cr_assert_lt(text_count, KEPT_MAX);
    release_at_exit();
    return texts[text_count++] = text;
}

void expect_verdict_at(const char *file, int line, const exeunt_check_result *result,
                       const char *word)
{
    const char *found = exeunt_verdict_word(result->verdict);
    cr_assert(strcmp(found, word) == 0, "%s:%d: expected `%s`, found `%s`\n%s", file, line, word,
              found, text_of(result));
}

void expect_lines_at(const char *file, int line, const char *const *lines, size_t count,
                     const char *const *wanted)
{
    size_t i = 0;
    while (i < count && wanted[i] != NULL && strcmp(lines[i], wanted[i]) == 0) {
        i += 1;
    }
    cr_assert(i == count && wanted[i] == NULL, "%s:%d: line %zu: expected `%s`, found `%s`", file,
              line, i + 1, wanted[i] != NULL ? wanted[i] : "nothing more",
              i < count ? lines[i] : "nothing more");
}

void expect_broken_at(const char *file, int line, const exeunt_check_result *result,
                      const char *const *wanted)
{
    char found[8][80];
    const char *lines[8];
    size_t count = result->violation_count;
    cr_assert_leq(count, 8);
    for (size_t i = 0; i < count; i++) {
        const exeunt_violation *violation = &result->violations[i];
        snprintf(found[i], sizeof found[i], "%s %s", violation->rule,
                 violation->blame != NULL ? violation->blame : "-");
        lines[i] = found[i];
    }
    expect_lines_at(file, line, lines, count, wanted);
}
