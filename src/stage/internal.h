/* What the files of this folder share. Everything in exn_stage lies in the world's memory. */
#ifndef EXN_STAGE_INTERNAL_H
#define EXN_STAGE_INTERNAL_H

#include "stage/stage.h"

typedef enum exn_timer_purpose {
    EXN_TIMER_DEADLINE,
    EXN_TIMER_GRACE,
    EXN_TIMER_OPERATION
} exn_timer_purpose;

/* An operation that a scenario plays: of a manager, or the body. */
typedef struct exn_actor {
    const exn_plan *plan; /* of the operation in flight; NULL: none */
    uint32_t steps_left;
    uint32_t actions_done;
    bool is_exit;
    bool asked;         /* to stop */
    bool waits;         /* for an enter of its own; the body only */
    bool acts;          /* its actions are being done at this moment; the body only */
    bool hangs;         /* settles only after a request; chosen inside its call */
    bool touches_later; /* a breach on purpose is to come */
    exn_timer timer;    /* `takes` */
} exn_actor;

typedef struct exn_stage_scope {
    exn_node_id node;
    exn_timer deadline;
    exn_timer grace;
    bool grace_begun;
    bool moved_to; /* entries were moved to it: it closes after the outermost scope */
    exeunt_entry *entries;
    exeunt_plan plan;
} exn_stage_scope;

/* What the managers written in C wait for: by member, then in the order of the start. */
typedef struct exn_stage_externals {
    exeunt_external *first, *last;
    exeunt_border borders[]; /* [member_count] */
} exn_stage_externals;

/* How the scopes closed of which a run goes on after the outermost one. */
typedef struct exn_stage_closings {
    exn_closing closing;
    bool closed;
} exn_stage_closings;

/* What is counted along the way, as far as the rest of the run depends on it: all zero where
 * nothing is limited. */
typedef struct exn_stage_path {
    uint32_t faults, cancels;
    uint64_t steps;
    exn_stage_closings *closings; /* NULL: nothing closes after the outermost scope */
} exn_stage_path;

typedef struct exn_stage {
    exn_probe probe;
    exn_run *run;
    exn_actor *actors; /* [member_count] */
    exn_actor body;
    uint64_t *in_flight;     /* members whose actor is at work: a set of bits */
    exn_node_id *nodes;      /* [member_count] */
    exn_stage_scope *scopes; /* [scope_count]: the tree in preorder, then those that are moved to */
    uint32_t open_scopes;    /* that have not closed: the outermost one, and those moved to */
    uint32_t cancels_left;
    exn_stage_path path;
    exn_stage_externals *externals; /* NULL: no manager is written in C */
    uint32_t *ages; /* members in flight, the oldest first; NULL: nothing can hang */
    uint32_t age_count;
    uint32_t order_at; /* expectations: how far this run is */
    uint64_t *always;
    uint64_t *positions; /* where in the schedule this run may be: a set of bits */
    uint64_t *next_positions;
    exeunt_task touch;
    size_t live_before; /* memory in use before the first subject was created */
} exn_stage;

/* cast.c */
int exn_cast(exn_run *run);
uint32_t exn_member_of_node(const exn_stage *stage, exn_node_id node);
const exn_plan *exn_member_plan(const exn_stage *stage, uint32_t member, bool exit);
void exn_dismiss(exn_stage *stage); /* destroys the subjects */

/* actors.c */
/* Who plays: `notices` tells whether something of the scenario depends on events. */
const exn_players *exn_stage_players(bool notices);
exn_actor *exn_actor_of(exn_stage *stage, uint32_t member); /* EXN_BODY: the body */
void exn_actor_results(exn_stage *stage, uint32_t member, bool with_time);
void exn_actor_settle(exn_stage *stage, uint32_t member, const exn_alternative *ending);
void exn_actor_proceed_body(exn_stage *stage);
/* The body ends by an enter of its own: with its error, or canceled. */
void exn_actor_end_body(exn_stage *stage, const exeunt_error *error);
uint32_t exn_actor_next(const exn_stage *stage,
                        uint32_t from); /* the next member at work, or EXN_NONE */
/* Its operation has hung for as long as it may: that alternative was put to the test. */
void exn_actor_hangs(exn_stage *stage, uint32_t member);
/* Whether the operation of this actor may never settle by itself. */
bool exn_actor_may_hang(const exn_stage *stage, uint32_t member);

/* externals.c: what managers written in C wait for */
exn_stage_externals *exn_externals_open(exn_stage *stage); /* NULL: no room in the world */
/* Lists what may come to members before `end`, from `first` on; returns the one behind. */
exeunt_external *exn_externals_list(exn_stage *stage, exeunt_external *first, uint32_t end);
void exn_external_deliver(exn_stage *stage, const exn_delivery *delivery);
bool exn_externals_wait(const exn_stage *stage);

/* ages.c: whose operation has been in flight longest (X9, M2) */
bool exn_ages_matter(const exn_run *run);
void exn_ages_notice(exn_stage *stage, const exn_event *event);
uint32_t exn_ages_oldest(const exn_stage *stage); /* EXN_NONE: no manager's is */

/* actions.c */
void exn_act(exn_stage *stage, const exn_action *action, bool by_body);

/* clock.c: deadlines and grace times, run by the world (C4, C6) */
bool exn_clock_matters(const exn_scenario *scenario);
void exn_clock_notice(exn_stage *stage, const exn_event *event);
void exn_clock_begin(exn_stage *stage, uint32_t scope);
void exn_clock_close(exn_stage *stage, uint32_t scope);
void exn_clock_fire(exn_stage *stage, const exn_timer *timer);

/* moments.c */
void exn_moment_clear(exn_run *run);
exn_delivery *exn_moment_add(exn_run *run, exn_delivery_kind kind, uint32_t member,
                             const exn_alternative *ending);
void exn_moment_list(exn_stage *stage);
void exn_moment_open(exn_stage *stage); /* lists what may come next, and what search may follow */
const exn_delivery *exn_moment_choose(exn_stage *stage); /* of what was listed */
void exn_moment_remember(exn_run *run, const exn_delivery *delivery);
bool exn_cancels_now(exn_stage *stage); /* a choice of its own: before the start, or at once */
const exn_alternative *exn_choose_inside_call(exn_stage *stage, uint32_t member);

/* script.c */
void exn_script_begin(exn_stage *stage);
bool exn_script_active(const exn_stage *stage);
bool exn_script_done(const exn_stage *stage);
void exn_script_extras(exn_stage *stage);
bool exn_script_allows(exn_stage *stage, const exn_delivery *delivery); /* fills next_positions */
void exn_script_take(exn_stage *stage, const exn_delivery *delivery);
bool exn_script_wants_cancel_at_once(const exn_stage *stage);
bool exn_script_allows_going_on(exn_stage *stage);
void exn_script_go_on(exn_stage *stage);
void exn_script_watch(
    exn_stage *stage);                  /* before a choice: keeps why a position leads no farther */
void exn_script_lost(exn_stage *stage); /* the run is over, and the schedule is not */

/* expectations.c */
bool exn_expect_matters(const exn_scenario *scenario); /* before the end of a run */
void exn_expect_event(void *stage, const exn_event *event);
void exn_expect_end(exn_stage *stage);
void exn_expect_fail(exn_stage *stage, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* run.c: leaves the run from anywhere inside it */
_Noreturn void exn_leave(exn_run *run, exn_run_end end);

#endif
