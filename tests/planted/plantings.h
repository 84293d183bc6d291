/* The table of planted bugs: in a scope (scope.c and its neighbours), in a manager written in C
 * (clerk.c, porter.c), or a deliberate breach that a scenario asks of a manager that it plays. */
#ifndef EXEUNT_TESTS_PLANTINGS_H
#define EXEUNT_TESTS_PLANTINGS_H

#include "planted.h"

#include <stddef.h>

typedef struct planting {
    const char *law;    /* the rule of SPEC 2 to 7 that it breaks */
    const char *rule;   /* the invariant that finds it */
    const char *behind; /* the invariants that would find it if that one did not; NULL: none */
    const char *text;   /* what is done wrong: by a scope, or for M by a manager */
    const char *blame;
    bug bug;              /* NO_BUG: the bug is in the scenario */
    const char *scenario; /* a scenario that shows it */
    const char *sound;    /* the same without the bug; NULL: the same scenario */
} planting;

/* The plantings for E and S; for P and C; for X, M and U. */
extern const planting plantings_of_stacks[], plantings_of_pools[], plantings_of_managers[];
extern const size_t plantings_of_stacks_count, plantings_of_pools_count,
    plantings_of_managers_count;

/* Returns all of them, one after the other; NULL after the last one. */
const planting *planting_at(size_t index);

#endif
