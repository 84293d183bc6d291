/* The comparison must see each difference. */
#include "results.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *returns_and_raises[] = {(char *)"raises body", (char *)"returns"};

static const struct brute_tally tally = {
    .interleavings = 12, .outcome_count = 2, .outcomes = returns_and_raises};

static const struct brute_tally tally_with_hang = {.interleavings = 12,
                                                   .broken = {[BRUTE_M2] = true},
                                                   .outcome_count = 2,
                                                   .outcomes = returns_and_raises};

static const char with[] = "\"verdict\": \"%s\", \"interleavings\": %s, \"outcomes\": [%s], "
                           "\"violations\": [%s]";
static const char both[] = "\"raises body\", \"returns\"";
static const char hang[] = "{\"rule\": \"M2\"}";

/* Whether results with one scenario, "a case", agree with what is expected of `title`. */
static bool agrees(const char *title, const struct brute_tally *expected, const char *verdict,
                   const char *interleavings, const char *outcomes, const char *violations)
{
    char path[] = "/tmp/exeunt-results-XXXXXX";
    int descriptor = mkstemp(path);
    cr_assert_geq(descriptor, 0);
    FILE *file = fdopen(descriptor, "w");
    cr_assert_not_null(file);
    fputs("{\"version\": 1, \"scenarios\": [{\"scenario\": \"a case\", ", file);
    fprintf(file, with, verdict, interleavings, outcomes, violations);
    fputs("}]}", file);
    fclose(file);
    struct brute_results *results = brute_results_read(path);
    unlink(path);
    cr_assert_not_null(results);
    bool agree = brute_results_agree(results, title, expected);
    brute_results_free(results);
    return agree;
}

Test(results, agree_if_all_is_equal)
{
    cr_expect(agrees("a case", &tally, "holds", "\"12\"", both, ""));
    cr_expect(agrees("a case", &tally, "vacuous", "\"12\"", both, ""));
    cr_expect(agrees("a case", &tally_with_hang, "violated", "\"12\"", both, hang));
}

Test(results, differ_if_the_scenario_is_missing)
{
    cr_expect_not(agrees("another case", &tally, "holds", "\"12\"", both, ""));
}

Test(results, differ_if_the_verdict_does)
{
    static const char *const wrong[] = {"sampled", "violated", "skipped", "invalid", "crashed"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_expect_not(agrees("a case", &tally, wrong[i], "\"12\"", both, ""), "%s", wrong[i]);
    }
    cr_expect_not(agrees("a case", &tally_with_hang, "holds", "\"12\"", both, hang));
}

Test(results, differ_if_what_never_came_is_not_told)
{
    struct brute_tally without_first = tally;
    without_first.first_is_missing = true;
    cr_expect(agrees("a case", &without_first, "vacuous", "\"12\"", both, ""));
    cr_expect_not(agrees("a case", &without_first, "holds", "\"12\"", both, ""));
}

Test(results, differ_if_the_count_does)
{
    cr_expect_not(agrees("a case", &tally, "holds", "\"13\"", both, ""));
    cr_expect_not(agrees("a case", &tally, "holds", "12", both, ""));
    cr_expect_not(agrees("a case", &tally, "holds", "null", both, ""));
}

Test(results, differ_if_the_outcomes_do)
{
    static const char *const wrong[] = {
        "",
        "\"returns\"",
        "\"returns\", \"raises body\"",
        "\"raises body\", \"suppressed\"",
        "\"raises body\", \"returns\", \"suppressed\"",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_expect_not(agrees("a case", &tally, "holds", "\"12\"", wrong[i], ""), "%s", wrong[i]);
    }
}

Test(results, differ_if_the_breaches_do)
{
    cr_expect_not(agrees("a case", &tally, "holds", "\"12\"", both, hang));
    cr_expect_not(agrees("a case", &tally_with_hang, "violated", "\"12\"", both, ""));
    cr_expect_not(
        agrees("a case", &tally_with_hang, "violated", "\"12\"", both, "{\"rule\": \"X9\"}"));
    cr_expect_not(agrees("a case", &tally_with_hang, "violated", "\"12\"", both,
                         "{\"rule\": \"M2\"}, {\"rule\": \"X1\"}"));
}

Test(results, unreadable_ones_are_refused)
{
    cr_expect_null(brute_results_read("/nowhere/results.json"));
}
