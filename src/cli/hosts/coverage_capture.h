/* What scenarios run of the core, captured by lcov: from an instrumented host to a tracefile and
 * lcov's pages. */
#ifndef EXN_CLI_HOSTS_COVERAGE_CAPTURE_H
#define EXN_CLI_HOSTS_COVERAGE_CAPTURE_H

#include "cli/cases.h"
#include "coverage/coverage.h"

typedef struct exn_coverage_capture {
    const exn_cases *cases;
    const exn_coverage_test *tests; /* one for each case */
    size_t jobs;                    /* of lcov's programs, so many at a time */
    const char *scratch;            /* a folder, its whole path; what is left there is not needed */
    const char *pages;              /* a folder, for coverage.info and lcov's pages */
    size_t crashed;                 /* cases whose host died: nobody knows what they reached */
    int signal;                     /* that ended it, or 0 */
} exn_coverage_capture;

/* Whether lcov is there. If not there was a message. */
bool exn_coverage_capture_possible(void);

/* Has one host run the cases that have no result, each with fresh counters, and lcov read them.
 * Returns false after a message, or after a signal. */
bool exn_coverage_capture_run(exn_coverage_capture *capture);

#endif
