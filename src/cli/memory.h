/* The command has nothing to save when memory ends: it says so and ends. */
#ifndef EXN_CLI_MEMORY_H
#define EXN_CLI_MEMORY_H

#include "cli/status.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn static inline void exn_out_of_memory(void)
{
    fputs("exeunt: out of memory\n", stderr);
    exit(EXN_EXIT_INVALID);
}

/* Returns `memory`, which an allocation returned; ends the program if that is NULL. */
static inline void *exn_need(void *memory)
{
    if (memory == NULL) {
        exn_out_of_memory();
    }
    return memory;
}

#endif
