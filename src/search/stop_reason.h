/* Why a search, or a pass after it, came to no end of its own. What a report says of it is written
 * by checker/left_out.c. */
#ifndef EXN_SEARCH_STOP_REASON_H
#define EXN_SEARCH_STOP_REASON_H

typedef enum exn_stop_reason {
    EXN_STOP_NONE, /* it came to its end */

    /* What the options say, or the user: */
    EXN_STOP_TIME,
    EXN_STOP_STATES,
    EXN_STOP_MEMORY,
    EXN_STOP_RUNS,
    EXN_STOP_INTERRUPTED,

    /* What cannot be explored: */
    EXN_STOP_TAPE_FULL,       /* a run made more choices than a tape holds */
    EXN_STOP_WORKERS_KILLED,  /* from outside, twice */
    EXN_STOP_HANGS,           /* code under test has hung EXN_HANGS_MAX times */
    EXN_STOP_NOT_REPEATABLE,  /* the same tape gave another trace */
    EXN_STOP_STATES_UNKNOWN,  /* an adapter's child cannot tell its state: all begins anew */
    EXN_STOP_LONG_RUNS_HIDE,  /* runs that are too long, and some never end: what follows */
    EXN_STOP_LONG_RUNS_MANY,  /* the same, where too many states would show what follows */
    EXN_STOP_LENGTH_GIVEN_UP, /* whether some run is too long */
    EXN_STOP_LOOPS_GIVEN_UP,  /* whether every run ends */
    EXN_STOP_COUNT_GIVEN_UP   /* the number of interleavings */
} exn_stop_reason;

#endif
