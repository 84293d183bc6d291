/* What the border has seen so far: the memory of the invariants, fed by events alone.
 *
 * Nothing here is read from an implementation's own bookkeeping, and nothing of src/core is used: a
 * checker that shares code with what it checks proves nothing. The view lies in the world's memory,
 * because what it remembers is part of the state of a run. */
#ifndef EXN_CONTRACT_VIEW_H
#define EXN_CONTRACT_VIEW_H

#include "contract/event.h"

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The identity of an error: how it was raised, and the index of the member or scope that raised it.
 */
typedef uint32_t exn_error_id;
typedef enum exn_id_kind {
    EXN_ID_NONE,
    EXN_ID_BODY,
    EXN_ID_CANCELED,
    EXN_ID_ENTER,    /* of a member */
    EXN_ID_EXIT,     /* of a member */
    EXN_ID_DEADLINE, /* of a scope */
    EXN_ID_SEVERAL,  /* of a scope: the combined error of a nested pool */
    EXN_ID_UNKNOWN   /* an error that nobody raised */
} exn_id_kind;
enum { EXN_ID_SHIFT = 28 };
/* A bit, not a kind: another record that looks like this error (E2). */
#define EXN_ID_COPY (1u << 31)
static inline exn_error_id exn_id(exn_id_kind kind, uint32_t index)
{
    return ((uint32_t)kind << EXN_ID_SHIFT) | index;
}
static inline exn_id_kind exn_id_kind_of(exn_error_id id)
{
    return (exn_id_kind)(id >> EXN_ID_SHIFT);
}
static inline uint32_t exn_id_index(exn_error_id id)
{
    return id & ((1u << EXN_ID_SHIFT) - 1);
}

#define EXN_NONE UINT32_MAX /* no member, no scope */
/* In a chain: the error of the body. Elsewhere: the body of the first task. */
#define EXN_BODY (UINT32_MAX - 1)

/* In a chain: the cause that a nested scope was told by its parent. Between it and EXN_BODY stand
 * the bodies of the other tasks. */
#define EXN_CAUSE (EXN_BODY - EXN_TASKS_MAX)

/* The body of a task, where members stand too. */
static inline uint32_t exn_body(uint32_t task)
{
    return EXN_BODY - task;
}
static inline bool exn_is_body(uint32_t member)
{
    return member > EXN_CAUSE && member <= EXN_BODY;
}
static inline uint32_t exn_task_of_body(uint32_t member)
{
    return EXN_BODY - member;
}

typedef enum exn_status {
    EXN_FRESH,
    EXN_ENTERING,
    EXN_HELD,        /* entered or pushed: it must be exited */
    EXN_ENTER_ENDED, /* its enter failed or was canceled */
    EXN_EXITING,
    EXN_GONE /* its exit settled */
} exn_status;

/* --- of a manager ----------------------------------------------------------------------------- */

/* What never changes lies apart from what does, and what only some scenarios need apart from what
 * all do: a state of the world is to be small. */

typedef struct exn_member_facts {
    const char *name;
    uint32_t inside; /* the nested scope that it is; EXN_NONE: an ordinary manager */
    /* The first handle of the manager that it is a handle of; EXN_NONE: no tasks share it. */
    uint32_t shared;
    bool pushed;     /* of the plan, but not to be entered: it is there already (S14) */
    bool dynamic;    /* not of the scope's plan: the body entered it */
    uint32_t before; /* of the plan: the one to be entered before it; EXN_NONE: it is the first */
} exn_member_facts;

/* Where a member stands. Only moving changes it (S9). */
typedef struct exn_member_place {
    uint32_t holder;  /* the scope */
    uint32_t sibling; /* the next member of the holder, in the order of the managers */
} exn_member_place;

/* Its links in a stack. */
typedef struct exn_member_links {
    uint32_t below; /* registered before it */
    uint32_t chain; /* what propagated when it raised: a member, EXN_BODY, EXN_CAUSE, EXN_NONE */
} exn_member_links;

/* What the scope that holds a member has done with it. */
typedef struct exn_member_view {
    exn_error_id told;   /* the cause of the exit in flight */
    exn_error_id raised; /* its error; EXN_ID_NONE */
    int32_t held;        /* how many things it holds, of all kinds */
    uint8_t status;      /* exn_status */
    bool callback : 1;
    bool asked : 1;          /* the operation in flight was sent a cancel request */
    bool asked_by_world : 1; /* ... and the world asked it to stop, which its scope does not know */
    /* it must be asked: its exit at the end of grace (C4), its enter by closing (S11) */
    bool due : 1;
    bool by_action : 1;    /* an action entered it, though it is of the plan: now it is not */
    bool overdue : 1;      /* its enter failed after the deadline of its scope had expired */
    bool enter_failed : 1; /* the last one that an action asked for; else it was canceled */
    bool may_be_asked : 1; /* its exit; a request need not come to it: a deadline has expired */
    bool repeats : 1;      /* a request of it was answered already, and may be repeated */
    bool accepted : 1;     /* an action has asked for its enter, which has not begun */
    bool agreed : 1;       /* its exit suppressed an error, where all exits must; */
    bool dissented : 1;    /* it was told one and did not */
} exn_member_view;

/* --- of a scope ------------------------------------------------------------------------------- */

typedef enum exn_body_status {
    EXN_BODY_IS_NEW,
    EXN_BODY_IS_IN_FLIGHT,
    EXN_BODY_HAS_RETURNED,
    EXN_BODY_HAS_RAISED,
    EXN_BODY_HAS_STOPPED /* settled canceled */
} exn_body_status;

typedef struct exn_scope_facts {
    const char *name;
    uint32_t member; /* itself in its parent; EXN_NONE: outermost */
    uint32_t task;   /* to which it belongs */
    uint32_t wanted; /* enters that the plan asks for */
    uint32_t last;   /* the last one of them; EXN_NONE: there is none */
    uint8_t kind;    /* exeunt_kind */
    bool wait_all;
    bool takes_more;  /* what is not of its plan, where actions ask for it */
    bool shows_clock; /* it shows when it starts and stops its timers */
} exn_scope_facts;

enum { EXN_DUES_MAX = INT32_MAX >> 1 };

/* A scope as its border has seen it. */
typedef struct exn_scope_view {
    const exn_scope_facts *is;
    uint32_t first;         /* its first member, in the order of the managers */
    uint32_t top;           /* stack: registered last */
    uint32_t head;          /* stack: what propagates: a member, EXN_BODY, EXN_CAUSE or EXN_NONE */
    uint32_t last_exit;     /* pool: the member whose exit began last */
    uint32_t first_failure; /* pool: the first enter that failed in time (P13); EXN_NONE */
    /* stack: the lowest entry that is held above the place of what is entered next (S14) */
    uint32_t above;
    exn_error_id body_error; /* what the body raised, or what the exit of a nested one was told */
    /* with each settlement some of these change; they share a granule of the heap */
    uint32_t entered;         /* of the wanted ones */
    uint32_t entering;        /* in flight */
    uint32_t exiting;         /* in flight */
    uint32_t held;            /* to be exited */
    exn_error_id late_error;  /* what the body raised after an action of its own had closed it */
    uint32_t dues : 30;       /* members that are `due` */
    bool asked_exit_over : 1; /* of a stack whose exits are asked again: one was, and is over */
    bool last_began : 1;      /* `is->last` is not fresh any more */
    /* exn_body_status; nested: IN_FLIGHT when it settled entered, then as its exit was told */
    uint8_t body;
    uint8_t quiescence; /* exn_quiescence; scopes[0]: of the whole view */
    bool begun : 1;
    bool failed : 1;     /* an enter of it failed */
    bool cancel : 1;     /* a request was made to it (C1) */
    bool expired : 1;    /* its deadline (C6) */
    bool stopped : 1;    /* canceled or expired when it was closed, or its first exit began (C7) */
    bool unwinding : 1;  /* its exits have begun */
    bool rollback : 1;   /* its exits began without a body (P5) */
    bool suppressed : 1; /* an exit of it suppressed an error, and that counted */
    bool cause_suppressed : 1; /* the body's error, or what the parent told */
    bool deadline_started : 1; /* it has shown DEADLINE_START, */
    bool deadline_stopped : 1; /* DEADLINE_STOP, */
    bool grace_started : 1;    /* GRACE_START, */
    bool grace_stopped : 1;    /* GRACE_STOP */
    bool body_asked : 1;       /* the body in flight was sent a cancel request */
    bool closing : 1;          /* it was closed by an action */
    bool closed : 1;
} exn_scope_view;

/* --- of a task -------------------------------------------------------------------------------- */

/* An outermost scope with a body. Several are in one world, and each scope belongs to one. */
typedef struct exn_task_facts {
    uint32_t scope;          /* the outermost one */
    const char *body;        /* what traces call its body: "body", "w1 body" */
    const char *body_source; /* the source of what its body raises: "body", "w1.body" */
} exn_task_facts;

/* What the rules said when a step ended last: they need not look again before something has
 * happened. */
typedef enum exn_quiescence {
    EXN_NOT_QUIESCENT,   /* something has happened since */
    EXN_QUIESCENT,       /* nothing is owed */
    EXN_QUIESCENT_ASKED, /* ... and a request was owed and made: X11 was put to the test */
} exn_quiescence;

/* What a manager may hold. */
typedef enum exn_thing {
    EXN_MEMORY,
    EXN_HOLD,     /* exeunt_hold */
    EXN_EXTERNAL, /* waited for */
    EXN_TIMER,    /* that runs */
    EXN_CALLBACK, /* posted */
    EXN_THINGS
} exn_thing;

typedef struct exn_holdings exn_holdings;

typedef struct exn_view {
    exn_member_view *const *members; /* [member_count], like the next three */
    exn_member_place *places;
    exn_member_links *links; /* NULL: there is no stack */
    const exn_member_facts *facts;
    exn_holdings *holdings; /* holdings.h; NULL: no manager is written in C */
    uint32_t member_count;
    uint32_t scope_count;
    exn_scope_view *scopes; /* scopes[0] is the outermost one of the first task */
    const exn_task_facts *tasks;
    uint32_t task_count;      /* at least one */
    uint32_t waived;          /* rules that are not judged: a set of bits (exn_rule) */
    exeunt_promises promises; /* of the implementation; the rules ask these answers alone */
    const char *stranger;     /* what messages call an error that nobody raised; NULL: that */
} exn_view;

static inline const char *exn_member_name(const exn_view *view, uint32_t member)
{
    return view->facts[member].name;
}

static inline const char *exn_scope_name(const exn_view *view, uint32_t scope)
{
    return view->scopes[scope].is->name;
}

/* The task whose outermost scope a scope is; EXN_NONE: it is none. */
static inline uint32_t exn_task_closed_by(const exn_view *view, uint32_t scope)
{
    uint32_t task = view->scopes[scope].is->task;
    return view->tasks[task].scope == scope ? task : EXN_NONE;
}

/* The task that holds a member. */
static inline uint32_t exn_task_of_member(const exn_view *view, uint32_t member)
{
    return view->scopes[view->places[member].holder].is->task;
}

/* Whether an action, and not the plan of the scope, decides when the member is entered. */
static inline bool exn_is_dynamic(const exn_view *view, uint32_t member)
{
    return view->facts[member].dynamic || view->members[member]->by_action;
}

/* Whether a scope holds a member, or is entering or exiting it: no scope may take it meanwhile. */
static inline bool exn_is_taken(const exn_view *view, uint32_t member)
{
    uint8_t status = view->members[member]->status;
    return status == EXN_ENTERING || status == EXN_HELD || status == EXN_EXITING;
}

/* Whether the scope closes, or has closed. */
static inline bool exn_has_begun_to_close(const exn_scope_view *scope)
{
    return scope->closing || scope->unwinding || scope->closed ||
           scope->body > EXN_BODY_IS_IN_FLIGHT;
}

/* Whether every event so far has kept the rules: where some are waived, code under test may do what
 * the view has no words for, and its counts mean nothing. */
static inline bool exn_view_is_exact(const exn_view *view)
{
    return view->waived == 0;
}

/* What is wrong with a record that is the right one (E1, X7). */
typedef enum exn_flaw_kind {
    EXN_FLAW_CODE,
    EXN_FLAW_NO_CODE, /* it is not negative */
    EXN_FLAW_MESSAGE,
    EXN_FLAW_SOURCE,
    EXN_FLAW_CYCLE /* its chain of contexts goes round (E2) */
} exn_flaw_kind;

typedef struct exn_flaw {
    exn_error_id of;
    exn_flaw_kind kind;
    int code, wanted_code;
    const char *text, *wanted_text; /* message or source; NULL: there is none */
} exn_flaw;

/* What is left when the world has ended (X13). */
typedef struct exn_left {
    size_t bytes;
    uint32_t waiting; /* callbacks and timers */
    const char *what; /* that is left elsewhere than in the world; NULL: nothing */
} exn_left;

/* A run that never ends comes back to an earlier state, or exceeds its step limit. */
typedef struct exn_round {
    bool goes_round;
    uint64_t first_step; /* GOES_ROUND: after which the state was the same */
} exn_round;

/* The same tape gave another trace. */
typedef struct exn_trace_difference {
    const char *text; /* NULL: not known */
    uint32_t blamed;  /* `text`: whose code differs: a member, a body, or EXN_NONE, the scope */
} exn_trace_difference;

/* Code under test found that a rule of its own was broken (U1). */
typedef struct exn_refutation {
    const char *rule; /* as the code names it: the format of its message; static */
    const char *message;
} exn_refutation;

/* An error and the context that its record shows. */
typedef struct exn_context_link {
    exn_error_id error, context;
} exn_context_link;

/* One event. What a kind does not have is zero. */
typedef struct exn_event {
    exn_event_kind kind;
    uint32_t member;    /* the member that it is about; EXN_NONE: the body, or the scope itself */
    uint32_t scope;     /* the scope whose border it is */
    exn_error_id error; /* exit begins: the cause; fails and raises: the error; else EXN_ID_NONE */
    bool suppressed;    /* exit fails: it suppressed its cause as well (E6) */
    const exn_flaw *flaw; /* of an error that is told or listed; NULL: there is none */
    /* exit begins: the context of the cause. closes: the contexts of the errors, and those of
     * combined errors among the contexts */
    const exn_context_link *contexts;
    uint32_t context_count;
    union {
        struct {                        /* a scope ends: closes, and what settles a nested one */
            const exn_error_id *errors; /* flat */
            uint32_t error_count;
            bool knows_suppressor;
            uint32_t suppressed_by; /* KNOWS_SUPPRESSOR: whose exit suppressed the error (X6) */
            bool outcome_canceled, outcome_suppressed; /* closes */
        };
        const char *what; /* ACQUIRES, RELEASES, TOUCHES_FREE: which thing, in words; may be NULL */
        exn_left left;    /* WORLD_ENDS */
        exn_round round;  /* ENDLESS */
        uint32_t callbacks_ran;          /* NEVER_RESTS: in this step */
        exeunt_clock clock;              /* TELLS_CLOCK */
        exn_trace_difference difference; /* DIFFERS */
        exn_refutation refutation;       /* REFUTES */
        const char *words;               /* WORD, CALL, CALL_REFUSED: which */
    };
} exn_event;

#endif
