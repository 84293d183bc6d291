/* Other people's programs that the command has work for it: lcov's. */
#ifndef EXN_CLI_HOSTS_OTHER_PROGRAMS_H
#define EXN_CLI_HOSTS_OTHER_PROGRAMS_H

#include <stddef.h>

/* The program and its arguments. All zero at first. */
typedef struct exn_arguments {
    char **items; /* ends with NULL */
    size_t count;
} exn_arguments;

/* Appends what printf would print. */
__attribute__((format(printf, 2, 3))) void exn_argument(exn_arguments *arguments,
                                                        const char *format, ...);

/* Programs to be run, each to end with status 0. */
typedef struct exn_tools {
    size_t count;
    size_t jobs;         /* so many at a time */
    const char *package; /* what to install where a program is missing */
    void (*describe)(void *context, size_t index, exn_arguments *arguments);
    void *context;
} exn_tools;

/* Runs them. They read nothing, and what they print is shown only if they fail: on stderr, with a
 * message. After a failure, or a signal, no further one is started.
 *
 * Returns 0; -1 after a failure; or the signal that ended it. */
int exn_tools_run(const exn_tools *tools);

#endif
