/* What the operations of a scenario may do, known before any run. */
#ifndef EXN_STAGE_MEMBER_PLANS_H
#define EXN_STAGE_MEMBER_PLANS_H

#include "scenario/scenario.h"
#include "world/world.h"

#include <stdbool.h>

typedef struct exn_operation {
    const exn_plan *plan;
    const exn_alternative *only; /* the one result that it declares; NULL: it declares more */
    bool only_is_fault;
    bool may_hang;     /* it declares `hangs` */
    bool only_hangs;   /* ... and nothing else */
    bool raises_again; /* some of its failures raise the error that an exit was told */
    /* It takes steps, and declares several results, no two alike, and no hang: what may come of it
     * is what it declares, but for `suppresses` where there is nothing to suppress. */
    bool lists_declared;
    bool may_suppress; /* it declares that */
} exn_operation;

/* A member as the scenario describes it. */
typedef struct exn_member_plan {
    exn_node_id node;
    exn_timer *timer;          /* in the world; NULL: none of its operations takes time */
    struct exn_tokens *tokens; /* likewise; NULL: its enter waits for no token */
    bool is_heard;             /* something is expected of its words: no step of it is private */
    exn_operation enter, exit;
} exn_member_plan;

#endif
