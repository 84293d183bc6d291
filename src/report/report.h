/* Reports what a run found, in several formats. All of them read one structure; each has its own
 * file.
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
    size_t namesakes; /* cases before it that have its label; the page counts them */
} exn_case;

typedef struct exn_conformance exn_conformance;

/* What the pages of docs/ say of a rule, as plain text. */
typedef struct exn_rule_page {
    char *why; /* why it matters: "what was entered and is not exited is leaked: ..."; or NULL */
} exn_rule_page;

/* All cases of a run, in the order of the files. */
typedef struct exn_session {
    exn_case *cases;
    size_t case_count;
    const char *implementation; /* from the command line, or NULL; so are the next two */
    const char *profile;
    const char *plugins; /* the folders of `--plugins` */
    double seconds;
    const char *reports;           /* the folder; NULL: none, and no violation is kept */
    const exn_rule_page *handbook; /* [EXN_RULES]; NULL: none is at hand */
    bool requires_exhaustive;      /* what was not explored in full fails */
    unsigned long long shard_index, shard_count; /* from 1; 0, 0: it is no shard */
    bool ended_early; /* some cases were not run: a signal, --fail-fast or hangs */
    /* The table of rules (report/conformance.h), where one was asked for; else NULL. */
    const exn_conformance *conformance;
} exn_session;

/* --- what a whole run came to (run/totals.c) -------------------------------------------------- */

/* Sets `totals` to how many cases have each verdict. */
void exn_count_verdicts(const exn_session *run, size_t totals[EXN_VERDICTS]);

/* The amount of exploration in a whole run. */
typedef struct exn_extent {
    uint64_t states, runs, transitions;
    double seconds;            /* of exploration, summed over the scenarios */
    double missed_probability; /* an upper bound: that any scenario missed a state */
    bool all_counted;          /* every explored scenario has a number of interleavings */
    /* The sum of those counted: the caller frees it; NULL when out of memory. */
    char *interleavings;
} exn_extent;

exn_extent exn_sum_extent(const exn_session *run);

/* Returns whether any scenario of the run put this rule to the test (SPEC 10, `vacuous`). */
bool exn_was_tested(const exn_session *run, exn_rule rule);
/* Returns whether an exit was asked to stop: the half of M6 that no scope tests by itself. */
bool exn_exit_was_asked(const exn_session *run);
/* Returns how many scenarios did not put to the test all that they can reach. */
size_t exn_count_untested(const exn_session *run);

/* Returns whether any rule was put to the test. If not, nothing ran, as the totals show. */
bool exn_any_was_tested(const exn_session *run);

/* --- on the terminal (terminal.c, violation.c, run/summary.c) --------------------------------- */

typedef struct exn_terminal {
    FILE *out;
    bool color;
    int verbosity; /* -1 quiet, 0, 1 verbose */
    int columns;   /* of the terminal; 0: not known, or it is none */
    int label_width;
    const exn_session *run; /* for the options in replay lines */
    bool any_line;          /* a line was printed since the last empty one */
    bool in_program;        /* a check from C: `run` is NULL, and a replay is a function call */
} exn_terminal;

/* Returns how wide the column of labels must be, where there is room for so many `columns` (0: not
 * known). */
int exn_label_width(const exn_session *run, int columns);

/* Prints a verdict: one line, or all details if the case did not pass. */
void exn_print_case(exn_terminal *terminal, const exn_case *one);

/* Print the rules that no schedule put to the test; and why runs were re-executed although states
 * were wanted. Each prints nothing if there is nothing to say. */
void exn_print_untested(const exn_terminal *terminal, const exn_result *result);
void exn_print_waived(const exn_terminal *terminal, const exn_result *result);
void exn_print_fallback(const exn_terminal *terminal, const exn_result *result);

/* Prints totals, the rules that nothing put to the test in the whole run and, for an implementation
 * that was named on the command line, a table of the rules it breaks; or, if the run has one, the
 * table of conformance in place of both. */
void exn_print_summary(exn_terminal *terminal);

/* Prints a violation in the form that SCENARIOS.md shows. */
void exn_print_violation(const exn_terminal *terminal, const exn_case *one,
                         const exn_violation *violation);

/* The events of a run, to be printed. */
typedef struct exn_told_trace {
    char *const *events;
    char *const *source; /* [count]: the line beside each, or ""; NULL: none is known */
    size_t count;
    const char *note; /* after the last event; NULL: none */
} exn_told_trace;

/* Prints events as a numbered table. */
void exn_print_trace(const exn_terminal *terminal, const exn_told_trace *trace);

/* Prints `exeunt replay FILE ...`, quoted for a shell. */
void exn_print_replay(const exn_terminal *terminal, const exn_case *one, const char *tape);

/* Returns `exeunt replay FILE ...`, quoted for a shell, which the caller frees; NULL when out of
 * memory. */
char *exn_replay_line(const exn_session *run, const exn_case *one, const char *tape);

/* --- for test harnesses (run/tap.c) ----------------------------------------------------------- */

/* Version 14 of the Test Anything Protocol: a test point for each scenario, with its details as a
 * YAML block. Call exn_tap_begin, which writes the plan; then exn_tap_case for each case, in order;
 * then exn_tap_end, which writes the totals. */
void exn_tap_begin(const exn_session *run, FILE *out);
void exn_tap_case(const exn_session *run, size_t index, FILE *out);
void exn_tap_end(const exn_session *run, FILE *out);

/* --- files (run/json.c, junit.c, kept.c, draft.c) --------------------------------------------- */

/* Returns 0, or -1 (errno). */
int exn_write_json(const exn_session *run, FILE *out);
int exn_write_junit(const exn_session *run, FILE *out);
/* The last one is of runs that counted what happens. */
bool exn_has_behaviour(const exn_session *run);
int exn_write_behaviour_info(const exn_session *run, FILE *out);
int exn_write_page(const exn_session *run, FILE *out); /* page/page.c */

/* Whether a replayed run has a schedule to draw, and how many of its first events there is no room
 * for in a drawing. */
bool exn_can_be_drawn(const exn_result *result);
uint32_t exn_events_not_drawn(const exn_result *result);

/* Draws a replayed run as SVG (page/lanes_svg.h), whole or not at all. Returns 0, or -1 (errno). */
int exn_write_drawing(const exn_result *result, const char *path);

/* Why a breach cannot be shown by a program in Python; NULL: it can. */
const char *exn_not_to_reproduce(const exn_violation *violation);

enum { EXN_PROGRAM_PARTS_MAX = 2 };
/* The texts of files in src/adapters/python of which such a program is made. */
typedef struct exn_program_texts {
    const char *program; /* reproduction.py */
    const char *runtime; /* reproduction_asyncio.py, or that for trio */
    const char *parts[EXN_PROGRAM_PARTS_MAX];
    size_t part_count;
} exn_program_texts;

/* Whether what was found runs on trio, and not on asyncio. */
bool exn_reproduction_is_on_trio(const exn_result *result);
/* Whether the program needs parts, plain_scopes.py, or that for trio, and reproduction_code.py: it
 * has more than managers that it plays. `subject` is what follows `python:` in the name of the
 * implementation. */
bool exn_reproduction_needs_parts(const exn_scenario *scenario, const char *subject);
/* Writes a program that shows the breach under plain Python. Returns 0, or -1 (errno). */
int exn_write_reproduction(const exn_scenario *scenario, const exn_violation *violation,
                           const char *subject, const exn_program_texts *texts, const char *path);

/* Writes a text as a file, as a whole or not at all, and makes the folder. Returns 0, or -1
 * (errno). */
int exn_write_text_file(const char *folder, const char *name, const char *text);

/* Makes the folder of the reports and tests whether files can be written there. Returns 0, or -1
 * (errno). */
int exn_reports_prepare(const char *folder);

/* Writes results.json, junit.xml and index.html, and the files of conformance if the run has such a
 * table: all or none, and each as a whole. Those of a shard are called results.shard-2-of-4.json
 * and so on. Returns 0, or -1 (errno); then *path is NULL or the file that failed, which the caller
 * frees. */
int exn_reports_write(const exn_session *run, char **path);

/* Writes index.html alone, as a whole or not at all: `run` was read from the results beside it.
 * Returns 0, or -1 (errno). */
int exn_report_write_page_anew(const exn_session *run);

/* Writes violation number `index` (from 0) of a case as a scenario into the reports, and sets its
 * `kept`. Writes nothing for a violation that no single schedule shows, or that was expected or
 * kept before. Returns 0, or -1 (errno). */
int exn_report_keep(const exn_session *run, const exn_case *one, size_t index);

#endif
