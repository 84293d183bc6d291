/* Counters that code under test should not have: they lie outside every world, so the tape does not
 * determine what they decide (D2). */
#ifndef FOREIGN_OUTSIDE_H
#define FOREIGN_OUTSIDE_H

#include <stdbool.h>

typedef enum outside { IN_STATIC, IN_THREAD_LOCAL, IN_HEAP } outside;

/* Counts the call. Returns true once in `period` times. */
bool outside_counts(outside where, unsigned period);

#endif
