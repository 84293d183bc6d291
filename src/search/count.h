/* Counting interleavings exactly (D7), and finding livelocks (X9): a pass of its own over the
 * whole, unreduced graph. */
#ifndef EXN_SEARCH_COUNT_H
#define EXN_SEARCH_COUNT_H

#include "search/behaviour.h"
#include "search/explore_options.h"
#include "search/findings.h"
#include "search/search_status.h"

typedef struct exn_counted {
    bool complete;      /* the pass came to its end */
    bool loops;         /* some run never ends */
    uint64_t states;    /* of the unreduced graph, those in which the world has ended not counted */
    uint64_t depth_max; /* steps of the longest run; 0 if some run has no end */
    char *interleavings; /* decimal, to be freed; NULL: incomplete, or infinitely many */
} exn_counted;

/* Counts the runs of an open run's scenario, and adds each livelock to the findings. Gives up
 * beyond `states_max` states. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_count(exn_run *run, const exn_explore_options *options, uint64_t states_max,
                            exn_findings *findings, exn_counted *counted);

/* Looks for the longest run; if `reduces`, in the reduced graph, since a reduction makes no run
 * shorter. If it is longer than a run may be, its breach is added to the findings.
 * `counted->interleavings` is NULL. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_count_steps(exn_run *run, const exn_explore_options *options, bool reduces,
                                  exn_findings *findings, exn_counted *counted);

/* Walks the whole, unreduced graph for what happens in it (behaviour.h). `*complete`: it came to
 * its end, within `states_max` states. Returns DONE or OUT_OF_MEMORY. */
exn_search_status exn_count_behaviour(exn_run *run, const exn_explore_options *options,
                                      uint64_t states_max, exn_behaviour *behaviour,
                                      bool *complete);

/* A transition from one state to another, from which the run goes on. */
typedef struct exn_counted_edge {
    uint32_t from, to;   /* numbers, from 1, the state before the start */
    uint32_t transition; /* which of the transitions of `from` */
    bool owes_requests;  /* at `from` requests are still to come: what loops is no run */
    uint64_t cost;       /* faults, cancels and steps in one */
} exn_counted_edge;

typedef struct exn_edges {
    exn_counted_edge *edges; /* to be freed; of each state in the order of its transitions */
    size_t count, capacity;
    uint32_t state_count;
    bool complete; /* all there are */
} exn_edges;

/* Lists the edges of the whole, unreduced graph, unless it is large. Returns DONE or
 * OUT_OF_MEMORY. */
exn_search_status exn_count_edges(exn_run *run, const exn_explore_options *options,
                                  exn_edges *edges);

#endif
