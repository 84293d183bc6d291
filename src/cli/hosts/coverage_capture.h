/* Captures with lcov which code each scenario runs, of the core or of plugins: from what gcc counts
 * in a host to a tracefile and lcov's pages. */
#ifndef EXN_CLI_HOSTS_COVERAGE_CAPTURE_H
#define EXN_CLI_HOSTS_COVERAGE_CAPTURE_H

#include "cli/cases.h"
#include "coverage/coverage.h"

typedef struct exn_coverage_capture {
    const exn_cases *cases;
    const exn_explore_request *request; /* of each case; `workers` is set here */
    const exn_coverage_test *tests;     /* one for each case */
    size_t jobs;                        /* how many of lcov's programs run at a time */
    const char *scratch; /* an absolute path to a folder; its contents are not needed afterwards */
    const char *pages;   /* a folder, for coverage.info and lcov's pages */
    size_t crashed;      /* cases whose host died, so that their counters are lost */
    size_t refused;      /* cases that could not be explored */
    int signal;          /* the signal that ended the capture, or 0 */
} exn_coverage_capture;

/* Returns whether lcov is installed; if not, after a message. */
bool exn_coverage_capture_possible(void);

/* One host runs the cases that have no result, each with fresh counters; then lcov reads the
 * counters. Returns false after a message, or after a signal. It is an error if nothing has
 * counted. */
bool exn_coverage_capture_run(exn_coverage_capture *capture);

#endif
