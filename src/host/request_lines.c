/* Reads the requests of the command line by line, and sees whether one waits. */
#include "host/request_lines.h"

#include "base/grow.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 16 };

/* Reads once. Returns false at the end of the input, on an error and when out of memory. */
static bool read_more(exn_requests *requests)
{
    if (requests->begin > 0) {
        requests->end -= requests->begin;
        memmove(requests->bytes, requests->bytes + requests->begin, requests->end);
        requests->begin = 0;
    }
    if (!EXN_MAKE_ROOM(requests->bytes, requests->room, requests->end + READ_SIZE + 1)) {
        return false;
    }
    ssize_t got;
    do {
        got = read(requests->descriptor, requests->bytes + requests->end, READ_SIZE);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        return false;
    }
    requests->end += (size_t)got;
    return true;
}

char *exn_requests_next(exn_requests *requests, size_t *length)
{
    size_t searched = 0;
    for (;;) {
        size_t pending = requests->end - requests->begin;
        char *line = pending > 0 ? requests->bytes + requests->begin : NULL;
        char *newline =
            pending > searched ? memchr(line + searched, '\n', pending - searched) : NULL;
        if (newline != NULL) {
            *newline = '\0';
            *length = (size_t)(newline - line);
            requests->begin += *length + 1;
            return line;
        }
        searched = pending;
        if (read_more(requests)) {
            continue;
        }
        if (pending == 0) {
            return NULL;
        }
        requests->bytes[requests->end] = '\0'; /* read_more left room for it */
        requests->begin = requests->end;
        *length = pending;
        return requests->bytes + requests->end - pending;
    }
}

bool exn_requests_waiting(const exn_requests *requests)
{
    struct pollfd poll_descriptor = {.fd = requests->descriptor, .events = POLLIN};
    return requests->end > requests->begin || poll(&poll_descriptor, 1, 0) != 0;
}
