/* The graph of states, as what follows from one of them. The search, the pass that counts and the
 * one for the shortest counterexample walk it, each in its own order. */
#ifndef EXN_SEARCH_SUCCESSORS_H
#define EXN_SEARCH_SUCCESSORS_H

#include "search/remembered.h"
#include "search/search_status.h"
#include "stage/stage.h"
#include "world/excerpt.h"
#include "world/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a run came to a state. The numbers of its tape stand in the flight recorder. */
typedef struct exn_cost {
    uint64_t steps;
    uint32_t faults, cancels;
    uint32_t choices; /* of the tape */
} exn_cost;

/* One transition from the kept state: a delivery with all that was chosen inside. */
typedef struct exn_transition {
    exn_hash hash;   /* of the state that it leads to */
    exn_run_end end; /* GOES_ON: a state; CLOSED: a state in which the world has ended; else none */
    exn_cost path;   /* from the start */
    uint64_t trace;  /* hash of the events of the transition */
    bool listed;     /* it begins with `delivery`, ... */
    bool numbered;   /* ... whose number stands on the tape */
    exn_delivery delivery;
    size_t changes; /* GOES_ON: how that state differs: where in snapshots.changes, ... */
    size_t change_count;
    size_t records; /* its events, if they are kept: where in successors.records */
    uint32_t record_count;
    size_t choices; /* where in successors.choices its numbers begin; `path` tells how many */
    /* A transition that is repeated (repeated.h), and not written out: the number of the remembered
     * one and that of its delivery; it has only its hash and its end so far. 0: it has all. */
    uint32_t repeats, repeats_delivery;
} exn_transition;

/* A step of the kept state that only counts down, deferred: most lead to what is known. */
typedef struct exn_deferred {
    exn_hash hash;   /* of the state that it leads to */
    uint32_t number; /* of its delivery */
} exn_deferred;

/* A settlement that waits to be tried (trials.h). */
typedef struct exn_trial {
    uint32_t number; /* of the move: 1 is the first */
    exn_delivery delivery;
    exn_cost from;
    exn_excerpt excerpt; /* of the state that it was made from */
} exn_trial;

/* Those of one member. */
typedef struct exn_trials {
    exn_trial *items;
    size_t count, capacity;
    exn_excerpts excerpts;
    uint64_t met_again; /* how often they have come again since they wait */
} exn_trials;

typedef struct exn_successors {
    exn_run *run;
    exn_snapshots snapshots;
    bool reduces; /* a private step, if there is one, is the only transition (ample.h) */
    exn_transition *transitions; /* a stack, as snapshots.changes */
    size_t transition_count, transition_capacity;
    uint32_t *choices; /* likewise */
    size_t choice_count, choice_capacity;
    bool keeps_records; /* of each transition, to tell how the same one differs another time */
    /* Where records are kept: called with each transition that was made, while the run still has
     * what was delivered and what came of it. May be NULL. */
    void (*made)(void *context, const exn_transition *transition);
    exn_record *records; /* likewise */
    size_t record_count, record_capacity;
    exn_enabled listed; /* what may come at the kept state */
    /* Where most transitions lead to what is known: steps that only count down are not made, but
     * listed, and what is repeated is not written out (exn_successors_write_out). */
    bool defers;
    exn_deferred *deferred; /* those of the state that was expanded last */
    size_t deferred_count, deferred_capacity;
    uint64_t made_count, repeated_count; /* transitions so far, and those of them not made */
    bool remembers;                      /* settlements (remembered.h) */
    exn_remembered remembered;
    exn_trials trials[EXN_CELLS_MAX]; /* by member */
    bool has_fence;                   /* to try them in, so that they can be repeated */
    exn_sampler checks; /* remembered settlements that are made all the same, to compare */
    bool reduced;       /* transitions were left out */
    bool overflowed;    /* a run made more choices than a tape holds */
    /* Called for each run that ended, while the recorder still has its last step. `transition` is
     * NULL if it ended at the kept state itself. Returns DONE, or why to give up. */
    exn_search_status (*ended)(void *context, exn_run_end end, const exn_transition *transition);
    void *context;
} exn_successors;

/* Opens the graph at the state before the start. Returns false when out of memory. */
bool exn_successors_open(exn_successors *successors, exn_run *run);
void exn_successors_close(exn_successors *successors);

/* From now on settlements are remembered, if the run and what is kept of transitions allow that. */
void exn_successors_remember(exn_successors *successors);

/* Appends the transitions from the kept state, to which `path` has led; `beginning`: it is the
 * state before the start. Returns DONE, OUT_OF_MEMORY, or why `ended` gave up. */
exn_search_status exn_successors_expand(exn_successors *successors, const exn_cost *path,
                                        bool beginning);

/* Makes a deferred step after all: appends its transition. The kept state is still the one that was
 * expanded last, to which `path` has led. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_successors_make_deferred(exn_successors *successors, const exn_cost *path,
                                               const exn_deferred *deferred);

/* What a transition chooses, and its events; NULL where no transition has any. */
static inline const uint32_t *exn_successors_choices_of(const exn_successors *successors,
                                                        const exn_transition *transition)
{
    return successors->choices != NULL ? successors->choices + transition->choices : NULL;
}
static inline const exn_record *exn_successors_records_of(const exn_successors *successors,
                                                          const exn_transition *transition)
{
    return successors->records != NULL ? successors->records + transition->records : NULL;
}

/* Writes out a transition that is repeated. The kept state is likewise. Returns DONE or
 * OUT_OF_MEMORY. */
exn_search_status exn_successors_write_out(exn_successors *successors, const exn_cost *path,
                                           exn_transition *transition);

/* Writes the tape of a transition from the state to which `from` has led. */
void exn_successors_write_tape(exn_successors *successors, const exn_cost *from,
                               const exn_transition *transition);

/* Goes along a transition; the kept state is then the one that it leads to, and the tape the way to
 * it. `from` is the path of the kept state. */
void exn_successors_go(exn_successors *successors, const exn_cost *from,
                       const exn_transition *transition);
/* Goes back along the same transition, to the state with this hash. */
void exn_successors_return(exn_successors *successors, const exn_transition *transition,
                           exn_hash hash);

/* The kept state being the one before the start: makes the transition `way`, which leads from there
 * to the state that a tape of so many transitions leads to. Returns false when out of memory. */
bool exn_successors_make(exn_successors *successors, const uint32_t *tape, const exn_cost *path,
                         uint32_t transitions, exn_transition *way);

/* Where the stacks end; what was appended since is dropped by going back to a mark. */
typedef struct exn_successors_mark {
    size_t transitions, choices, changes, records;
} exn_successors_mark;
exn_successors_mark exn_successors_mark_now(const exn_successors *successors);
void exn_successors_drop(exn_successors *successors, exn_successors_mark mark);

/* Whether the world is at the kept state, and that has the hash that is kept of it: from scratch,
 * for the ends of passes. */
bool exn_successors_are_kept(const exn_successors *successors);

size_t exn_successors_bytes(const exn_successors *successors);

/* Hash of the events that the recorder has. */
uint64_t exn_trace_hash(const exn_run *run);

/* Sets the run to what it was at a path. */
void exn_successors_set_cost(exn_run *run, const exn_cost *path);

#endif
