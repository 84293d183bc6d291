/* The depth-first search over states, as its parts share it: dfs.c walks, self_audit.c looks twice,
 * workers.c lets several processes do it. */
#ifndef EXN_SEARCH_DFS_H
#define EXN_SEARCH_DFS_H

#include "search/budget.h"
#include "search/first_visits.h"
#include "search/search_stats.h"
#include "search/state_graph.h"
#include "search/successors.h"
#include "search/visited.h"
#include "search/witness.h"

/* So many states are all reached a second time (DESIGN, "Self-audit"). And so many one process
 * explores in the time that forking workers takes: when there are more, they are worth it. */
enum { EXN_STATES_ALL_AUDITED = 10000, EXN_STATES_ALONE = 2500 };

/* With code that a program brings along (foreign_code.h) so many second ways to states are all run
 * anew, and later on those to one in so many states. */
enum { EXN_MERGES_ALL_AUDITED = 10000, EXN_MERGES_BETWEEN_AUDITS = 100 };

/* A run that has ended so, with a move of the last frame, as none has before: it is to be audited
 * before that is believed (M9). */
typedef struct exn_suspect {
    size_t move;
    exn_breach breach;
} exn_suspect;
enum { EXN_SUSPECTS_MAX = 16 };

/* A state on the way from where the search began to where it is. */
typedef struct exn_frame {
    exn_successors_mark mark; /* what its expansion has appended begins here */
    size_t next;              /* of its moves, the one to follow next */
    exn_transition arrival;   /* how it was reached; leads back ... */
    exn_hash before;          /* ... to this state */
    exn_hash hash;
    bool audited;
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
    exn_witness *witness;          /* of code that a program brings along; NULL: none */
    uint64_t merges;               /* how many there were */
    exn_first_visits first_visits; /* of the states where merges are audited */
    exn_suspect suspects[EXN_SUSPECTS_MAX];
    size_t suspect_count;
    exn_budget budget;
    exn_frame *frames;
    size_t frame_count, frame_capacity;
    /* moves that lead to the first frame; 0: it is the state before the start */
    uint32_t moves_before;
    uint64_t states;         /* that were new here */
    uint64_t states_max;     /* to be found here: those behind are no part of what is explored */
    bool left_states;        /* there are such */
    uint64_t all_audited;    /* of them, the first ones */
    uint64_t next_audit;     /* at so many of them */
    uint64_t next_end_audit; /* at so many ends of runs */
    uint64_t moves_followed;
    uint64_t next_check; /* around, whether to stop: when so many were followed */
} exn_search;

/* Goes along `arrival`, or stays where it is if that is all zero, and expands the state there: a
 * new frame. Returns false when out of memory, or if everybody is to stop. */
bool exn_search_arrive(exn_search *search, const exn_transition *arrival);

/* Follows the next move of the last frame, or leaves that frame. Returns as above. */
bool exn_search_go_on(exn_search *search);

/* Whether a frame has a move that was not followed. */
bool exn_search_has_more(const exn_search *search);

/* Leaves the last frame: the kept state is the one before it. */
void exn_search_leave(exn_search *search);

/* --- self_audit.c: whether runs come again to the same states, by the same events ------------- */

/* Audits runs that end with a move of the last frame: those that have broken what none has before,
 * and now and then one that has not. */
bool exn_self_audit_ends(exn_search *search);
/* Audits the way to the last frame, which is new, and runs on: what follows is remembered. */
bool exn_self_audit_first_visit(exn_search *search);
/* Audits a move from the last frame that leads to a state that is known: whether what follows there
 * is what follows where it was reached first. */
bool exn_self_audit_merge(exn_search *search, const exn_transition *move);
/* Audits the way to the last frame, if it leads no farther. */
bool exn_self_audit_path(exn_search *search);

/* --- workers.c -------------------------------------------------------------------------------- */

typedef enum exn_parallel_end {
    EXN_PARALLEL_DONE,
    EXN_PARALLEL_NOT,    /* nothing has begun: there is no memory to share */
    EXN_PARALLEL_KILLED, /* a worker was killed from outside: what it had found is lost */
    EXN_PARALLEL_EXCESS, /* there are more states than the limit allows: which of them are explored
                        * must not depend on who came first (D6) */
    EXN_PARALLEL_FAILED  /* out of memory */
} exn_parallel_end;

/* Hands the rest of the search to processes that share it. The search has no frames any more, then.
 * A worker that the code under test kills takes this process with it, in the same manner, and its
 * tape stands in the flight recorder. */
exn_parallel_end exn_search_in_parallel(exn_search *search);

#endif
