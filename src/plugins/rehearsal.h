/* A plugin is loaded in a process of its own before the host loads it. */
#ifndef EXN_PLUGINS_REHEARSAL_H
#define EXN_PLUGINS_REHEARSAL_H

#include "plugins/plugins.h"

/* How long the constructors of a plugin may take, by the wall clock. */
enum { EXN_REHEARSAL_MAX_MS = 5000 };

/* Returns whether the plugin of this path loads, and whether its tables are right. Complains if
 * not. */
bool exn_plugin_rehearse(const char *path, exn_plugin_complain *complain, void *context);

/* Loads it into this process. Returns the handle of dlopen, or NULL. */
void *exn_plugin_open(const char *path);

/* Returns what a plugin exports, or NULL: what another one exports that it needs does not count. */
const exeunt_plugin_export *exn_plugin_export_of(void *handle);

#endif
