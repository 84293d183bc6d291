/* The moment that decides: after it every run breaks the rule, whatever comes. */
#ifndef EXN_SHRINK_DECISION_H
#define EXN_SHRINK_DECISION_H

#include "shrink/attempt.h"

/* Writes the smallest scenario, with its schedule where it shows the breach by that alone. Returns
 * NULL when out of memory. */
char *exn_decided_text(exn_shrinking *self, const exn_sketch *sketch);

/* Returns after how many items of the breach's schedule it is decided: the least number such that
 * each run that begins with them breaks the rule with the same blame, and no other. All of them,
 * where that is not known: an expectation was missed, or there is too much to explore. */
size_t exn_decides_after(exn_shrinking *self, const exn_sketch *sketch);

#endif
