/* The name of code in another language, in a scenario. */
#ifndef EXN_PLUGINS_ADAPTER_IN_SCENARIO_H
#define EXN_PLUGINS_ADAPTER_IN_SCENARIO_H

#include "plugins/find.h"

/* Returns the name of an adapter, which stands in the scenario `file`, as this process sees it: a
 * new string. Complains if its file is not there, and returns NULL; or when out of memory. */
char *exn_adapter_in_scenario(const char *file, const char *name, exn_plugin_complain *complain,
                              void *context);

#endif
