/* The stage of a run.
 *
 * It lies beside the world (world/constants.h): who plays, and what. What changes in a run lies in
 * the world, as small as it can be: the managers, the view, and what is marked so here. */
#ifndef EXN_STAGE_STATE_H
#define EXN_STAGE_STATE_H

#include "contract/probe.h"
#include "stage/actor.h"
#include "stage/member_plans.h"
#include "stage/run.h"

/* What changes of the stage itself. In the world. */
typedef struct exn_stage_now {
    uint32_t open_scopes; /* that have not closed: the outermost ones, and those moved to */
    uint32_t cancels_left;
    uint32_t order_at; /* expectations: how far this run is */
    uint32_t age_count;
    /* What is counted in a run, as far as the rest of the run depends on it; zero where nothing is
     * limited. */
    uint32_t faults, cancels;
    uint64_t steps;
    /* Groups of actors of which one is at work: a set of bits. All of them, if the members have
     * cells. */
    uint64_t groups_at_work[];
} exn_stage_now;

/* What changes of a body that the scenario plays. In the world. */
typedef struct exn_played_body {
    exn_actor actor;
    uint32_t actions_done;
} exn_played_body;

/* What the body of a task may do. */
typedef struct exn_body_plan {
    struct exn_stage *stage;
    uint32_t task;
    exn_operation operation;
    exn_timer *timer; /* in the world; NULL: it takes no time */
} exn_body_plan;

typedef struct exn_stage {
    exn_probe probe;
    exn_run *run;
    exn_member_plan *member_plans;   /* [member_count] */
    exn_body_plan *body_plans;       /* [task_count] */
    struct exn_own_body *own_bodies; /* [task_count]; in the world; NULL: none is in C */
    /* [scope_count]: the tree in preorder, then those that are moved to */
    struct exn_stage_scope *scopes;
    size_t live_before; /* memory in use before the first subject was created, but managers' */
    uint64_t *next_positions; /* for script.c, within one call */
    bool has_tokens;          /* some manager has */
    bool asks_again;  /* exits that go on are asked to stop once more (EXEUNT_EXITS_ASKED_AGAIN) */
    bool takes_turns; /* several things may come to the subject in one turn, as it says when made */
    bool is_made;     /* building is over: what code under test does from now on is part of a run */

    /* --- what it points to lies in the world, as far as the scenario needs it; else NULL --- */
    exn_stage_now *now;
    exn_actor *const *actors;               /* [member_count] */
    exn_played_body *bodies;                /* [task_count] */
    struct exn_kept_closing *kept_closings; /* [task_count]; NULL: all closes in the last step */
    bool *moved_to;      /* [scope_count]: closes after the outermost scope; NULL: likewise */
    uint32_t *ages;      /* members in flight, the oldest first; NULL: nothing can hang */
    uint8_t *late;       /* [member_count]: endless.c; NULL: none is written in C */
    uint64_t *always;    /* what of the expectations of this name has happened: a set of bits */
    uint64_t *owed;      /* the pairs of `whenever` whose second event is to come: likewise */
    uint64_t *positions; /* where in the schedule this run may be: a set of bits */
    exeunt_task *touch;  /* of `touches later` */
} exn_stage;

#endif
