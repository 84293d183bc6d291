/* Shrinking: for a breach that was found, the smallest scenario that still shows it (delta
 * debugging). The one header through which other folders use this one.
 *
 * What may be left out is tried by the structure of the scenario, from the outside in (Misherghi
 * and Su, "HDD: hierarchical delta debugging", 2006), and each group by ddmin (Zeller and
 * Hildebrandt, "Simplifying and isolating failure-inducing input", 2002). Each attempt is a
 * scenario of its own, which is explored; it counts where the same rule breaks with the same blame.
 */
#ifndef EXN_SHRINK_SHRINK_H
#define EXN_SHRINK_SHRINK_H

#include "result/result.h"
#include "scenario/scenario.h"
#include "search/explore_options.h"

/* The limits of shrinking one breach. They are none of a clock, so that every machine comes to the
 * same scenario. */
enum {
    EXN_SHRINK_ATTEMPTS_MAX = 2000,
    EXN_SHRINK_STATES_MAX = 10000, /* of one attempt, by states */
    EXN_SHRINK_RUNS_MAX = 1000,    /* of one attempt, by running from the start */
    EXN_SHRINK_LARGEST_MAX = 10    /* so many attempts, if each goes to that limit */
};

typedef struct exn_shrink_job {
    const exn_scenario *scenario;
    const exn_explore_options *options; /* by which the scenario was explored */
    /* Explores an attempt. Returns NULL when out of memory. */
    exn_result *(*explore)(void *context, const exn_scenario *attempt,
                           const exn_explore_options *options);
    void *context;
    const exn_surroundings *around; /* of a scenario that a program brings; else NULL */
    const char *plugins;            /* folders of plugins, joined by colons, or NULL */
} exn_shrink_job;

/* Whether there is something to shrink: a violation that is news and has a schedule. Of a kept
 * scenario nothing is. */
bool exn_has_to_shrink(const exn_shrink_job *job, const exn_result *result);

/* Sets `smallest` of each of these violations. Returns false when out of memory. */
bool exn_shrink(const exn_shrink_job *job, exn_result *result);

#endif
