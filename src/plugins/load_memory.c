/* Looks through statics for what points to memory that was allocated: load_memory.h. */
#include "plugins/load_memory.h"

#include "plugins/anonymous.h"
#include "world/objects.h"

#include <stdint.h>
#include <stdlib.h>

/* A pointer in data of any type. */
typedef const void *word __attribute__((may_alias));

/* The first word of some data that points to such memory; NULL if none does. Between statics of an
 * object that a sanitizer has instrumented lies what nobody may read. */
__attribute__((no_sanitize("address"))) static const void *find_pointer(const exn_bytes *data)
{
    uintptr_t first = ((uintptr_t)data->first + sizeof(word) - 1) / sizeof(word) * sizeof(word);
    uintptr_t end = (uintptr_t)data->first + data->size;
    for (uintptr_t at = first; at + sizeof(word) <= end; at += sizeof(word)) {
        const word *holder = (const word *)at; /* NOLINT: that is its address */
        if (exn_anonymous_has(*holder)) {
            return holder;
        }
    }
    return NULL;
}

bool exn_load_memory_find(const void *code, const void **holder)
{
    exn_bytes_list data = {.items = NULL};
    *holder = NULL;
    bool complete = exn_anonymous_look();
    /* Of an object whose data is not known nothing belongs to the world: that is told elsewhere. */
    complete = complete && exn_object_data(code, &data) != EXN_DATA_NO_MEMORY;
    for (size_t i = 0; complete && i < data.count && *holder == NULL; i++) {
        *holder = find_pointer(&data.items[i]);
    }
    free(data.items);
    return complete;
}
