/* One attempt: a smaller scenario, and whether it still shows the breach. */
#ifndef EXN_SHRINK_ATTEMPT_H
#define EXN_SHRINK_ATTEMPT_H

#include "shrink/parts.h"
#include "shrink/shrink.h"

/* The shrinking of one breach. */
typedef struct exn_shrinking {
    const exn_shrink_job *job;
    const exn_result *result;    /* of the whole scenario */
    const exn_violation *wanted; /* the breach that is to stay */
    char *folder;                /* of the scenario; owned, as the next one */
    char *implementation;        /* that was explored, as a file of that folder names it */
    exn_explore_options options; /* of an attempt */
    double ends_s;               /* 0: no time budget */
    /* Attempts follow the schedule that was found. */
    bool is_guided;
    /* Without it the breach is not found: so requests need not be declared. */
    bool stays_guided;
    exn_scenario *best;          /* the smallest that shows it; owned, as the next two */
    char *text;                  /* of that: what is written in the same way is no other attempt */
    exn_result *found;           /* what its exploration came to */
    const exn_violation *breach; /* there: the breach */
    uint64_t attempts, states;   /* so far */
    const char *stopped;         /* why no more is tried; NULL: nothing stops it */
    bool failed;                 /* out of memory */
} exn_shrinking;

/* The items of a kept schedule, from which an attempt may depart; NULL for `items`: anything may
 * happen. */
typedef struct exn_attempt_schedule {
    const char *const *items;
    size_t count;
} exn_attempt_schedule;

/* Returns the breach that is looked for among what the exploration of `scenario` came to; NULL: it
 * is not there. It breaks the same rule with the same blame, and its message is the same but for
 * names and numbers: a rule may be broken in more ways than one. */
const exn_violation *exn_find_breach(exn_shrinking *self, const exn_scenario *scenario,
                                     const exn_result *result);

/* Writes the sketch as a scenario. Returns NULL when out of memory, or if it is not whole. */
char *exn_attempt_text(exn_shrinking *self, const exn_sketch *sketch,
                       const exn_attempt_schedule *schedule);

/* Lists the items of the schedule that was found, as far as the sketch has their managers; `items`
 * has room for all of them. */
exn_attempt_schedule exn_attempt_follow(const exn_shrinking *self, const exn_sketch *sketch,
                                        const char **items);

/* Reads and explores a text. Returns what that came to, and the scenario in `*scenario`; or NULL
 * where the text is no scenario, or is NULL, or nothing more is tried. */
exn_result *exn_attempt_explore(exn_shrinking *self, const char *text, exn_scenario **scenario);

/* Explores the sketch, and makes it the best one if it shows the breach. Returns whether it
 * does. */
bool exn_attempt(exn_shrinking *self, const exn_sketch *sketch);

#endif
