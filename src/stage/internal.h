/* What the files of this folder share.
 *
 * The stage lies beside the world (world/constants.h): who plays, and what. What changes in a run
 * lies in the world, as small as it can be: the managers, the view, and what is marked so here. */
#ifndef EXN_STAGE_INTERNAL_H
#define EXN_STAGE_INTERNAL_H

#include "stage/stage.h"

typedef enum exn_timer_purpose {
    EXN_TIMER_DEADLINE,
    EXN_TIMER_GRACE,
    EXN_TIMER_OPERATION
} exn_timer_purpose;

/* --- who plays, and what ---------------------------------------------------------------------- */

/* What an operation may do, known before any run. */
typedef struct exn_operation {
    const exn_plan *plan;
    const exn_alternative *only; /* the one result that it declares; NULL: it declares more */
    bool only_is_fault;
    bool may_hang;     /* it declares `hangs` */
    bool only_hangs;   /* ... and nothing else */
    bool raises_again; /* some of its failures raise an error that it was told */
} exn_operation;

/* A member's part in the scenario. */
typedef struct exn_member_plan {
    exn_node_id node;
    exn_timer *timer; /* in the world; NULL: none of its operations takes time */
    bool is_heard;    /* something is expected of what comes to it: it is no private step */
    exn_operation enter, exit;
} exn_member_plan;

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

/* --- in the world ----------------------------------------------------------------------------- */

/* An operation that a scenario plays: of a manager, or the body. All zero while it is not at work,
 * but for `touches_later`. */
typedef struct exn_actor {
    uint32_t steps_left : 24;
    bool at_work : 1;
    bool is_exit : 1;
    bool asked : 1;         /* to stop */
    bool waits : 1;         /* for an enter of its own; the body only */
    bool acts : 1;          /* its actions are being done at this moment; the body only */
    bool hangs : 1;         /* settles only after a request; chosen inside its call */
    bool touches_later : 1; /* a breach on purpose is to come */
} exn_actor;

enum { EXN_ACTOR_STEPS_MASK = (1 << 24) - 1 };

/* What the managers written in C wait for: by member, then in the order of the start; the first is
 * that of the view's holdings. */
typedef struct exn_stage_externals {
    exeunt_external *last;
    exeunt_border borders[]; /* [member_count] */
} exn_stage_externals;

/* How the scopes closed of which a run goes on after the outermost one. */
typedef struct exn_stage_closings {
    exn_closing closing;
    bool closed;
} exn_stage_closings;

/* What changes of the stage itself. */
typedef struct exn_stage_now {
    uint32_t open_scopes; /* that have not closed: the outermost one, and those moved to */
    uint32_t cancels_left;
    exn_actor body;
    uint32_t actions_done; /* by the body */
    uint32_t order_at;     /* expectations: how far this run is */
    uint32_t age_count;
    /* What is counted along the way, as far as the rest of the run depends on it: zero where
     * nothing is limited. */
    uint32_t faults, cancels;
    uint64_t steps;
    uint64_t groups_at_work[]; /* groups of actors of which one is at work: a set of bits */
} exn_stage_now;

/* Actors that come one after the other: as many as can be looked through quickly. One bit for many
 * changes seldom, and every change of the world is to be hashed. */
enum { EXN_ACTORS_IN_GROUP = 16 };

/* What has happened to a member in the second half of a run that may be too long. */
typedef enum exn_late {
    EXN_LATE_NOTHING,
    EXN_LATE_COMES,  /* what it waits for came, and nothing else happened */
    EXN_LATE_CHANGES /* an operation of it has begun or settled */
} exn_late;

/* An enter that a body in C has asked for: whom to tell how it ends. */
typedef struct exn_own_enter {
    void (*settled)(void *context, const exeunt_error *error);
    void *context;
    uint32_t member;
} exn_own_enter;

/* In the world: a body written in C. */
typedef struct exn_own_body {
    exeunt_border border;
    void *self;
    exn_told told;       /* what it has raised */
    exn_own_enter asked; /* in flight */
} exn_own_body;

/* --- all of it -------------------------------------------------------------------------------- */

typedef struct exn_stage {
    exn_probe probe;
    exn_run *run;
    exn_member_plan *member_plans; /* [member_count] */
    exn_operation body;
    exn_timer *body_timer;   /* in the world; NULL: it takes no time */
    exn_own_body *own_body;  /* in the world; NULL: the scenario plays it */
    exn_stage_scope *scopes; /* [scope_count]: the tree in preorder, then those that are moved to */
    size_t live_before;      /* memory in use before the first subject was created, but managers' */
    uint64_t *next_positions; /* for script.c, of one call alone */
    bool is_made;             /* all is there: what code under test does from now on is a run */

    /* --- what it points to lies in the world, as far as the scenario needs it; else NULL --- */
    exn_stage_now *now;
    exn_actor *actors;              /* [member_count] */
    exn_stage_externals *externals; /* NULL: no manager is written in C */
    exn_stage_closings *closings;   /* NULL: nothing closes after the outermost scope */
    bool *moved_to;      /* [scope_count]: closes after the outermost scope; NULL: likewise */
    uint32_t *ages;      /* members in flight, the oldest first; NULL: nothing can hang */
    uint8_t *late;       /* [member_count]: exn_late; NULL: none is written in C */
    uint64_t *always;    /* what of the expectations of this name has happened: a set of bits */
    uint64_t *owed;      /* the pairs of `whenever` whose second event is to come: likewise */
    uint64_t *positions; /* where in the schedule this run may be: a set of bits */
    exeunt_task *touch;  /* of `touches later` */
} exn_stage;

/* build.c */
int exn_stage_build(exn_run *run);

/* members.c */
uint32_t exn_member_of_node(const exn_stage *stage, exn_node_id node);
uint32_t exn_scope_of_node(const exn_stage *stage, exn_node_id node);
bool exn_may_be_asked(const exn_stage *stage, uint32_t member);

/* make.c: has code under test make what is to be tested. They leave the casting where that was not
 * made, or can't be tested. */
void exn_make_subject(exn_run *run, uint32_t scope);
/* NULL: the scenario plays this one. */
exeunt_manager *exn_make_manager(exn_run *run, uint32_t member);

static inline exn_actor *exn_actor_of(const exn_stage *stage, uint32_t member) /* or EXN_BODY */
{
    return member == EXN_BODY ? &stage->now->body : &stage->actors[member];
}

/* Whose words they are: a member's, the body's, or, EXN_NONE, the scope's. */
static inline exn_node_id exn_speaker(const exn_stage *stage, uint32_t member, uint32_t scope)
{
    return member == EXN_BODY   ? EXN_NODE_BODY
           : member == EXN_NONE ? stage->scopes[scope].node
                                : stage->member_plans[member].node;
}

/* The operation that it plays, if it is at work. */
static inline const exn_operation *exn_operation_of(const exn_stage *stage, uint32_t member)
{
    if (member == EXN_BODY) {
        return &stage->body;
    }
    const exn_member_plan *member_plan = &stage->member_plans[member];
    return stage->actors[member].is_exit ? &member_plan->exit : &member_plan->enter;
}

/* The next group of which an actor is at work, from the one of `member` on: its first member;
 * EXN_NONE: there is none. */
static inline uint32_t exn_actors_group(const exn_stage *stage, uint32_t member)
{
    uint32_t group = member / EXN_ACTORS_IN_GROUP;
    uint32_t count = stage->probe.view.member_count;
    while (group * EXN_ACTORS_IN_GROUP < count) {
        uint64_t bits = stage->now->groups_at_work[group / 64] >> (group % 64);
        if (bits != 0) {
            return (group + (uint32_t)__builtin_ctzll(bits)) * EXN_ACTORS_IN_GROUP;
        }
        group = (group / 64 + 1) * 64;
    }
    return EXN_NONE;
}

/* Who of a group is at work, from its first member on: a set of bits. Without a branch for each:
 * that is what differs from state to state, and no processor foresees it. */
static inline uint32_t exn_group_at_work(const exn_stage *stage, uint32_t first)
{
    uint32_t behind = stage->probe.view.member_count - first;
    uint32_t count = behind < EXN_ACTORS_IN_GROUP ? behind : EXN_ACTORS_IN_GROUP;
    uint32_t at_work = 0;
    for (uint32_t i = 0; i < count; i++) {
        at_work |= (uint32_t)stage->actors[first + i].at_work << i;
    }
    return at_work;
}

/* The next member at work from `from` on, or EXN_NONE. */
static inline uint32_t exn_actor_next(const exn_stage *stage, uint32_t from)
{
    while (from < stage->probe.view.member_count) {
        uint32_t first = from - from % EXN_ACTORS_IN_GROUP;
        uint32_t at_work = exn_group_at_work(stage, first) >> (from - first);
        if (at_work != 0) {
            return from + (uint32_t)__builtin_ctz(at_work);
        }
        from = exn_actors_group(stage, first + EXN_ACTORS_IN_GROUP);
    }
    return EXN_NONE;
}

/* actors.c */
/* Who plays: `notices` tells whether something of the scenario depends on events. */
const exn_actor_callbacks *exn_play_callbacks(bool notices);
void exn_actor_settle(exn_stage *stage, uint32_t member, const exn_alternative *ending);
void exn_actor_step(exn_stage *stage, uint32_t member);
void exn_actor_begin(exn_stage *stage, uint32_t member, bool is_exit);
/* The body is at work from here on; its actions are done; it ends by an enter of its own. */
void exn_actor_start_body(exn_stage *stage);
void exn_actor_proceed_body(exn_stage *stage);
void exn_actor_stop_body(exn_stage *stage);
/* Its operation has hung so far, if it may: that was put to the test. Returns whether it may. */
bool exn_operation_mark_hang(exn_stage *stage, uint32_t member);
/* Whether the operation of this actor may never settle by itself. */
bool exn_operation_may_hang(const exn_stage *stage, uint32_t member);

/* requests.c: whom the world asks to stop (M6), and whether it has asked often enough */
void exn_requests_list(exn_stage *stage); /* those that were not asked yet */
void exn_requests_deliver(exn_stage *stage, uint32_t member);
/* What is put to the test now was not, if this step turns out to end what is no run. */
void exn_doubt(exn_run *run, uint32_t number);
/* A run comes to its end: does not return if it is none, as it has not had its requests. */
void exn_demand_requests(exn_stage *stage);

/* operations.c */
/* What an operation would do under the name of an alternative: two that do the same are one
 * (SCENARIOS.md, "Equal results"). */
typedef struct exn_result_kind {
    exn_ending ending;
    const exeunt_error *again; /* FAILS: the error that is raised again; NULL: its own */
} exn_result_kind;

/* An exit that stops has exited. */
static inline exn_ending exn_stopped_exit(exn_ending ending)
{
    return ending == EXN_ENDS_STOPS            ? EXN_ENDS_EXITS
           : ending == EXN_ENDS_STOPS_LEAKING  ? EXN_ENDS_LEAKS
           : ending == EXN_ENDS_STOPS_TOUCHING ? EXN_ENDS_TOUCHES_LATER
                                               : ending;
}

/* The error that an exit raises again under an alternative that names one; NULL: it was not told
 * that. */
const exeunt_error *exn_raised_again(const exn_stage *stage, uint32_t member,
                                     const exn_alternative *alternative);
static inline exn_result_kind exn_result_of(const exn_stage *stage, uint32_t member,
                                            const exn_alternative *alternative)
{
    bool is_exit = exn_actor_of(stage, member)->is_exit;
    exn_result_kind result = {alternative->ending, NULL};
    if (alternative->has_with && is_exit) {
        result.again = exn_raised_again(stage, member, alternative);
    }
    if (is_exit) {
        result.ending = exn_stopped_exit(result.ending);
    }
    if (member == EXN_BODY && result.ending == EXN_ENDS_FAILS) {
        result.ending = EXN_ENDS_RAISES;
    }
    return result;
}

void exn_operation_list_results(exn_stage *stage, uint32_t member, bool with_time);
/* What was never put to the test is told. */
static inline void exn_mark_tested(exn_run *run, uint32_t number)
{
    if (run->current.doubted != NULL && !run->totals.tested[number]) {
        exn_doubt(run, number);
    }
    run->totals.tested[number] = true;
}

static inline void exn_mark_taken(exn_run *run, const exn_alternative *alternative)
{
    exn_mark_tested(run, alternative->number);
}

/* Of an operation: what is known of it before any run. */
exn_operation exn_operation_from(const exn_plan *plan);
static inline bool exn_is_fault(exn_ending ending)
{
    return ending == EXN_ENDS_FAILS || ending == EXN_ENDS_SUPPRESSES || ending == EXN_ENDS_RAISES;
}

/* externals.c: what managers written in C wait for */
exn_stage_externals *exn_externals_open(exn_stage *stage); /* NULL: no room in the world */
/* Lists what may come to members before `end`, from `first` on; returns the one behind. */
exeunt_external *exn_externals_list(exn_stage *stage, exeunt_external *first, uint32_t end);
void exn_external_deliver(exn_stage *stage, const exn_delivery *delivery);
exeunt_external *exn_externals_first(const exn_stage *stage); /* NULL: nothing is waited for */

/* Around what comes to code in C; the first tells the second what it has returned. */
bool exn_arrival_begins(exn_stage *stage, uint32_t member);
void exn_arrival_ends(exn_stage *stage, uint32_t member, bool was_at_work);

/* timers.c: the time of managers written in C */
void exn_own_timer_fire(exn_stage *stage, exn_timer *place);

/* callbacks.c: runs all that are ready, and those that they post */
void exn_run_ready(exn_stage *stage);

/* oldest_in_flight.c: whose operation has been in flight longest (X9, M2) */
bool exn_ages_matter(const exn_run *run);
void exn_ages_notice(exn_stage *stage, const exn_event *event);
uint32_t exn_ages_oldest(const exn_stage *stage); /* EXN_NONE: no manager's is */

/* endless.c: runs that never end (D5) */
bool exn_endless_may_go_on(const exn_run *run);
void exn_endless_begin(exn_run *run); /* the next run is a whole one */
void exn_endless_notice(exn_stage *stage, const exn_event *event);
void exn_endless_comes(exn_stage *stage, uint32_t member); /* something that it waits for */
void exn_endless_by_length(exn_stage *stage);              /* it is longer than it may be */
void exn_endless_by_loop(exn_stage *stage); /* at a moment: if it was here before it ends */

/* scope_calls.c */
typedef void exn_enter_settled(void *stage, const exeunt_error *error);
void exn_act(exn_stage *stage, const exn_action *action, exn_enter_settled *settled);
int exn_call_scope(exn_stage *stage, const exn_action *action, exn_enter_settled *settled);

/* played_body.c */
void exn_played_body_go_on(exn_stage *stage);

/* script_items.c */
static inline size_t exn_item_count(const exn_stage *stage)
{
    return stage->run->scenario->item_count;
}

static inline const exn_item *exn_item_at(const exn_stage *stage, size_t position)
{
    return &stage->run->scenario->items[position];
}

static inline bool exn_positions_have(const uint64_t *positions, size_t position)
{
    return (positions[position / 64] >> (position % 64)) & 1u;
}

bool exn_item_is_about(const exn_stage *stage, const exn_item *item, uint32_t member);
bool exn_item_means(const exn_stage *stage, const exn_item *item, const exn_delivery *delivery);
uint32_t exn_results_listed(const exn_run *run, const exn_delivery *delivery);
bool exn_needs_no_item(const exn_run *run, const exn_delivery *delivery);
bool exn_item_is_listed(const exn_stage *stage, const exn_item *item);

/* step.c */
void exn_step_begin(exn_stage *stage);
void exn_step_deliver(exn_stage *stage, const exn_delivery *delivery);

/* finish.c */
void exn_finish(exn_stage *stage);

/* body.c: a body written in C */
bool exn_own_body_open(exn_stage *stage); /* if there is one; false: no room in the world */
void exn_own_body_create(exn_stage *stage);
void exn_own_body_begin(exn_stage *stage);
void exn_own_body_cancel(exn_stage *stage);
/* The body is to go on, in C or not: it is in flight, and waits for no enter of its own. */
bool exn_body_goes_on(const exn_stage *stage);

/* deadlines.c: deadlines and grace times, run by the world (C4, C6) */
bool exn_has_timers(const exn_node *node); /* a timer of its own */
bool exn_deadlines_matter(const exn_scenario *scenario);
void exn_deadlines_notice(exn_stage *stage, const exn_event *event);
void exn_deadline_begin(exn_stage *stage, uint32_t scope);
void exn_deadline_close(exn_stage *stage, uint32_t scope);
void exn_deadline_fire(exn_stage *stage, const exn_timer *timer);

/* enabled.c */
static inline void exn_enabled_clear(exn_run *run)
{
    run->enabled.count = 0;
}

void exn_enabled_grow(exn_run *run);
static inline exn_delivery *exn_enabled_add(exn_run *run, exn_delivery_kind kind, uint32_t member,
                                            const exn_alternative *ending)
{
    if (run->enabled.count == run->enabled.capacity) {
        exn_enabled_grow(run);
    }
    run->enabled.allowed[run->enabled.count] = true;
    exn_delivery *delivery = &run->enabled.items[run->enabled.count++];
    delivery->ending = ending; /* field by field: it is the innermost loop of a search */
    delivery->action = NULL;
    delivery->words = NULL;
    delivery->kind = kind;
    delivery->member = member;
    delivery->at_once = false;
    delivery->inside_call = false;
    delivery->extra = false;
    delivery->fault = false;
    delivery->goes_unsaid = false;
    delivery->is_private = false;
    delivery->result = 0;
    return delivery;
}

void exn_enabled_list(exn_stage *stage);
void exn_enabled_open(exn_stage *stage);  /* lists what may come next, and what search may follow */
void exn_enabled_limit(exn_stage *stage); /* what was listed becomes what is possible */
const exn_delivery *exn_enabled_choose(exn_stage *stage); /* of what was listed */
void exn_enabled_remember(exn_run *run, const exn_delivery *delivery);
bool exn_cancels_now(exn_stage *stage); /* a choice of its own: before the start, or at once */
const exn_alternative *exn_choose_inside_call(exn_stage *stage, uint32_t member);

/* script.c */
void exn_script_begin(exn_stage *stage);
static inline bool exn_script_active(const exn_stage *stage)
{
    return stage->positions != NULL;
}

bool exn_script_done(const exn_stage *stage);
void exn_script_extras(exn_stage *stage);
bool exn_script_allows(exn_stage *stage, const exn_delivery *delivery); /* fills next_positions */
bool exn_script_promises(const exn_stage *stage); /* an item of its own is possible now */
void exn_script_take(exn_stage *stage, const exn_delivery *delivery);
bool exn_script_wants_cancel_at_once(const exn_stage *stage);
bool exn_script_allows_going_on(exn_stage *stage);
void exn_script_go_on(exn_stage *stage);
void exn_script_watch(
    exn_stage *stage);                  /* before a choice: keeps why a position leads no farther */
void exn_script_lost(exn_stage *stage); /* the run is over, and the schedule is not */
bool exn_script_depart(exn_stage *stage); /* leaves the schedule for good, if it may be left */

/* expect.c */
bool exn_expect_matters(const exn_scenario *scenario);                 /* before the end of a run */
bool exn_expect_hears(const exn_scenario *scenario, exn_node_id node); /* words of a manager in C */
void exn_expect_may_hear(exn_stage *stage, exn_node_id speaker, const char *word);
void exn_expect_event(void *stage, const exn_event *event);
void exn_expect_end(exn_stage *stage);
void exn_expect_fail(exn_stage *stage, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* crashes.c */
/* The run was left: fills its mismatch, if that was by a crash. */
void exn_crash_tell(exn_run *run);

/* leave.c, members.c */
_Noreturn void exn_leave_unmade(exn_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
size_t exn_live(const exn_stage *stage); /* memory in use, but that of managers */
/* Leaves the run from anywhere inside it */
_Noreturn void exn_leave(exn_run *run, exn_run_end end);

#endif
