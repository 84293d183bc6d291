/* What the entries of the handbook are called, for lists and for guesses. */
#ifndef EXN_CLI_HANDBOOK_ENTRY_NAMES_H
#define EXN_CLI_HANDBOOK_ENTRY_NAMES_H

#include "cli/handbook/handbook.h"

typedef bool exn_takes_fn(const exn_entry *entry);

typedef enum exn_names_form {
    EXN_NAMES_TOGETHER, /* "X12 order", as a title has it */
    EXN_NAMES_EACH      /* "X12", "order" */
} exn_names_form;

typedef struct exn_names {
    char **items; /* each once, in the order of the pages; ends with NULL */
    size_t count;
} exn_names;

/* Of the entries that `takes` takes; NULL: of all. To be freed. */
exn_names exn_handbook_names(exn_takes_fn *takes, exn_names_form form);
void exn_names_free(exn_names *names);

/* "X12 order", "vacuous", "kept:", "case 43". To be freed. */
char *exn_entry_title(const exn_entry *entry);

#endif
