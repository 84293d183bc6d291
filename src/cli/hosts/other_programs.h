/* Runs programs of others that do work for the command: those of lcov. */
#ifndef EXN_CLI_HOSTS_OTHER_PROGRAMS_H
#define EXN_CLI_HOSTS_OTHER_PROGRAMS_H

#include <stddef.h>

/* A program and its arguments. All zero at first. */
typedef struct exn_arguments {
    char **items; /* ends with NULL */
    size_t count;
} exn_arguments;

/* Appends one argument, formatted as by printf. */
__attribute__((format(printf, 2, 3))) void exn_argument(exn_arguments *arguments,
                                                        const char *format, ...);

/* Programs to run; each is expected to end with status 0. */
typedef struct exn_tools {
    size_t count;
    size_t jobs;         /* how many run at a time */
    const char *package; /* the package to install if a program is missing */
    void (*describe)(void *context, size_t index, exn_arguments *arguments);
    void *context;
} exn_tools;

/* Runs the programs. They read nothing. Their output is printed only if they fail: on stderr, with
 * a message. After a failure or a signal, no further program starts.
 *
 * Returns 0; -1 after a failure; or the signal that ended the work. */
int exn_tools_run(const exn_tools *tools);

#endif
