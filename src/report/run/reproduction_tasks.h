/* What runs in a program that shows a breach: the tasks of the scenario, as Python writes them. */
#ifndef EXN_REPORT_RUN_REPRODUCTION_TASKS_H
#define EXN_REPORT_RUN_REPRODUCTION_TASKS_H

#include "scenario/scenario.h"

#include <jansson.h>

/* Where code in Python is found: a folder that is looked through first ("": none), a module, and
 * the name of a thing in it. */
typedef struct exn_python_place {
    char *folder, *module, *name;
} exn_python_place;

/* Takes `dir/pools.py:Pool` or `pools:Pool` apart; a folder is absolute. Returns false when out of
 * memory. What it has is freed all the same. */
bool exn_python_place_read(const char *name, size_t length, exn_python_place *place);
void exn_python_place_free(exn_python_place *place);

/* Returns the list of tasks: each has a scope, its managers, and what its body does. NULL when out
 * of memory. */
json_t *exn_reproduced_tasks(const exn_scenario *scenario);

/* Whether the program has more than managers that it plays: code, scopes within scopes, bodies that
 * act. */
bool exn_reproduces_more(const exn_scenario *scenario);

/* Writes a value of JSON as Python has it. Returns false when out of memory. */
bool exn_put_python(FILE *file, const json_t *value);

#endif
