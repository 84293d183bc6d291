/* Counters in a static, in a thread-local variable, and in memory of malloc. */
#include "outside.h"

#include <stdlib.h>

static unsigned in_static;
static _Thread_local unsigned in_thread_local;

static unsigned *in_heap(void)
{
    static unsigned *counter; /* made once, in the world that comes first */
    if (counter == NULL) {
        counter = calloc(1, sizeof *counter);
        if (counter == NULL) {
            abort();
        }
    }
    return counter;
}

bool outside_counts(outside where, unsigned period)
{
    unsigned *counter = where == IN_STATIC         ? &in_static
                        : where == IN_THREAD_LOCAL ? &in_thread_local
                                                   : in_heap();
    *counter += 1;
    return *counter % period == 0;
}
