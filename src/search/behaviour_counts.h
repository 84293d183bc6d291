/* The counters of behaviour.h, for the two files that have to do with them. */
#ifndef EXN_SEARCH_BEHAVIOUR_COUNTS_H
#define EXN_SEARCH_BEHAVIOUR_COUNTS_H

#include "search/behaviour.h"

/* Where a task is when a request comes. */
typedef enum exn_task_phase {
    EXN_TASK_START,    /* nothing has begun */
    EXN_TASK_ENTER,    /* before its body */
    EXN_TASK_ROLLBACK, /* its exits have begun without a body */
    EXN_TASK_BODY,
    EXN_TASK_EXIT, /* after its body */
    EXN_TASK_NONE, /* it has closed */
    EXN_TASK_PHASES
} exn_task_phase;

/* Operations are numbered: the enter and the exit of each member, then the bodies. */
struct exn_behaviour {
    exn_run *run;
    const exn_view *view;
    uint32_t operation_count;
    uint64_t states;
    uint64_t *counters; /* owned: the next six lie there */
    uint64_t *outcomes; /* [operation][event kind] */
    uint64_t *orders;  /* [operation][operation]: the first settles while the second is in flight */
    uint64_t *faults;  /* [operation][operation]: the second fails after the first one */
    uint64_t *cancels; /* [task][phase] */
    uint64_t *moments; /* [task][phase]: states */
    uint64_t *alternatives; /* [number of the alternative] */
    uint64_t conditions[EXN_RULES];
    bool *flags;     /* owned: the next five lie there */
    bool *in_flight; /* [operation] */
    bool *has_failed;
    bool *in_flight_before; /* at the state that is expanded */
    bool *has_failed_before;
    bool *together;         /* [operation][operation]: both in flight at some state */
    exn_task_phase *phases; /* [task]; owned */
    exn_task_phase *phases_before;
};

/* Whether both operations are those of managers, and either may settle first; and whether some run
 * has both of these faults, in this order. */
bool exn_behaviour_has_order(const exn_behaviour *behaviour, uint32_t first, uint32_t second);
bool exn_behaviour_has_faults(const exn_behaviour *behaviour, uint32_t first, uint32_t second);

#endif
