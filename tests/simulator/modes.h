/* The modes of exploring one scenario, and a comparison of their results: by states with reduction,
 * by states without reduction, by running, with several workers, and by remembered transitions. No
 * test library is needed here, because programs use this, too. */
#ifndef EXEUNT_TESTS_SIMULATOR_MODES_H
#define EXEUNT_TESTS_SIMULATOR_MODES_H

#include "checker/checker.h"

enum way {
    BY_STATES,           /* the default */
    BY_STATES_UNREDUCED, /* every state */
    BY_RUNNING,          /* every run from the beginning */
    BY_WORKERS,          /* by states, with four workers */
    BY_MEMORY,           /* by states, with all settlements repeated that are known */
    WAYS
};

/* "by states", ... */
const char *way_word(enum way way);

/* Returns the options of a mode, added to the given ones. */
exn_explore_options way_options(enum way way, exn_explore_options options);

/* Returns whether two complete explorations of a scenario agree: in verdict, outcomes,
 * interleavings, what was left out or vacuous, and for each finding in blame, message and schedule.
 * Interleavings are compared only if both have counted. Writes the first difference to `why`, as
 * "left: this, right: that". */
bool ways_agree(const exn_result *left, const exn_result *right, char *why, size_t size);

/* Returns whether both saw as many states, transitions and steps, and put each rule as often to the
 * test. Where only one has counted interleavings, only that one knows the longest run. */
bool counts_agree(const exn_result *left, const exn_result *right);

#endif
