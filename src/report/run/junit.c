/* junit.xml: for programs that collect test results of any kind. */
#include "base/escape.h"
#include "report/printing.h"
#include "result/json/json.h"

#include <inttypes.h>
#include <string.h>

/* --- XML -------------------------------------------------------------------------------------- */

/* Writes text for XML 1.0, which forbids most control characters even in escaped form. */
static void put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            fputs("&#10;", out);
        } else {
            exn_put_markup(out, *text >= 0 && *text < ' ' ? '?' : *text);
        }
    }
}

static void put_attribute(FILE *out, const char *name, const char *value)
{
    json_t *valid = exn_json_text(value); /* replaces bytes that are not UTF-8 */
    fprintf(out, " %s=\"", name);
    const char *text = json_is_null(valid) ? "" : json_string_value(valid);
    put_text(out, text != NULL ? text : EXN_NO_MEMORY);
    fputc('"', out);
    json_decref(valid);
}

/* --- what became of a scenario ---------------------------------------------------------------- */

static const char *first_complaint(const exn_result *result)
{
    return result->complaint_count > 0 ? result->complaints[0].message : "";
}

static void put_trace(FILE *out, const exn_violation *violation)
{
    for (size_t i = 0; i < violation->trace_count; i++) {
        put_text(out, violation->trace[i]);
        fputc('\n', out);
    }
    fputs("tape ", out);
    put_text(out, violation->tape);
}

static void put_failure(FILE *out, const exn_violation *violation)
{
    fputs("      <failure", out);
    put_attribute(out, "type", violation->name);
    put_attribute(out, "message", violation->message);
    fputs(">", out);
    put_trace(out, violation);
    fputs("</failure>\n", out);
}

static void put_complaints(FILE *out, const exn_result *result)
{
    fputs("      <error", out);
    put_attribute(out, "type", exn_verdict_word(result->verdict));
    put_attribute(out, "message", first_complaint(result));
    fputs(">", out);
    for (size_t i = 0; i < result->complaint_count; i++) {
        const exn_complaint *complaint = &result->complaints[i];
        if (complaint->line > 0) {
            fprintf(out, "%u:%u: ", complaint->line, complaint->column);
        }
        put_text(out, complaint->message);
        fputc('\n', out);
    }
    for (size_t i = 0; i < result->violation_count; i++) { /* after a crash that was caught */
        put_trace(out, &result->violations[i]);
    }
    fputs("</error>\n", out);
}

static void put_strings(FILE *out, const char *what, char *const *strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "      <system-out>%s: ", what);
        put_text(out, strings[i]);
        fputs("</system-out>\n", out);
    }
}

static void put_case(FILE *out, const exn_case *one)
{
    const exn_result *result = one->result;
    fputs("    <testcase", out);
    put_attribute(out, "classname", one->label);
    put_attribute(out, "name", result->scenario);
    put_attribute(out, "file", result->file);
    fprintf(out, " time=\"%.6f\">\n", result->seconds + result->count_seconds);
    if (result->verdict == EXN_INVALID || result->verdict == EXN_CRASHED) {
        put_complaints(out, result);
    } else if (result->verdict == EXN_SKIPPED) {
        fputs("      <skipped", out);
        put_attribute(out, "message", first_complaint(result));
        fputs("/>\n", out);
    } else if (!result->passed) {
        for (size_t i = 0; i < result->violation_count; i++) {
            put_failure(out, &result->violations[i]);
        }
    }
    put_strings(out, "waived", result->waived, result->waived_count);
    put_strings(out, "never put to the test", result->vacuous, result->vacuous_count);
    put_strings(out, "remark", result->remarks, result->remark_count);
    put_strings(out, "left out", result->left_out, result->left_out_count);
    fputs("    </testcase>\n", out);
}

/* --- the file --------------------------------------------------------------------------------- */

static bool is_failure(const exn_result *result)
{
    return result->verdict == EXN_VIOLATED && !result->passed;
}

int exn_write_junit(const exn_session *run, FILE *out)
{
    size_t failures = 0;
    size_t errors = 0;
    size_t skipped = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_result *result = run->cases[i].result;
        failures += is_failure(result);
        errors += result->verdict == EXN_INVALID || result->verdict == EXN_CRASHED;
        skipped += result->verdict == EXN_SKIPPED;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite", out);
    put_attribute(out, "name", run->implementation != NULL ? run->implementation : "exeunt");
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\">\n",
            run->case_count, failures, errors, skipped, run->seconds);
    for (size_t i = 0; i < run->case_count; i++) {
        put_case(out, &run->cases[i]);
    }
    fputs("  </testsuite>\n</testsuites>\n", out);
    return ferror(out) ? -1 : 0;
}
