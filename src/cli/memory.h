/* Without memory the command has nothing to save: it prints a message and ends. */
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

/* Returns `memory`, the result of an allocation; ends the program if it is NULL. */
static inline void *exn_need(void *memory)
{
    if (memory == NULL) {
        exn_out_of_memory();
    }
    return memory;
}

#endif
