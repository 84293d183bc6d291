/* The event loop of the command. The system may refuse it, because a loop and its signals need file
 * descriptors. */
#ifndef EXN_CLI_LOOP_H
#define EXN_CLI_LOOP_H

#include <uv.h>

/* Opens a loop; if that fails, prints why and ends the command. */
void exn_loop_open(uv_loop_t *loop);

/* Ends the command unless `error` is 0. Called before any host starts, so that no process is left
 * behind. */
void exn_loop_need(int error);

#endif
