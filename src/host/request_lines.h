/* The lines that the command sends to a host (protocol.h). */
#ifndef EXN_HOST_REQUEST_LINES_H
#define EXN_HOST_REQUEST_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* What was read and not yet given out as a line. All zero at first, but for the descriptor. */
typedef struct exn_requests {
    int descriptor;
    char *bytes;
    size_t begin; /* of what was not given out yet */
    size_t end;
    size_t room;
} exn_requests;

/* Waits for the next line. Returns it without its end, terminated and valid until the next call;
 * NULL when there are no more. The last line may lack its end. */
char *exn_requests_next(exn_requests *requests, size_t *length);

/* Whether a line, or the end, has come already. While a request is answered this means: stop. */
bool exn_requests_waiting(const exn_requests *requests);

#endif
