/* What a check is asked for: how to explore, how far, and where to report progress. */
#ifndef EXN_SEARCH_EXPLORE_OPTIONS_H
#define EXN_SEARCH_EXPLORE_OPTIONS_H

#include "stage/stage.h"
#include "world/flight.h"

#include <exeunt/check.h>
#include <stdbool.h>
#include <stdint.h>

/* How far an exploration is. */
typedef struct exn_progress {
    uint64_t runs;   /* complete runs: by re-execution */
    uint64_t states; /* distinct ones: by snapshots */
    uint64_t transitions;
    uint64_t depth; /* steps of the run at this moment */
} exn_progress;

typedef struct exn_explore_options {
    const char *implementation; /* NULL: the scenario's, else "exeunt" */
    /* One that is none of src/subjects, in the place of all of these; NULL: none. Reports call it
     * `implementation`; NULL there: by its own name. */
    const exeunt_implementation *subject;
    bool is_own; /* `subject` is what the scenario names as its implementation */
    exn_manager_factory *manager_factory; /* managers written in C; may be NULL */
    void *manager_factory_context;
    const exn_bodies *bodies; /* written in C; NULL: the scenario plays all */
    uint32_t waived;          /* rules that are not judged: a set of bits (exn_rule); for tests */
    /* Functions of the code under test: what the objects in which they lie keep in statics belongs
     * to the world. `subject`, `manager_factory` and `bodies` count without being named. */
    const void *const *code;
    size_t code_count;
    bool code_is_elsewhere; /* nothing of it lies in this program: `code` lists all of it */
    bool code_is_remote;    /* it runs in another process, and takes long: audits are few */
    /* What the code under test keeps that no run puts back: then nothing goes back to states, and
     * the verdict is `sampled` at best, for no run but the first shows how it begins. NULL: nothing
     * that is known, unless an audit finds that there is something. */
    const char *outside;
    bool has_profile;
    exeunt_profile profile;
    bool has_faults; /* from the command line: what it cuts makes the verdict `sampled` (D6) */
    uint32_t faults_max;
    bool has_cancels;
    uint32_t cancels_max;
    exeunt_strategy strategy;
    uint64_t seed;      /* of random and pct */
    uint32_t bug_depth; /* of pct: ordering constraints of a bug; 0: 3 */
    uint64_t runs_max;  /* 0: no limit; else by running, whatever the strategy */
    double budget_s;    /* 0: no limit */
    /* Snapshots, the default, need every byte that a run changes in the world's memory; without
     * them each run begins from the beginning. */
    bool no_snapshots;
    bool no_reduction;
    bool same_turn;      /* several things in one turn, however many managers there are */
    bool no_remembering; /* makes each settlement, be it known or not (search/remembered.h) */
    bool remembers_all;  /* for tests: in each search, from its beginning, whether it pays or not */
    /* Convicts steps that are declared private and are not; by states nothing is reduced then. */
    bool audits_privacy;
    bool draws;  /* what is shown as a trace has lanes, too (result/lanes.h) */
    bool counts; /* interleavings at any size; else where they are expected, and in small spaces */
    bool behaviour;      /* counts what happens (behaviour.h) */
    uint64_t states_max; /* 0: no limit */
    /* Steps of a run, where the scenario has EXN_STEPS_MAX_DEFAULT, whether it says so or not; 0:
     * that number. */
    uint64_t steps_max;
    uint64_t memory_max_bytes; /* of what is kept about states; 0: no limit */
    uint32_t workers;          /* processes that share the work; 0: one */
    exn_flight *flight;        /* where the tape of the current run is kept; not NULL */
    bool catches_crashes;      /* they are found like breaches: for processes that may be lost */
    bool debugs;               /* a replay: a debugger stops before this step (stage/debugger.h) */
    uint64_t debug_step;
    unsigned hang_ms; /* of workers, where crashes are caught: the time of a hang; 0: for ever */
    bool (*stop)(
        void *context); /* asked now and then; true ends the exploration in order. May be NULL */
    void (*progress)(void *context, const exn_progress *progress); /* now and then. May be NULL */
    void *context;
} exn_explore_options;

#endif
