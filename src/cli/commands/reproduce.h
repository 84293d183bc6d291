/* exeunt replay --reproduce: a breach of code in Python as a program. */
#ifndef EXN_CLI_COMMANDS_REPRODUCE_H
#define EXN_CLI_COMMANDS_REPRODUCE_H

#include "cli/cases.h"

#include <stdbool.h>

/* Writes the program for what the run has broken to `path`; NULL: it is not asked for.
 * Returns false after a message. */
bool exn_reproduce(const exn_case *one, const char *path);

#endif
