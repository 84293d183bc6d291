/* A nested scope of the child, as a manager of the scope around it: the child says when it has
 * entered its managers, and when it has exited them. */
#ifndef EXN_ADAPTERS_NESTED_H
#define EXN_ADAPTERS_NESTED_H

#include "adapters/wing.h"

/* The function `manager` of the table. */
exeunt_manager *exn_nested_manager(void *subject);

/* Its operation in flight settles as the child says. Returns false if that is no way to settle. */
bool exn_nested_settles(exn_wing_scope *scope, bool is_exit, const json_t *how);

#endif
