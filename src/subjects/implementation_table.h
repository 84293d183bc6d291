/* A table of functions that comes from outside: what is wrong with it is said before any of them is
 * called. */
#ifndef EXN_SUBJECTS_IMPLEMENTATION_TABLE_H
#define EXN_SUBJECTS_IMPLEMENTATION_TABLE_H

#include <exeunt/implementation.h>

/* Receives one complaint; `message` is valid during the call. */
typedef void exn_table_complain(void *context, const char *message);

/* Complains of whatever is wrong with `table`, which is not NULL; of a table that was compiled with
 * another header only that, for nothing else of it can be read. */
void exn_implementation_table_check(const exeunt_implementation *table,
                                    exn_table_complain *complain, void *context);

#endif
