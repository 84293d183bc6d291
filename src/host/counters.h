/* What an instrumented host counts (gcc --coverage): how often each line and each branch of the
 * core ran. The counters are global and lie outside every world. */
#ifndef EXN_HOST_COUNTERS_H
#define EXN_HOST_COUNTERS_H

#include <stdbool.h>

/* Returns whether this host counts. If not, the other functions do nothing. */
bool exn_counters_exist(void);

/* Sets all counters to zero. */
void exn_counters_reset(void);

/* Writes the counts since the last reset: one .gcda file per source, under `folder` followed by the
 * whole path of the object file. Adds to files that exist already. Returns nothing, because gcc's
 * runtime reports errors on standard error only. */
void exn_counters_dump(const char *folder);

#endif
