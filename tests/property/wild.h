/* Scenarios of every kind that the format has, as text; also those that the brute force does not
 * know. They serve to compare ways of exploring with one another. */
#ifndef BRUTE_WILD_H
#define BRUTE_WILD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Writes scenario `index` of a seed. The reader of scenarios may refuse it: then the next `attempt`
 * (from 0) makes another one. */
void brute_wild(uint64_t seed, unsigned index, unsigned attempt, bool with_tasks, FILE *file);

#endif
