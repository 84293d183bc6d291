/* Which of many things are needed (Zeller and Hildebrandt 2002, ddmin). */
#ifndef EXN_SHRINK_DDMIN_H
#define EXN_SHRINK_DDMIN_H

#include <stdbool.h>
#include <stddef.h>

/* Returns whether what is `kept` suffices. */
typedef bool exn_ddmin_test(void *context, const bool *kept);

/* Makes `kept`, all of which suffices, a set that suffices and from which no single one of them can
 * be taken. `trial` has room for as many. Every set that suffices is within the one before. */
void exn_ddmin(bool *kept, bool *trial, size_t count, exn_ddmin_test *test, void *context);

#endif
