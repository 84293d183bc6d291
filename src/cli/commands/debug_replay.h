/* exeunt replay --debug: a debugger on one schedule. */
#ifndef EXN_CLI_COMMANDS_DEBUG_REPLAY_H
#define EXN_CLI_COMMANDS_DEBUG_REPLAY_H

#include "report/report.h"

#include <stdint.h>

/* What a debugger is to be started on; texts that are NULL are not given. */
typedef struct exn_debugged {
    const char *file, *tape;
    const char *implementation, *profile, *plugins;
    uint64_t step; /* it stops before */
} exn_debugged;

/* Becomes gdb; or, where there is none or nobody is at a terminal, prints the command that starts
 * it. Returns the exit status. */
int exn_debug_replay(const exn_terminal *terminal, const exn_debugged *what);

#endif
