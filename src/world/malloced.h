/* What code under test has taken from malloc, which is no part of the world. */
#ifndef EXN_WORLD_MALLOCED_H
#define EXN_WORLD_MALLOCED_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes of malloc are in use in this process, roughly: what is small may be kept for the
 * next one who asks, and counts as in use all the time. 0 where nobody counts them. */
size_t exn_malloced(void);

/* Whether it lies in a part of the program or of a library: code, constants or statics. */
bool exn_is_of_object(const void *address);

#endif
