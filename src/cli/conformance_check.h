/* `exeunt check` as a check of conformance: what it takes where no scenario is named, and what it
 * compares the table with. */
#ifndef EXN_CLI_CONFORMANCE_CHECK_H
#define EXN_CLI_CONFORMANCE_CHECK_H

#include "cli/manager_operand.h"
#include "report/conformance.h"

typedef struct exn_conformance_check {
    bool is_asked; /* if not, all else is zero */
    char *catalogue;
    char *operands[2]; /* the catalogue, and all trees; calm ones where nothing can be canceled */
    char *subject;
    char *bounds;
    exn_manager_operand manager; /* all zero: a scope is under test */
    exn_baseline *baseline;
    exn_conformance table;
} exn_conformance_check;

typedef struct exn_conformance_request {
    char *const *paths; /* as on the command line */
    size_t path_count;
    const char *implementation; /* as on the command line, or NULL */
    const char *baseline;       /* a file, or NULL */
} exn_conformance_request;

/* What results.json tells of a check of conformance. */
typedef struct exn_conformance_facts {
    const char *subject; /* "libmypool.so#mine" */
    const char *manager; /* as scenarios call it, or NULL */
    bool pushes;         /* it may be pushed */
} exn_conformance_facts;

/* Returns whether a check is one of conformance though nobody says so: an implementation is named
 * and no path, or a manager of a plugin without one of its scenarios. */
bool exn_conformance_is_meant(const exn_conformance_request *request);

/* Begins a check of conformance: finds the catalogue if there are no paths, asks for the manager
 * that they name, and reads the baseline. Returns false after a message. The caller ends it
 * whatever this returns. */
bool exn_conformance_begin(exn_conformance_check *self, const exn_conformance_request *request);
/* Begins one whose scenarios were explored before. Returns false after a message; the caller ends
 * it whatever this returns. */
bool exn_conformance_resume(exn_conformance_check *self, const exn_conformance_facts *facts,
                            const char *baseline);
void exn_conformance_end(exn_conformance_check *self);

/* Computes the table of a run whose cases all have results, and gives it to the run. */
void exn_conformance_conclude(exn_conformance_check *self, exn_session *run);

#endif
