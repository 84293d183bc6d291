/* A manager in C that looks at a neighbour whenever it is called, in a way that is planted
 * (nosy_pool.h), and keeps how often it has seen what it looked for; if it sees it at the end of
 * its exit, it breaks M1. Neighbours are the managers of the outermost scope as that scope knows
 * them: in their cells. */
#ifndef EXEUNT_TESTS_REMEMBERING_NOSY_MANAGER_H
#define EXEUNT_TESTS_REMEMBERING_NOSY_MANAGER_H

#include <exeunt/implementation.h>

/* Makes the manager `nosy`; the scenario plays managers of other names. */
exeunt_manager *nosy_manager(void *context, exeunt_border *border, const char *name);

/* The stack and pool of this project, whose outermost scope lets nosy managers know its own. */
const exeunt_implementation *nosy_managers_scope(void);

#endif
