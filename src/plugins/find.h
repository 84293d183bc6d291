/* Where plugins are: at their place, or in the folders of `--plugins`. */
#ifndef EXN_PLUGINS_FIND_H
#define EXN_PLUGINS_FIND_H

#include "plugins/plugins.h"

/* Returns the path of the plugin that `name` means in a scenario `file`, or on the command line
 * (NULL), to be freed. A plugin that is not at its place is looked for in `folders`, which are
 * joined by colons or NULL, by its last name; one that is nowhere has its own place, where nothing
 * is. Complains if two files are meant. Returns NULL after that, or when out of memory. */
char *exn_plugin_find(const char *file, const char *name, const char *folders,
                      exn_plugin_complain *complain, void *context);

#endif
