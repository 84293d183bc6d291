/* Follows what each object needs, by the names in its dynamic section. */
#define _GNU_SOURCE
#include "plugins/objects_of.h"

#include "base/grow.h"

#include <exeunt/implementation.h>

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

typedef struct objects {
    const struct link_map **items;
    size_t count;
    size_t capacity;
} objects;

static EXEUNT_OUTSIDE struct {
    bool known;
    objects list;
} own;

static bool append(objects *list, const struct link_map *object)
{
    if (!EXN_MAKE_ROOM(list->items, list->capacity, list->count + 1)) {
        return false;
    }
    list->items[list->count++] = object;
    return true;
}

static bool has(const objects *list, const struct link_map *object)
{
    size_t i = 0;
    while (i < list->count && list->items[i] != object) {
        i += 1;
    }
    return i < list->count;
}

/* Returns the object of the process that comes first in the list of all. */
static const struct link_map *first_object(void)
{
    struct link_map *map = NULL;
    void *program = dlopen(NULL, RTLD_LAZY);
    if (program != NULL && dlinfo(program, RTLD_DI_LINKMAP, &map) == 0) {
        while (map->l_prev != NULL) {
            map = map->l_prev;
        }
    }
    return map;
}

bool exn_own_objects_know(void)
{
    for (const struct link_map *one = own.known ? NULL : first_object(); one != NULL;
         one = one->l_next) {
        if (!append(&own.list, one)) {
            return false;
        }
    }
    own.known = true;
    return true;
}

/* --- what an object needs --------------------------------------------------------------------- */

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool is_runtime(const struct link_map *object)
{
    static const char *const names[] = {"libc.",      "libm.",     "libstdc++.",  "libgcc_s.",
                                        "libc++.",    "libc++abi", "libdl.",      "librt.",
                                        "libpthread", "libasan.",  "libubsan.",   "libtsan.",
                                        "liblsan.",   "libclang_", "libgfortran", "ld-linux"};
    const char *name = file_name(object->l_name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(name, names[i], strlen(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

static const struct link_map *object_named(const char *needed)
{
    const struct link_map *one = first_object();
    while (one != NULL && strcmp(file_name(one->l_name), file_name(needed)) != 0) {
        one = one->l_next;
    }
    return one;
}

/* Appends the libraries that an object needs and that are part of no other program. */
static bool append_needed(objects *list, const struct link_map *object)
{
    const char *texts = NULL;
    for (const ElfW(Dyn) *entry = object->l_ld; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_STRTAB) {
            texts = (const char *)entry->d_un.d_ptr; /* NOLINT: the loader has made it an address */
        }
    }
    bool complete = true;
    for (const ElfW(Dyn) *entry = object->l_ld; texts != NULL && entry->d_tag != DT_NULL; entry++) {
        const struct link_map *needed =
            entry->d_tag == DT_NEEDED ? object_named(texts + entry->d_un.d_val) : NULL;
        if (needed != NULL && !is_runtime(needed) && !has(&own.list, needed) &&
            !has(list, needed)) {
            complete = append(list, needed) && complete;
        }
    }
    return complete;
}

const void **exn_objects_of(void *handle, size_t *count)
{
    struct link_map *plugin = NULL;
    objects list = {.items = NULL};
    bool complete = dlinfo(handle, RTLD_DI_LINKMAP, &plugin) == 0 && append(&list, plugin);
    for (size_t i = 0; complete && i < list.count; i++) {
        complete = append_needed(&list, list.items[i]);
    }
    const void **code = complete ? calloc(list.count, sizeof *code) : NULL;
    for (size_t i = 0; code != NULL && i < list.count; i++) {
        code[i] = list.items[i]->l_ld; /* it lies in the object */
    }
    *count = list.count;
    free(list.items);
    return code;
}
