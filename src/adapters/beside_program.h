/* Finds what was installed with the running program, relative to that: so an installed tree can be
 * moved. */
#ifndef EXN_ADAPTERS_BESIDE_PROGRAM_H
#define EXN_ADAPTERS_BESIDE_PROGRAM_H

#include <stddef.h>

/* Returns the first of these places, relative to the folder of the program, where there is
 * something; where there is nothing, the last one. NULL when out of memory. The caller frees it. */
char *exn_beside_program(const char *const *places, size_t count);

#endif
