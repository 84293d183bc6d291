/* Which of the objects of this process belong to a plugin: itself, and the libraries that it needs
 * and that nobody else here does. */
#ifndef EXN_PLUGINS_OBJECTS_OF_H
#define EXN_PLUGINS_OBJECTS_OF_H

#include <link.h>
#include <stdbool.h>
#include <stddef.h>

enum { EXN_OBJECTS_MAX = 256 };

/* Some objects of this process, whose names the C library keeps. */
typedef struct exn_objects {
    struct dl_phdr_info items[EXN_OBJECTS_MAX];
    size_t count;
} exn_objects;

/* All that are loaded now. Further ones than EXN_OBJECTS_MAX are left out. */
void exn_objects_loaded(exn_objects *objects);

/* What the plugin of this handle owns among `loaded`, itself first. The runtime of C++ counts as
 * its own: a host is written in C. Returns the name of a library that it needs and that is among
 * `of_host`, but for those that every program has; NULL: there is none. */
const char *exn_objects_own(void *handle, const exn_objects *loaded, const exn_objects *of_host,
                            exn_objects *own);

/* Whether a file of this name is the C++ library, or a part of it. */
bool exn_is_runtime_of_cxx(const char *file);

/* Whether a file of this name is a library of functions that keep nothing but how numbers are
 * computed: libm, or that of the compiler. */
bool exn_is_of_mathematics(const char *file);

/* The one among these in which an address lies; NULL: in none. */
const struct dl_phdr_info *exn_objects_at(const exn_objects *objects, const void *address);

/* "libx.so.1" */
const char *exn_object_file_name(const struct dl_phdr_info *object);

#endif
