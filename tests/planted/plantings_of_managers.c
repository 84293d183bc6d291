/* The planted bugs of managers, and of X and U. */
#include "plantings.h"

const planting plantings_of_managers[] = {
    /* --- X --- */
    {"X1", "X1", NULL, "closes while its first manager is still entered", "scope",
     FORGETS_THE_OLDEST, "{stack: [a, b]}", NULL},
    {"X3", "X3", "X12", "enters its first manager once more before the body", "scope", ENTERS_TWICE,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {steps: 0}}",
     NULL},
    {"X12", "X12", NULL, "begins when the scope of another task has closed", "scope",
     WAITS_FOR_ANOTHER_TASK, "tasks: {w1: {stack: [a]}, w2: {stack: [b]}}", NULL},
    {"X10", "X10", "X9", "reports its end twice", "scope", CLOSES_TWICE, "{stack: [a]}", NULL},
    {"X13", "X13", NULL, "does not free what it allocated", "scope", LEAKS, "{stack: [a]}", NULL},
    /* --- M --- */
    {"M1", "M1", NULL, "settles its enter twice", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: settles twice}}",
     "{pool: [a, b]}"},
    {"M2", "M2", NULL, "never settles its exit", "a", NO_BUG,
     "scope: {stack: [a, b]}\n"
     "managers: {a: {exit: hangs}}",
     "{stack: [a, b]}"},
    {"M2", "M2", NULL, "never settles its enter, though it was asked to stop", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: hangs, on-cancel: ignores}, b: {enter: fails}}",
     "scope: {pool: [a, b]}\n"
     "managers: {b: {enter: fails}}"},
    {"M3", "M3", NULL, "holds something after a failed enter", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: leaks}}",
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: fails}}"},
    {"M4", "M4", NULL, "holds something after its exit", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: leaks}}",
     "{pool: [a, b]}"},
    {"M3", "M3", NULL, "acquires something after its enter was canceled", "clerk",
     HOLDS_AFTER_IT_STOPPED,
     "scope: {pool: [clerk, a]}\n"
     "managers: {a: {enter: [enters, fails], steps: 0}}",
     NULL},
    {"M4", "M4", NULL, "acquires something after its exit has settled", "clerk",
     HOLDS_AFTER_ITS_EXIT, "{pool: [clerk]}", NULL},
    {"M4", "M4", NULL, "releases what it does not hold", "clerk", RELEASES_TWICE, "{pool: [clerk]}",
     NULL},
    {"M5", "X6", NULL, "counts a suppression without a cause", "scope",
     COUNTS_SUPPRESSIONS_OF_NOTHING,
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: suppresses}}",
     NULL},
    {"M5", "M5", "M2", "settles an exit as entered when it is told an error", "clerk",
     ACCEPTS_NO_CAUSE,
     "scope: {pool: [clerk]}\n"
     "body: [returns, raises]",
     NULL},
    {"M6", "M6", "M2", "settles an enter as exited when it is asked to stop", "clerk",
     STANDS_NO_REQUEST,
     "scope: {pool: [clerk, a]}\n"
     "managers: {a: {enter: [enters, fails], steps: 0}}",
     NULL},
    {"M6", "M6", "M2", "settles an exit as entered when it is asked to stop", "porter",
     STANDS_NO_REQUEST_IN_ITS_EXIT,
     "scope: {pool: [porter, a]}\n"
     "cancel: {where: never, operations: anywhere}",
     NULL},
    {"M7", "M7", "X5", "settles its enter canceled though nobody asked it to", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: stops unasked}}",
     "{pool: [a, b]}"},
    {"M8", "M8", NULL, "touches its operation after it has settled", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: touches later}}",
     "{pool: [a, b]}"},
    {"M8", "M8", NULL, "changes the message of an error that it has raised", "clerk",
     REUSES_ITS_MESSAGE, "{pool: [clerk]}", NULL},
    {"M8", "M8", "X7", "writes to the error that its exit is told", "clerk", WRITES_TO_ITS_CAUSE,
     "scope: {pool: [clerk]}\n"
     "body: [returns, raises]",
     NULL},
    {"M9", "M9", NULL, "lets every second exit of the process suppress, in whatever run", "clerk",
     REMEMBERS, "{pool: [clerk]}", NULL},
    /* --- U --- */
    {"U1", "U1", NULL, "says of itself that it is not to be left because of an error", "clerk",
     REFUTES_ERRORS,
     "scope: {pool: [clerk]}\n"
     "body: [returns, raises]",
     NULL},
};

const size_t plantings_of_managers_count =
    sizeof plantings_of_managers / sizeof *plantings_of_managers;
