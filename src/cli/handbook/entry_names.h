/* The names of the handbook's entries: to find one, for lists and for suggestions. */
#ifndef EXN_CLI_HANDBOOK_ENTRY_NAMES_H
#define EXN_CLI_HANDBOOK_ENTRY_NAMES_H

#include "cli/handbook/handbook.h"

typedef bool exn_takes_fn(const exn_entry *entry);

typedef enum exn_names_form {
    EXN_NAMES_TOGETHER, /* "X12 order", as in a title */
    EXN_NAMES_EACH      /* "X12", "order" */
} exn_names_form;

typedef struct exn_names {
    char **items; /* each once, in the order of the pages; ends with NULL */
    size_t count;
} exn_names;

/* Returns the names of the entries that `takes` accepts; of all entries if it is NULL. The caller
 * frees them. */
exn_names exn_handbook_names(exn_takes_fn *takes, exn_names_form form);
void exn_names_free(exn_names *names);

typedef enum exn_spelling {
    /* But for capitals: a part of its title or the whole; a case by its number, too: 43, or 5 for
     * 05. */
    EXN_AS_WRITTEN,
    EXN_INFLECTED /* with an `s` more or less, as in "1,002 transitions" and "44 hold" */
} exn_spelling;

/* Returns whether `word`, in this spelling, names the entry. Only words of tables are inflected. */
bool exn_entry_is_named(const exn_entry *entry, const char *word, exn_spelling spelling);

/* Returns "X12 order", "vacuous", "kept:" or "case 43". The caller frees it. */
char *exn_entry_title(const exn_entry *entry);

#endif
