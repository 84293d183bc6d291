/* Counts which code a check runs (gcc --coverage): that of an instrumented host's core, and that of
 * plugins which are built so. */
#ifndef EXN_HOST_COUNTERS_H
#define EXN_HOST_COUNTERS_H

#include "host/answers.h"

/* Answers a request, as `answer` does, in a process of its own, which ends as programs do: then
 * gcc's runtime writes the counters of each object that has some. They come under `folder`,
 * followed by the whole path of the object file, and are complete when this returns. Whatever ends
 * that process by a signal ends this one, too. */
void exn_count_apart(const exn_host *host, const char *folder,
                     void (*answer)(exn_host *host, void *context), void *context);

#endif
