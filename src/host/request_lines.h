/* The lines that the command sends to a host (protocol.h). */
#ifndef EXN_HOST_REQUEST_LINES_H
#define EXN_HOST_REQUEST_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that were read and not yet returned as a line. All zero at first, but for the
 * descriptor. */
typedef struct exn_requests {
    int descriptor;
    char *bytes;
    size_t begin; /* of what was not returned yet */
    size_t end;
    size_t room;
} exn_requests;

/* Waits for the next line. Returns it without its line end, terminated and valid until the next
 * call; NULL after the last one. The last line may lack its line end. */
char *exn_requests_next(exn_requests *requests, size_t *length);

/* Returns whether a line, or the end of input, waits to be read. While the host answers a request,
 * this means: stop. */
bool exn_requests_waiting(const exn_requests *requests);

#endif
