/* The probe: stands between any scope and any manager, sees every call on that border, and makes
 * events of them.
 *
 * A scope under test is given the probe's managers (`outer`) instead of the real ones; a settled
 * operation passes through the probe on its way back. What stands behind is either a real manager
 * (`inner`: a nested scope, a manager written in C) or an actor, which a scenario plays through the
 * functions of exn_actor_callbacks. */
#ifndef EXN_CONTRACT_PROBE_H
#define EXN_CONTRACT_PROBE_H

#include "contract/border.h"
#include "contract/recorder.h"

/* Pointers that cross the border, kept in the world for those members that need them. */
typedef struct exn_told {
    const exeunt_error *cause; /* what the exit in flight was told */
    const void *value;         /* what its enter settled with */
    const char *message;       /* what it has failed with */
    int code;                  /* likewise; 0: it has not */
    uint32_t text;             /* a hash of the text of `message`; 0: it is not looked at */
    uint64_t base;             /* of a manager in C that is idle: hands_off.c; 0: it is not */
} exn_told;

/* What the enter or the exit of an actor fails with: a code of its own, and not the message of its
 * neighbours, so that no record passes for another one. */
int exn_actor_code(uint32_t member, bool exits);
const char *exn_actor_message(uint32_t member, bool exits);
/* What the body raises. */
enum { EXN_BODY_CODE = -1 };
extern const char exn_body_source[], exn_body_message[];

/* What lies behind a manager that the scope under test sees. Nothing of it changes. */
typedef struct exn_member {
    exeunt_manager_type type; /* the type of `outer`, which leads from there to here */
    exeunt_manager *outer;    /* in the world */
    exeunt_manager *inner;    /* the real manager; NULL: an actor */
    exn_told *told;           /* NULL: an actor that raises nothing again */
    exn_probe *probe;
    uint32_t index;
} exn_member;

/* The functions that play what the world decides. */
typedef struct exn_actor_callbacks {
    void (*enter)(void *stage, uint32_t member);
    void (*exit)(void *stage, uint32_t member, exn_error_id cause);
    void (*cancel)(void *stage, uint32_t member);
    void (*begin_body)(void *stage, uint32_t task);
    void (*cancel_body)(void *stage, uint32_t task);
    void (*closing)(void *stage, uint32_t scope); /* before any rule looks at the end */
    void (*close)(void *stage, uint32_t scope);
    /* Called with every event after it was recorded and before the call goes on; for timers. May be
     * NULL. */
    void (*notice)(void *stage, const exn_event *event);
} exn_actor_callbacks;

/* Nothing of it changes, but for what it points to in the world: the managers and the view. */
struct exn_probe {
    exn_world *world;
    exn_view view;
    exeunt_manager *const *outer; /* [view.member_count]: what the scopes see, ... */
    size_t outer_apart;           /* ... and how far apart they lie: all the same distance */
    exn_member *members;          /* [view.member_count] */
    exeunt_border *borders;       /* [view.scope_count] */
    /* [view.member_count]: of managers in C; in the world; NULL: none is written in C */
    exeunt_border *own_borders;
    /* [view.task_count]; in the world: a scope may write to them. */
    exeunt_error *body_errors;
    /* [view.task_count]: what a body written in C has raised; in the world; NULL: none is. */
    exn_told *bodies_told;
    /* For scopes that keep records of their own: the record that one has shown for each member's
     * failure, for each scope's deadline, and for each scope's combined error; NULL: none yet. In
     * the world. */
    const exeunt_error **shown; /* [view.member_count + 2 * view.scope_count] */
    /* The member whose value was given last, and its index: the next one mostly follows it. The
     * members of a pool, and their order, never change. */
    struct {
        uint32_t scope, member;
        size_t index;
    } last_value;
    /* [view.member_count]: what the handles of a manager share, by the first of them; in the world.
     * NULL: they have not asked for anything. */
    void **shared;
    exn_recorder *recorder; /* outside the world */
    bool *exit_was_asked;   /* outside the world: whether an exit was asked to stop in any run */
    /* [EXN_RULES], outside the world: which of M1 to M8 any run has put a manager written in C to;
     * where none is, a nested scope. */
    bool *tested_by_code;
    const exn_actor_callbacks *players;
    void *stage;
};

/* Prepares the outer manager of a member: `inner` or NULL for an actor. `told` may be NULL for an
 * actor that is never to raise again what it was told. */
void exn_probe_init_member(exn_probe *probe, uint32_t index, exeunt_manager *inner, exn_told *told);

/* The same for a real manager that is known later: it takes the place of the actor. */
void exn_probe_stand_in(exn_probe *probe, uint32_t index, exeunt_manager *inner);

/* The member that the scopes see at an address, or part of it; EXN_NONE: no member. */
static inline uint32_t exn_probe_member_at(const exn_probe *probe, const void *address)
{
    if (probe->view.member_count == 0 || (uintptr_t)address < (uintptr_t)probe->outer[0]) {
        return EXN_NONE;
    }
    size_t index = ((uintptr_t)address - (uintptr_t)probe->outer[0]) / probe->outer_apart;
    return index < probe->view.member_count ? (uint32_t)index : EXN_NONE;
}

/* Records an event, which passes the rules, and tells the stage of it. Inline: it is in the path of
 * every step. */
static inline void exn_probe_emit(exn_probe *probe, const exn_event *event)
{
    exn_record_event(probe->recorder, &probe->view, event);
    if (probe->players->notice != NULL) {
        probe->players->notice(probe->stage, event);
    }
}
/* The same of a kind without details. */
void exn_probe_event(exn_probe *probe, exn_event_kind kind, uint32_t scope, uint32_t member);

/* An actor's operation settles: `result` goes past the rules and on to the scope. */
void exn_probe_settle(exn_probe *probe, uint32_t member_index, const exeunt_result *result);

/* The body of a task settles. If it raised, `error` is the body's own, or one that an enter of its
 * own gave it. */
void exn_probe_settle_body(exn_probe *probe, uint32_t task, exeunt_body_end end,
                           const exeunt_error *error);

/* What the enter of a member that is held has settled with; NULL: it is not held, or was pushed. */
const void *exn_probe_value(const exn_probe *probe, uint32_t member);

/* An outermost stack has registered, or refused, a member that an action gave to it. */
void exn_probe_taken(exn_probe *probe, uint32_t scope, uint32_t member, bool refused);

/* A cancel request from outside, to this outermost scope. */
void exn_probe_cancel(exn_probe *probe, uint32_t scope);

/* The world asks the operation of a member to stop, and no scope knows (M6). It is in flight, and
 * the member is no scope. */
void exn_probe_ask(exn_probe *probe, uint32_t member_index);

/* `member`, or a scope (EXN_NONE), has touched free memory; does not return. */
void exn_probe_touch_free(exn_probe *probe, uint32_t member);

/* Looks for what was written to free memory since the last look: by `member`, or by a scope
 * (EXN_NONE). Does not return if there is anything. */
static inline void exn_probe_look(exn_probe *probe, uint32_t member)
{
    if (exn_heap_clean(probe->world->heap)) {
        exn_probe_touch_free(probe, member);
    }
}

/* --- offers.c: what a manager acquires and releases ------------------------------------------- */

/* From here to exn_probe_made everything that is acquired belongs to what the manager is made with,
 * and exeunt_hold is about this member, which has no scope yet. */
void exn_probe_make(exn_probe *probe, uint32_t member);
void exn_probe_made(void);

/* A manager acquires `which`. Returns whether the manager is made with it, so that it does not
 * count; on the border of a scope nothing counts. Does not return if the manager may not acquire
 * anything now (M3, M4). */
bool exn_probe_acquire(exn_probe *probe, uint32_t member, exn_thing thing, const void *which,
                       uint64_t bytes);
/* It releases what it acquired, and was not made with. */
void exn_probe_release(exn_probe *probe, uint32_t member, exn_thing thing, uint64_t bytes);

/* Code gives up, on this border, what it waits for or has started on another border. Does not
 * return. */
void exn_probe_gives_up(const exeunt_border *border, const char *what);

/* A callback that a manager posted is about to run. */
void exn_probe_callback_runs(exn_probe *probe, uint32_t member);

/* Where the settlements of real managers arrive. */
void exn_inner_settled(exeunt_manager *inner, const exeunt_result *result);

/* --- hands_off.c ------------------------------------------------------------------------------ */

/* An operation of the member settles: its manager's base is the scope's from now on (M8), up to the
 * next one, which takes it back. Does not return if the manager has written to it meanwhile. */
void exn_probe_leave_base(const exn_member *member);
void exn_probe_take_base(const exn_member *member);
/* Code of a manager, or of the body, was at work: it has touched no base but its own. Does not
 * return if it has. */
void exn_probe_look_at_other_bases(exn_probe *probe, uint32_t at_work);
/* The world ends. */
void exn_probe_look_at_bases(exn_probe *probe);

/* The exit of a member was told an error. Does not return if its record is not as it was (M8). */
void exn_probe_look_at_cause(const exn_member *member);

/* --- messages.c ------------------------------------------------------------------------------- */

/* Records that a member, or a body, has written to what belongs to an error. Returns only where the
 * rule is waived. */
void exn_probe_tell_touched(const exn_probe *probe, uint32_t scope, uint32_t member,
                            exn_error_id error);

/* The text that a member, or a body, has raised an error with: it must not change. */
void exn_probe_keep_text(exn_told *told);
/* Does not return if it has changed (M8). */
void exn_probe_look_at_text(const exn_probe *probe, exn_error_id error);

/* --- identity.c ------------------------------------------------------------------------------- */

/* Identifies an error by its pointer (E2). */
exn_error_id exn_probe_identify(const exn_probe *probe, const exeunt_error *error);

/* Identifies an error that `event` carries, and looks at what the record contains: a flaw goes into
 * `event`. */
exn_error_id exn_probe_read(const exn_probe *probe, const exeunt_error *record, exn_event *event);

/* Whether the record of a failure, or of a body's error, does not say what it has to. */
bool exn_probe_is_flawed(const exn_probe *probe, const exeunt_error *record);

/* Fills the errors of `event`: these, or those that `error` stands for, down to `until`. They lie
 * in the room of the recorder, up to the next call. */
void exn_probe_read_all(const exn_probe *probe, const exeunt_error *const *records, size_t count,
                        exn_event *event);
void exn_probe_list(const exn_probe *probe, const exeunt_error *error, const exeunt_error *until,
                    exn_event *event);

/* Fills the contexts of `event`, which lists these errors: where they are final. */
void exn_probe_read_contexts(const exn_probe *probe, const exeunt_error *const *records,
                             exn_event *event);

/* The error with this id among what the member's exit was told, to be raised again; NULL: the exit
 * was not told it. For members that have `told`. */
const exeunt_error *exn_probe_told_error(const exn_probe *probe, uint32_t member, exn_error_id id);

#endif
