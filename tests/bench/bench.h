/* What is measured. Every figure is the fastest of several rounds in one process: machines differ,
 * and runs on one machine do; compare the ratios of one run. */
#ifndef EXEUNT_TESTS_BENCH_H
#define EXEUNT_TESTS_BENCH_H

#include <stddef.h>
#include <stdint.h>

double bench_now_s(void);

/* --- pairs.c: enter and exit of managers that settle inside the call --- */

typedef enum bench_holder {
    BENCH_FUNCTION_POINTERS, /* an array, entered forwards and exited backwards: nothing is less */
    BENCH_STACK,
    BENCH_POOL
} bench_holder;

/* Returns the seconds that one pair of enter and exit takes. */
double bench_pair_s(bench_holder holder, uint32_t managers, uint32_t rounds);

/* --- runs.c: the depth-first exploration of W(3,2) --- */

typedef struct bench_exploration {
    uint64_t runs;
    uint64_t steps;
    double seconds;
} bench_exploration;

/* Explores all 8,100 interleavings. */
bench_exploration bench_explore(void);

/* How large the world of W(8,4) is: what a state keeps, the automata of the checker included. */
size_t bench_world_bytes(void);

#endif
