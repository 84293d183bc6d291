/* The table of planted bugs: in a scope (scope.c and its neighbours), in a manager written in C
 * (clerk.c, porter.c), or a breach on purpose that a scenario asks of a manager that it plays. */
#ifndef EXEUNT_TESTS_PLANTINGS_H
#define EXEUNT_TESTS_PLANTINGS_H

#include "planted.h"

#include <stddef.h>

typedef struct planting {
    const char *law;    /* what it breaks: a rule of SPEC 2 to 7 */
    const char *rule;   /* the invariant that finds it, */
    const char *behind; /* ... and those that would find it if that one did not; NULL: none */
    const char *text;   /* what is done wrongly: by a scope, or for M by a manager */
    const char *blame;
    bug bug;              /* NO_BUG: the scenario has it */
    const char *scenario; /* in which it shows */
    const char *sound;    /* the same without the bug; NULL: that very scenario */
} planting;

/* What E and S, P and C, X and M say. */
extern const planting plantings_of_stacks[], plantings_of_pools[], plantings_of_managers[];
extern const size_t plantings_of_stacks_count, plantings_of_pools_count,
    plantings_of_managers_count;

/* All of them, one behind the other; NULL behind the last one. */
const planting *planting_at(size_t index);

#endif
