/* A scope that a child runs, as the world has it. What lies here is in the world's memory, and part
 * of its state: the key of the child's state, what it has still to be told, and the records of the
 * errors that were raised. */
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
    EXN_HAPPENS_CANCEL
} exn_happening_kind;

/* Something that happens to the child's scope. */
typedef struct exn_happening {
    uint8_t kind; /* exn_happening_kind */
    bool is_exit; /* SETTLE */
    uint32_t member;
    exn_how how;
} exn_happening;

/* The records of what a member's operations have failed with. */
typedef struct exn_member_records {
    exeunt_error enter, exit;
} exn_member_records;

typedef struct exn_wing {
    exeunt_border *border;
    const exeunt_plan *plan;
    exn_adapter *adapter; /* outside the world */
    exn_hash state;       /* the key of the child's state */
    exeunt_task go_on;
    bool goes_on;      /* that is posted */
    bool is_ready;     /* the child stands behind the first callback of a turn */
    bool in_turn;      /* the child is being told something */
    bool passes;       /* what settles lets the cancel pass through */
    bool settles_here; /* inside a question: what settles answers it */
    bool has_closed;
    bool was_canceled; /* a request was made */
    uint32_t asked;    /* whose operation the question is about: a member, or a body */
    exn_how answer;
    exeunt_error stranger; /* stands for an error that only the child knows */
    uint32_t happening_count, happenings_max;
    exn_happening *happenings;   /* [happenings_max]: that have happened and were not told */
    exn_member_records *records; /* [member_count] */
    void **values;               /* [member_count]: what enters have settled with */
} exn_wing;

static inline exn_probe *exn_wing_probe(const exn_wing *wing)
{
    return wing->border->probe;
}

/* The member of this name, or EXN_NONE. */
uint32_t exn_wing_member(const exn_wing *wing, const char *name);

/* --- outcome.c -------------------------------------------------------------------------------- */

/* The record of an error that was raised. */
exeunt_error *exn_record_of(exn_wing *wing, exn_error_id id);

/* What an exit is told: what the child says of it. NULL: nothing. Returns false if that is no
 * error. */
bool exn_cause_from(exn_wing *wing, uint32_t member, const json_t *error,
                    const exeunt_error **cause);

/* The scope closes as the child says. Returns false if that is no outcome. */
bool exn_close_with(exn_wing *wing, const json_t *outcome);

/* Writes the name of an error as the child is told it. */
void exn_error_name_add(const exn_wing *wing, exn_error_id id, exn_line *line);

/* --- events.c --------------------------------------------------------------------------------- */

/* Has happen at the border what the child says has happened. Returns false if that is impossible,
 * with the adapter's fault. */
bool exn_event_happens(exn_wing *wing, const json_t *event);

/* --- wing.c -------------------------------------------------------------------------------- */

/* Something settles, or comes: the child is told, sooner or later. */
void exn_wing_hears(exn_wing *wing, exn_happening happening);

/* The run cannot go on, because of the adapter's fault. */
_Noreturn void exn_wing_leave(exn_wing *wing);

#endif
