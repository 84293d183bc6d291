/* How a host answers the lines that the command sends (protocol.h). */
#ifndef EXN_HOST_ANSWERS_H
#define EXN_HOST_ANSWERS_H

#include "host/request_lines.h"
#include "world/flight.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct exn_host {
    exn_requests requests; /* a line that waits here ends the request in hand */
    FILE *answers;
    exn_flight *flight;
    int64_t progress_next_ms; /* by CLOCK_MONOTONIC; no progress is reported before then */
} exn_host;

/* Does what a line asks for and writes the answers. Any bytes are allowed; a line that is no
 * request gets an error as its answer. The process ends if it cannot write to `answers`, and aborts
 * when out of memory: the command then reports that a host died. */
void exn_answer_line(exn_host *host, const char *line, size_t length);

/* Writes one line and takes over `answer`. If the command no longer reads, the process ends. */
void exn_answer_with(const exn_host *host, json_t *answer);
void exn_answer_error(const exn_host *host, const char *message);

#endif
