/* The ways of exploring one scenario, and whether they came to the same: by states with reduction,
 * by states without, by running, and with several workers. No test library is needed here: programs
 * use it, too. */
#ifndef EXEUNT_TESTS_SIMULATOR_MODES_H
#define EXEUNT_TESTS_SIMULATOR_MODES_H

#include "checker/checker.h"

enum way {
    BY_STATES,           /* the default */
    BY_STATES_UNREDUCED, /* every state */
    BY_RUNNING,          /* every run from the beginning */
    BY_WORKERS,          /* by states, with four workers */
    WAYS
};

/* "by states", ... */
const char *way_word(enum way way);

/* The options of a way, on top of those given. */
exn_explore_options way_options(enum way way, exn_explore_options options);

/* Whether two explorations of all of a scenario say the same: verdict, outcomes, interleavings,
 * what was left out or vacuous, and of each thing found who is to blame, the message and the
 * schedule. Interleavings count only where both have counted. Writes the first difference to `why`,
 * as "left: this, right: that". */
bool ways_agree(const exn_result *left, const exn_result *right, char *why, size_t size);

#endif
