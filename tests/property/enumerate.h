/* Counts every complete run of a scenario, by plain recursion on copied states. */
#ifndef BRUTE_ENUMERATE_H
#define BRUTE_ENUMERATE_H

#include "model.h"

enum { BRUTE_OUTCOME_MAX = 512 };

struct brute_tally {
    uint64_t interleavings;   /* complete runs, those included that end in a breach */
    bool broken[BRUTE_RULES]; /* by some run */
    bool first_is_missing;    /* no run that closed has the first event of `whenever` */
    size_t outcome_count;
    char **outcomes; /* distinct and sorted */
};

/* Enumerates the runs of `scenario`, at most `runs_max` of them.
 *
 * Returns true, and the caller must pass `tally` to brute_tally_free; or false if there are more
 * runs, and then there is nothing to free. */
bool brute_enumerate(const struct brute_scenario *scenario, uint64_t runs_max,
                     struct brute_tally *tally);

void brute_tally_free(struct brute_tally *tally);

/* Whether this rule ("M2") was broken; and whether any rule was. */
bool brute_tally_has(const struct brute_tally *tally, const char *rule);
bool brute_tally_has_any(const struct brute_tally *tally);

#endif
