/* How far the code under test keeps the rules, over all scenarios of a run: one row for each rule.
 *
 * The table is computed from the results alone. What breaks a rule counts if the code under test is
 * to blame, whether or not the scenario expected it; what managers break that the scenario plays
 * does not count.
 */
#ifndef EXN_REPORT_CONFORMANCE_H
#define EXN_REPORT_CONFORMANCE_H

#include "report/baseline.h"
#include "report/report.h"

/* X(status, word, what a reader sees) */
#define EXN_RULE_STATUS_MAP(X)                                                                     \
    X(EXN_RULE_IS_KEPT, "kept", "kept")                                                            \
    X(EXN_RULE_IS_BROKEN, "broken", "broken")                                                      \
    X(EXN_RULE_IS_WAIVED, "waived", "waived")                                                      \
    X(EXN_RULE_IS_UNTESTED, "untested", "not put to the test")

typedef enum exn_rule_status {
#define EXN_RULE_STATUS_ENUM(status, word, text) status,
    EXN_RULE_STATUS_MAP(EXN_RULE_STATUS_ENUM)
#undef EXN_RULE_STATUS_ENUM
        EXN_RULE_STATUSES
} exn_rule_status;

const char *exn_rule_status_word(exn_rule_status status); /* "untested" */
const char *exn_rule_status_text(exn_rule_status status); /* "not put to the test" */

/* A row is a rule; or what the scenarios expect beside the rules; or that nothing crashes. */
enum { EXN_ROW_OF_EXPECTATIONS = EXN_RULES, EXN_ROW_OF_CRASHES, EXN_CONFORMANCE_ROWS };

typedef struct exn_conformance_row {
    bool is_shown;
    const char *rule; /* "X1", "expect", "crashed" */
    const char *name; /* "exactly-once" */
    exn_rule_status status;
    size_t tested_in; /* scenarios that put it to the test */
    size_t broken_in; /* scenarios with a breach */
    size_t new_in;    /* those of them whose breach the baseline does not have */
    /* The shortest breach: by faults, cancels, steps and events; then by the order of the files.
     * The violation is NULL if the host died. Both NULL: there is none. */
    const exn_case *shortest_in;
    const exn_violation *shortest;
} exn_conformance_row;

struct exn_conformance {
    const exn_session *run;
    const char *subject; /* "gather-cm", "libmypool.so#mine" */
    const char *manager; /* the manager under test, as scenarios call it; NULL: a scope is */
    bool pushes;         /* it may be pushed */
    const char *bounds;  /* what was generated, in words */
    exn_conformance_row rows[EXN_CONFORMANCE_ROWS];
    size_t totals[EXN_RULE_STATUSES]; /* of the rows shown */
    size_t explored, skipped;         /* scenarios */
    size_t differing;                 /* scenarios that exn_conformance_differs returns true of */
    bool is_complete;                 /* every scenario that applies was explored in full */
    const exn_baseline *baseline;     /* NULL: none */
    size_t new_count;                 /* breaches that the baseline does not have */
};

/* Computes the table; `run`, `subject`, `manager`, `bounds` and `baseline` are set by the caller.
 * Marks the breaches of the baseline that came again, or may come where nobody has looked. */
void exn_conformance_compute(exn_conformance *self);

/* Returns how many breaches the baseline has that came again; and how many did not, though their
 * scenario was explored in full. */
size_t exn_conformance_known(const exn_conformance *self);
size_t exn_conformance_vanished(const exn_conformance *self);

/* Returns whether a scenario shows a breach of a row; *shortest is then its shortest, or NULL if
 * the host died. */
bool exn_conformance_breaks(const exn_conformance *self, const exn_case *one, size_t row,
                            const exn_violation **shortest);

/* Returns whether a scenario differs only from what it expects of all schedules together, such as
 * the number of interleavings: that breaks no rule. */
bool exn_conformance_differs(const exn_case *one);

/* Returns whether the breach of a row in a scenario is new: the baseline does not have it. */
bool exn_conformance_is_new(const exn_conformance *self, const exn_case *one, size_t row);

/* Prints the shortest breach of each rule, the table, and the comparison with the baseline. */
void exn_print_conformance(exn_terminal *terminal);

/* Print tables of several implementations below each other: the head, whose columns are the rules;
 * a line of one; what the marks mean. `width` is that of the column of names. */
void exn_print_matrix_head(const exn_terminal *terminal, const exn_conformance *table, int width);
void exn_print_matrix_line(const exn_terminal *terminal, const exn_conformance *table, int width);
void exn_print_matrix_legend(const exn_terminal *terminal);

/* The files (reports/README.md). Each returns 0, or -1 (errno). `run->conformance` is set. */
int exn_write_conformance_json(const exn_session *run, FILE *out);
int exn_write_conformance_page(const exn_session *run, FILE *out);
int exn_write_conformance_badge(const exn_session *run, FILE *out);

#endif
