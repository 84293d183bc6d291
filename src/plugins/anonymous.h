/* Memory of this process that may be written to, has no file, and is no stack and no data of an
 * object: there the C library allocates. */
#ifndef EXN_PLUGINS_ANONYMOUS_H
#define EXN_PLUGINS_ANONYMOUS_H

#include <stdbool.h>

/* Looks which there is now; where the system does not tell, there is none. Returns false when out
 * of memory. */
bool exn_anonymous_look(void);

/* Whether an address lies in what there was then. Any address is allowed. */
bool exn_anonymous_has(const void *address);

#endif
