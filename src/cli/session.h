/* Explores the cases of a run: hosts explore, results come back in the order of the files. */
#ifndef EXN_CLI_SESSION_H
#define EXN_CLI_SESSION_H

#include "cli/cases.h"
#include "cli/hosts/host_process.h"
#include "cli/options.h"

typedef struct exn_session_options {
    /* The request for each scenario. Its memory and budget are those of the whole run, which are
     * divided equally; its workers are computed here. */
    exn_explore_request request;
    size_t jobs; /* hosts at a time; for a single scenario, workers of its host */
    /* Run no more cases after the first one, in the order of files, that did not pass. */
    bool fail_fast;
    /* Run no more cases after so many, in that order, in which code under test hangs: each takes
     * the time of a hang or more, and others will hang as well. 0: no limit. */
    size_t hangs_max;
    bool show_progress; /* a line on stderr */
} exn_session_options;

/* Called for each case once its result is known, in the order of the cases. Returns false to end
 * the run; the rest is then left out. */
typedef bool exn_case_done_fn(void *context, size_t index);

/* Gives each case without a result one. Cases that were not explored, because of a signal or of
 * fail_fast or hangs_max, are `skipped` and say why.
 *
 * Returns 0; the signal that ended the run; or -1, after a message, if no host could be started.
 */
int exn_explore_cases(exn_cases *cases, const exn_session_options *options, exn_case_done_fn *done,
                      void *context);

/* Adds complaints that say how a host ended: first the reason, then the last lines that it
 * wrote. */
void exn_report_death(exn_result *result, const exn_host_death *death);

#endif
