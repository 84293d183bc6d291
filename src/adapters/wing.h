/* What the world has of a child and of the scopes that it runs. It lies in the world's memory, and
 * is part of its state: the key of the child's state, what it has still to be told, and the records
 * of the errors that were raised. */
#ifndef EXN_ADAPTERS_WING_H
#define EXN_ADAPTERS_WING_H

#include "adapters/adapter.h"
#include "stage/state.h"

/* How an operation, or the body, settles; in the order of the words. */
typedef enum exn_settles_as {
    EXN_AS_WAITING, /* it does not settle yet */
    EXN_AS_ENTERED,
    EXN_AS_FAILED,
    EXN_AS_CANCELED,
    EXN_AS_EXITED,
    EXN_AS_SUPPRESSED,
    EXN_AS_RETURNED,
    EXN_AS_RAISED
} exn_settles_as;

typedef struct exn_how {
    uint8_t as;         /* exn_settles_as */
    uint8_t way;        /* of the adapter's; from 1 on, 0: none is said */
    bool passes;        /* of an exit: what the cancel threw passes through */
    exn_error_id again; /* FAILED: the error that is raised again; 0: a new one */
} exn_how;

typedef enum exn_happening_kind {
    EXN_HAPPENS_BEGIN,
    EXN_HAPPENS_SETTLE,
    EXN_HAPPENS_BODY,
    EXN_HAPPENS_CANCEL,
    /* What a body asks of its scope. */
    EXN_HAPPENS_ENTER,
    EXN_HAPPENS_PUSH,
    EXN_HAPPENS_CALLBACK,
    EXN_HAPPENS_CLOSE,
    EXN_HAPPENS_TIME,
    EXN_HAPPENS_DELIVER /* to a manager of the child's own */
} exn_happening_kind;

/* Something that happens to a scope of the child. */
typedef struct exn_happening {
    uint8_t kind; /* exn_happening_kind */
    bool is_exit; /* SETTLE */
    uint32_t scope;
    uint32_t member; /* SETTLE, ENTER, PUSH, CALLBACK */
    exn_how how;
    uint32_t result; /* DELIVER */
    uint64_t number; /* DELIVER: of what has come; TIME: milliseconds */
} exn_happening;

/* The records of what a member's operations have failed with. */
typedef struct exn_member_records {
    exeunt_error enter, exit;
} exn_member_records;

/* One of them in a world: the child. */
typedef struct exn_wing {
    exeunt_border *border; /* of the scope that was made first */
    exn_adapter *adapter;  /* outside the world */
    exn_hash state;        /* the key of the child's state */
    exeunt_task go_on;
    exeunt_border *spins; /* whose code does not come to rest */
    bool goes_on;         /* that is posted */
    bool is_ready;        /* the child stands behind the first callback of a turn */
    bool in_turn;         /* the child is being told something */
    bool passes;          /* what settles lets the cancel pass through */
    bool settles_here;    /* inside a question: what settles answers it */
    bool bodies_act;      /* they may ask something of their scopes */
    uint32_t asked;       /* whose operation the question is about: a member, or a body */
    exn_how answer;
    uint32_t scopes_left;  /* that were not destroyed */
    exeunt_error stranger; /* stands for an error that only the child knows */
    exeunt_timer timer;    /* runs while the child has timers: to the earliest of them */
    uint64_t timer_ms;     /* what it had to wait when the child was told the time last */
    uint32_t happening_count, happenings_max;
    exn_happening *happenings;   /* [happenings_max]: that have happened and were not told */
    exn_member_records *records; /* [member_count] */
    void **values;               /* [member_count]: what enters have settled with */
} exn_wing;

/* One for each scope: the subject. */
typedef struct exn_wing_scope {
    exn_wing *wing;
    exeunt_border *border;
    const exeunt_plan *plan;
    bool was_canceled;      /* a request was made, ... */
    bool was_canceled_more; /* ... and another one */
    exeunt_manager manager; /* of a nested one: what the scope around it enters */
    exeunt_error deadline;  /* the error that it raises when its time is over */
    /* Who is to hear how the enter ends that the body has asked for; NULL: there is none. */
    void (*entered)(void *context, const exeunt_error *error);
    void *context;
} exn_wing_scope;

static inline exn_probe *exn_wing_probe(const exn_wing *wing)
{
    return wing->border->probe;
}

static inline exn_wing_scope *exn_wing_scope_at(const exn_wing *wing, uint32_t scope)
{
    return exn_wing_probe(wing)->borders[scope].subject;
}

/* The member, or the scope, of this name; EXN_NONE: there is none. */
uint32_t exn_wing_member(const exn_wing *wing, const char *name);
uint32_t exn_wing_scope_named(const exn_wing *wing, const char *name);

/* --- outcome.c -------------------------------------------------------------------------------- */

/* The record of an error that was raised. */
exeunt_error *exn_record_of(exn_wing *wing, exn_error_id id);

/* What an exit is told: what the child says of it. NULL: nothing. Returns false if that is no
 * error. */
bool exn_cause_from(exn_wing *wing, uint32_t member, const json_t *error,
                    const exeunt_error **cause);

/* What a body is told of the enter of this member, for which it has asked. */
const exeunt_error *exn_error_of_enter(exn_wing *wing, uint32_t member, const json_t *error);

/* The newest error that a nested scope raises (E5); NULL: none of its own. */
const exeunt_error *exn_error_out_of(exn_wing_scope *scope, const json_t *error);

/* The scope closes as the child says. Returns false if that is no outcome. */
bool exn_close_with(exn_wing_scope *scope, const json_t *outcome);

/* Writes the name of an error as the child is told it. */
void exn_error_name_add(const exn_wing *wing, exn_error_id id, exn_line *line);

/* --- events.c --------------------------------------------------------------------------------- */

/* The manager that an event names at this place, as a member; EXN_NONE after an objection. */
uint32_t exn_wing_member_at(exn_wing *wing, const json_t *event, size_t index);
/* Returns 1 for an exit, 0 for an enter, or -1 after an objection. */
int exn_wing_operation_at(exn_wing *wing, const json_t *event, size_t index);

/* Has happen at the border what the child says has happened. Returns false if that is impossible,
 * with the adapter's fault. */
bool exn_event_happens(exn_wing *wing, const json_t *event);

/* --- wing.c -------------------------------------------------------------------------------- */

/* Something settles, or comes: the child is told, sooner or later. */
void exn_wing_hears(exn_wing *wing, exn_happening happening);

/* The same of what is asked: the child answers at once. Returns whether it refuses. */
bool exn_wing_asks(exn_wing *wing, exn_happening happening);

/* The run cannot go on, because of the adapter's fault. */
_Noreturn void exn_wing_leave(exn_wing *wing);

/* --- asks.c ----------------------------------------------------------------------------------- */

/* Fills the functions by which a body asks something of its scope, as far as the child has them. */
void exn_adapter_fill_asks(exn_adapter *adapter);

#endif
