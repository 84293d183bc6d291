/* Scenarios of every kind that the format has, as text: what the brute force does not know, too.
 * They are for comparing ways of exploring with one another. */
#ifndef BRUTE_WILD_H
#define BRUTE_WILD_H

#include <stdint.h>
#include <stdio.h>

/* Writes scenario `index` of a seed. It may not be a valid one: the reader of scenarios decides;
 * `attempt` counts from 0 and makes another one each time. */
void brute_wild(uint64_t seed, unsigned index, unsigned attempt, FILE *file);

#endif
