/* The table of conformance of runs that were joined. */
#ifndef EXN_CLI_MERGED_CONFORMANCE_H
#define EXN_CLI_MERGED_CONFORMANCE_H

#include "cli/cases.h"
#include "cli/conformance_check.h"
#include "cli/results_files.h"

/* All zero at first. */
typedef struct exn_merged_conformance {
    exn_conformance_check check;
    exn_cases cases; /* the scenarios, which results do not hold */
} exn_merged_conformance;

/* If the files are of checks of conformance, reads their scenarios again, which must be where they
 * were, and gives the table to `run`, which was joined of the files. Returns false after a message.
 * The caller frees `merged` whatever this returns; `run` needs it.
 *
 * Args   baseline  a file, or NULL; only for checks of conformance
 */
bool exn_merged_conformance_make(exn_merged_conformance *merged, const exn_results_files *files,
                                 const char *baseline, exn_session *run);
void exn_merged_conformance_free(exn_merged_conformance *merged);

#endif
