/* `exeunt check` as a check of conformance: what it takes where no scenario is named, and what it
 * compares the table with. */
#ifndef EXN_CLI_CONFORMANCE_CHECK_H
#define EXN_CLI_CONFORMANCE_CHECK_H

#include "report/conformance.h"

typedef struct exn_conformance_check {
    bool is_asked; /* if not, all else is zero */
    char *catalogue;
    char *operands[2]; /* the catalogue, and all trees; calm ones where nothing can be canceled */
    char *bounds;
    exn_baseline *baseline;
    exn_conformance table;
} exn_conformance_check;

/* Begins a check of conformance: finds the catalogue if `has_paths` is false, and reads the
 * baseline. Returns false after a message. The caller ends it whatever this returns.
 *
 * Args   implementation  as on the command line, or NULL
 *        baseline        a file, or NULL
 */
bool exn_conformance_begin(exn_conformance_check *self, bool has_paths, const char *implementation,
                           const char *baseline);
void exn_conformance_end(exn_conformance_check *self);

/* Computes the table of a run whose cases all have results, and gives it to the run. */
void exn_conformance_conclude(exn_conformance_check *self, exn_session *run);

#endif
