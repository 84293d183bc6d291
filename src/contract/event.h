/* The events on the border between a scope, its managers and its body, and how operations end: the
 * words of traces, schedules, reports and `expect`. */
#ifndef EXN_CONTRACT_EVENT_H
#define EXN_CONTRACT_EVENT_H

#include <stdbool.h>

#define EXN_TASKS_MAX 64u /* outermost scopes in one world */

/* X(kind, words): the words follow the name of a manager, a scope or the body. `cancel` and `time
 * passes` stand alone, even where time passes to the timer of a manager. */
#define EXN_EVENT_MAP(X)                                                                           \
    X(EXN_ENTER_BEGINS, "enter begins")                                                            \
    X(EXN_ENTERED, "entered")                                                                      \
    X(EXN_ENTER_FAILS, "enter fails")                                                              \
    X(EXN_ENTER_CANCELED, "enter canceled")                                                        \
    X(EXN_CANCEL_REQUESTED, "cancel requested")                                                    \
    X(EXN_ASKED, "asked")                                                                          \
    X(EXN_EXIT_BEGINS, "exit begins")                                                              \
    X(EXN_EXITED, "exited")                                                                        \
    X(EXN_EXIT_SUPPRESSES, "exit suppresses")                                                      \
    X(EXN_EXIT_FAILS, "exit fails")                                                                \
    X(EXN_BODY_BEGINS, "begins")                                                                   \
    X(EXN_BODY_RETURNS, "returns")                                                                 \
    X(EXN_BODY_RAISES, "raises")                                                                   \
    X(EXN_BODY_CANCELED, "canceled")                                                               \
    X(EXN_CANCEL, "cancel")                                                                        \
    X(EXN_TIME_PASSES, "time passes")                                                              \
    X(EXN_CLOSES, "closes")

typedef enum exn_event_kind {
#define EXN_EVENT_ENUM(kind, words) kind,
    EXN_EVENT_MAP(EXN_EVENT_ENUM)
#undef EXN_EVENT_ENUM
        EXN_BORDER_KINDS,

    /* What else stands in a trace. No rule looks at it, and it has words of its own. */
    EXN_WORD = EXN_BORDER_KINDS, /* something that a manager written in C waited for has come */
    EXN_CALL,                    /* an action: before what it leads to */
    EXN_CALL_REFUSED,            /* one that was refused */
    EXN_TRACE_KINDS,

    /* What rules look at and no trace shows. */
    EXN_STEP_ENDS = EXN_TRACE_KINDS, /* a step and all its ready callbacks are over */
    /* Nothing more comes. `member` is the one that the run waits for: the oldest whose operation is
     * in flight, a body, or EXN_NONE, the scope. */
    EXN_STUCK,
    /* The run exceeded its step limit (D5), or came back to an earlier state (`round`). `member`
     * goes on, as above. */
    EXN_ENDLESS,
    /* A step runs more callbacks than it may (D5). `member` posts them, or EXN_NONE. */
    EXN_NEVER_RESTS,
    EXN_WORLD_ENDS,      /* all scopes have closed and were destroyed; `left` is what they left */
    EXN_SETTLES_AGAIN,   /* `member` settled with nothing in flight */
    EXN_SETTLES_WRONGLY, /* `member` settled with what is no result of its operation */
    EXN_TOUCHES,         /* `member` touched an operation that had settled: its own, or `what` */
    EXN_TOUCHES_FREE,    /* `member`, or the scope, touched memory that belongs to no block */
    EXN_ACQUIRES,        /* `member` acquires `what` though it has settled */
    EXN_RELEASES,        /* `member` releases `what`, which it does not hold */
    EXN_GIVES_VALUE,     /* the body is given a value for `member` that is not its own (P7) */
    EXN_TELLS_ENTER,     /* the body learns how the enter of `member` ended, for which it asked */
    EXN_TELLS_UNASKED,   /* ... and it waits for none */
    EXN_TELLS_CLOCK,     /* the scope starts or stops a timer: `clock` */
    EXN_ACCEPTS, /* a scope took `member`, though it holds it or closes; EXN_NONE: closed again */
    EXN_STAYS_CLOSING, /* a scope that closes, or has closed, has refused to be closed again */
    EXN_STAYS_OPEN,    /* a scope that did not close yet has refused to be closed */
    EXN_CLOSED_EARLY,  /* a pool was closed before its body had begun */
    EXN_TAKEN,         /* a stack has registered `member`, whose record is `error` (S15) */
    EXN_REFUSED,       /* a stack has refused to */
    EXN_ENTER_REFUSED, /* a stack has refused to enter `member` */
    EXN_MOVED,         /* a stack has handed over its entries (S9) */
    EXN_MOVE_REFUSED,  /* a stack has refused to */
    EXN_DIFFERS,       /* the same tape gave another trace */
    EXN_REFUTES,       /* code of `member`, or of the scope, has broken a rule of its own */
    EXN_EVENT_KINDS
} exn_event_kind;

/* X(ending, word): how an operation may end; plain results and faults, then breaches on purpose. */
#define EXN_ENDING_MAP(X)                                                                          \
    X(EXN_ENDS_ENTERS, "enters")                                                                   \
    X(EXN_ENDS_EXITS, "exits")                                                                     \
    X(EXN_ENDS_RETURNS, "returns")                                                                 \
    X(EXN_ENDS_FAILS, "fails") /* an enter or exit; it may name an error to raise again */         \
    X(EXN_ENDS_SUPPRESSES, "suppresses")                                                           \
    X(EXN_ENDS_RAISES, "raises") /* a body */                                                      \
    X(EXN_ENDS_HANGS, "hangs")                                                                     \
    X(EXN_ENDS_STOPS, "stops") /* after a cancel request: canceled (an exit: exited) */            \
    X(EXN_ENDS_SETTLES_TWICE, "settles twice")                                                     \
    X(EXN_ENDS_STOPS_UNASKED, "stops unasked")                                                     \
    X(EXN_ENDS_LEAKS, "leaks")                                                                     \
    X(EXN_ENDS_TOUCHES_LATER, "touches later")                                                     \
    X(EXN_ENDS_STOPS_LEAKING, "leaks") /* on-cancel */                                             \
    X(EXN_ENDS_STOPS_TOUCHING, "touches later")

typedef enum exn_ending {
#define EXN_ENDING_ENUM(ending, word) ending,
    EXN_ENDING_MAP(EXN_ENDING_ENUM)
#undef EXN_ENDING_ENUM
        EXN_ENDINGS
} exn_ending;

/* Whether a word that code in C has chosen already means something after the name of a manager, or
 * else of the body or a scope. Schedules and traces then write `NAME word WORD`. */
bool exn_word_is_taken(const char *word, bool of_manager);

/* Whether the event asks an operation in flight to stop: as its scope, or as the world, whose
 * request no scope sees (M6). */
#define EXN_IS_REQUEST(kind) ((kind) == EXN_CANCEL_REQUESTED || (kind) == EXN_ASKED)

#endif
