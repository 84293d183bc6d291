/* The flight recorder: memory that the host shares with the command, so that the tape of a run that
 * crashes or hangs is known.
 *
 * The host writes, the command reads: while the host runs to see whether `pulse` moves, after its
 * death the tape. */
#ifndef EXN_WORLD_FLIGHT_H
#define EXN_WORLD_FLIGHT_H

#include <stdint.h>

enum { EXN_FLIGHT_CHOICES_MAX = 16384 };

/* Values of `busy`. */
enum {
    EXN_IDLE,
    EXN_BUSY,          /* code under test runs in the process that writes the recorder */
    EXN_BUSY_ELSEWHERE /* it runs in a worker of that process, whose tape this is */
};

typedef struct exn_flight {
    volatile uint64_t
        pulse; /* moves with every run and every step: a host whose pulse stands still hangs */
    volatile uint32_t busy;
    volatile uint32_t malloced; /* 1: code under test holds memory of malloc since it was created */
    volatile uint32_t hangs;    /* how often it was stopped because no step ended any more */
    /* The pulse at which the process that watches has sent SIGXCPU (exn_flight_tick). */
    volatile uint64_t suspected;
    volatile uint32_t choices; /* how many numbers of the tape are valid */
    uint32_t tape[EXN_FLIGHT_CHOICES_MAX];
} exn_flight;

/* --- for the process that watches ------------------------------------------------------------- */

/* Code under test does not return if the pulse stands still. Time is what the watcher counts, in
 * ticks, so that neither a debugger nor a machine that was asleep makes it look dead. */

/* How often a watcher looks in the time after which a call that has not returned hangs. */
enum { EXN_TICKS_PER_HANG = 20, EXN_HANG_MS = 5000 };
/* What is lost has stood still for two times of a hang, and for this long. */
enum { EXN_LOST_MS = 10000 };

typedef struct exn_flight_watch {
    uint64_t pulse;       /* at the last tick */
    uint32_t ticks_still; /* for how many ticks it has not moved */
} exn_flight_watch;

typedef enum exn_flight_state {
    EXN_FLIGHT_MOVES,
    EXN_FLIGHT_HANGS, /* told once: the watcher sends SIGXCPU, and its run is left */
    EXN_FLIGHT_LOST   /* that did not help, or there is no run to leave */
} exn_flight_state;

/* The time of a hang as an option gives it, in milliseconds; 0 seconds: EXN_HANG_MS. */
unsigned exn_hang_ms(double seconds);

/* How each report of a hang begins. */
#define EXN_IT_HANGS "it hangs: "

/* Milliseconds between ticks. */
unsigned exn_flight_tick_ms(unsigned hang_ms);

/* What a watcher calls at each tick. Who has hung for the whole time once is given a quarter of it
 * from then on: the same code hangs again. */
exn_flight_state exn_flight_tick(exn_flight_watch *watch, exn_flight *flight, unsigned hang_ms);

#endif
