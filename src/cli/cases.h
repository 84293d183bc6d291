/* The scenarios of a command line, read and parsed. */
#ifndef EXN_CLI_CASES_H
#define EXN_CLI_CASES_H

#include "cli/options.h"
#include "cli/scenario_files.h"
#include "report/report.h"

typedef struct exn_cases {
    exn_files files;
    exn_case *items;
    char **texts; /* of each item's file; NULL: it could not be read */
    size_t count;
    size_t left_out; /* how many were not run: a signal, --fail-fast, or hangs have ended the run */
} exn_cases;

/* Which of the scenarios found are selected; all zero selects all. */
typedef struct exn_selection {
    const char *filter; /* a glob for the label, the name or a tag; NULL matches all */
    /* The matching scenarios are dealt out in the order of the files: shard I of N gets number I,
     * then I + N, and so on. So each scenario is in exactly one shard, and neighbours, which often
     * take equally long, are in different shards. */
    exn_shard shard;
} exn_selection;

/* Reads the selected scenarios among those that `paths` name (scenario_files.h).
 *
 * A scenario with errors already has a result, `invalid`, and its errors were printed to stderr; so
 * has the second scenario of the same name, even if the first is in another shard. Returns false,
 * after a message, if a path is missing or nothing matches the filter. A shard may be empty, which
 * is reported. The caller frees `cases` whatever this returns.
 */
bool exn_cases_load(char *const *paths, size_t path_count, const exn_selection *selection,
                    exn_cases *cases);

void exn_cases_free(exn_cases *cases);

/* Returns a result that the command makes itself, without a host. It holds only names; that of the
 * implementation only if the scenario could be read.
 *
 * Args   implementation  from the command line, or NULL: the scenario's
 */
exn_result *exn_case_result(const exn_case *one, const char *file, const char *implementation,
                            exn_verdict verdict);

/* Adds a complaint to a result; a place of 0:0 means no place. */
void exn_case_complain(exn_result *result, exn_place place, const char *message);

/* Prints the complaints of a result to stderr, each as `file:line:column: message`. */
void exn_print_complaints(const exn_result *result);

#endif
