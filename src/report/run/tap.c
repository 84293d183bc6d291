/* The Test Anything Protocol, version 13 (testanything.org), which every harness reads: that of
 * perl 5.36 refuses a newer one.
 *
 * Strings in the YAML blocks are written as JSON, which is a subset of YAML: any name or message
 * stays on its line. Keys have no blanks: prove reads the blocks, too.
 */
#include "base/characters.h"
#include "report/printing.h"
#include "result/json/json.h"

/* --- strings ---------------------------------------------------------------------------------- */

/* Writes the description or the reason of a test point; escapes `#`, which begins a directive, and
 * `\`. */
static void put_words(FILE *out, const char *words)
{
    for (; *words != '\0'; words++) {
        if (*words == '#' || *words == '\\') {
            fputc('\\', out);
        }
        fputc(exn_is_control(*words) ? '?' : *words, out);
    }
}

static void put_quoted(FILE *out, const char *text)
{
    json_t *string = exn_json_text(text);
    if (string == NULL || json_dumpf(string, out, JSON_ENCODE_ANY) != 0) {
        fputs("\"" EXN_NO_MEMORY "\"", out);
    }
    json_decref(string);
}

static void put_entry(FILE *out, const char *indent, const char *key, const char *value)
{
    if (value == NULL) {
        return;
    }
    fprintf(out, "%s%s: ", indent, key);
    put_quoted(out, value);
    fputc('\n', out);
}

static void put_list(FILE *out, const char *indent, const char *key, char *const *strings,
                     size_t count)
{
    if (count == 0) {
        return;
    }
    fprintf(out, "%s%s:\n", indent, key);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s  - ", indent);
        put_quoted(out, strings[i]);
        fputc('\n', out);
    }
}

/* --- the block of one scenario ---------------------------------------------------------------- */

static void put_violation(FILE *out, const exn_violation *violation)
{
    static const char inside[] = "      ";
    fputs("    - rule: ", out);
    put_quoted(out, violation->rule);
    fputc('\n', out);
    put_entry(out, inside, "name", violation->name);
    put_entry(out, inside, "blame", violation->blame);
    put_entry(out, inside, "message", violation->message);
    if (violation->trace_count == 0) {
        return; /* an expectation about all schedules together has no trace */
    }
    put_entry(out, inside, "tape", violation->tape);
    put_entry(out, inside, "kept", violation->kept);
    put_list(out, inside, "trace", violation->trace, violation->trace_count);
}

static void put_complaints(FILE *out, const exn_result *result)
{
    fputs("  complaints:\n", out);
    for (size_t i = 0; i < result->complaint_count; i++) {
        const exn_complaint *complaint = &result->complaints[i];
        fputs("    - message: ", out);
        put_quoted(out, complaint->message);
        fputc('\n', out);
        if (complaint->line > 0) {
            fprintf(out, "      line: %u\n      column: %u\n", complaint->line, complaint->column);
        }
    }
}

static void put_block(FILE *out, const exn_result *result)
{
    static const char inside[] = "  ";
    fputs("  ---\n", out);
    put_entry(out, inside, "verdict", exn_verdict_word(result->verdict));
    put_entry(out, inside, "file", result->file);
    put_entry(out, inside, "implementation", result->implementation);
    put_list(out, inside, "waived", result->waived, result->waived_count);
    put_list(out, inside, "vacuous", result->vacuous, result->vacuous_count);
    put_list(out, inside, "untested", result->untested, result->untested_count);
    put_list(out, inside, "remarks", result->remarks, result->remark_count);
    put_list(out, inside, "left_out", result->left_out, result->left_out_count);
    put_entry(out, inside, "tape", result->tape);
    if (result->complaint_count > 0) {
        put_complaints(out, result);
    }
    if (result->violation_count > 0) {
        fputs("  violations:\n", out);
    }
    for (size_t i = 0; i < result->violation_count; i++) {
        put_violation(out, &result->violations[i]);
    }
    fputs("  ...\n", out);
}

/* --- the test points -------------------------------------------------------------------------- */

/* Returns why nothing of a scenario ran, or NULL if something ran. */
static const char *reason_to_skip(const exn_result *result)
{
    if (result->verdict == EXN_SKIPPED) {
        return result->complaint_count > 0 ? result->complaints[0].message : "it does not apply";
    }
    if (result->verdict == EXN_SAMPLED && result->runs == 0 && result->transitions == 0) {
        return result->left_out_count > 0 ? result->left_out[0] : "it was left out";
    }
    return NULL;
}

void exn_tap_begin(const exn_session *run, FILE *out)
{
    fprintf(out, "TAP version 13\n1..%zu%s\n", run->case_count,
            run->case_count == 0 ? " # SKIP this shard is empty" : "");
}

void exn_tap_case(const exn_session *run, size_t index, FILE *out)
{
    const exn_case *one = &run->cases[index];
    const exn_result *result = one->result;
    fprintf(out, "%s %zu - ", result->passed ? "ok" : "not ok", index + 1);
    put_words(out, one->label);
    if (one->scenario != NULL) {
        fputs(": ", out);
        put_words(out, one->scenario->name);
    }
    const char *reason = reason_to_skip(result);
    if (reason != NULL) {
        fputs(" # SKIP ", out);
        put_words(out, reason);
    }
    fputc('\n', out);
    if (reason == NULL &&
        (result->verdict != EXN_HOLDS || result->remark_count + result->waived_count > 0)) {
        put_block(out, result);
    }
}

void exn_tap_end(const exn_session *run, FILE *out)
{
    size_t totals[EXN_VERDICTS];
    exn_count_verdicts(run, totals);
    for (int verdict = 0; verdict < EXN_VERDICTS; verdict++) {
        if (totals[verdict] > 0) {
            fprintf(out, "# %s %zu\n", exn_verdict_word((exn_verdict)verdict), totals[verdict]);
        }
    }
    if (!exn_any_was_tested(run)) {
        return;
    }
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if (!exn_was_tested(run, (exn_rule)rule) && exn_rule_is_for_all((exn_rule)rule)) {
            fprintf(out, "# never put to the test in this run: %s (%s)\n",
                    exn_rule_name((exn_rule)rule), exn_rule_number((exn_rule)rule));
        }
    }
    if (exn_was_tested(run, EXN_M6) && !exn_exit_was_asked(run)) {
        fprintf(out, "# never put to the test in this run: %s of exits (M6)\n",
                exn_rule_name(EXN_M6));
    }
}
