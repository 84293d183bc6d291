/* What is measured. Machines differ, and runs on one machine do: compare the ratios of one run. */
#ifndef EXEUNT_TESTS_BENCH_H
#define EXEUNT_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

double bench_now_s(void);

/* --- pairs.c: enter and exit of managers that settle inside the call -------------------------- */

typedef enum bench_holder {
    BENCH_FUNCTION_POINTERS, /* an array, entered forwards and exited backwards: nothing is less */
    BENCH_STACK,
    BENCH_POOL
} bench_holder;

/* Returns the seconds that one pair of enter and exit takes: the fastest of these rounds. */
double bench_pair_s(bench_holder holder, uint32_t count, uint32_t rounds);

/* --- search.c: exploring the canonical works -------------------------------------------------- */

/* W(N,k): a pool of N managers, enter and exit of k steps each, a body of one step. With `fails` it
 * is WF(N,k): all enters are waited for, each may fail; the body may raise; each exit may fail or
 * suppress. */
typedef struct bench_work {
    bool fails;
    uint32_t managers, steps;
} bench_work;

typedef struct bench_way {
    bool reduced;
    bool runs_again; /* each run from the beginning, instead of by states */
    bool counts;     /* the interleavings, too, in a pass of its own */
    uint32_t workers;
} bench_way;

typedef struct bench_search {
    uint64_t states, transitions, runs;
    double seconds;         /* of the search alone */
    double count_s;         /* of the pass that counts */
    double verdict_s;       /* from the scenario's text to its verdict */
    double processor_s;     /* that all its processes took, from the text to the verdict */
    char interleavings[96]; /* decimal; empty: not counted */
} bench_search;

/* Explores all of it. Ends the program if it does not hold. */
bench_search bench_search_once(bench_work work, bench_way way);

/* How large the world is: what a state keeps, the automata of the checker included. */
size_t bench_world_bytes(bench_work work);

/* Bytes of the table of visited states for each of so many states; `worst`: for each of some
 * smaller number, where it is the most. */
double bench_visited_bytes(uint64_t states, double *worst);

/* --- table.c ---------------------------------------------------------------------------------- */

/* Measures the figures of docs/SPEED.md: medians of `rounds` rounds (at most 99), in each of which
 * every one is measured once. `quick`: smaller works. */
void bench_show_table(uint32_t rounds, bool quick);

#endif
