/* Names of code under test, in a scenario or on the command line, of any kind: of a plugin
 * (plugin_name.h), of an adapter (adapter_name.h), or of an implementation that ships, which has no
 * path and is the same everywhere. */
#ifndef EXN_BASE_CODE_NAME_H
#define EXN_BASE_CODE_NAME_H

/* Each returns a new string, or NULL when out of memory. */

/* Returns the name, which stands in the scenario `file` and is relative to the folder of that, as
 * this process sees it. NULL for `file`: it is relative to the current folder already, and so are
 * the names in scenarios that operands (`python:mymodule:Db`) make. */
char *exn_code_name_in(const char *file, const char *name);

/* Returns the name, which is relative to the current folder, as a file of `folder` says it. A name
 * whose file is not there stays as it is, and so does an absolute one of a file that does not lie
 * below the current folder. */
char *exn_code_name_from(const char *folder, const char *name);

/* Returns the name as this process sees it, with the place where its file was found: a scenario may
 * have been moved, and files are then looked for around it; those of plugins in `folders`, too
 * (plugin_place.h). */
char *exn_code_name_found(const char *file, const char *name, const char *folders);

#endif
