/* A host that runs one schedule, for a debugger. */
#ifndef EXN_HOST_DEBUG_H
#define EXN_HOST_DEBUG_H

#include "host/answers.h"

/* Runs what the arguments say, and reports nothing:
 *
 *     --debug FILE TAPE STEP [IMPLEMENTATION [PROFILE [PLUGINS]]]
 *
 * where an empty one is not given. It calls exn_debugger_stop before that step. Crashes and hangs
 * are not caught. Returns the exit status. */
int exn_debug_main(exn_host *host, int argc, char **argv);

#endif
