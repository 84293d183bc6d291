/* The event loop of the command, which the system may refuse: a loop and a signal need file
 * descriptors. */
#ifndef EXN_CLI_LOOP_H
#define EXN_CLI_LOOP_H

#include <uv.h>

/* Opens a loop; if it can't, says why and ends the command. */
void exn_loop_open(uv_loop_t *loop);

/* Ends the command unless `error` is 0: before any host was started, so that nothing is left. */
void exn_loop_need(int error);

#endif
