/* Finds files that were installed with this program, relative to the program itself: so an
 * installed tree can be moved. */
#ifndef EXN_CLI_INSTALLED_H
#define EXN_CLI_INSTALLED_H

/* Returns the first of `places` (ends with NULL), relative to the folder of this program, to which
 * access(2) grants `mode`. Returns malloc'ed text, or NULL. */
char *exn_find_beside(const char *const *places, int mode);

/* The same for `name` in share/exeunt, of the installed tree or of the build folder. */
char *exn_find_shared(const char *name);

/* Operands that begin so name scenarios that are installed: `installed:pool/of-none.yaml`. */
#define EXN_INSTALLED "installed:"

/* Returns the path that such an operand means; NULL after a message if nothing is installed. The
 * caller frees it. */
char *exn_installed_scenario(const char *operand);

/* Returns how users name a scenario that lies in `installed`, the folder of those that are (or
 * NULL); any other file is returned as it is. The caller frees it. */
char *exn_scenario_name(const char *file, const char *installed);

#endif
