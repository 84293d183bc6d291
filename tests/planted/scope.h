/* The small exit stack and exit pool that bugs are planted in: what their files share. They share
 * no code with what they test. */
#ifndef EXEUNT_TESTS_PLANTED_SCOPE_H
#define EXEUNT_TESTS_PLANTED_SCOPE_H

#include "planted.h"

#include <exeunt/error.h>

typedef enum entry_state { OUT, WAITS_TO_ENTER, ENTERING, HELD, EXITING } entry_state;

typedef struct entry {
    exeunt_manager *manager;
    exeunt_role role;
    entry_state state;
    bool failed_to_exit, was_canceled, was_exited_again;
    const void *value;
    const exeunt_error *context; /* of the error of its exit: for a bug */
    void (*on_entered)(void *context, const exeunt_error *error); /* by an action; or NULL */
    void *entered_context;
} entry;

typedef enum phase { NEW, ENTERS, BODY, EXITS, CLOSED } phase;

typedef struct scope {
    exeunt_manager base; /* as a manager of another scope */
    const exeunt_plan *plan;
    entry *entries; /* of the plan, in order; then those that were added later */
    size_t count;
    size_t considered; /* pool: how many entries an exit was considered for */
    phase phase;
    uint32_t entering, exiting; /* in flight */
    bool is_stepping;           /* a call further up the C stack goes on with this scope */
    bool body_ran, body_in_flight, body_stopped, is_closed_by_action;
    bool canceled, expired, stopped; /* stopped: the answer to C7 when the exits begin */
    bool suppressed, cause_suppressed;
    bool deadline_runs, deadline_started, grace_started, grace_ended;
    const exeunt_error *failure;     /* pool: the first failed enter */
    const exeunt_error *cause;       /* of the body or the parent; NULL: none */
    const exeunt_error *late_error;  /* of a body that had already closed its scope */
    const exeunt_error *propagating; /* stack: the newest; its contexts are the others */
    const exeunt_error *told;        /* pool: the cause of all exits; stack: of the last exit */
    const exeunt_error *repeated;    /* the error that an exit raised again last */
    uint32_t suppressions, plain_exits;
    exeunt_error deadline;
    exeunt_error copy;       /* of the cause: for a bug */
    int first_code;          /* of a failed exit: for a bug */
    char message[64];        /* of the last one: for a bug */
    exeunt_manager *refused; /* for a bug */
    exeunt_task later;
    entry *late; /* for a bug */
} scope;

static inline bool has(bug which)
{
    return planted == which;
}

static inline bool is_stack(const scope *self)
{
    return self->plan->kind == EXEUNT_KIND_STACK;
}

static inline bool was_asked(const scope *self)
{
    return self->canceled || self->expired;
}

/* scope.c */
void go_on(scope *self);
void begin_body(scope *self); /* nested: settles its enter */
void begin_exits(scope *self);
void cancel_all(scope *self, entry_state state);
void forget_pushed(scope *self, size_t from);
void begin_waiting(void); /* for a bug */
void notify_clock(scope *self, exeunt_clock clock);
void stop_deadline(scope *self);

/* operations.c: enters and exits, one by one */
void register_late(exeunt_task *task); /* for a bug */
entry *add_entry(scope *self, exeunt_manager *manager, exeunt_role role, entry_state state);
void enter(scope *self, entry *which);
void leave(scope *self, entry *which, const exeunt_error *cause);

/* stack.c, pool.c: take the next step; return false if there is none for now */
bool step_stack(scope *self);
bool step_pool(scope *self);
int act_enter(void *subject, exeunt_manager *manager,
              void (*settled)(void *context, const exeunt_error *error), void *context);
int act_push(void *subject, exeunt_manager *manager);
int act_callback(void *subject, exeunt_manager *manager);
int act_move(void *subject, void *target);

/* errors.c */
bool is_error(const scope *self, const exeunt_error *error); /* an error that can be suppressed */
const exeunt_error *quiet_cause(const scope *self); /* the cause while nothing propagates */
const exeunt_error *cause_of_stack(const scope *self, const entry *which);
void choose_cause_of_pool(scope *self);
void note_failed_enter(scope *self, entry *which, const exeunt_result *result);
void note_exit(scope *self, entry *which, const exeunt_result *result);
void end(scope *self);

#endif
