/* Prints verdicts: one line each, and all details of a case that did not pass. */
#include "report/printing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    LABEL_WIDTH_MAX = 64,
    VERDICT_COLUMN = 8 + 2,
    NUMBER_WIDTH = 9,
    FACTS_WIDTH = 32,        /* of what is said of most scenarios */
    OUTCOMES_SHOWN_MAX = 12, /* they are sorted, so every run prints the same ones */
};

int exn_label_width(const exn_session *run, int columns)
{
    int room = columns > 0 ? columns - VERDICT_COLUMN - 2 : LABEL_WIDTH_MAX;
    int most = room < LABEL_WIDTH_MAX ? room : LABEL_WIDTH_MAX;
    int widest = (int)sizeof "scenario" - 1; /* the heading of the column in tables */
    for (size_t i = 0; i < run->case_count; i++) {
        int width = exn_text_width(run->cases[i].label);
        if (width > widest && width <= most) {
            widest = width;
        }
    }
    return widest;
}

/* --- the parts of a line ---------------------------------------------------------------------- */

static const char *mark_of(const exn_result *result, exn_ink *ink)
{
    *ink = !result->passed                   ? EXN_RED
           : result->verdict == EXN_HOLDS    ? EXN_GREEN
           : result->verdict == EXN_VIOLATED ? EXN_GREEN
           : result->verdict == EXN_SKIPPED  ? EXN_DIM
                                             : EXN_YELLOW;
    if (!result->passed) {
        return "✗";
    }
    return result->verdict == EXN_SAMPLED   ? "~"
           : result->verdict == EXN_VACUOUS ? "!"
           : result->verdict == EXN_SKIPPED ? "-"
                                            : "✓";
}

/* Prints "36 interleavings", or the number of states or runs if interleavings were not counted. */
static void put_extent(const exn_terminal *terminal, const exn_result *result)
{
    char counted[24];
    snprintf(counted, sizeof counted, "%" PRIu64,
             result->states > 0 ? result->states : result->runs);
    const char *digits = result->interleavings != NULL ? result->interleavings : counted;
    const char *thing = result->interleavings != NULL ? "interleaving"
                        : result->states > 0          ? "state"
                                                      : "run";
    exn_put_digits(terminal, digits, NUMBER_WIDTH);
    bool is_one = strcmp(digits, "1") == 0;
    exn_put(terminal, EXN_PLAIN, " %s%s", thing, is_one ? "" : "s");
    if (result->interleavings != NULL && result->states > 0 && !is_one) {
        exn_put(terminal, EXN_PLAIN, ", ");
        exn_put_count(terminal, result->states, "state");
    }
    if (result->has_faults_limit) {
        exn_put(terminal, EXN_PLAIN, " (<= %" PRIu32 " fault%s)", result->faults_max,
                result->faults_max == 1 ? "" : "s");
    }
}

static void put_list(const exn_terminal *terminal, char *const *strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        exn_put(terminal, EXN_PLAIN, "%s%s", i == 0 ? "" : "; ", strings[i]);
    }
}

static void put_violations(const exn_terminal *terminal, const exn_result *result)
{
    for (size_t i = 0; i < result->violation_count; i++) {
        exn_put(terminal, EXN_PLAIN, i == 0 ? "" : ", ");
        exn_put_rule(terminal, EXN_PLAIN, &result->violations[i]);
    }
}

static void put_reason(const exn_terminal *terminal, const exn_result *result)
{
    if (result->complaint_count > 0) {
        exn_put(terminal, EXN_PLAIN, "%s", result->complaints[0].message);
    }
}

/* Prints the facts after the label. */
static void put_facts(const exn_terminal *terminal, const exn_result *result)
{
    switch (result->verdict) {
    case EXN_HOLDS:
        put_extent(terminal, result);
        break;
    case EXN_SAMPLED:
        put_extent(terminal, result);
        exn_put(terminal, EXN_PLAIN, "; left out: ");
        put_list(terminal, result->left_out, result->left_out_count);
        break;
    case EXN_VACUOUS:
        put_extent(terminal, result);
        exn_put(terminal, EXN_PLAIN, "; never put to the test: ");
        put_list(terminal, result->vacuous, result->vacuous_count);
        break;
    case EXN_VIOLATED:
        put_violations(terminal, result);
        exn_put(terminal, EXN_PLAIN, " broken, as expected");
        break;
    case EXN_INVALID: /* stderr has each of them, with file and place */
        exn_put_count(terminal, result->complaint_count, "error");
        break;
    case EXN_SKIPPED:
    case EXN_CRASHED:
    case EXN_VERDICTS:
        put_reason(terminal, result);
        break;
    }
}

/* Prints ", order (X12) waived", after `before`, if rules were not checked. */
static void put_waived(const exn_terminal *terminal, const char *before, const exn_result *result)
{
    for (size_t i = 0; i < result->waived_count; i++) {
        exn_rule rule;
        bool is_known = exn_rule_from_number(result->waived[i], &rule);
        exn_put(terminal, EXN_YELLOW, "%s%s (%s)", i == 0 ? before : ", ",
                is_known ? exn_rule_name(rule) : "?", result->waived[i]);
    }
    exn_put(terminal, EXN_YELLOW, result->waived_count > 0 ? " waived" : "");
}

static void put_remarks(const exn_terminal *terminal, const exn_result *result)
{
    for (size_t i = 0; i < result->remark_count; i++) {
        exn_put(terminal, EXN_PLAIN, "; %s", result->remarks[i]);
    }
}

/* What breaks a rule that it is to break is no failure, and is not called like one. */
static const char *word_of(const exn_result *result)
{
    bool is_expected = result->verdict == EXN_VIOLATED && result->passed;
    return is_expected ? "expected" : exn_verdict_word(result->verdict);
}

/* Whether a line has no room for a label and for what is said of it. */
static bool is_narrow(const exn_terminal *terminal)
{
    return terminal->columns > 0 &&
           terminal->columns < VERDICT_COLUMN + 2 + terminal->label_width + FACTS_WIDTH;
}

static void put_line(const exn_terminal *terminal, const exn_case *one)
{
    exn_ink ink;
    const char *mark = mark_of(one->result, &ink);
    exn_put(terminal, ink, "%s", mark);
    exn_put(terminal, EXN_PLAIN, " ");
    exn_put_column(terminal, ink, word_of(one->result), VERDICT_COLUMN);
    if (is_narrow(terminal)) { /* what there is to say gets a line of its own */
        exn_put(terminal, EXN_PLAIN, "%s\n    ", one->label);
    } else {
        exn_put_column(terminal, EXN_PLAIN, one->label, terminal->label_width);
        exn_put(terminal, EXN_PLAIN, "  ");
    }
    put_facts(terminal, one->result);
    put_waived(terminal, ", ", one->result);
    put_remarks(terminal, one->result);
    exn_put(terminal, EXN_PLAIN, "\n");
}

/* --- in full ---------------------------------------------------------------------------------- */

static void print_crash(const exn_terminal *terminal, const exn_case *one)
{
    const exn_result *result = one->result;
    exn_put(terminal, EXN_RED, "✗ %s", one->label);
    exn_put(terminal, EXN_PLAIN, " · %s · ", result->implementation);
    exn_put(terminal, EXN_BOLD, "crashed");
    exn_put(terminal, EXN_PLAIN, "\n");
    for (size_t i = 0; i < result->complaint_count; i++) {
        exn_put(terminal, i == 0 ? EXN_PLAIN : EXN_DIM, i == 0 ? "  %s\n" : "    %s\n",
                result->complaints[i].message);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
    exn_print_replay(terminal, one, result->tape);
}

static void print_violations(const exn_terminal *terminal, const exn_case *one)
{
    const exn_result *result = one->result;
    bool crashed = result->verdict == EXN_CRASHED; /* the reason is among the violations */
    for (size_t i = 0; i < result->violation_count; i++) {
        exn_put(terminal, EXN_PLAIN, i == 0 ? "" : "\n");
        exn_print_violation(terminal, one, &result->violations[i]);
    }
    for (size_t i = 0; i < result->complaint_count && !crashed; i++) {
        exn_put(terminal, EXN_PLAIN, "  %s\n", result->complaints[i].message);
    }
}

static void print_measures(const exn_terminal *terminal, const exn_result *result)
{
    bool by_states = result->states > 0;
    exn_put(terminal, EXN_PLAIN, "    ");
    exn_put_count(terminal, by_states ? result->states : result->runs, by_states ? "state" : "run");
    exn_put(terminal, EXN_PLAIN, result->reduced ? " (reduced), " : ", ");
    exn_put_count(terminal, result->transitions, "transition");
    exn_put(terminal, EXN_PLAIN, ", depth %" PRIu64 ", %.3f s, ", result->depth_max,
            result->seconds);
    exn_put_rate(terminal, result->transitions, result->seconds, "transitions");
    if (result->count_seconds >= 0.001) {
        exn_put(terminal, EXN_PLAIN, "; %.3f s to count", result->count_seconds);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
    if (result->states_audited == 0) {
        return;
    }
    exn_put(terminal, EXN_PLAIN, "    ");
    exn_put_count(terminal, result->states_audited, "state");
    exn_put(terminal, EXN_PLAIN, " reached again from a fresh world");
    exn_put_missed(terminal, "; ", result->missed_probability);
    exn_put(terminal, EXN_PLAIN, "\n");
}

/* Prints as many outcomes as a reader can use; a large scenario has thousands. */
static void print_outcomes(const exn_terminal *terminal, const exn_result *result)
{
    size_t count = result->outcome_count;
    /* A line for one more outcome is no longer than a line that says there is one more. */
    size_t shown = count <= OUTCOMES_SHOWN_MAX + 1 ? count : OUTCOMES_SHOWN_MAX;
    exn_put(terminal, EXN_DIM, "    outcomes: ");
    put_list(terminal, result->outcomes, shown);
    if (shown < count) {
        exn_put(terminal, EXN_PLAIN, "; ... and %zu more (results.json has all)", count - shown);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

/* Prints which rules were not checked, and the remarks, after a case that is printed in full. */
void exn_print_waived(const exn_terminal *terminal, const exn_result *result)
{
    put_waived(terminal, "    ", result);
    exn_put(terminal, EXN_PLAIN, result->waived_count > 0 ? "\n" : "");
    for (size_t i = 0; i < result->remark_count; i++) {
        exn_put(terminal, EXN_PLAIN, "    %s\n", result->remarks[i]);
    }
}

/* Prints why runs were re-executed although states were wanted. */
void exn_print_fallback(const exn_terminal *terminal, const exn_result *result)
{
    if (result->fallback != NULL) {
        exn_put(terminal, EXN_YELLOW, "    explored by running: %s\n", result->fallback);
    }
}

/* Prints the rules that no schedule put to the test. */
void exn_print_untested(const exn_terminal *terminal, const exn_result *result)
{
    for (size_t i = 0; i < result->untested_count; i++) {
        exn_put(terminal, EXN_PLAIN, "    not put to the test: %s\n", result->untested[i]);
    }
}

/* With -v, prints what the scenario is about and what the check found. */
static void print_details(const exn_terminal *terminal, const exn_case *one)
{
    const exn_result *result = one->result;
    if (one->scenario != NULL) {
        exn_put(terminal, EXN_DIM, "    %s\n", one->scenario->name);
    }
    if (result->outcome_count > 0) {
        print_outcomes(terminal, result);
    }
    if (result->transitions > 0) {
        print_measures(terminal, result);
    }
    exn_print_untested(terminal, result);
    for (size_t i = 0; i < result->note_count; i++) {
        exn_put(terminal, EXN_PLAIN, "    %s\n", result->notes[i]);
    }
}

/* Prints a case that did not pass, between empty lines. */
static void print_in_full(exn_terminal *terminal, const exn_case *one)
{
    exn_print_gap(terminal);
    if (one->result->verdict == EXN_CRASHED && one->result->violation_count == 0) {
        print_crash(terminal, one);
    } else {
        print_violations(terminal, one);
    }
    exn_print_waived(terminal, one->result);
    exn_print_fallback(terminal, one->result);
    exn_print_behaviour(terminal, one->result);
    if (terminal->verbosity > 0) {
        print_details(terminal, one);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

void exn_print_gap(exn_terminal *terminal)
{
    if (terminal->any_line) {
        exn_put(terminal, EXN_PLAIN, "\n");
    }
    terminal->any_line = false;
}

void exn_print_case(exn_terminal *terminal, const exn_case *one)
{
    const exn_result *result = one->result;
    if (result->verdict == EXN_CRASHED || (result->verdict == EXN_VIOLATED && !result->passed)) {
        print_in_full(terminal, one);
        return;
    }
    if (result->passed && terminal->verbosity < 0) {
        return;
    }
    put_line(terminal, one);
    exn_print_fallback(terminal, one->result);
    exn_print_behaviour(terminal, one->result);
    terminal->any_line = true;
    if (terminal->verbosity <= 0) {
        return;
    }
    print_details(terminal, one);
    if (result->violation_count > 0) {
        exn_print_gap(terminal);
        print_violations(terminal, one);
        exn_put(terminal, EXN_PLAIN, "\n");
    }
}
