/* Names that may be given on a command line. */
#ifndef EXN_CLI_KNOWN_NAMES_H
#define EXN_CLI_KNOWN_NAMES_H

#include <jansson.h>
#include <stdbool.h>

/* Asks a host for the implementations, because the command links none (protocol.h). Returns an
 * array that the caller owns, or NULL after a message. */
json_t *exn_ask_for_implementations(void);

/* Asks a host what is in a plugin: {"about": ..., "implementations": [...], "managers": [...]}
 * (protocol.h). Returns an object that the caller owns, or NULL after a message. */
json_t *exn_ask_for_plugin(const char *name);

/* From now on hosts start adapters in Python by this interpreter; NULL: by the one that they find.
 * Before any host is asked anything. */
void exn_use_python(const char *path);

/* Returns whether an implementation and a profile have these names; NULL counts as known. Otherwise
 * prints a message. */
bool exn_names_are_known(const char *implementation, const char *profile);

/* Returns whether an implementation declares a capability ("cancel"). One that is not in the list
 * of a host counts as one that does. */
bool exn_implementation_can(const char *name, const char *capability);

#endif
