/* What a plugin exports is checked before any of it is used. */
#ifndef EXN_PLUGINS_TABLES_H
#define EXN_PLUGINS_TABLES_H

#include "plugins/plugins.h"

/* Complains of whatever is wrong with what the plugin of this path exports; of a plugin that was
 * compiled with another header only that, for nothing else of it can be read. NULL: it exports
 * nothing. Returns whether all is right. */
bool exn_plugin_tables_check(const char *path, const exeunt_plugin_export *exported,
                             exn_plugin_complain *complain, void *context);

#endif
