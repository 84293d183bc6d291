/* Prints the table of conformance. */
#include "report/conformance.h"
#include "report/printing.h"

#include <stdlib.h>
#include <string.h>

/* --- the breaches ----------------------------------------------------------------------------- */

/* Prints the shortest schedule of a row in full, if it has new breaches, or all are asked for; a
 * host that died left none but its tape. */
static void print_shortest(exn_terminal *terminal, const exn_conformance_row *row)
{
    if (row->shortest_in == NULL || (row->new_in == 0 && terminal->verbosity <= 0)) {
        return;
    }
    exn_print_gap(terminal);
    if (row->shortest != NULL) {
        exn_print_violation(terminal, row->shortest_in, row->shortest);
        terminal->any_line = true;
    } else {
        exn_print_case(terminal, row->shortest_in);
    }
}

/* --- the table -------------------------------------------------------------------------------- */

static exn_ink ink_of(exn_rule_status status)
{
    return status == EXN_RULE_IS_BROKEN ? EXN_RED
           : status == EXN_RULE_IS_KEPT ? EXN_GREEN
                                        : EXN_YELLOW;
}

enum { RULE_WIDTH = 9, NAME_WIDTH = 18, STATUS_WIDTH = 21, COUNT_WIDTH = 16 };

/* Prints "12 of 87", or "87". */
static void put_scenarios(const exn_terminal *terminal, const exn_conformance_row *row)
{
    char text[48] = "";
    if (row->broken_in > 0) {
        size_t all = row->tested_in > row->broken_in ? row->tested_in : row->broken_in;
        snprintf(text, sizeof text, "%zu of %zu", row->broken_in, all);
    } else if (row->tested_in > 0) {
        snprintf(text, sizeof text, "%zu", row->tested_in);
    }
    exn_put_column(terminal, EXN_PLAIN, text, row->shortest_in != NULL ? COUNT_WIDTH : 0);
}

static void put_row(const exn_terminal *terminal, const exn_conformance_row *row)
{
    exn_put_column(terminal, EXN_PLAIN, "", 2);
    exn_put_column(terminal, EXN_PLAIN, row->rule, RULE_WIDTH);
    exn_put_column(terminal, EXN_PLAIN, row->name, NAME_WIDTH);
    bool ends_here = row->broken_in == 0 && row->tested_in == 0;
    exn_put_column(terminal, ink_of(row->status), exn_rule_status_text(row->status),
                   ends_here ? 0 : STATUS_WIDTH);
    put_scenarios(terminal, row);
    if (row->shortest_in != NULL) {
        const exn_violation *breach = row->shortest;
        const char *tape = breach != NULL ? breach->tape : row->shortest_in->result->tape;
        exn_put(terminal, EXN_PLAIN, "%s", row->shortest_in->label);
        exn_put(terminal, EXN_PLAIN, tape != NULL && *tape != '\0' ? ", tape %s" : "%s",
                tape != NULL ? tape : "");
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

/* Returns why a case does not apply, or NULL if it does. */
static const char *reason_of(const exn_case *one)
{
    const exn_result *result = one->result;
    bool has_reason = result->verdict == EXN_SKIPPED && result->complaint_count > 0;
    return has_reason ? result->complaints[0].message : NULL;
}

/* Prints "1,644 skipped: gather-cm has no stack", a line for each reason. */
static void put_reasons(const exn_terminal *terminal, const exn_session *run)
{
    for (size_t i = 0; i < run->case_count; i++) {
        const char *reason = reason_of(&run->cases[i]);
        bool is_first = reason != NULL;
        for (size_t k = 0; k < i && is_first; k++) {
            const char *earlier = reason_of(&run->cases[k]);
            is_first = earlier == NULL || strcmp(earlier, reason) != 0;
        }
        size_t count = 0;
        for (size_t k = i; k < run->case_count && is_first; k++) {
            const char *other = reason_of(&run->cases[k]);
            count += other != NULL && strcmp(other, reason) == 0;
        }
        if (is_first) {
            exn_put(terminal, EXN_DIM, "%zu skipped: %s\n", count, reason);
        }
    }
}

static void put_table(const exn_terminal *terminal, const exn_conformance *self)
{
    exn_put(terminal, EXN_BOLD, "Conformance of %s\n", self->subject);
    exn_put(terminal, EXN_PLAIN, "%s\n\n", self->bounds);
    exn_put_column(terminal, EXN_DIM, "", 2);
    exn_put_column(terminal, EXN_DIM, "rule", RULE_WIDTH);
    exn_put_column(terminal, EXN_DIM, "name", NAME_WIDTH);
    exn_put_column(terminal, EXN_DIM, "status", STATUS_WIDTH);
    exn_put_column(terminal, EXN_DIM, "scenarios", COUNT_WIDTH);
    exn_put(terminal, EXN_DIM, "shortest schedule\n");
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        if (self->rows[row].is_shown) {
            put_row(terminal, &self->rows[row]);
        }
    }
    exn_put(terminal, EXN_PLAIN, "\n");
    for (int status = 0; status < EXN_RULE_STATUSES; status++) {
        exn_put(terminal, EXN_PLAIN, "%s%zu %s", status == 0 ? "" : ", ", self->totals[status],
                exn_rule_status_text((exn_rule_status)status));
    }
    exn_put(terminal, EXN_PLAIN, "\n");
    if (self->manager != NULL && !exn_exit_was_asked(self->run)) {
        exn_put(terminal, EXN_PLAIN, "no exit was asked to stop: M6 is said of enters alone\n");
    }
    if (self->differing > 0) {
        exn_put_count(terminal, self->differing, "scenario");
        exn_put(terminal, EXN_PLAIN,
                " %s another number of interleavings than expected, which breaks "
                "no rule (-v)\n",
                self->differing == 1 ? "has" : "have");
    }
    put_reasons(terminal, self->run);
    if (!self->is_complete) {
        exn_put(terminal, EXN_YELLOW, "not everything was explored: `kept` is said of the rest\n");
    }
}

/* --- the baseline ----------------------------------------------------------------------------- */

enum { BREACHES_SHOWN_MAX = 20 };

static void put_breach(const exn_terminal *terminal, exn_ink ink, const char *what,
                       const char *rule, const char *scenario, size_t *shown)
{
    if ((*shown)++ >= BREACHES_SHOWN_MAX) {
        return;
    }
    exn_put(terminal, ink, "  %-9s", what);
    exn_put(terminal, EXN_PLAIN, "%s in %s\n", rule, scenario);
}

static void put_rest(const exn_terminal *terminal, size_t shown)
{
    if (shown > BREACHES_SHOWN_MAX) {
        exn_put(terminal, EXN_PLAIN, "  and %zu more (conformance.json has all)\n",
                shown - BREACHES_SHOWN_MAX);
    }
}

static void put_new(const exn_terminal *terminal, const exn_conformance *self)
{
    size_t shown = 0;
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        for (size_t i = 0; i < self->run->case_count; i++) {
            const exn_case *one = &self->run->cases[i];
            const exn_violation *breach;
            if (exn_conformance_breaks(self, one, row, &breach) &&
                exn_conformance_is_new(self, one, row)) {
                put_breach(terminal, EXN_RED, "new", self->rows[row].rule, one->label, &shown);
            }
        }
    }
    put_rest(terminal, shown);
}

static void put_vanished(const exn_terminal *terminal, const exn_baseline *baseline)
{
    size_t shown = 0;
    for (size_t i = 0; i < baseline->count; i++) {
        const exn_known_breach *known = &baseline->breaches[i];
        if (!known->is_open) {
            put_breach(terminal, EXN_GREEN, "vanished", known->rule, known->scenario, &shown);
        }
    }
    put_rest(terminal, shown);
}

static void put_comparison(const exn_terminal *terminal, const exn_conformance *self)
{
    if (self->baseline == NULL) {
        return;
    }
    exn_put(terminal, EXN_PLAIN, "compared with %s: %zu known, %zu new, %zu vanished\n",
            self->baseline->file, exn_conformance_known(self), self->new_count,
            exn_conformance_vanished(self));
    put_new(terminal, self);
    put_vanished(terminal, self->baseline);
}

void exn_print_conformance(exn_terminal *terminal)
{
    const exn_conformance *self = terminal->run->conformance;
    if (self->explored + self->skipped == 0) {
        return; /* each scenario is invalid, and was complained of */
    }
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        print_shortest(terminal, &self->rows[row]);
    }
    exn_print_gap(terminal);
    put_table(terminal, self);
    put_comparison(terminal, self);
    exn_put(terminal, EXN_PLAIN, "\n");
}
