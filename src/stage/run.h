/* The runs of one scenario, one after the other: what is asked of them, what the one in hand has
 * come to, and what all of them add up to. */
#ifndef EXN_STAGE_RUN_H
#define EXN_STAGE_RUN_H

#include "contract/recorder.h"
#include "scenario/scenario.h"
#include "stage/delivery.h"
#include "stage/mismatch.h"
#include "stage/run_options.h"
#include "stage/run_totals.h"
#include "world/heap.h"
#include "world/tape.h"

/* Whether the world of a scenario is there for its runs, or why not. */
typedef enum exn_world_status {
    EXN_WORLD_READY,
    EXN_WORLD_TOO_SMALL, /* its memory, which has a fixed size, does not hold the scenario */
    EXN_WORLD_NO_MEMORY, /* around it */
    EXN_WORLD_BROKEN,    /* code under test, which is created here, breaks recorder.breach.rule */
    EXN_WORLD_NOT_MADE,  /* it cannot be created: recorder.breach.message */
    EXN_WORLD_CRASHED    /* likewise, and crashes: current.mismatch.message */
} exn_world_status;

/* How a run ended. */
typedef enum exn_run_end {
    EXN_RUN_CLOSED,     /* every scope closed, nothing was broken */
    EXN_RUN_BROKE,      /* it broke recorder.breach.rule */
    EXN_RUN_UNEXPECTED, /* an expectation failed, or code under test crashed: current.mismatch */
    EXN_RUN_OFF_SCRIPT, /* the schedule allows nothing that is possible: totals.script_error */
    EXN_RUN_UNASKED,    /* it ended without a request that `at-least` demands */
    EXN_RUN_OUT_OF_MEMORY,
    EXN_RUN_NOT_PRIVATE, /* a step that declares itself private is not: current.convicted */
    EXN_RUN_LEFT_CELL,   /* exn_run_step_within: the step is to be made again, without a fence */
    EXN_RUN_GOES_ON      /* it has not ended: it is at a moment at which the world waits */
} exn_run_end;

/* Whether the run is none of the scenario: it does not count, whatever it came to. */
static inline bool exn_is_no_run(exn_run_end end)
{
    return end == EXN_RUN_OFF_SCRIPT || end == EXN_RUN_UNASKED;
}

/* What the run in hand has come to. */
typedef struct exn_run_current {
    uint64_t steps;
    uint32_t faults, cancels;
    bool is_whole;         /* it is played at one go, not in parts */
    bool loops;            /* it ended where it came back to a state: */
    uint32_t loop_choices; /* where its tape had so many choices */
    size_t early_events;   /* how many events of the trace are of the first half of a whole run */
    uint32_t convicted;    /* the member whose step left its fence */
    exn_mismatch mismatch;
    /* What this step was the first to put to the test while a request was still to come: the run
     * may turn out not to count. [totals.tested_count]; NULL: no request is demanded. */
    uint32_t *doubted;
    uint32_t doubted_count;
} exn_run_current;

typedef struct exn_landmarks exn_landmarks;

/* All of a run that is not part of the world. */
typedef struct exn_run {
    const exn_scenario *scenario;
    const exeunt_implementation *implementation;
    exn_run_options options;
    exn_run_current current;
    exn_run_totals totals;
    bool may_go_on;       /* a run that is too long may be the fault of a manager or of the body */
    size_t malloced;      /* bytes of malloc that code under test holds since it was created */
    uint32_t deeper_runs; /* so many parts were run at another depth of the stack */

    exn_tape tape;
    exn_recorder recorder;
    struct exn_stage *stage;
    exn_heap *heap; /* the world's memory; known, whatever code under test writes there */
    const exn_delivery *chosen; /* what the step begins with */
    bool is_fenced;             /* the step keeps to the cell of its member, or is left */
    exn_enabled enabled;
    exn_deliveries delivered;
    uint32_t moments_looked_at, moments_unlooked; /* sound.c: so far, and before it looks again */
    exn_landmarks *landmarks;                     /* endless.c; NULL: it looks for no loop */
} exn_run;

/* Whether states cannot be gone back to, or compared. An implementation that an adapter brings may
 * find that out in the midst of a run. */
static inline bool exn_run_has_no_states(const exn_run *run)
{
    return (run->implementation->capabilities & EXEUNT_NO_SNAPSHOTS) != 0;
}

#endif
