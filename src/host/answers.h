/* What a host does about the lines that it is sent (protocol.h). */
#ifndef EXN_HOST_ANSWERS_H
#define EXN_HOST_ANSWERS_H

#include "host/request_lines.h"
#include "world/flight.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct exn_host {
    exn_requests requests; /* a line that waits here ends what is being answered */
    FILE *answers;
    exn_flight *flight;
    int64_t progress_next_ms; /* of CLOCK_MONOTONIC: before then there is none to tell */
} exn_host;

/* Does what a line asks for and writes the answers. Any bytes are allowed; what is no request is
 * answered with an error. The process ends if `answers` cannot be written, and aborts when out of
 * memory: the command reports a host that died. */
void exn_answer_line(exn_host *host, const char *line, size_t length);

#endif
