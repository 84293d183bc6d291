/* Names that a command line may give. */
#ifndef EXN_CLI_KNOWN_NAMES_H
#define EXN_CLI_KNOWN_NAMES_H

#include <jansson.h>
#include <stdbool.h>

/* What implementations there are (protocol.h): an array that is the caller's; NULL after a message.
 * A host is asked, for the command links none of them. */
json_t *exn_ask_for_implementations(void);

/* Whether these are names of an implementation and of a profile; NULL is. Else prints a message. */
bool exn_names_are_known(const char *implementation, const char *profile);

#endif
