/* junit.xml: for programs that collect test results of any kind. GitLab and Jenkins show one
 * failure of a test case, so each scenario has one at most, with all that there is to say. */
#include "base/escape.h"
#include "report/printing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- XML -------------------------------------------------------------------------------------- */

static void put_attribute(FILE *out, const char *name, const char *value)
{
    fprintf(out, " %s=\"", name);
    exn_put_markup_text(out, value != NULL ? value : "");
    fputs("\"", out);
}

/* --- what became of a scenario ---------------------------------------------------------------- */

typedef enum junit_kind { JUNIT_PASSED, JUNIT_FAILURE, JUNIT_ERROR, JUNIT_SKIPPED } junit_kind;

static junit_kind kind_of(const exn_session *run, const exn_result *result)
{
    bool is_wanting = run->requires_exhaustive && !result->exhaustive;
    return result->verdict == EXN_INVALID || result->verdict == EXN_CRASHED ? JUNIT_ERROR
           : result->verdict == EXN_SKIPPED                                 ? JUNIT_SKIPPED
           : !result->passed || is_wanting                                  ? JUNIT_FAILURE
                                                                            : JUNIT_PASSED;
}

static const char *first_complaint(const exn_result *result)
{
    return result->complaint_count > 0 ? result->complaints[0].message : "";
}

/* --- violations ------------------------------------------------------------------------------- */

/* Writes what a test harness shows at first: "X1 exactly-once, blame: scope: vm1 was entered ...".
 */
static void put_headline(FILE *out, const exn_violation *violation)
{
    bool is_rule = violation->kind == EXN_OF_RULE;
    exn_put_markup_text(out, is_rule ? violation->rule : "");
    fputs(is_rule ? " " : "", out);
    exn_put_markup_text(out, violation->name);
    if (violation->blame != NULL) {
        fputs(", blame: ", out);
        exn_put_markup_text(out, violation->blame);
    }
    fputs(": ", out);
    exn_put_markup_text(out, violation->message);
}

static void put_violation(const exn_session *run, const exn_case *one,
                          const exn_violation *violation, FILE *out)
{
    put_headline(out, violation);
    fputs("\n", out);
    if (violation->trace_count == 0) {
        return; /* it is about all schedules together */
    }
    for (size_t i = 0; i < violation->trace_count; i++) {
        fprintf(out, "%5zu  ", i + 1);
        exn_put_markup_text(out, violation->trace[i]);
        if (violation->source != NULL && *violation->source[i] != '\0') {
            fputs("   ", out);
            exn_put_markup_text(out, violation->source[i]);
        }
        bool is_noted = i + 1 == violation->trace_count && violation->note != NULL;
        fputs(is_noted ? "   ← " : "", out);
        exn_put_markup_text(out, is_noted ? violation->note : "");
        fputs("\n", out);
    }
    char *replay = exn_replay_line(run, one, violation->tape);
    exn_put_markup_text(out, replay != NULL ? replay : EXN_NO_MEMORY);
    free(replay);
    if (violation->kept != NULL) {
        fputs("\nkept as ", out);
        exn_put_markup_text(out, violation->kept);
    }
    fputs("\n", out);
}

static void put_violations(const exn_session *run, const exn_case *one, FILE *out)
{
    for (size_t i = 0; i < one->result->violation_count; i++) {
        fputs(i > 0 ? "\n" : "", out);
        put_violation(run, one, &one->result->violations[i], out);
    }
}

/* Writes the one failure: of the first violation, which is the one of the lowest rule, and in its
 * text of all of them; or of what was left out. */
static void put_failure(const exn_session *run, const exn_case *one, FILE *out)
{
    const exn_result *result = one->result;
    bool is_violated = !result->passed && result->violation_count > 0;
    fputs("      <failure", out);
    put_attribute(out, "type", is_violated ? result->violations[0].name : "sampled");
    fputs(" message=\"", out);
    if (is_violated) {
        put_headline(out, &result->violations[0]);
        if (result->violation_count > 1) {
            fprintf(out, " (and %zu more)", result->violation_count - 1);
        }
        fputs("\">", out);
        put_violations(run, one, out);
    } else {
        fputs("not explored in full, as --require-exhaustive demands\">", out);
        for (size_t i = 0; i < result->left_out_count; i++) {
            fputs("left out: ", out);
            exn_put_markup_text(out, result->left_out[i]);
            fputs("\n", out);
        }
    }
    fputs("</failure>\n", out);
}

static void put_error(const exn_session *run, const exn_case *one, FILE *out)
{
    const exn_result *result = one->result;
    fputs("      <error", out);
    put_attribute(out, "type", exn_verdict_word(result->verdict));
    put_attribute(out, "message", first_complaint(result));
    fputs(">", out);
    for (size_t i = 0; i < result->complaint_count; i++) {
        const exn_complaint *complaint = &result->complaints[i];
        if (complaint->line > 0) {
            fprintf(out, "%u:%u: ", complaint->line, complaint->column);
        }
        exn_put_markup_text(out, complaint->message);
        fputs("\n", out);
    }
    put_violations(run, one, out); /* after a crash that was caught */
    fputs("</error>\n", out);
}

/* --- a test case ------------------------------------------------------------------------------ */

static void put_strings(FILE *out, const char *what, char *const *strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s: ", what);
        exn_put_markup_text(out, strings[i]);
        fputs("\n", out);
    }
}

/* What else there is to say. */
static void put_output(const exn_result *result, FILE *out)
{
    if (result->waived_count + result->vacuous_count + result->remark_count +
            result->left_out_count ==
        0) {
        return;
    }
    fputs("      <system-out>", out);
    put_strings(out, "waived", result->waived, result->waived_count);
    put_strings(out, "never put to the test", result->vacuous, result->vacuous_count);
    put_strings(out, "remark", result->remarks, result->remark_count);
    put_strings(out, "left out", result->left_out, result->left_out_count);
    fputs("</system-out>\n", out);
}

static void put_case(const exn_session *run, const exn_case *one, FILE *out)
{
    const exn_result *result = one->result;
    fputs("    <testcase", out);
    put_attribute(out, "classname", one->label);
    put_attribute(out, "name", result->scenario);
    put_attribute(out, "file", result->file);
    fprintf(out, " time=\"%.6f\">\n", result->seconds + result->count_seconds);
    switch (kind_of(run, result)) {
    case JUNIT_FAILURE:
        put_failure(run, one, out);
        break;
    case JUNIT_ERROR:
        put_error(run, one, out);
        break;
    case JUNIT_SKIPPED:
        fputs("      <skipped", out);
        put_attribute(out, "message", first_complaint(result));
        fputs("/>\n", out);
        break;
    case JUNIT_PASSED:
        break;
    }
    put_output(result, out);
    fputs("    </testcase>\n", out);
}

/* --- the file --------------------------------------------------------------------------------- */

static size_t count_kind(const exn_session *run, junit_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        count += kind_of(run, run->cases[i].result) == kind;
    }
    return count;
}

int exn_write_junit(const exn_session *run, FILE *out)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite", out);
    put_attribute(out, "name", run->implementation != NULL ? run->implementation : "exeunt");
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\">\n",
            run->case_count, count_kind(run, JUNIT_FAILURE), count_kind(run, JUNIT_ERROR),
            count_kind(run, JUNIT_SKIPPED), run->seconds);
    for (size_t i = 0; i < run->case_count; i++) {
        put_case(run, &run->cases[i], out);
    }
    fputs("  </testsuite>\n</testsuites>\n", out);
    return ferror(out) ? -1 : 0;
}
