/* index.html: one file that says at its top what the run has come to, and holds all the rest. */
#include "report/page/page_parts.h"

#include "base/escape.h"
#include "base/first_texts.h"
#include "report/page/assets.h"

#include <exeunt/exeunt.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- totals ----------------------------------------------------------------------------------- */

/* The verdicts as the page counts them, the worst first. */
static const char *const verdicts[] = {
    "violated", "crashed", "invalid", "vacuous", "sampled", "holds", "violated as expected",
    "skipped"};
enum { VERDICTS = sizeof verdicts / sizeof *verdicts };

static size_t count_verdict(const exn_session *run, const char *verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        count += strcmp(exn_page_verdict(run->cases[i].result), verdict) == 0;
    }
    return count;
}

static size_t count_light(const exn_session *run, exn_light light)
{
    size_t count = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        count += exn_light_of(run->cases[i].result) == light;
    }
    return count;
}

static exn_light light_of_verdict(const exn_session *run, const char *verdict)
{
    for (size_t i = 0; i < run->case_count; i++) {
        if (strcmp(exn_page_verdict(run->cases[i].result), verdict) == 0) {
            return exn_light_of(run->cases[i].result);
        }
    }
    return EXN_LIGHT_GRAY;
}

/* The one thing to know. */
static void put_headline(const exn_session *run, FILE *out)
{
    size_t red = count_light(run, EXN_LIGHT_RED);
    size_t yellow = count_light(run, EXN_LIGHT_YELLOW);
    exn_light worst = red > 0 ? EXN_LIGHT_RED : yellow > 0 ? EXN_LIGHT_YELLOW : EXN_LIGHT_GREEN;
    fprintf(out, "<h1 class=\"%s\">", exn_light_word(worst));
    if (red > 0) {
        fprintf(out, "%zu of %zu scenario%s did not pass", red, run->case_count,
                run->case_count == 1 ? "" : "s");
    } else {
        fprintf(out, "%s%zu scenario%s passed", run->case_count > 1 ? "All " : "", run->case_count,
                run->case_count == 1 ? "" : "s");
    }
    if (red == 0 && yellow > 0) {
        fprintf(out, ", %zu with gaps", yellow);
    }
    fputs("</h1>\n", out);
    if (run->ended_early) {
        fputs("<p class=\"message\">The run ended early: some scenarios were not run.</p>\n", out);
    }
}

static void put_extent(const exn_session *run, FILE *out)
{
    exn_extent extent = exn_sum_extent(run);
    fputs("<p>", out);
    if (run->implementation != NULL) {
        fputs("Under test: <b>", out);
        exn_put_markup_text(out, run->implementation);
        fputs("</b>. ", out);
    }
    if (extent.states > 0 || extent.runs == 0) {
        exn_page_put_count(extent.states, out);
        fputs(" states, ", out);
    }
    if (extent.runs > 0) {
        exn_page_put_count(extent.runs, out);
        fputs(" runs, ", out);
    }
    exn_page_put_count(extent.transitions, out);
    fputs(" transitions", out);
    if (extent.interleavings != NULL && strcmp(extent.interleavings, "0") != 0) {
        fputs(extent.all_counted ? ", " : ", more than ", out);
        exn_page_put_digits(extent.interleavings, out);
        fputs(" interleavings", out);
    }
    fprintf(out, ", in %.2f s.</p>\n", run->seconds);
    free(extent.interleavings);
}

static void put_filters(const exn_session *run, FILE *out)
{
    fputs("<form role=\"search\" class=\"filters\">\n"
          "<label>Search <input type=\"search\" id=\"search\" placeholder=\"name, rule, verdict\">"
          "</label>\n",
          out);
    for (size_t i = 0; i < VERDICTS; i++) {
        size_t count = count_verdict(run, verdicts[i]);
        if (count > 0) {
            fprintf(out,
                    "<button type=\"button\" class=\"filter %s\" aria-pressed=\"false\" "
                    "data-verdict=\"%s\"><b>%zu</b> %s</button>\n",
                    exn_light_word(light_of_verdict(run, verdicts[i])), verdicts[i], count,
                    verdicts[i]);
        }
    }
    fputs("<output id=\"shown\" aria-live=\"polite\"></output>\n</form>\n", out);
}

/* --- the rules -------------------------------------------------------------------------------- */

typedef struct rule_row {
    uint64_t checked;
    size_t tested_in, vacuous_in, waived_in, broken_in;
} rule_row;

static rule_row row_of(const exn_session *run, exn_rule rule)
{
    rule_row row = {0};
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_result *result = run->cases[i].result;
        row.checked += result->invariants[rule].checked;
        row.tested_in += result->invariants[rule].checked > 0;
        row.vacuous_in += result->invariants[rule].vacuous;
        for (size_t k = 0; k < result->waived_count; k++) {
            row.waived_in += strcmp(result->waived[k], exn_rule_number(rule)) == 0;
        }
        for (size_t k = 0; k < result->violation_count; k++) {
            row.broken_in += exn_violation_breaks(&result->violations[k], rule);
        }
    }
    return row;
}

static void put_rule(const exn_session *run, exn_rule rule, FILE *out)
{
    rule_row row = row_of(run, rule);
    const char *number = exn_rule_number(rule);
    bool is_gap = row.checked == 0 && exn_rule_is_for_all(rule);
    fprintf(out, "<tr id=\"rule-%s\"%s><th scope=\"row\">%s %s</th><td>", number,
            is_gap ? " class=\"gap\"" : "", number, exn_rule_name(rule));
    exn_put_markup_text(out, exn_rule_text(rule));
    if (run->handbook != NULL && run->handbook[rule].why != NULL) {
        fputs("<p>Why: ", out);
        exn_put_markup_text(out, run->handbook[rule].why);
        fputs(".</p>", out);
    }
    fputs("</td><td class=\"count\">", out);
    exn_page_put_count(row.checked, out);
    fprintf(out,
            "</td><td class=\"count\">%zu</td><td class=\"count\">%zu</td>"
            "<td class=\"count\">%zu</td><td class=\"count\">%zu</td></tr>\n",
            row.tested_in, row.broken_in, row.vacuous_in, row.waived_in);
}

/* Every rule, how often it was put to the test in the whole run, and where it was not. */
static void put_rules(const exn_session *run, FILE *out)
{
    fputs("<h2 id=\"rules\">The rules</h2>\n"
          "<p>How often each was put to the test, in how many scenarios, and how many violations "
          "break it; in how many scenarios its condition never arose (vacuous), and in how many it "
          "was waived. What no scenario put to the test is not shown to hold.</p>\n"
          "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"The rules\">"
          "<table class=\"rules\">\n<thead><tr><th scope=\"col\">rule</th>"
          "<th scope=\"col\">what it says</th><th scope=\"col\">tested</th>"
          "<th scope=\"col\">in</th><th scope=\"col\">broken</th><th scope=\"col\">vacuous</th>"
          "<th scope=\"col\">waived</th></tr></thead>\n<tbody>\n",
          out);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        put_rule(run, (exn_rule)rule, out);
    }
    fputs("</tbody></table></div>\n", out);
}

/* --- the page --------------------------------------------------------------------------------- */

static void put_head(const exn_session *run, FILE *out)
{
    size_t red = count_light(run, EXN_LIGHT_RED);
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n",
          out);
    fprintf(out, "<title>%s %zu of %zu passed · Exeunt</title>\n", red > 0 ? "✗" : "✓",
            run->case_count - red, run->case_count);
    fprintf(out, "<style>\n%s%s</style>\n</head>\n", (const char *)exn_lanes_css,
            (const char *)exn_report_css);
}

/* Of all graphs together: a page is to be opened at once. */
enum { EDGES_DRAWN_MAX = 20000 };

static void put_cases(const exn_session *run, FILE *out)
{
    size_t edges_left = EDGES_DRAWN_MAX;
    fputs("<h2 id=\"scenarios\">Scenarios</h2>\n<div class=\"heads\" aria-hidden=\"true\">"
          "<span>verdict</span><span>scenario</span><span class=\"count\">states</span>"
          "<span class=\"count\">interleavings</span><span class=\"count\">time</span></div>\n"
          "<div id=\"cases\">\n",
          out);
    for (int light = 0; light < EXN_LIGHTS; light++) {
        for (size_t i = 0; i < run->case_count; i++) {
            if ((int)exn_light_of(run->cases[i].result) == light) {
                exn_page_put_case(run, i, &edges_left, out);
            }
        }
    }
    fputs("</div>\n", out);
}

/* What the shapes of the lanes mean. */
static void put_legend(FILE *out)
{
    fputs("<h2 id=\"legend\">How to read a schedule</h2>\n"
          "<p>Time goes from left to right; each column is an event, and each band a step: what "
          "came, and all that the scope did in reply. Each lane is a scope, its body or a manager. "
          "A thick bar is an enter, an exit or a body, from where it begins to where it settles; a "
          "thin one is a manager that is held, or a scope that is open; a dashed frame never "
          "settled. The line from lane to lane is an error on its way, from the one who raised it "
          "through the exits that are told to where it leaves. ✕ is a fault, ■ a cancel request to "
          "a scope, ▼ one to an operation, ⧗ a deadline or time, ◆ a suppression, ● a word of code "
          "under test, ▶ a call. ← and → go from event to event, Home and End to the first and "
          "the last.</p>\n",
          out);
}

/* Returns false when out of memory. */
static bool count_namesakes(const exn_session *run)
{
    exn_first_texts labels = {0};
    size_t *counts = calloc(run->case_count + 1, sizeof *counts);
    bool is_counted = counts != NULL;
    for (size_t i = 0; is_counted && i < run->case_count; i++) {
        size_t first;
        is_counted = exn_first_place(&labels, run->cases[i].label, i, &first);
        run->cases[i].namesakes = is_counted ? counts[first]++ : 0;
    }
    exn_first_texts_free(&labels);
    free(counts);
    return is_counted;
}

int exn_write_page(const exn_session *run, FILE *out)
{
    if (!count_namesakes(run)) {
        errno = ENOMEM;
        return -1;
    }
    put_head(run, out);
    fputs("<body>\n<header>\n", out);
    put_headline(run, out);
    put_extent(run, out);
    exn_page_put_untested(run, out);
    exn_page_put_coverage(run, out);
    put_filters(run, out);
    fputs("</header>\n<main>\n", out);
    exn_page_put_conformance(run, out);
    put_cases(run, out);
    put_rules(run, out);
    put_legend(out);
    fprintf(out, "</main>\n<footer>Exeunt %s. The same as data: results.json.</footer>\n",
            EXEUNT_VERSION);
    fprintf(out, "<script>\n%s</script>\n</body>\n</html>\n", (const char *)exn_report_js);
    return ferror(out) ? -1 : 0;
}
