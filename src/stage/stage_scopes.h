/* The scopes of a stage: their plans, and the timers that the world runs for them. */
#ifndef EXN_STAGE_STAGE_SCOPES_H
#define EXN_STAGE_STAGE_SCOPES_H

#include "scenario/scenario.h"
#include "world/world.h"

#include <exeunt/implementation.h>

/* What a timer of the stage is for; those that code in C has started are none of them. */
typedef enum exn_timer_purpose {
    EXN_TIMER_DEADLINE,
    EXN_TIMER_GRACE,
    EXN_TIMER_OPERATION
} exn_timer_purpose;

/* In the world. */
typedef struct exn_scope_timers {
    exn_timer deadline, grace;
    bool grace_begun;
} exn_scope_timers;

typedef struct exn_stage_scope {
    exn_node_id node;
    exn_scope_timers *timers; /* NULL: it has neither deadline nor grace time */
    exeunt_entry *entries;
    exeunt_plan plan;
} exn_stage_scope;

#endif
