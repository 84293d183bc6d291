/* Rewrites which functions a loaded object calls. */
#ifndef EXN_PLUGINS_RELOCATIONS_H
#define EXN_PLUGINS_RELOCATIONS_H

#include <link.h>
#include <stdbool.h>

/* Called for each name that an object refers to, and what it gets `now`; NULL: nothing. `is_own`:
 * that lies in the object itself. Returns the function that it is to get instead, or NULL: it keeps
 * the one that it has. */
typedef void *exn_replace_fn(void *context, const char *name, const void *now, bool is_own);

/* Replaces what the object refers to by name, in calls and in its data. Returns false if a page
 * can't be written to. */
bool exn_relocations_replace(const struct dl_phdr_info *object, exn_replace_fn *replace,
                             void *context);

#endif
