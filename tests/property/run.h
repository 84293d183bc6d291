/* One run of a scenario: a plain value that is copied wherever the run may go on in several ways.
 *
 * A run never calls back and never re-executes. After every event `brute_run_advance` applies rules
 * until none applies. It returns where the world has a choice, and the caller tries each
 * alternative on a copy.
 */
#ifndef BRUTE_RUN_H
#define BRUTE_RUN_H

#include "model.h"

enum {
    BRUTE_BODY = BRUTE_NODES_MAX, /* of the first task; those of the others follow */
    BRUTE_MEMBERS = BRUTE_NODES_MAX + BRUTE_TASKS_MAX,
    BRUTE_TRACE_MAX = 128,
    BRUTE_REPLIES_MAX = 8,
    BRUTE_READY_MAX = BRUTE_TASKS_MAX + 1,
    BRUTE_TOUCH = BRUTE_TASKS_MAX /* among what is ready, where the tasks stand for their bodies */
};

/* The state of a node, as the scope that holds it sees it. */
enum brute_stage {
    BRUTE_OUTSIDE,
    BRUTE_ENTERING,
    BRUTE_INSIDE, /* entered or pushed */
    BRUTE_ENTER_FAILED,
    BRUTE_ENTER_CANCELED,
    BRUTE_EXITING,
    BRUTE_GONE,
    BRUTE_BODY_READY, /* of the body alone: posted, not begun */
    BRUTE_BODY_RUNS   /* of the body alone */
};

enum brute_phase {
    BRUTE_PHASE_NEW,
    BRUTE_PHASE_ENTERS,
    BRUTE_PHASE_BODY, /* of a nested scope: it has settled entered */
    BRUTE_PHASE_EXITS,
    BRUTE_PHASE_CLOSED
};

enum brute_cause_kind { BRUTE_CAUSE_NONE, BRUTE_CAUSE_CANCELED, BRUTE_CAUSE_ERROR };

/* The cause of an exit. */
struct brute_cause {
    enum brute_cause_kind kind;
    uint8_t error;          /* of an error: the newest, or the first member */
    bool contains_body;     /* the error of its task's body is this error or reachable from it */
    bool contains_deadline; /* the same for the deadline of its task's outermost scope */
};

/* A node or the body. */
struct brute_member {
    enum brute_stage stage;
    bool asked;          /* the operation in flight was asked to stop */
    bool asked_by_world; /* the world alone asked it; no scope knows */
    bool waits;          /* an enter, for a token */
    bool has_token;
    uint16_t age;       /* of the operation in flight: smaller is older */
    uint8_t steps_left; /* waits before the operation in flight settles */
    struct brute_cause told;
    struct brute_errors errors; /* raised by the enter that failed, or by the exit */
};

struct brute_scope {
    enum brute_phase phase;
    int next;         /* the child that begins next */
    int first_failed; /* the child whose enter failed first in time (P13), or BRUTE_NOBODY */
    bool requested;   /* the flag `canceled` */
    bool expired;     /* its own deadline has expired */
    bool rollback;    /* the body never ran */
    bool suppressed;  /* an exit suppressed an error, and that took effect */
    bool exits_begun;
    bool began_now; /* its enters, since the last external */
    /* It settles entered, and its parent goes on inside that call: its own exits begin when the
     * call is over (D1). */
    bool in_call;
    bool grace_started;       /* at most once */
    struct brute_cause cause; /* the error that the exits began with, or none */
    bool cause_stands;
    struct brute_cause base;          /* the cause while no error propagates (C7) */
    struct brute_errors cause_errors; /* what `cause` adds to this scope's own errors */
    struct brute_errors raised; /* of a stack: the exits' errors that propagate, newest first */
};

/* A task that replies to what has settled, and then gives back the token of what that was. */
struct brute_reply {
    int task;
    int gives_back; /* a handle, or BRUTE_NOBODY */
};

struct brute_timer {
    /* For a manager's operation, or for a scope's deadline or, during its exits, its grace time. */
    int node;
    unsigned due_ms;
};

struct brute_run {
    const struct brute_scenario *scenario;
    struct brute_member member[BRUTE_MEMBERS];
    struct brute_scope scope[BRUTE_NODES_MAX];
    int timer_count;
    struct brute_timer timer[BRUTE_NODES_MAX]; /* in the order of their start */
    unsigned now_ms;
    int inline_member; /* the member that has yet to settle inside its call, or BRUTE_NOBODY */
    bool was_waiting;  /* it goes on with a token that was given back: its scope does not call it */
    int tasks_begun;
    uint16_t begun_count; /* operations */
    int reply_count;
    struct brute_reply reply[BRUTE_REPLIES_MAX]; /* the last one is under way inside the others */
    int waiting_count;
    uint8_t waiting[BRUTE_NODES_MAX]; /* for tokens, in the order in which they came */
    int ready_count;
    uint8_t ready[BRUTE_READY_MAX]; /* posted callbacks: bodies that are to begin, BRUTE_TOUCH */
    bool cancel_spent;
    bool external_came; /* and none of the callbacks that it has posted has run */
    int breaks;         /* a rule of enum brute_rule, which has ended the run; or BRUTE_NOBODY */
    struct brute_errors outcome[BRUTE_TASKS_MAX]; /* valid once all outermost scopes have closed */
    int trace_count;
    /* What has happened; recorded if something is expected. */
    struct brute_event trace[BRUTE_TRACE_MAX];
};

/* Why a run does not go on by itself. */
enum brute_pause {
    BRUTE_WAITS,    /* for an external */
    BRUTE_INLINE,   /* `inline_member` settles inside its call, in one of several ways */
    BRUTE_IS_READY, /* a posted callback has not run */
    BRUTE_BROKEN,   /* it has ended with a breach */
    BRUTE_CLOSED
};

/* Makes a run before its start. A cancel request may come before the first `brute_run_advance`. */
void brute_run_init(struct brute_run *run, const struct brute_scenario *scenario);

/* Begins the tasks, and lets the scopes do everything that they can do. */
enum brute_pause brute_run_advance(struct brute_run *run);

/* Runs the callback that was posted first: the beginning of a body, with its pushes and its
 * request; or one that touches memory after settling, which breaks a rule. */
void brute_run_callback(struct brute_run *run);

/* Whether the trace has an event; and whether, each time `first` happens, `second` happens
 * later. */
bool brute_run_shows(const struct brute_run *run, struct brute_event event);
bool brute_run_keeps_order(const struct brute_run *run, struct brute_event first,
                           struct brute_event second);

/* Whether an operation of a manager, or the body, is in flight. Operations of a scope do not count,
 * because they consist of those of its managers. */
bool brute_run_in_flight(const struct brute_run *run, int member);

/* Returns the declared operation that is in flight for a manager, or the body. */
const struct brute_operation *brute_run_operation(const struct brute_run *run, int member);

/* Returns the results with which the operation in flight may settle if nothing delays it: those
 * declared, without hanging, without suppressing nothing, equal ones once. Possibly none. */
unsigned brute_run_results(const struct brute_run *run, int member);

/* Takes one inner step. */
void brute_run_step(struct brute_run *run, int member);

/* Settles the operation in flight of `member`. */
void brute_run_settle(struct brute_run *run, int member, enum brute_result result);

/* Whether the world may ask the operation in flight of `member` to stop; and asks it. */
bool brute_run_may_ask(const struct brute_run *run, int member);
void brute_run_ask(struct brute_run *run, int member);

/* A cancel request from outside; and whether it may come. */
void brute_run_cancel(struct brute_run *run, int task);
bool brute_run_may_cancel(const struct brute_run *run, int task);

/* Returns the node whose timer is due next, or BRUTE_NOBODY. */
int brute_run_next_timer(const struct brute_run *run);

/* Moves time to that timer and ends it. A deadline expires; an operation must be settled by the
 * caller. */
void brute_run_pass_time(struct brute_run *run);

/* Where nothing more comes: whether a manager is to blame, and not a body, or tasks that wait for
 * one another. */
bool brute_run_blames_manager(const struct brute_run *run);

/* Writes the outcome of a closed run as SCENARIOS.md words it. */
void brute_run_outcome(const struct brute_run *run, char *text, size_t size);

#endif
