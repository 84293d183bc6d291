/* Names of adapters, which run a scope of another language (docs/ADAPTER.md): `exec: ./mine --fast`
 * is a command of the shell, `python:pools:gather_cm` a callable of a module of Python, and
 * `python:tests/pools.py:gather_cm` one of a file. */
#ifndef EXN_BASE_ADAPTER_NAME_H
#define EXN_BASE_ADAPTER_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Returns whether a name is that of an adapter. */
bool exn_is_adapter_name(const char *name);

/* Returns the command of `exec:`, or NULL. */
const char *exn_adapter_command(const char *name);

/* Returns what follows `python:`, or NULL. */
const char *exn_adapter_of_python(const char *name);

/* Returns whether code in Python is to run on trio: `python:pools:pool@trio`. */
bool exn_adapter_runs_on_trio(const char *name);

/* Where in a name the path of a file stands. */
typedef struct exn_name_path {
    size_t begin, length; /* 0: the name has none, and is the same in every folder */
} exn_name_path;

/* Returns where the path of an adapter's name stands: of `FILE.py`, or of the program that is the
 * first word of a command and has a slash. That word may have `\ ` and the like; one with quotes,
 * variables or anything else that a shell replaces is no path. */
exn_name_path exn_adapter_path(const char *name);

/* Returns a new string without, or with, the backslashes that a path has in a command; the same
 * path for any other name. NULL when out of memory. */
char *exn_adapter_path_read(const char *name, exn_name_path path);
char *exn_adapter_path_written(const char *name, const char *path);

#endif
