/* How lists are laid out, and the parts of them that come from a host. */
#ifndef EXN_CLI_COMMANDS_LIST_PARTS_H
#define EXN_CLI_COMMANDS_LIST_PARTS_H

#include "report/printing.h"

#include <jansson.h>
#include <stdbool.h>

enum { EXN_LIST_NAME_COLUMN = 24 };

void exn_list_heading(exn_terminal *terminal, const char *title, size_t count);
void exn_list_name(const exn_terminal *terminal, const char *name);

/* Prints text after a name, in as many lines as it takes. The first line has been begun. */
void exn_list_text(const exn_terminal *terminal, const char *text);

/* Prints an implementation, as a host lists it (protocol.h). */
void exn_list_implementation(const exn_terminal *terminal, json_t *implementation);

/* Lists what is in a plugin. Returns false after a message. */
bool exn_list_plugin(exn_terminal *terminal, const char *name);

#endif
