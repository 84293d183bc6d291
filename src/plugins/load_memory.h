/* Memory that the constructors of an object have allocated when it was loaded. No run makes it
 * again, and none puts it back. */
#ifndef EXN_PLUGINS_LOAD_MEMORY_H
#define EXN_PLUGINS_LOAD_MEMORY_H

#include <stdbool.h>

/* Finds the first static of the object that `code` lies in that points to such memory; writes NULL
 * if none does. A static that points elsewhere where the system has no file, to a thread-local for
 * example, counts, too. Returns false when out of memory. */
bool exn_load_memory_find(const void *code, const void **holder);

#endif
