/* What an instrumented host counts (gcc --coverage): how often each line and each branch of the
 * core ran. The counters are global and lie outside every world. */
#ifndef EXN_HOST_COUNTERS_H
#define EXN_HOST_COUNTERS_H

#include <stdbool.h>

/* Whether this host counts. If not, the other functions do nothing. */
bool exn_counters_exist(void);

/* Forgets what was counted until now. */
void exn_counters_reset(void);

/* Writes what was counted since the last reset: one .gcda file for each source, under `folder`,
 * there under the whole path of its object file. Files that are there already are added to. Nothing
 * tells whether it worked: gcc's runtime prints what is wrong on standard error. */
void exn_counters_dump(const char *folder);

#endif
