/* Which shared objects are a plugin: itself, and the libraries that it alone has brought. */
#ifndef EXN_PLUGINS_OBJECTS_OF_H
#define EXN_PLUGINS_OBJECTS_OF_H

#include <stdbool.h>
#include <stddef.h>

/* Remembers which objects the process has before any plugin: the first call counts. Returns false
 * when out of memory. */
bool exn_own_objects_know(void);

/* Returns an address in each object of a plugin, by its handle of dlopen, as a list that the caller
 * frees; NULL when out of memory. What the process had before, and the runtimes of languages and
 * sanitizers, are no part of it. */
const void **exn_objects_of(void *handle, size_t *count);

#endif
