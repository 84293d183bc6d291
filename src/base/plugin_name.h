/* Names of plugins: `./libmydb.so`, or `./libmydb.so#db` for an entry of it; `zoo/gather-cm` for an
 * animal of the zoo, which is installed. */
#ifndef EXN_BASE_PLUGIN_NAME_H
#define EXN_BASE_PLUGIN_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Returns whether a name is that of an animal of the zoo: it is the same in every folder. Its path
 * is `zoo`. */
bool exn_is_animal_name(const char *name);

/* Returns what stands between this path and an entry: `#`; `/` for the zoo; `:` for code in
 * another language. */
char exn_plugin_mark(const char *path);

/* Returns whether a name is that of a plugin: it has a slash, or its file ends with `.so`. */
bool exn_is_plugin_name(const char *name);

/* The same for a name that may be the path of a scenario, too: only `.so`, or the zoo, tells them
 * apart. */
bool exn_is_plugin_file(const char *name);

/* Returns the length of the path in such a name: what stands before the last `#`, or `zoo`. */
size_t exn_plugin_path_length(const char *name);

/* Returns the entry that it names, or NULL if it names none. */
const char *exn_plugin_entry(const char *name);

/* The next functions return a new string, or NULL when out of memory. The path that they return has
 * a slash, as dlopen wants it; or it is that of the zoo. */

/* Returns the name, which stands in `file` and is relative to the folder of that, as this process
 * sees it. NULL for `file`: the name is relative to the current folder. */
char *exn_plugin_name_in(const char *file, const char *name);

/* Returns the name, which is relative to the current folder, as a file of `folder` says it. A name
 * whose file is not there stays as it is, and so does an absolute one of a file that does not lie
 * below the current folder. */
char *exn_plugin_name_from(const char *folder, const char *name);

#endif
