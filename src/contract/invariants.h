/* The invariants X1-X13, M1-M9 and U1 as live automata over the events at the border (SPEC 3 and
 * 4). */
#ifndef EXN_CONTRACT_INVARIANTS_H
#define EXN_CONTRACT_INVARIANTS_H

#include "contract/rules.h"
#include "contract/view.h"

/* Moments that are no trace events but at which rules look: kinds behind those of event.h. */
enum {
    EXN_STEP_ENDS = EXN_TRACE_KINDS, /* a step and all its ready callbacks are over */
    /* nothing more comes; `member` is whom it waits for: the oldest whose operation is in flight,
     * EXN_BODY, or EXN_NONE, the scope */
    EXN_STUCK,
    /* the run exceeded its step limit (D5), or came back to where it was behind a step
     * (`error_count`, less one); `member` is who goes on, as above */
    EXN_ENDLESS,
    /* a step runs more callbacks than it may (D5), `member` posts them, or EXN_NONE */
    EXN_NEVER_RESTS,
    EXN_WORLD_ENDS, /* all scopes closed and destroyed; `error_count` bytes, or `what`, are left */
    EXN_SETTLES_AGAIN,   /* `member` settled with nothing in flight */
    EXN_SETTLES_WRONGLY, /* `member` settled with what is no result of its operation */
    EXN_TOUCHES,         /* `member` touched an operation that had settled */
    EXN_TOUCHES_FREE,    /* `member`, or the scope, touched memory that is nobody's */
    EXN_ACQUIRES,        /* `member` acquires `what` though it has settled */
    EXN_RELEASES,        /* `member` releases `what`, which it does not hold */
    EXN_GIVES_VALUE,     /* the body is given a value for `member` that is not its own (P7) */
    EXN_TELLS_ENTER,     /* the body is told `error` of the enter of `member` that it asked for */
    EXN_TELLS_CLOCK,     /* the scope starts or stops a timer: `clock` */
    /* a scope that has ended took `member`, or, EXN_NONE, one that closes closed again */
    EXN_ACCEPTS,
    EXN_TAKEN,   /* a stack has registered `member`, whose record is `error` (S15) */
    EXN_REFUSED, /* ... has refused to */
    EXN_DIFFERS, /* the same tape gave another trace */
    EXN_REFUTES, /* code of `member`, or of the scope, has broken a rule of its own: `what` */
    EXN_MOMENTS
};

/* The first rule that a run broke. */
typedef struct exn_breach {
    bool happened;
    exn_rule rule;
    uint32_t blamed;   /* a member, EXN_BODY, or EXN_NONE: the scope */
    char message[240]; /* one line */
    char note[120];    /* for the last event of the trace; may be empty */
    const char *own;   /* U1: which rule of one's own it is, told by its words; static */
} exn_breach;

/* How often the condition of each rule arose. */
typedef struct exn_tally {
    uint64_t checked[EXN_RULES];
} exn_tally;

/* Lets every rule look at an event that is about to be taken into the view, in the order of
 * precedence. Returns true and fills `breach` at the first that is broken; true without a breach
 * where there is no memory to look. */
bool exn_rules_check(const exn_view *view, const exn_event *event, exn_tally *tally,
                     exn_breach *breach);

/* Whether no rule would have anything to say now that a step ends: the common case, cheaply. */
bool exn_rules_rest(const exn_view *view);

/* Writes the name of an error: "vm1.exit", "body", "pool.deadline", "canceled", "none". Always
 * terminated. */
void exn_id_name(const exn_view *view, exn_error_id id, char *text, size_t size);

/* Writes a piece of text behind the first `at` bytes, as far as there is room, always terminated;
 * returns where it has ended. Outcomes are written by the thousand. */
size_t exn_append_text(char *text, size_t size, size_t at, const char *piece);

#endif
