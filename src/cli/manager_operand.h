/* Operands that name a manager of a plugin: `./libmydb.so#db`, with arguments
 * `./libmydb.so#db{port: 5432}`, and one scenario of it `./libmydb.so#db:alone-in-a-stack`
 * (conformance/manager_forms.h). Where a plugin has one manager, `#db` may be left out. One in
 * Python is `python:mymodule:Db`, with the same behind it. */
#ifndef EXN_CLI_MANAGER_OPERAND_H
#define EXN_CLI_MANAGER_OPERAND_H

#include <stdbool.h>

typedef struct exn_manager_operand {
    char *plugin; /* "./libmydb.so", "python:mymodule" */
    char *entry;  /* "db"; NULL: not given */
    char *with;   /* "{port: 5432}", or NULL */
    char *form;   /* "alone-in-a-stack"; NULL: all */
    bool pushes;  /* forms that push it are among all: it declares that it may be pushed */
} exn_manager_operand;

/* Returns whether an operand names a manager. */
bool exn_is_manager_operand(const char *operand);

/* Takes such an operand apart. */
exn_manager_operand exn_manager_operand_read(const char *operand);
void exn_manager_operand_free(exn_manager_operand *operand);

/* Asks a host which manager is meant: completes `entry` and `pushes`. Returns false, after a
 * message, if the plugin has no such manager, if it has several and none is named, or if an
 * argument is missing. */
bool exn_manager_operand_resolve(exn_manager_operand *operand);

/* Returns "./libmydb.so#db{port: 5432}", without the form; the caller frees it. */
char *exn_manager_operand_text(const exn_manager_operand *operand);

#endif
