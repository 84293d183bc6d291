/* Goes along what objects need, from the plugin on: objects_of.h. */
#define _GNU_SOURCE
#include "plugins/objects_of.h"

#include "base/own_assert.h"

#include <dlfcn.h>
#include <elf.h>
#include <stdint.h>
#include <string.h>

static int append(struct dl_phdr_info *info, size_t size, void *context)
{
    exn_objects *self = context;
    (void)size;
    if (self->count < EXN_OBJECTS_MAX) {
        self->items[self->count++] = *info;
    }
    return 0;
}

void exn_objects_loaded(exn_objects *objects)
{
    objects->count = 0;
    dl_iterate_phdr(append, objects);
}

const char *exn_object_file_name(const struct dl_phdr_info *object)
{
    const char *slash = strrchr(object->dlpi_name, '/');
    return slash != NULL ? slash + 1 : object->dlpi_name;
}

static bool begins_with_one_of(const char *name, const char *const *beginnings, size_t count)
{
    size_t i = 0;
    while (i < count && strncmp(name, beginnings[i], strlen(beginnings[i])) != 0) {
        i += 1;
    }
    return i < count;
}

/* What every program has, and sanitizers: they keep nothing for those who call them that a run
 * would notice, or else an audit finds it. */
static bool is_of_every_program(const char *name)
{
    static const char *const names[] = {"libc.so",    "libm.so",    "libgcc_s.", "libdl.so",
                                        "librt.so",   "libpthread", "ld-linux",  "libasan.",
                                        "libubsan.",  "libtsan.",   "liblsan.",  "libclang_rt.",
                                        "libmvec.so", "libresolv",  "linux-vdso"};
    return begins_with_one_of(name, names, sizeof names / sizeof *names);
}

bool exn_is_runtime_of_cxx(const char *file)
{
    static const char *const names[] = {"libstdc++.so", "libc++.so", "libc++abi.so", "libunwind"};
    return begins_with_one_of(file, names, sizeof names / sizeof *names);
}

bool exn_is_of_mathematics(const char *file)
{
    static const char *const names[] = {"libm.so", "libmvec.so", "libgcc_s."};
    return begins_with_one_of(file, names, sizeof names / sizeof *names);
}

static bool has_address(const struct dl_phdr_info *object, uintptr_t address)
{
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD &&
            address - object->dlpi_addr - segment->p_vaddr < segment->p_memsz) {
            return true;
        }
    }
    return false;
}

const struct dl_phdr_info *exn_objects_at(const exn_objects *objects, const void *address)
{
    size_t i = 0;
    while (i < objects->count && !has_address(&objects->items[i], (uintptr_t)address)) {
        i += 1;
    }
    return i < objects->count ? &objects->items[i] : NULL;
}

static const struct dl_phdr_info *find_named(const exn_objects *in, const char *name)
{
    size_t i = 0;
    while (i < in->count && strcmp(exn_object_file_name(&in->items[i]), name) != 0) {
        i += 1;
    }
    return i < in->count ? &in->items[i] : NULL;
}

static const struct dl_phdr_info *find_at(const exn_objects *in, uintptr_t moved)
{
    size_t i = 0;
    while (i < in->count && (uintptr_t)in->items[i].dlpi_addr != moved) {
        i += 1;
    }
    return i < in->count ? &in->items[i] : NULL;
}

/* The names of what an object needs, one after the other; NULL at the end. */
typedef struct needed {
    const ElfW(Dyn) * next;
    const char *names;
} needed;

static needed needed_by(const struct dl_phdr_info *object)
{
    needed self = {.next = NULL};
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC) {
            uintptr_t at = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
            self.next = (const void *)at; /* NOLINT: that is its address */
        }
    }
    for (const ElfW(Dyn) *i = self.next; i != NULL && i->d_tag != DT_NULL; i++) {
        if (i->d_tag == DT_STRTAB) {
            uintptr_t at = i->d_un.d_ptr; /* which the C library has moved, or not */
            at += at < object->dlpi_addr ? object->dlpi_addr : 0;
            self.names = (const char *)at; /* NOLINT */
        }
    }
    return self;
}

static const char *next_of(needed *self)
{
    if (self->next == NULL || self->names == NULL) {
        return NULL;
    }
    while (self->next->d_tag != DT_NULL && self->next->d_tag != DT_NEEDED) {
        self->next += 1;
    }
    if (self->next->d_tag == DT_NULL) {
        return NULL;
    }
    const char *name = self->names + self->next->d_un.d_val;
    self->next += 1;
    return name;
}

const char *exn_objects_own(void *handle, const exn_objects *loaded, const exn_objects *of_host,
                            exn_objects *own)
{
    const struct link_map *map = NULL;
    const char *shared = NULL;
    own->count = 0;
    if (dlinfo(handle, RTLD_DI_LINKMAP, (void *)&map) != 0) {
        return NULL;
    }
    const struct dl_phdr_info *plugin = find_at(loaded, map->l_addr);
    if (plugin != NULL) {
        own->items[own->count++] = *plugin;
    }
    for (size_t i = 0; i < own->count; i++) {
        needed of = needed_by(&own->items[i]);
        for (const char *name = next_of(&of); name != NULL; name = next_of(&of)) {
            const struct dl_phdr_info *object = find_named(loaded, name);
            if (object == NULL || is_of_every_program(name) ||
                find_at(own, object->dlpi_addr) != NULL) {
                continue;
            }
            if (find_at(of_host, object->dlpi_addr) != NULL && !exn_is_runtime_of_cxx(name)) {
                shared = shared != NULL ? shared : exn_object_file_name(object);
            } else if (own->count < EXN_OBJECTS_MAX) {
                own->items[own->count++] = *object;
            }
        }
    }
    exn_assert(own->count <= loaded->count && "each object is listed once");
    return shared;
}
