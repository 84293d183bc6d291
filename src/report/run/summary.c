/* Prints the summary of a whole run. */
#include "report/conformance.h"
#include "report/printing.h"

#include <stdlib.h>
#include <string.h>

/* --- totals ----------------------------------------------------------------------------------- */

static size_t count_violated_as_expected(const exn_session *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        count += run->cases[i].result->verdict == EXN_VIOLATED && run->cases[i].result->passed;
    }
    return count;
}

static void put_part(const exn_terminal *terminal, exn_ink ink, size_t count, const char *what,
                     bool *first)
{
    if (count == 0) {
        return;
    }
    exn_put(terminal, EXN_PLAIN, *first ? "" : ", ");
    exn_put(terminal, ink, "%zu %s", count, what);
    *first = false;
}

static void put_totals(const exn_terminal *terminal)
{
    const exn_session *run = terminal->run;
    size_t violated_as_expected = count_violated_as_expected(run);
    size_t all[EXN_VERDICTS];
    exn_count_verdicts(run, all);
    bool first = true;
    exn_put_count(terminal, run->case_count, "scenario");
    exn_put(terminal, EXN_PLAIN, " in %.2f s%s", run->seconds, run->case_count > 0 ? ": " : "");
    put_part(terminal, EXN_RED, all[EXN_VIOLATED] - violated_as_expected, "violated", &first);
    put_part(terminal, EXN_RED, all[EXN_CRASHED], "crashed", &first);
    put_part(terminal, EXN_RED, all[EXN_INVALID], "invalid", &first);
    put_part(terminal, EXN_GREEN, all[EXN_HOLDS], all[EXN_HOLDS] == 1 ? "holds" : "hold", &first);
    put_part(terminal, EXN_GREEN, violated_as_expected, "violated as expected", &first);
    put_part(terminal, EXN_YELLOW, all[EXN_VACUOUS], "vacuous", &first);
    put_part(terminal, EXN_YELLOW, all[EXN_SAMPLED], "sampled", &first);
    put_part(terminal, EXN_DIM, all[EXN_SKIPPED], "skipped", &first);
    exn_put(terminal, EXN_PLAIN, "\n");
}

static void put_interleavings(const exn_terminal *terminal, const exn_extent *extent)
{
    if (extent->interleavings == NULL) {
        exn_put(terminal, EXN_PLAIN, ", " EXN_NO_MEMORY);
        return;
    }
    if (strcmp(extent->interleavings, "0") == 0) {
        return;
    }
    exn_put(terminal, EXN_PLAIN, extent->all_counted ? ", " : ", more than ");
    exn_put_digits(terminal, extent->interleavings, 0);
    exn_put(terminal, EXN_PLAIN, " interleaving%s",
            strcmp(extent->interleavings, "1") == 0 ? "" : "s");
}

/* "1,234 states, 5,678 transitions, 8,100 interleavings, 2.1 million transitions/s" */
static void put_extent(const exn_terminal *terminal)
{
    exn_extent extent = exn_sum_extent(terminal->run);
    if (extent.states > 0) {
        exn_put_count(terminal, extent.states, "state");
    }
    if (extent.states > 0 && extent.runs > 0) {
        exn_put(terminal, EXN_PLAIN, ", ");
    }
    if (extent.runs > 0) {
        exn_put_count(terminal, extent.runs, "run");
    }
    if (extent.states > 0 || extent.runs > 0) {
        exn_put(terminal, EXN_PLAIN, ", ");
        exn_put_count(terminal, extent.transitions, "transition");
        put_interleavings(terminal, &extent);
        exn_put(terminal, EXN_PLAIN, ", ");
        exn_put_rate(terminal, extent.transitions, extent.seconds, "transitions");
        exn_put_missed(terminal, "; ", extent.missed_probability);
        exn_put(terminal, EXN_PLAIN, "\n");
    }
    free(extent.interleavings);
}

/* --- invariants that nothing put to the test (SPEC 10, `vacuous`) ----------------------------- */

static void put_rule_untested(const exn_terminal *terminal, exn_rule rule, const char *part,
                              bool *first)
{
    exn_put(terminal, EXN_YELLOW, *first ? "never put to the test in this run: " : ", ");
    exn_put(terminal, EXN_PLAIN, "%s%s (%s)", exn_rule_name(rule), part, exn_rule_number(rule));
    *first = false;
}

static void put_untested(const exn_terminal *terminal)
{
    if (!exn_any_was_tested(terminal->run)) {
        return;
    }
    bool first = true;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if (exn_was_tested(terminal->run, (exn_rule)rule) || !exn_rule_is_for_all((exn_rule)rule)) {
            continue;
        }
        put_rule_untested(terminal, (exn_rule)rule, "", &first);
    }
    if (exn_was_tested(terminal->run, EXN_M6) && !exn_exit_was_asked(terminal->run)) {
        put_rule_untested(terminal, EXN_M6, " of exits", &first);
    }
    exn_put(terminal, EXN_PLAIN, first ? "" : "\n");
}

/* Each scenario prints its own list with -v. */
static void put_untested_in_scenarios(const exn_terminal *terminal)
{
    size_t count = exn_count_untested(terminal->run);
    if (count == 0) {
        return;
    }
    exn_put_count(terminal, count, "scenario");
    exn_put(terminal, EXN_PLAIN, " did not put to the test all that %s%s\n",
            count == 1 ? "it can reach" : "they can reach",
            terminal->verbosity > 0 ? "" : " (-v tells what)");
}

/* --- what an implementation breaks ------------------------------------------------------------ */

/* Returns whether a violation says something about the implementation. It does not if a manager or
 * the body is to blame, or if it is about all schedules together. */
static bool is_its_own(const exn_violation *violation)
{
    bool blames_scope = violation->blame == NULL || strcmp(violation->blame, "scope") == 0;
    return blames_scope && violation->trace_count > 0;
}

static size_t count_violations(const exn_session *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        for (size_t k = 0; k < run->cases[i].result->violation_count; k++) {
            count += is_its_own(&run->cases[i].result->violations[k]);
        }
    }
    return count;
}

static void put_row(const exn_terminal *terminal, const char *rule, const char *name,
                    const char *label, const char *tape)
{
    exn_put_column(terminal, EXN_PLAIN, "", 2);
    exn_put_column(terminal, EXN_PLAIN, rule, 8);
    exn_put_column(terminal, EXN_PLAIN, name, 18);
    exn_put_column(terminal, EXN_PLAIN, label, terminal->label_width + 2);
    exn_put(terminal, EXN_PLAIN, "%s\n", *tape == '\0' ? "-" : tape);
}

/* Prints the rows of one rule, or those of the expectations of scenarios. */
static void put_rows(const exn_terminal *terminal, exn_violation_kind kind, exn_rule rule)
{
    const exn_session *run = terminal->run;
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_result *result = run->cases[i].result;
        for (size_t k = 0; k < result->violation_count; k++) {
            const exn_violation *violation = &result->violations[k];
            bool is_of_rule = kind != EXN_OF_RULE || violation->broken == rule;
            if (is_its_own(violation) && violation->kind == kind && is_of_rule) {
                put_row(terminal, violation->rule, violation->name, run->cases[i].label,
                        violation->tape);
            }
        }
    }
}

static void put_broken(const exn_terminal *terminal)
{
    enum { WORTH_A_TABLE = 2 };
    const char *implementation = terminal->run->implementation;
    if (implementation == NULL || count_violations(terminal->run) < WORTH_A_TABLE) {
        return;
    }
    exn_put(terminal, EXN_BOLD, "What %s breaks\n\n", implementation);
    put_row(terminal, "rule", "name", "scenario", "tape");
    for (int rule = 0; rule < EXN_RULES; rule++) {
        put_rows(terminal, EXN_OF_RULE, (exn_rule)rule);
    }
    put_rows(terminal, EXN_OF_EXPECTATION, 0);
    exn_put(terminal, EXN_PLAIN, "\n");
}

/* --- where to read on ------------------------------------------------------------------------- */

static bool is_news(const exn_session *run, exn_rule rule)
{
    if (run->conformance != NULL) { /* what played managers break is none of its business */
        return run->conformance->rows[rule].new_in > 0;
    }
    for (size_t i = 0; i < run->case_count; i++) {
        for (size_t k = 0; k < run->cases[i].result->violation_count; k++) {
            const exn_violation *violation = &run->cases[i].result->violations[k];
            if (!violation->expected && exn_violation_breaks(violation, rule)) {
                return true;
            }
        }
    }
    return false;
}

/* Prints "what is broken, and why that matters: exeunt explain X1 X6". */
static void put_hint(const exn_terminal *terminal)
{
    bool first = true;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        const char *number = exn_rule_number((exn_rule)rule);
        if (!is_news(terminal->run, (exn_rule)rule)) {
            continue;
        }
        if (first) {
            exn_put(terminal, EXN_DIM, "what is broken, and why that matters:");
        }
        exn_put(terminal, EXN_PLAIN, "%s %s", first ? " exeunt explain" : "", number);
        first = false;
    }
    exn_put(terminal, EXN_PLAIN, first ? "" : "\n");
}

/* --- the one thing to know -------------------------------------------------------------------- */

/* How many scenarios did not pass; how many were not explored in full; how many were run. */
typedef struct standing {
    size_t failed, sampled, ran;
} standing;

static standing standing_of(const exn_session *run)
{
    standing all = {0};
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_result *result = run->cases[i].result;
        all.failed += !result->passed;
        all.ran += result->verdict != EXN_SKIPPED;
        all.sampled += !result->exhaustive && result->verdict != EXN_SKIPPED && result->passed;
    }
    return all;
}

/* Names the page, on which all of it can be looked at. */
static void put_page(const exn_terminal *terminal)
{
    const exn_session *run = terminal->run;
    if (run->reports != NULL && run->shard_count == 0) {
        exn_put(terminal, EXN_PLAIN, ": %s/index.html shows %s", run->reports,
                standing_of(run).failed == 1 ? "it" : "them");
    }
}

static void put_last_line_of_conformance(const exn_terminal *terminal)
{
    const exn_conformance *table = terminal->run->conformance;
    size_t broken = table->totals[EXN_RULE_IS_BROKEN];
    if (table->new_count > 0 && table->baseline != NULL) {
        exn_put(terminal, EXN_RED, "✗ %s breaks what %s does not have", table->subject,
                table->baseline->file);
    } else if (table->new_count > 0) {
        exn_put(terminal, EXN_RED, "✗ %s breaks %zu rule%s", table->subject, broken,
                broken == 1 ? "" : "s");
    } else if (broken > 0) {
        exn_put(terminal, EXN_GREEN, "✓ %s breaks nothing new", table->subject);
    } else {
        exn_put(terminal, EXN_GREEN, "✓ %s breaks no rule", table->subject);
    }
}

static void put_last_line_of_scenarios(const exn_terminal *terminal)
{
    const exn_session *run = terminal->run;
    standing all = standing_of(run);
    if (all.failed > 0) {
        exn_put(terminal, EXN_RED, "✗ %zu of ", all.failed);
        exn_put_count(terminal, run->case_count, "scenario");
        exn_put(terminal, EXN_PLAIN, " did not pass");
        put_page(terminal);
    } else if (all.ran == 0) {
        exn_put(terminal, EXN_YELLOW, "- no scenario was run");
    } else if (all.sampled > 0 && run->requires_exhaustive) {
        exn_put(terminal, EXN_RED, "✗ %zu of ", all.sampled);
        exn_put_count(terminal, run->case_count, "scenario");
        exn_put(terminal, EXN_PLAIN, " %s not explored in full", all.sampled == 1 ? "was" : "were");
    } else {
        exn_put(terminal, EXN_GREEN, "✓ %s passed",
                all.ran == 1 ? "the scenario" : "every scenario");
        if (all.sampled > 0) {
            exn_put(terminal, EXN_PLAIN, ", as far as %zu of them %s explored", all.sampled,
                    all.sampled == 1 ? "was" : "were");
        }
    }
}

/* Prints the last line, which is all that a reader in a hurry reads. */
static void put_last_line(const exn_terminal *terminal)
{
    if (terminal->run->conformance != NULL) {
        put_last_line_of_conformance(terminal);
    } else {
        put_last_line_of_scenarios(terminal);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

void exn_print_summary(exn_terminal *terminal)
{
    exn_print_gap(terminal);
    if (terminal->run->conformance != NULL) {
        exn_print_conformance(terminal);
    } else {
        put_broken(terminal);
    }
    put_totals(terminal);
    put_extent(terminal);
    if (terminal->run->conformance == NULL) {
        put_untested(terminal);
        put_untested_in_scenarios(terminal);
    }
    put_hint(terminal);
    put_last_line(terminal);
}
