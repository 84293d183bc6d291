/* The folder for the reports of a check. Verdicts are printed whether or not files can be written
 * there. A failure is reported on stderr once for each kind, and is an error only if the user named
 * the folder. Signals wait while files are written, so that no draft is left behind. */
#ifndef EXN_CLI_REPORT_FOLDER_H
#define EXN_CLI_REPORT_FOLDER_H

#include "report/report.h"

typedef struct exn_filing {
    const char *folder; /* NULL: no files are written */
    bool was_named;     /* on the command line */
    bool failed;
    bool keeping_failed; /* a violation could not be kept; reported once */
} exn_filing;

/* Makes the folder and tests whether files can be written there.
 * Args   named  the value of --reports: a folder, "none", or NULL: reports/ */
exn_filing exn_filing_begin(const char *named);

/* Keeps the violations of a case. */
void exn_filing_keep(exn_filing *filing, const exn_session *run, const exn_case *one);

/* The same for number `index` of them. */
void exn_filing_keep_one(exn_filing *filing, const exn_session *run, const exn_case *one,
                         size_t index);

/* Writes the reports of the whole run. */
void exn_filing_end(exn_filing *filing, const exn_session *run);

/* Returns whether a file that the user asked for is missing. */
bool exn_filing_is_wanting(const exn_filing *filing);

#endif
