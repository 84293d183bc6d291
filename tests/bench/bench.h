/* What is measured. Figures differ between machines, and between runs on one machine: compare the
 * ratios within one run. */
#ifndef EXEUNT_TESTS_BENCH_H
#define EXEUNT_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

double bench_now_s(void);

/* --- pairs.c: enter and exit of managers that settle inside the call -------------------------- */

typedef enum bench_holder {
    /* An array, entered forwards and exited backwards: the least possible work. */
    BENCH_FUNCTION_POINTERS,
    BENCH_STACK,
    BENCH_POOL
} bench_holder;

/* Returns the seconds for one pair of enter and exit: the fastest of these rounds. */
double bench_pair_s(bench_holder holder, uint32_t count, uint32_t rounds);

/* --- search.c: exploring the canonical works -------------------------------------------------- */

/* W(N,k): a pool of N managers, whose enters and exits have k steps each, and a body of one step.
 * With `fails` it is WF(N,k): the pool waits for all enters, each may fail; the body may raise;
 * each exit may fail or suppress. */
typedef struct bench_work {
    bool fails;
    uint32_t managers, steps;
} bench_work;

typedef struct bench_way {
    bool reduced;
    bool runs_again; /* runs each schedule from its beginning, instead of searching by states */
    bool counts;     /* counts the interleavings, too, in a pass of its own */
    uint32_t workers;
} bench_way;

typedef struct bench_search {
    uint64_t states, transitions, runs;
    double seconds;         /* of the search alone */
    double count_s;         /* of the pass that counts */
    double verdict_s;       /* from the scenario's text to its verdict */
    double processor_s;     /* processor time of all processes, from the text to the verdict */
    char interleavings[96]; /* decimal; empty: not counted */
} bench_search;

/* Explores all of a work. Ends the program if the scenario does not hold. */
bench_search bench_search_once(bench_work work, bench_way way);

/* Returns the size of a world: what a state keeps, the monitors of the checker included. */
size_t bench_world_bytes(bench_work work);

/* Returns the bytes per state that the table of visited states takes with `states` states; `*worst`
 * is the largest such value for a smaller number of states. */
double bench_visited_bytes(uint64_t states, double *worst);

/* --- table.c ---------------------------------------------------------------------------------- */

/* Measures the figures of docs/SPEED.md: medians of `rounds` rounds (at most 99), in each of which
 * every figure is measured once. `quick`: smaller works. */
void bench_show_table(uint32_t rounds, bool quick);

#endif
