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
} exn_cases;

/* Which of the scenarios that were found are taken; all zero: all. */
typedef struct exn_selection {
    const char *filter; /* a glob for the label, the name or a tag; NULL fits all */
    /* Of what fits, dealt out like cards in the order of the files: shard I of N has number I, then
     * I + N, and so on. So each scenario is in exactly one shard, and neighbours, which often take
     * equally long, are in different ones. */
    exn_shard shard;
} exn_selection;

/* Reads the scenarios that `paths` mean (scenario_files.h), of these the selected ones.
 *
 * A scenario with errors has a result already, `invalid`, and its errors were printed to stderr; so
 * has the second of a name, in whatever shard the first one is. Returns false, after a message, if
 * a path is missing or nothing fits the filter; a shard may be empty, which is told. Whatever it
 * returns, `cases` is to be freed.
 */
bool exn_cases_load(char *const *paths, size_t path_count, const exn_selection *selection,
                    exn_cases *cases);

void exn_cases_free(exn_cases *cases);

/* A result of the command's own, that no host made. It holds no more than names; of the
 * implementation only if the scenario could be read.
 *
 * Args   implementation  from the command line, or NULL: as the scenario says
 */
exn_result *exn_case_result(const exn_case *one, const char *file, const char *implementation,
                            exn_verdict verdict);

/* Adds a complaint to a result; a place of 0:0 is none. */
void exn_case_complain(exn_result *result, exn_place place, const char *message);

/* Prints the complaints of a result to stderr, `file:line:column: message` each. */
void exn_print_complaints(const exn_result *result);

#endif
