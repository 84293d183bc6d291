/* Explores the cases of a run: hosts do it, results come back in the order of the files. */
#ifndef EXN_CLI_SESSION_H
#define EXN_CLI_SESSION_H

#include "cli/cases.h"
#include "cli/hosts/host_process.h"
#include "cli/options.h"

typedef struct exn_session_options {
    /* What each scenario is explored with; but its memory and budget are those of the whole run,
     * shared fairly, and its workers are worked out here. */
    exn_explore_request request;
    size_t jobs;        /* hosts at a time; or, for a single scenario, workers of its host */
    bool fail_fast;     /* after the first case that did not pass, in the order of files, no more */
    bool show_progress; /* a line on stderr */
} exn_session_options;

/* Called for each case once its result is known, in the order of the cases. Returns false to end
 * the run: the rest is then left out. */
typedef bool exn_case_done_fn(void *context, size_t index);

/* Gives each case that has none a result. Those that were not explored, because of a signal or of
 * fail_fast, are `sampled` and name why.
 *
 * Returns 0; the signal that ended the run; or -1 if no host could be started, after a message.
 */
int exn_explore_cases(exn_cases *cases, const exn_session_options *options, exn_case_done_fn *done,
                      void *context);

/* How a host ended, as complaints: first the reason, then the lines that it left. */
void exn_report_death(exn_result *result, const exn_host_death *death);

#endif
