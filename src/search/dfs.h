/* The depth-first search over states, each expanded once (D6), in one process. parallel/ decides
 * whether it goes on alone; self_audit.c checks it as it goes. */
#ifndef EXN_SEARCH_DFS_H
#define EXN_SEARCH_DFS_H

#include "search/budget.h"
#include "search/first_visits.h"
#include "search/search_stats.h"
#include "search/search_status.h"
#include "search/state_graph.h"
#include "search/successors.h"
#include "search/visited.h"
#include "search/witness.h"

/* So many states are all reached a second time (self_audit.c). One process explores so many in the
 * time that it takes to fork workers: if there are more, workers are worth it. */
enum { EXN_STATES_ALL_AUDITED = 10000, EXN_STATES_ALONE = 2500 };

/* A run that ended with a transition of the last frame, and broke what no run had broken before: it
 * is audited before that is believed (M9). */
typedef struct exn_suspect {
    size_t transition;
    exn_breach breach;
} exn_suspect;
enum { EXN_SUSPECTS_MAX = 16 };

/* A state on the way from where the search began to where it is. */
typedef struct exn_frame {
    exn_successors_mark mark; /* what its expansion has appended begins here */
    size_t next;              /* of its transitions, the one to follow next */
    exn_transition arrival;   /* how it was reached; leads back ... */
    exn_hash before;          /* ... to this state */
    exn_hash hash;
    bool audited;
    bool audit_waits; /* until a run passes here */
    bool calls_known;
    uint64_t calls; /* on the way to it (calls_on_way.h), once that is known */
} exn_frame;

typedef struct exn_search {
    exn_run *run;
    const exn_explore_options *options;
    exn_findings *findings;
    exn_search_stats *stats;
    exn_successors successors;
    exn_visited visited;
    exn_state_graph state_graph; /* kept only to audit privacy */
    bool keeps_state_graph;
    bool audits_merges;
    bool refuted;                  /* something differed when it was audited */
    exn_witness *witness;          /* of code that a program brings along; NULL: none */
    uint64_t merges;               /* so many there were */
    exn_first_visits first_visits; /* of the states where merges are audited */
    exn_suspect suspects[EXN_SUSPECTS_MAX];
    size_t suspect_count;
    exn_budget budget;
    exn_frame *frames;
    size_t frame_count, frame_capacity;
    /* transitions that lead to the first frame; 0: it is the state before the start */
    uint32_t transitions_before;
    uint64_t states;         /* that were new here */
    uint64_t states_max;     /* that may be found here */
    bool left_states;        /* some were left out, since they are more */
    uint64_t all_audited;    /* so many states, the first ones, are all audited */
    uint64_t merges_audited; /* so many ways to known states are all audited */
    uint64_t audited_below;  /* of later ones those with smaller hashes, where paths meet */
    uint64_t next_audit;     /* when so many states were found */
    uint64_t next_end_audit; /* when so many runs have ended */
    uint64_t transitions_followed;
    uint64_t next_check; /* of the limits: when so many transitions were followed */
} exn_search;

/* Opens a search of an open run. It is closed in any case. */
exn_search_status exn_search_open(exn_search *search, exn_run *run,
                                  const exn_explore_options *options, exn_findings *findings,
                                  exn_search_stats *stats);

/* Writes the stats of a search that came out so, and frees it. Returns the status again; but
 * CONVICTED, or OUT_OF_MEMORY, where looking at the whole graph has come to that. */
exn_search_status exn_search_close(exn_search *search, exn_search_status status);

/* Expands the state before the start: the first frame. */
exn_search_status exn_search_begin(exn_search *search);

/* Goes on until all is explored, until a limit ends it, or until so many states were found. */
exn_search_status exn_search_walk(exn_search *search, uint64_t states);

/* Whether something is left to explore, and no limit has ended the search. */
bool exn_search_is_to_go_on(const exn_search *search);

/* --- step by step: DONE, or why there is no next one ------------------------------------------ */

/* Goes along `arrival`, or stays where it is if that is all zero, and expands the state there: a
 * new frame. */
exn_search_status exn_search_arrive(exn_search *search, const exn_transition *arrival);

/* Follows the next transition of the last frame, or leaves that frame. */
exn_search_status exn_search_go_on(exn_search *search);

/* Leaves the last frame: the kept state is the one before it. */
void exn_search_leave(exn_search *search);

/* The transitions of a frame that are still to be followed begin with its `next`, and end here. */
size_t exn_search_transitions_end(const exn_search *search, size_t frame);

/* Whether a frame has a transition that was not followed. */
bool exn_search_has_more(const exn_search *search);

#endif
