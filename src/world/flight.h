/* The flight recorder: memory that the host shares with the command, so that the tape of a run that
 * crashes or hangs is known.
 *
 * The host writes, the command reads: while the host runs only to see whether `runs` moves, after
 * its death the tape. */
#ifndef EXN_WORLD_FLIGHT_H
#define EXN_WORLD_FLIGHT_H

#include <stdint.h>

enum { EXN_FLIGHT_CHOICES_MAX = 16384 };

typedef struct exn_flight {
    volatile uint64_t
        pulse; /* moves with every run and every step: a host whose pulse stands still hangs */
    volatile uint32_t busy;     /* 1 while code under test runs */
    volatile uint32_t malloced; /* 1: code under test holds memory of malloc since it was created */
    volatile uint32_t hangs;    /* 1: it was ended because no step came to an end any more */
    volatile uint32_t choices;  /* how many numbers of the tape are valid */
    uint32_t tape[EXN_FLIGHT_CHOICES_MAX];
} exn_flight;

#endif
