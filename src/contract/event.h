/* The events on the border between a scope, its managers and its body: the words of traces, reports
 * and `expect`. */
#ifndef EXN_CONTRACT_EVENT_H
#define EXN_CONTRACT_EVENT_H

/* X(kind, words): the words stand behind the name of a manager, a scope or the body; `cancel` and
 * `time passes` stand alone, though the latter may be of a manager: whose timer fires. */
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
        EXN_EVENT_KINDS
} exn_event_kind;

/* Whether an operation in flight is asked to stop by this: by its scope, or by the world alone,
 * which no scope sees (M6). */
#define EXN_IS_REQUEST(kind) ((kind) == EXN_CANCEL_REQUESTED || (kind) == EXN_ASKED)

#endif
