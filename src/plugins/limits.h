/* What of a plugin no world can take along, by the names of the functions that it calls. */
#ifndef EXN_PLUGINS_LIMITS_H
#define EXN_PLUGINS_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

/* Where a function lies that an object calls. */
typedef enum exn_home {
    EXN_HOME_WORLD,   /* in the plugin, or in a library that it alone brings */
    EXN_HOME_RUNTIME, /* in the runtime of C++ */
    EXN_HOME_MATH,    /* in libm, or in the runtime of the compiler */
    EXN_HOME_SYSTEM   /* elsewhere: in the C library, in the host */
} exn_home;

enum { EXN_LIMIT_SIZE = 160 };

/* Writes why no run puts back what the function of that name does; follows the name of the object
 * that calls it. Of the C library only those functions pass that are known to keep nothing. Returns
 * false if it keeps nothing. */
bool exn_limit_of(const char *name, exn_home home, char text[EXN_LIMIT_SIZE]);

/* The same, of how the file of an object was built. */
const char *exn_limit_of_build(const char *path);

/* The sanitizer that a file was built with; NULL: none, or it can't be read. */
const char *exn_sanitizer_of(const char *path);

#endif
