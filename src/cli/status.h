/* The exit statuses of SPEC 10. */
#ifndef EXN_CLI_STATUS_H
#define EXN_CLI_STATUS_H

enum {
    EXN_EXIT_HOLDS = 0,
    EXN_EXIT_VIOLATED = 1,
    EXN_EXIT_INVALID = 2,
    EXN_EXIT_SAMPLED = 3,
    EXN_EXIT_SIGNAL = 128, /* plus the number of the signal */
};

#endif
