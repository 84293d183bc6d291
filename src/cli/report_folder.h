/* Where the reports of a check go. Verdicts come whether or not they can be written there: what
 * cannot is told on stderr, once for each kind, and is an error only to who has named the folder.
 * Signals wait meanwhile, so that no draft is left. */
#ifndef EXN_CLI_REPORT_FOLDER_H
#define EXN_CLI_REPORT_FOLDER_H

#include "report/report.h"

typedef struct exn_filing {
    const char *folder; /* NULL: nothing is written */
    bool was_named;     /* on the command line */
    bool failed;
    bool keeping_failed; /* a violation could not be kept: said once */
} exn_filing;

/* Makes the folder, and finds out whether files can be written there.
 * Args   named  what --reports says: a folder, "none", or NULL: reports/ */
exn_filing exn_filing_begin(const char *named);

/* Keeps the violations of a case. */
void exn_filing_keep(exn_filing *filing, const exn_session *run, const exn_case *one);

/* Writes the reports of the whole run. */
void exn_filing_end(exn_filing *filing, const exn_session *run);

/* Whether something that was asked for is not there. */
bool exn_filing_is_wanting(const exn_filing *filing);

#endif
