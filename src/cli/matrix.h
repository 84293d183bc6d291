/* `exeunt check` with a pattern for `--implementation`: which rules each of several breaks. */
#ifndef EXN_CLI_MATRIX_H
#define EXN_CLI_MATRIX_H

#include "cli/cases.h"
#include "cli/session.h"

typedef struct exn_matrix_request {
    exn_session_options options; /* `implementation` of its request is the pattern */
    exn_selection selection;
    char *const *paths; /* none: the scenarios that ship, and one open tree of each shape */
    size_t path_count;
    bool color;
} exn_matrix_request;

/* Returns whether the name of an implementation is a pattern that may fit several. */
bool exn_is_pattern(const char *implementation);

/* Checks each implementation that fits the pattern with the same scenarios, and where no paths are
 * named each manager as by itself, and prints a line for each: which rules it keeps and breaks.
 * Writes no files. Returns the exit status. */
int exn_check_matrix(const exn_matrix_request *request);

#endif
