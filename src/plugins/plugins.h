/* Plugins: shared objects whose implementations and managers are put under test
 * (include/exeunt/plugin.h). The header through which hosts use this folder. Only a host loads
 * plugins; the command and the reader of scenarios know their names alone (base/plugin_name.h). */
#ifndef EXN_PLUGINS_PLUGINS_H
#define EXN_PLUGINS_PLUGINS_H

#include "result/result.h"
#include "scenario/scenario.h"
#include "search/explore_options.h"

#include <exeunt/plugin.h>

/* A plugin that is loaded. It stays so until the process ends. */
typedef struct exn_plugin {
    const char *path;
    const exeunt_plugin *holds;
    /* Where its statics are found: an address in the plugin, and one in each shared library that it
     * alone has brought. */
    const void *const *code;
    size_t code_count;
    const char *outside; /* what it keeps that no run puts back; NULL: nothing that is known */
} exn_plugin;

/* Receives one complaint, valid during the call; it names the file. */
typedef void exn_plugin_complain(void *context, const char *message);

/* Loads the plugin of this path, unless it is loaded already. It is first loaded in a process of
 * its own, so that whatever its constructors do is a complaint: that they crash, exit, start
 * threads, or do not return in time. The tables of the plugin are checked there, too. Returns NULL
 * after complaints; or, without one, when out of memory. */
const exn_plugin *exn_plugin_load(const char *path, exn_plugin_complain *complain, void *context);

/* Each returns the entry of that name; NULL for `entry`: the only one. Returns NULL after a
 * complaint. */
const exeunt_implementation *exn_plugin_implementation(const exn_plugin *plugin, const char *entry,
                                                       exn_plugin_complain *complain,
                                                       void *context);
const exeunt_plugin_manager *exn_plugin_manager(const exn_plugin *plugin, const char *entry,
                                                exn_plugin_complain *complain, void *context);

/* Returns the path of the zoo, which is installed with this host; or that of where it should be.
 * NULL when out of memory. The caller frees it. */
char *exn_plugin_of_zoo(void);

/* "integer", "number", "text", "flag" */
const char *exn_parameter_type_word(exeunt_parameter_type type);

/* --- the plugins of a scenario ---------------------------------------------------------------- */

/* What plugins bring to one check: the implementation, and managers with their arguments. */
typedef struct exn_brought exn_brought;

/* Loads what `scenario`, or `implementation` from the command line if it is not NULL, names.
 * `folders`, joined by colons or NULL, are where a plugin is looked for that is not at its place.
 * The implementation may also be an adapter's, whose child hangs after `hang_ms`.
 * Complaints stand in `refused`. Returns NULL when out of memory.
 *
 * Where `scenario` names no plugin it brings nothing, and loads nothing. */
exn_brought *exn_brought_open(const exn_scenario *scenario, const char *implementation,
                              const char *folders, unsigned hang_ms);
void exn_brought_close(exn_brought *brought);

/* Whether anything was refused: then nothing can be explored. */
bool exn_brought_is_refused(const exn_brought *brought);

/* Passes it on to the explorer. */
void exn_brought_give(const exn_brought *brought, exn_explore_options *options);

/* Makes what was refused, before the world was made or by a `create`, the complaints of a result
 * that is invalid. Where nothing was, the result stays as it is. `result` may be NULL: then it is a
 * new one. Returns the result, or NULL when out of memory. */
exn_result *exn_brought_result(const exn_brought *brought, exn_result *result);

#endif
