/* What was installed with this program, found from its own place: a moved tree keeps working. */
#ifndef EXN_CLI_INSTALLED_H
#define EXN_CLI_INSTALLED_H

/* The first of `places` (ends with NULL), named from the folder of this program, to which access(2)
 * grants `mode`. Returns malloc'ed text, or NULL. */
char *exn_find_beside(const char *const *places, int mode);

/* The same for `name` in share/exeunt, of the installed tree or of the folder it was built in. */
char *exn_find_shared(const char *name);

#endif
