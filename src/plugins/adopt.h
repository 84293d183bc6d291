/* Makes the memory of a loaded plugin the world's, with that of the libraries that it alone brings:
 * what they allocate (allocators.h), and what they keep in statics and thread-locals. And notices
 * what no world can take along. */
#ifndef EXN_PLUGINS_ADOPT_H
#define EXN_PLUGINS_ADOPT_H

#include <stdbool.h>
#include <stddef.h>

/* What has become of it. */
typedef struct exn_adopted {
    /* An address in each object whose statics belong to the world: the plugin's own, its
     * libraries', the C++ runtime's. */
    const void **code;
    size_t code_count, code_capacity;
    char *outside; /* what it keeps that no run puts back, by name; NULL: nothing that is known */
} exn_adopted;

/* Before the first plugin is loaded: what is there now is the host's. */
void exn_adopt_nothing_yet(void);

/* `handle` is that of dlopen. Returns false when out of memory. */
bool exn_adopt(void *handle, exn_adopted *adopted);
void exn_adopted_free(exn_adopted *adopted);

#endif
