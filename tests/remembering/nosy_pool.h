/* A pool that looks at the neighbour of the manager whose operation settles, in a way that is
 * planted, and keeps how often it has seen what it looked for. It breaks no rule, unless it
 * lies. */
#ifndef EXEUNT_TESTS_REMEMBERING_NOSY_POOL_H
#define EXEUNT_TESTS_REMEMBERING_NOSY_POOL_H

#include <exeunt/implementation.h>

enum { NOSY_MEMBERS_MAX = 15 };

typedef enum nosy {
    NOSY_ABOUT_NOTHING,
    NOSY_ABOUT_STATE,  /* whether the next one of the plan is in flight */
    NOSY_ABOUT_ERROR,  /* whether it has failed */
    NOSY_BY_A_LIST,    /* the same of the one that its pool has registered before */
    NOSY_BY_A_POINTER, /* late, whether the first that has settled, which it has kept, exits */
    NOSY_BY_A_GLOBAL,  /* the same, kept in a global */
    NOSY_BY_A_HANDLER, /* whether the next one is in flight, and handles SIGSEGV by opening pages */
    NOSY_BY_A_THREAD,  /* the same, asked by a thread */
    NOSY_BY_A_CALL,    /* the same, by system calls */
    NOSY_BY_A_SIGNAL,  /* the same, in a handler of one that is raised */
    NOSY_WAYS,
    /* Sees something from the call after `nosy_calls` on: they are no part of a state, ... */
    NOSY_LATER,
    NOSY_AND_LIES /* ... and then says what is not so when it closes */
} nosy;

extern nosy nosy_at;
extern unsigned long nosy_calls;
extern const exeunt_implementation nosy_pool_implementation;

#endif
