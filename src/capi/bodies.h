/* The bodies that a configuration brings. */
#ifndef EXN_CAPI_BODIES_H
#define EXN_CAPI_BODIES_H

#include "search/explore_options.h"

#include <exeunt/check.h>

/* The body of this task (NULL: of the only one); NULL: the scenario plays it. */
const exeunt_body *exn_configured_body(const exeunt_check_config *config, const char *task);

/* Finds the body of each task. Returns false, with what is wrong in `message`, if they do not fit
 * the scenario. */
bool exn_configure_bodies(const exeunt_check_config *config, const exn_scenario *scenario,
                          exn_bodies *bodies, char *message, size_t size);

bool exn_has_bodies(const exn_bodies *bodies);

#endif
