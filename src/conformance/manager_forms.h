/* The scenarios that a manager of a plugin is put into: in stack and pool, alone and beside another
 * manager, nested, entered again, shared by tasks and, where it can be, pushed.
 *
 * It may do whatever it does. The other manager, the body and the world may do everything: each
 * result, two cancel requests at any moment, requests to each operation, memory that is refused.
 */
#ifndef EXN_CONFORMANCE_MANAGER_FORMS_H
#define EXN_CONFORMANCE_MANAGER_FORMS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct exn_manager_form {
    const char *name;  /* "alone-in-a-stack" */
    const char *scope; /* in YAML; @ stands for the manager, & for the other one; NULL: `shares` */
    bool pushes;       /* its exit comes without an enter */
    bool enters_again; /* the exit of the other one enters it */
    bool shares;       /* two tasks enter it, one in a stack and one in a pool */
} exn_manager_form;

/* All of them. */
extern const exn_manager_form exn_manager_forms[];
extern const size_t exn_manager_form_count;

/* Returns the form of that name, or NULL. */
const exn_manager_form *exn_manager_form_find(const char *name);

typedef struct exn_manager_subject {
    const char *name; /* as scenarios call it */
    /* "./libmydb.so#db", relative to the file of the scenario, or absolute; "python:mymodule:Db" */
    const char *plugin;
    const char *with;  /* its arguments, as a mapping in YAML: "{port: 5432}"; or NULL */
    bool is_not_asked; /* the world cannot ask an operation of it to stop */
} exn_manager_subject;

/* Returns the name by which scenarios call the manager of this entry: the same, unless that means
 * something else in a scenario. */
const char *exn_manager_name(const char *entry);

/* Returns the scenario of a form as text, called `title`. The caller frees it; NULL when out of
 * memory. */
char *exn_manager_scenario(const exn_manager_form *form, const exn_manager_subject *subject,
                           const char *title);

#endif
