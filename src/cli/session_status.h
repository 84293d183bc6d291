/* The exit status of a command that reports verdicts. */
#ifndef EXN_CLI_SESSION_STATUS_H
#define EXN_CLI_SESSION_STATUS_H

#include "report/report.h"

/* Returns the exit status (cli/status.h) that follows from the results. Where a table of
 * conformance is asked for, only that says what is violated. */
int exn_status_of_session(const exn_session *run);

#endif
