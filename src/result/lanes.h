/* A schedule as data that can be drawn: swim lanes. Made once, from the trace of a run
 * (checker/lanes_of_run.c); the page, `replay --svg`, `replay --step` and results.json show it.
 *
 * Time is counted in events: event N is line N of the trace, from 1. A lane is a number from 0.
 */
#ifndef EXN_RESULT_LANES_H
#define EXN_RESULT_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXN_NO_LANE UINT32_MAX

/* X(kind, word): whose lane it is. */
#define EXN_LANE_KIND_MAP(X)                                                                       \
    X(EXN_LANE_TASK, "task") /* an outermost scope, where there are several */                     \
    X(EXN_LANE_SCOPE, "scope")                                                                     \
    X(EXN_LANE_BODY, "body")                                                                       \
    X(EXN_LANE_MANAGER, "manager")

typedef enum exn_lane_kind {
#define EXN_LANE_KIND_ENUM(kind, word) kind,
    EXN_LANE_KIND_MAP(EXN_LANE_KIND_ENUM)
#undef EXN_LANE_KIND_ENUM
        EXN_LANE_KINDS
} exn_lane_kind;

/* X(operation, word): what a bar shows. */
#define EXN_BAR_MAP(X)                                                                             \
    X(EXN_BAR_ENTER, "enter")                                                                      \
    X(EXN_BAR_HELD, "held") /* entered, and not being exited */                                    \
    X(EXN_BAR_EXIT, "exit")                                                                        \
    X(EXN_BAR_BODY, "body")                                                                        \
    X(EXN_BAR_OPEN, "open") /* an outermost scope, until it closes */

typedef enum exn_bar_operation {
#define EXN_BAR_ENUM(operation, word) operation,
    EXN_BAR_MAP(EXN_BAR_ENUM)
#undef EXN_BAR_ENUM
        EXN_BAR_OPERATIONS
} exn_bar_operation;

/* X(outcome, word): how what a bar shows has ended. */
#define EXN_BAR_OUTCOME_MAP(X)                                                                     \
    X(EXN_BAR_WELL, "well")                                                                        \
    X(EXN_BAR_FAILED, "failed")                                                                    \
    X(EXN_BAR_CANCELED, "canceled")                                                                \
    X(EXN_BAR_SUPPRESSED, "suppressed") /* an exit that suppressed its cause */                    \
    X(EXN_BAR_UNSETTLED, "unsettled")   /* it has not ended */

typedef enum exn_bar_outcome {
#define EXN_BAR_OUTCOME_ENUM(outcome, word) outcome,
    EXN_BAR_OUTCOME_MAP(EXN_BAR_OUTCOME_ENUM)
#undef EXN_BAR_OUTCOME_ENUM
        EXN_BAR_OUTCOMES
} exn_bar_outcome;

/* X(kind, word): what a mark stands for. */
#define EXN_MARK_MAP(X)                                                                            \
    X(EXN_MARK_FAULT, "fault")                                                                     \
    X(EXN_MARK_CANCEL, "cancel")   /* the world asks a scope to stop */                            \
    X(EXN_MARK_REQUEST, "request") /* a scope asks an operation to stop */                         \
    X(EXN_MARK_ASK, "ask")         /* the world asks an operation to stop (M6) */                  \
    X(EXN_MARK_DEADLINE, "deadline")                                                               \
    X(EXN_MARK_TIME, "time") /* passes to something else: a grace time, a manager */               \
    X(EXN_MARK_SUPPRESSION, "suppression")                                                         \
    X(EXN_MARK_WORD, "word")     /* something that code in C waited for has come */                \
    X(EXN_MARK_CALL, "call")     /* an action is called */                                         \
    X(EXN_MARK_BREAKS, "breaks") /* here the run breaks what the violation says */

typedef enum exn_mark_kind {
#define EXN_MARK_ENUM(kind, word) kind,
    EXN_MARK_MAP(EXN_MARK_ENUM)
#undef EXN_MARK_ENUM
        EXN_MARK_KINDS
} exn_mark_kind;

typedef struct exn_lane {
    exn_lane_kind kind;
    uint32_t inside; /* the lane of the scope that holds it; EXN_NO_LANE: none */
    char *name;
} exn_lane;

typedef struct exn_bar {
    exn_bar_operation operation;
    exn_bar_outcome outcome;
    uint32_t lane;
    uint32_t first, last; /* events; `last` of what has not ended: the last one of the trace */
} exn_bar;

typedef struct exn_mark {
    exn_mark_kind kind;
    uint32_t lane;
    uint32_t event;
} exn_mark;

/* An error goes on: from where it was raised, or from the exit that it passed last, to the exit
 * that is told it, or to the end of the scope. */
typedef struct exn_hop {
    uint32_t from_event, from_lane;
    uint32_t to_event, to_lane;
    char *error; /* "vm2.enter" */
} exn_hop;

/* What was delivered: the run's own steps, and what was chosen inside a call. */
typedef struct exn_lane_step {
    uint32_t after; /* so many events came before */
    bool is_inside; /* it was chosen inside a call, and is no step of its own (D3) */
    char *item;     /* as an item of a schedule: "vm1 enters" */
} exn_lane_step;

typedef struct exn_lanes {
    exn_lane *lanes;
    exn_bar *bars;   /* by their first event */
    exn_mark *marks; /* by event */
    exn_hop *hops;   /* by `to_event` */
    exn_lane_step *steps;
    size_t lane_count, lane_capacity;
    size_t bar_count, bar_capacity;
    size_t mark_count, mark_capacity;
    size_t hop_count, hop_capacity;
    size_t step_count, step_capacity;
    uint32_t event_count;
    uint32_t blamed; /* a lane, or EXN_NO_LANE */
} exn_lanes;

const char *exn_lane_kind_word(exn_lane_kind kind);
const char *exn_bar_operation_word(exn_bar_operation operation);
const char *exn_bar_outcome_word(exn_bar_outcome outcome);
const char *exn_mark_word(exn_mark_kind kind);

/* Does nothing for NULL. */
void exn_lanes_free(exn_lanes *lanes);

/* Each appends one, and returns false when out of memory; then nothing has changed. Texts are
 * copied. */
bool exn_lanes_add_lane(exn_lanes *lanes, exn_lane_kind kind, uint32_t inside, const char *name);
bool exn_lanes_add_bar(exn_lanes *lanes, exn_bar bar);
bool exn_lanes_add_mark(exn_lanes *lanes, exn_mark mark);
bool exn_lanes_add_hop(exn_lanes *lanes, exn_hop hop);
bool exn_lanes_add_step(exn_lanes *lanes, exn_lane_step step);

/* Returns how many steps (D3) had begun when an event came. */
uint32_t exn_lanes_step_of(const exn_lanes *lanes, uint32_t event);

#endif
