/* Which scenarios reach which lines of code under test: read from lcov's tracefiles, written as
 * JSON and as a page. lcov's own pages name tests per file only.
 *
 * Functions that return an int return 0, or -1 (errno).
 */
#ifndef EXN_COVERAGE_COVERAGE_H
#define EXN_COVERAGE_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* --- tests ------------------------------------------------------------------------------------ */

/* One scenario as lcov sees it. All three texts are borrowed. */
typedef struct exn_coverage_test {
    const char *name;  /* lcov's: exn_coverage_name */
    const char *label; /* "pool/of-none" */
    const char *about; /* one line */
} exn_coverage_test;

/* Returns the name under which lcov knows a test: each byte of the label that is no ASCII letter,
 * digit or underscore becomes an underscore. The text comes from malloc; NULL when out of
 * memory. */
char *exn_coverage_name(const char *label);

/* Returns whether lcov would take two tests for one. If so, sets `*first` and `*second` to the
 * first such pair. */
bool exn_coverage_find_collision(const exn_coverage_test *tests, size_t count, size_t *first,
                                 size_t *second);

/* --- what they reach -------------------------------------------------------------------------- */

typedef struct exn_coverage_branch {
    uint32_t line;
    uint32_t block;
    uint32_t number;
    uint64_t count; /* how often it was taken, in all tests */
} exn_coverage_branch;

typedef struct exn_coverage_line {
    uint64_t count; /* how often it ran, in all tests */
    /* One bit for each test, set if it reaches the line; NULL: the line holds no code. */
    uint64_t *tests;
    size_t test_count; /* how many of these bits are set */
} exn_coverage_line;

typedef struct exn_coverage_file {
    char *path;                    /* to open it */
    const char *name;              /* the end of the path: "src/core/pool.c" */
    exn_coverage_line *lines;      /* by number, from 1; number 0 holds no code */
    size_t line_count;             /* 1 + the highest number of a line that holds code */
    exn_coverage_branch *branches; /* by line */
    size_t branch_count;
} exn_coverage_file;

typedef struct exn_coverage {
    const exn_coverage_test *tests; /* borrowed */
    size_t test_count;
    const char *implementation; /* from the command line, or NULL; borrowed */
    exn_coverage_file *files;   /* sorted by name */
    size_t file_count;
} exn_coverage;

/* Reads a tracefile into `coverage`, which the caller frees whatever this returns. errno is EINVAL
 * if the text is no tracefile, or names a test that is not among `tests`. */
int exn_coverage_read(FILE *tracefile, const exn_coverage_test *tests, size_t test_count,
                      exn_coverage *coverage);

void exn_coverage_free(exn_coverage *coverage);

/* --- sums ------------------------------------------------------------------------------------- */

/* A part of a whole: lines reached, branches taken. */
typedef struct exn_coverage_share {
    size_t part;
    size_t whole;
} exn_coverage_share;

exn_coverage_share exn_coverage_lines(const exn_coverage_file *file);

/* Returns the branches of one line, or of the whole file if `line` is 0. */
exn_coverage_share exn_coverage_branches(const exn_coverage_file *file, size_t line);

/* Rounded down to a tenth, so that 100.0 means all. All of nothing counts as reached. */
double exn_coverage_percent(exn_coverage_share share);

bool exn_coverage_reaches(const exn_coverage_line *line, size_t test);

/* Finds the next row of lines, from line `*first` on, that hold code and that no test reaches;
 * lines without code do not interrupt a row. Sets `*first` and `*last`, or returns false if there
 * is none. */
bool exn_coverage_next_missed(const exn_coverage_file *file, size_t *first, size_t *last);

/* --- reports ---------------------------------------------------------------------------------- */

/* lines.json: {"version": 1, "files": [{"file": "src/core/pool.c", "lines": [
 *     {"line": 12, "count": 40, "branches": [39, 1], "scenarios": ["pool/of-none"]}]}]}
 * It has each line that holds code; `branches` says how often each branch was taken, if the line
 * has any. */
int exn_coverage_write_json(const exn_coverage *coverage, FILE *out);

/* totals.json: {"version": 1, "implementation": null, "scenarios": 3,
 *     "lines": {"reached": 12, "of": 20}, "branches": {"reached": 3, "of": 8},
 *     "files": [{"file": "src/core/pool.c", "lines": {...}, "branches": {...}}]}
 * The figures are those of lcov. */
int exn_coverage_write_totals(const exn_coverage *coverage, FILE *out);

/* lines.html: one page that needs no other file. This reads the sources. */
int exn_coverage_write_page(const exn_coverage *coverage, FILE *out);

/* Writes what lcov's pages say about each test (genhtml --description-file). */
int exn_coverage_write_descriptions(const exn_coverage_test *tests, size_t count, FILE *out);

#endif
