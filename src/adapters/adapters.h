/* Adapters: programs that run a scope of another language (docs/ADAPTER.md). The header through
 * which hosts use this folder.
 *
 * To the search an adapter is an implementation like others. Its subjects lie in the world as those
 * of C do; what they know of the scope that the child runs is the key of the child's state, and the
 * child is sent there before it is told anything (moments.h). So a search goes back to states,
 * counts, shortens and audits as it does for code in C. */
#ifndef EXN_ADAPTERS_ADAPTERS_H
#define EXN_ADAPTERS_ADAPTERS_H

#include <exeunt/implementation.h>

#include <stdbool.h>

/* Receives one complaint, valid during the call. */
typedef void exn_adapter_complain(void *context, const char *message);

/* Starts the adapter that a name means (base/adapter_name.h), unless it runs. It runs until this
 * process ends. A child that does not answer for `hang_ms` hangs. Returns NULL after a complaint;
 * or, without one, when out of memory. */
const exeunt_implementation *exn_adapter_open(const char *name, unsigned hang_ms,
                                              exn_adapter_complain *complain, void *context);

/* Whether its child runs managers of its own. */
bool exn_adapter_runs_managers(const exeunt_implementation *implementation);

/* Makes a manager that the child of the scope's adapter runs: the one that it knows as `use`, with
 * the arguments `with`, an object in JSON. Both live as long as the world. */
exeunt_manager *exn_adapter_manager(exeunt_border *border, const char *name, const char *use,
                                    const char *with);

/* Has the child of this adapter make such a manager, which is passed nothing, in a scope of its
 * own. Returns false after a complaint. */
bool exn_adapter_tries_manager(const char *name, const char *use, unsigned hang_ms,
                               exn_adapter_complain *complain, void *context);

/* Why states of this adapter's child are not compared; NULL: they are. */
const char *exn_adapter_has_no_states(const exeunt_implementation *implementation);

#endif
