/* Opens the event loop, or ends the command. */
#include "cli/loop.h"

#include "cli/status.h"

#include <stdio.h>
#include <stdlib.h>

void exn_loop_need(int error)
{
    if (error != 0) {
        fprintf(stderr, "exeunt: cannot wait for events: %s\n", uv_strerror(error));
        exit(EXN_EXIT_INVALID);
    }
}

void exn_loop_open(uv_loop_t *loop)
{
    exn_loop_need(uv_loop_init(loop));
}
