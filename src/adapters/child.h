/* A child process that talks in lines: an adapter (docs/ADAPTER.md). It is a process group of its
 * own, and ends with the process that has started it. */
#ifndef EXN_ADAPTERS_CHILD_H
#define EXN_ADAPTERS_CHILD_H

#include "adapters/one_core.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The descriptors of a child. */
enum { EXN_CHILD_FROM = 3, EXN_CHILD_TO = 4 };

enum { EXN_CHILD_LINE_MAX = 16 << 20, EXN_CHILD_SAID_MAX = 2000 };

typedef enum exn_child_status {
    EXN_CHILD_SPEAKS,
    EXN_CHILD_ENDED,
    EXN_CHILD_IS_SILENT,  /* it did not answer in time */
    EXN_CHILD_TALKS_LONG, /* a line is longer than EXN_CHILD_LINE_MAX */
    EXN_CHILD_NO_MEMORY
} exn_child_status;

/* All zero is a child that does not run. */
typedef struct exn_child {
    pid_t process; /* 0: it does not run */
    pid_t starter; /* the process that has started it: a process forked from that one has none */
    int talk;      /* lines, both ways */
    int prints;    /* what it prints */
    bool is_mute;  /* it has closed what it prints to */
    exn_one_core one_core; /* it talks only when it is talked to */
    char *bytes;           /* received; those before `taken` are used up */
    size_t length, taken, capacity;
    char said[EXN_CHILD_SAID_MAX]; /* the end of what it has printed */
    size_t said_length;
} exn_child;

/* Starts a command of the shell, with `variables` more in its environment ("NAME=value", up to
 * NULL). Returns false if that is impossible: errno says why. */
bool exn_child_start(exn_child *child, const char *command, const char *const *variables);

/* Ends it, and what it has started in its group, at once. */
void exn_child_stop(exn_child *child);

/* Whether this process has a child that has been started and not been stopped. Forgets a child of
 * the process that this one was forked from. */
bool exn_child_runs(exn_child *child);

/* Sends bytes. `pulse` is increased while this waits, so that no watcher takes that for a hang;
 * NULL: there is none. */
exn_child_status exn_child_send(exn_child *child, const char *bytes, size_t length,
                                unsigned wait_ms, volatile uint64_t *pulse);

/* Receives a line, terminated in place of its end; valid up to the next call. */
exn_child_status exn_child_receive(exn_child *child, char **line, size_t *length, unsigned wait_ms,
                                   volatile uint64_t *pulse);

/* Ends its input. Returns whether it has ended then, within this time. */
bool exn_child_hang_up(exn_child *child, unsigned wait_ms);

/* Has it say where it is, if it can: it gets SIGABRT, and a moment to print. */
void exn_child_abort(exn_child *child);

/* Writes how the child has ended, as "has ended with status 3"; stops it. */
void exn_child_end_text(exn_child *child, char *text, size_t size);

/* Writes the last lines that it has printed, joined by ` / `; "" if there is none. */
void exn_child_said_text(exn_child *child, char *text, size_t size);

#endif
