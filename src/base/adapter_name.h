/* Names of adapters, which run a scope of another language (docs/ADAPTER.md): `exec: ./mine --fast`
 * is a command of the shell, `python:pools:gather_cm` a callable of a module of Python. They mean
 * the same in every file: what is relative is so to the current folder. */
#ifndef EXN_BASE_ADAPTER_NAME_H
#define EXN_BASE_ADAPTER_NAME_H

#include <stdbool.h>

/* Returns whether a name is that of an adapter. */
bool exn_is_adapter_name(const char *name);

/* Returns the command of `exec:`, or NULL. */
const char *exn_adapter_command(const char *name);

/* Returns what follows `python:`, or NULL. */
const char *exn_adapter_of_python(const char *name);

#endif
