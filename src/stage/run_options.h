/* What is asked of the runs of a scenario. */
#ifndef EXN_STAGE_RUN_OPTIONS_H
#define EXN_STAGE_RUN_OPTIONS_H

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stdint.h>

/* Makes a manager written in C that takes the place of the actor for the manager `name`. Returns
 * NULL if the actor is to play it, and exn_not_made if it could not be made. The manager takes its
 * memory from the border, so that it is part of the world. */
extern exeunt_manager exn_not_made;
typedef exeunt_manager *exn_manager_factory(void *context, exeunt_border *border, const char *name);

/* The bodies that are written in C; NULL: the scenario plays that one. */
typedef struct exn_bodies {
    const exeunt_body *of_task[EXN_TASKS_MAX];
} exn_bodies;

/* Set before exn_run_open, and between runs. */
typedef struct exn_run_options {
    exn_manager_factory *manager_factory; /* may be NULL */
    void *manager_factory_context;
    const exn_bodies *bodies; /* NULL: the scenario plays all */
    uint32_t waived;          /* rules that are not judged: a set of bits (exn_rule) */
    exeunt_promises promises; /* by which the scope under test is judged (SPEC 8) */
    bool has_foreign_code;    /* which may keep something outside of the world */
    bool expects;             /* the scenario's `expect` counts for these promises (SPEC 8) */
    bool is_own;              /* under test is what the scenario names, or it names nothing */
    bool trusts_scope;        /* the scope is this project's own: it is not what crashes */
    bool limits_are_claimed;  /* the limit of faults is the scenario's own, and cuts nothing */
    bool no_limits;           /* replay: a tape means one run under every option (D4) */
    bool audits_privacy;      /* fences steps that declare themselves private */
    bool tries_turns;         /* several things in one turn are explored, where they may come */
    bool has_cells;           /* one for each member (member_memory.h) */
    bool remembers_none;      /* though they have: what was remembered may have been wrong */
    bool remembers_all;       /* settlements, whether it pays or not (search/remembered.h) */
    bool follows;             /* the tape repeats that of the run before up to a later choice */
    bool recalls;             /* what an adapter's child has answered it need not answer again */
    bool ignores_states;      /* no state is compared: an adapter's child need not tell its own */
    bool tells_loops; /* replay: a run ends where the tape has led it into a loop (X9, M2) */
    bool debugs;      /* a debugger is to stop before this step; 0: before the beginning */
    uint64_t debug_step;
    bool tells_frames; /* of a crash: where it was */
    /* So many bytes lower on the stack than usual code under test is called: a multiple of 16. */
    uint32_t goes_deeper;
    bool stack_is_elsewhere; /* code under test runs in another process: no depth shows anything */
    bool draws;              /* the runs that are shown have lanes (result/lanes.h) */
    bool tells_steps;        /* of each delivery: where in the trace it came */
    bool finds_loops;        /* a whole run ends where it comes back to a state */
    /* The number of steps is part of the state. It has to be where a search that visits a state
     * once, by few steps, would miss the runs that reach it by too many. */
    bool counts_steps;
    uint64_t steps_max;     /* of a run (D5, X9); 0 before it is open: as the scenario says */
    uint32_t faults_max;    /* UINT32_MAX: no limit */
    uint32_t cancels_max;   /* requests that the scenario has explored */
    uint32_t cancels_limit; /* ... and the command line; UINT32_MAX: no limit */
} exn_run_options;

#endif
