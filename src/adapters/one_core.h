/* Two processes that take turns, on one core: while one computes, the other waits. On two cores
 * each message has to wake a core that sleeps, which takes longer than most answers. Which core
 * that is, the system decides, anew every now and then; where it refuses, or knows of more cores
 * than fit a cpu_set_t, both run wherever it lets them. Nothing else depends on it. */
#ifndef EXN_ADAPTERS_ONE_CORE_H
#define EXN_ADAPTERS_ONE_CORE_H

#define _GNU_SOURCE
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* All zero: the other one is anywhere. */
typedef struct exn_one_core {
    int core_after; /* where the other one is kept, plus one; 0: nowhere */
    uint32_t waits;
    bool is_kept;      /* this thread, at the core where it waits */
    cpu_set_t allowed; /* then: where it may run otherwise */
} exn_one_core;

/* Before the other process is woken: has it come to the core of this thread. */
void exn_one_core_call(exn_one_core *one, pid_t other);

/* Before and after this thread waits for the other process: keeps it where it is. In between this
 * thread must not fork: the new process would be kept there, too. */
void exn_one_core_stay(exn_one_core *one);
void exn_one_core_go_on(exn_one_core *one);

#endif
