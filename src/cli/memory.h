/* The command has nothing to save when memory ends: it says so and ends. */
#ifndef EXN_CLI_MEMORY_H
#define EXN_CLI_MEMORY_H

#include <stdio.h>
#include <stdlib.h>

enum {
    EXN_EXIT_HOLDS = 0, /* the statuses of SPEC 10 */
    EXN_EXIT_VIOLATED = 1,
    EXN_EXIT_INVALID = 2,
    EXN_EXIT_SAMPLED = 3,
    EXN_EXIT_SIGNAL = 128 /* plus its number */
};

/* Returns `memory`, which an allocation returned; ends the program if that is NULL. */
static inline void *exn_need(void *memory)
{
    if (memory == NULL) {
        fputs("exeunt: out of memory\n", stderr);
        exit(EXN_EXIT_INVALID);
    }
    return memory;
}

#endif
