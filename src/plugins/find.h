/* Where plugins are. */
#ifndef EXN_PLUGINS_FIND_H
#define EXN_PLUGINS_FIND_H

#include "plugins/plugins.h"

/* Returns the path of the plugin that `name` means in a scenario `file`, or on the command line
 * (NULL), to be freed: base/plugin_place.h says where it is looked for. Complains if two files are
 * meant. Returns NULL after that, or when out of memory. */
char *exn_plugin_find(const char *file, const char *name, const char *folders,
                      exn_plugin_complain *complain, void *context);

#endif
