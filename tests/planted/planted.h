/* A small exit stack and exit pool, and a manager, that keep all rules, and the bugs that can be
 * planted in them, one at a time: each breaks one rule of SPEC 3 or 4 and no other. Written for
 * these tests alone: they share nothing with what they are to test. */
#ifndef EXEUNT_TESTS_PLANTED_H
#define EXEUNT_TESTS_PLANTED_H

#include <exeunt/implementation.h>

/* What each does stands in the table of test_planted.c. */
typedef enum bug {
    NO_BUG,
    FORGETS_THE_OLDEST,
    EXITS_FAILED_ENTERS,
    ENTERS_TWICE,
    AWAITS_NO_EXIT,
    IGNORES_FAILURES,
    IGNORES_SUPPRESSIONS,
    DROPS_EXIT_FAILURES,
    TELLS_THE_FIRST_CAUSE,
    NEVER_CLOSES_EMPTY,
    CLOSES_TWICE,
    ASKS_ONLY_THE_FIRST,
    EXITS_IN_ENTER_ORDER,
    LEAKS,
    ACCEPTS_NO_CAUSE,
    STANDS_NO_REQUEST,
    REMEMBERS,
} bug;

/* The bug that is planted now. To be set before a world is opened. */
extern bug planted;

extern const exeunt_implementation planted_implementation;

/* The manager that takes the place of the one named `clerk`; NULL for all others. */
exeunt_manager *planted_manager(void *context, exeunt_border *border, const char *name);

#endif
