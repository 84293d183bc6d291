/* What a run found, told in several formats. One structure for all of them; one file per format.
 *
 * Nothing here decides anything: verdicts and `passed` are in the results.
 */
#ifndef EXN_REPORT_REPORT_H
#define EXN_REPORT_REPORT_H

#include "result/result.h"
#include "scenario/scenario.h"

#include <stdbool.h>
#include <stdio.h>

/* One scenario of a run. */
typedef struct exn_case {
    const char *label;            /* "pool/cancel-while-entering" */
    const exn_scenario *scenario; /* NULL: it could not be read */
    exn_result *result;
} exn_case;

/* All of a run, in the order of the files. */
typedef struct exn_session {
    exn_case *cases;
    size_t case_count;
    const char *implementation; /* from the command line, or NULL; as the next one */
    const char *profile;
    double seconds;
    const char *reports; /* the folder; NULL: none, and nothing is kept */
} exn_session;

/* --- what a whole run came to (run/totals.c) -------------------------------------------------- */

/* Sets `totals` to how many cases have each verdict. */
void exn_count_verdicts(const exn_session *run, size_t totals[EXN_VERDICTS]);

/* What exploring came to. */
typedef struct exn_extent {
    uint64_t states, runs, transitions;
    double seconds;            /* of exploring, one scenario after the other */
    double missed_probability; /* that any scenario missed a state: at most so much */
    bool all_counted;          /* interleavings: of all that was explored */
    char *interleavings;       /* the sum of those counted: the caller's, NULL when out of memory */
} exn_extent;

exn_extent exn_sum_extent(const exn_session *run);

/* Whether anything put a rule to the test in the whole run (SPEC 10, `vacuous`). */
bool exn_was_tested(const exn_session *run, exn_rule rule);
/* Whether an exit was asked to stop, the half of M6 that no scope puts to the test by itself. */
bool exn_exit_was_asked(const exn_session *run);
/* How many scenarios have not put all to the test that they can reach. */
size_t exn_count_untested(const exn_session *run);

/* Whether anything put any rule to the test: if not, nothing ran, and the totals tell. */
bool exn_any_was_tested(const exn_session *run);

/* --- on the terminal (terminal.c, violation.c, run/summary.c) --------------------------------- */

typedef struct exn_terminal {
    FILE *out;
    bool color;
    int verbosity; /* -1 quiet, 0, 1 verbose */
    int label_width;
    const exn_session *run; /* what the command line gave, for replay lines */
    bool any_line;          /* since the last empty one */
    bool in_program;        /* a check made from C: `run` is NULL, and replay is a call */
} exn_terminal;

/* How wide the column of labels must be. */
int exn_label_width(const exn_session *run);

/* Prints a verdict: one line, or all of it if it did not pass. */
void exn_print_case(exn_terminal *terminal, const exn_case *one);

/* Why states were not gone back to, though that was wanted; nothing if they were. */
void exn_print_untested(const exn_terminal *terminal, const exn_result *result);
void exn_print_fallback(const exn_terminal *terminal, const exn_result *result);

/* Prints totals, what was never put to the test in the whole run and, for an implementation that
 * was named on the command line, a table of what it breaks. */
void exn_print_summary(exn_terminal *terminal);

/* Prints a violation as in SCENARIOS.md. */
void exn_print_violation(const exn_terminal *terminal, const exn_case *one,
                         const exn_violation *violation);

/* Prints events as a numbered table, `note` behind the last one unless it is NULL. */
void exn_print_trace(const exn_terminal *terminal, char *const *events, size_t count,
                     const char *note);

/* Prints `exeunt replay FILE ...` as a shell takes it. */
void exn_print_replay(const exn_terminal *terminal, const exn_case *one, const char *tape);

/* --- for test harnesses (run/tap.c) ----------------------------------------------------------- */

/* Version 14 of the Test Anything Protocol: a test point for each scenario, what there is to say of
 * it as a block of YAML. Begins with the plan; then each case, in order; at last the totals. */
void exn_tap_begin(const exn_session *run, FILE *out);
void exn_tap_case(const exn_session *run, size_t index, FILE *out);
void exn_tap_end(const exn_session *run, FILE *out);

/* --- files (run/json.c, junit.c, kept.c, draft.c) --------------------------------------------- */

/* Returns 0, or -1 (errno). */
int exn_write_json(const exn_session *run, FILE *out);
int exn_write_junit(const exn_session *run, FILE *out);

/* Makes the folder of the reports, and finds out whether files can be written there.
 * Returns 0, or -1 (errno). */
int exn_reports_prepare(const char *folder);

/* Writes results.json and junit.xml: both or none, and each whole.
 * Returns 0, or -1 (errno) after which *path, unless it is NULL, is the file that failed: the
 * caller's to free. */
int exn_reports_write(const exn_session *run, char **path);

/* Writes violation number `index` (from 0) of a case as a scenario into the reports and sets its
 * `kept`; one that no single schedule shows has none, nor what was expected or kept before.
 * Returns 0, or -1 (errno). */
int exn_report_keep(const exn_session *run, const exn_case *one, size_t index);

#endif
