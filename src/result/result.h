/* What a check found, as data: every report is made from this one structure (SCENARIOS.md, "The
 * results file").
 *
 * A result owns its strings (malloc); exn_result_free frees all of them.
 */
#ifndef EXN_RESULT_RESULT_H
#define EXN_RESULT_RESULT_H

#include "contract/rules.h"
#include "result/graph.h"
#include "result/lanes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(verdict, word), in the order of `totals`. */
#define EXN_VERDICT_MAP(X)                                                                         \
    X(EXN_HOLDS, "holds")                                                                          \
    X(EXN_SAMPLED, "sampled")                                                                      \
    X(EXN_VIOLATED, "violated")                                                                    \
    X(EXN_VACUOUS, "vacuous")                                                                      \
    X(EXN_SKIPPED, "skipped")                                                                      \
    X(EXN_INVALID, "invalid")                                                                      \
    X(EXN_CRASHED, "crashed")

typedef enum exn_verdict {
#define EXN_VERDICT_ENUM(verdict, word) verdict,
    EXN_VERDICT_MAP(EXN_VERDICT_ENUM)
#undef EXN_VERDICT_ENUM
        EXN_VERDICTS,
} exn_verdict;

/* X(mode, word): how a scenario was explored. */
#define EXN_MODE_MAP(X)                                                                            \
    X(EXN_MODE_REEXECUTION, "re-execution") /* every run, each from its beginning */               \
    X(EXN_MODE_SNAPSHOTS, "snapshots")      /* every state, restored from a snapshot */            \
    X(EXN_MODE_RANDOM, "random")                                                                   \
    X(EXN_MODE_PCT, "pct")

typedef enum exn_mode {
#define EXN_MODE_ENUM(mode, word) mode,
    EXN_MODE_MAP(EXN_MODE_ENUM)
#undef EXN_MODE_ENUM
        EXN_MODES
} exn_mode;

/* Returns whether a mode draws its runs at random, from a seed. */
static inline bool exn_mode_is_drawn(exn_mode mode)
{
    return mode == EXN_MODE_RANDOM || mode == EXN_MODE_PCT;
}

/* What was violated. */
typedef enum exn_violation_kind {
    EXN_OF_RULE,
    EXN_OF_EXPECTATION, /* of the scenario */
    EXN_OF_CRASH        /* nothing: code under test crashed */
} exn_violation_kind;

/* The smallest scenario that shows a breach (src/shrink), and the breach as it is found there. */
typedef struct exn_smallest {
    char *scenario;    /* as a file says it; NULL: none was found, and the next ones are empty */
    size_t left_out;   /* how often some part of the scenario was left out */
    uint64_t attempts; /* scenarios that were explored for it */
    uint64_t states;   /* of all of them, with runs */
    char *stopped_by;  /* what ended it before all had been tried; NULL: nothing */
    bool shortest;     /* as in exn_violation, like all that follow */
    uint32_t faults;
    uint32_t cancels;
    uint64_t steps;
    char *blame;
    char *message;
    char *note;
    char **trace;
    size_t trace_count;
    char **schedule;
    size_t schedule_count;
    size_t decides; /* after so many of its items every run breaks the rule */
} exn_smallest;

/* The nearest passing schedule beside one that breaks something (search/nearest.h). */
typedef struct exn_passing {
    char *none;      /* why there is none: then all else is zero; NULL: there is one */
    uint32_t choice; /* of the tape, from 1: the first that is made differently; it decides */
    char *made;      /* what came there in the violation: "vm1 fails" */
    char *instead;   /* and what here */
    uint32_t shared_events; /* that both traces begin with */
    char *tape;
    char *outcome;
    uint32_t faults, cancels;
    uint64_t steps;
    char **trace;
    size_t trace_count;
    exn_lanes *lanes;
} exn_passing;

/* Does nothing for NULL. */
void exn_passing_free(exn_passing *nearest);

/* A breach, and a schedule that shows it. */
typedef struct exn_violation {
    exn_violation_kind kind;
    exn_rule broken; /* of EXN_OF_RULE */
    char *rule;      /* "X1"; "expect" for an expectation of the scenario; "crashed" */
    char *name;      /* "exactly-once"; "outcome", "order", ... for an expectation; "crashed" */
    char *blame;     /* "scope", "body", a manager's name, or NULL (expectations; not known) */
    char *message;   /* "vm1 was entered and never exited" */
    char *note;      /* printed after the last event ("vm1 is still entered"), or NULL */
    char *tape;      /* "3.1"; "" if there was no choice */
    bool at_rest;    /* by what did not come after the last event, and not by that */
    bool expected;   /* by `violates` of the scenario: no news */
    bool shortest;   /* the scenario has no shorter schedule that breaks this */
    uint32_t faults; /* of this schedule, like the next two */
    uint32_t cancels;
    uint64_t steps;
    /* How many complete schedules showed it; 0: not counted (search by states). */
    uint64_t schedules;
    uint64_t found_after; /* states (or runs) explored until it was first found */
    char **trace;         /* events: "vm1 exit begins (vm2.enter)", "pool closes canceled" */
    char **source;        /* [trace_count]: "pool.py:31 in gather", or ""; NULL: no line is known */
    size_t trace_count;
    char **schedule; /* the same run as schedule items: "vm1 enters", "cancel at once" */
    size_t schedule_count;
    char **promised; /* the items of the scenario's own schedule that would have followed */
    size_t promised_count;
    exn_smallest *smallest; /* NULL: none was looked for */
    char *kept;             /* path of the scripted scenario, or NULL; set by the command */
    exn_lanes *lanes;       /* the trace to be drawn; NULL: not asked for, or no trace */
    exn_passing *nearest;   /* NULL: nobody looked for it */
} exn_violation;

/* X(kind, word): what is counted of what happens (search/behaviour.h). */
#define EXN_BEHAVIOUR_MAP(X)                                                                       \
    X(EXN_BEHAVIOUR_ALTERNATIVES, "alternatives") /* "vm1", "enter", "fails" */                    \
    X(EXN_BEHAVIOUR_OUTCOMES, "outcomes")         /* "vm1", "enter", "enter fails" */              \
    X(EXN_BEHAVIOUR_CANCELS, "cancels")           /* "pool", "body"; `other`: moments */           \
    X(EXN_BEHAVIOUR_ORDERS, "orders") /* "vm1 enter", "vm2 enter"; `other`: the other order */     \
    X(EXN_BEHAVIOUR_FAULTS, "faults") /* "vm1 enter", "vm2 exit" */                                \
    X(EXN_BEHAVIOUR_CONDITIONS, "conditions") /* "X1" */

typedef enum exn_behaviour_kind {
#define EXN_BEHAVIOUR_ENUM(kind, word) kind,
    EXN_BEHAVIOUR_MAP(EXN_BEHAVIOUR_ENUM)
#undef EXN_BEHAVIOUR_ENUM
        EXN_BEHAVIOUR_KINDS
} exn_behaviour_kind;

/* How often something happens: in so many transitions of the unreduced graph of states. */
typedef struct exn_behaviour_row {
    exn_behaviour_kind kind;
    char *of[3];   /* what; the rest is NULL */
    unsigned line; /* of the scenario; 0: none */
    uint64_t count;
    uint64_t other;
    bool gap; /* it may happen as the scenario stands, and never does */
} exn_behaviour_row;

/* One invariant in one scenario. If it is neither checked nor vacuous, nothing ran. */
typedef struct exn_checked {
    exn_rule rule;
    uint64_t checked; /* how often its condition was evaluated */
    bool vacuous;     /* its condition never arose here */
    /* Of M1 to M8: a manager written in C was put to this test; where none is, a nested scope. */
    bool by_code;
} exn_checked;

typedef struct exn_complaint {
    unsigned line; /* from 1; 0: none */
    unsigned column;
    char *message;
} exn_complaint;

typedef struct exn_result {
    char *scenario;
    char *file;
    char *implementation;
    char *profile; /* by whose answers it was judged; "own": the implementation's, of no profile */
    char **waived; /* rules that were not checked: "X12" */
    size_t waived_count;
    exn_verdict verdict;
    bool passed;
    bool exhaustive;
    bool has_faults_limit; /* the limit in a claim such as: holds (<= 2 faults) */
    uint32_t faults_max;
    uint32_t cancels_max; /* cancel requests that the scenario explores */
    char **outcomes;      /* distinct, sorted */
    size_t outcome_count;
    exn_mode mode;
    bool reduced;            /* partial-order reduction left out redundant orders (D6) */
    uint64_t states;         /* 0: explored by re-execution, not by states */
    uint64_t states_audited; /* states that were reached again from a fresh world */
    /* The probability that hashing took a new state for a known one (D6). */
    double missed_probability;
    uint64_t seed;      /* random and pct */
    uint32_t bug_depth; /* pct: the ordering constraints of a bug, d; 0: not pct */
    /* pct: a lower bound for the probability that one run finds such a bug, 1 / (n k^(d-1)). It is
     * valid if no run has more threads and steps than the n and k seen so far. */
    double found_probability;
    uint64_t transitions;
    uint64_t repeated; /* ... of which so many were not made; no report has it */
    uint64_t runs;
    uint64_t depth_max;
    char *interleavings; /* decimal; NULL: not counted */
    double seconds;
    double count_seconds;
    exn_checked invariants[EXN_RULES];
    exn_violation *violations;
    size_t violation_count;
    /* Of the verdict invalid: each error; skipped: the reason; crashed: what happened. */
    exn_complaint *complaints;
    size_t complaint_count;
    char **vacuous; /* what no run put to the test ("vm2 exit `suppresses` (7:24)") */
    size_t vacuous_count;
    char **untested; /* rules whose condition could arise and never did ("M3: no ...") */
    size_t untested_count;
    bool exits_asked; /* some exit was asked to stop (M6) */
    char **remarks;   /* what else there is to say about a verdict */
    size_t remark_count;
    char **left_out; /* sampled: what was not explored */
    size_t left_out_count;
    /* Why runs were re-executed although states were wanted; NULL: they were not. */
    char *fallback;
    char **notes; /* what else is worth knowing about the exploration */
    size_t note_count;
    bool has_behaviour; /* it was counted: */
    exn_behaviour_row *behaviour;
    size_t behaviour_count;
    bool mallocs; /* checks from C: `create` took memory by malloc, which no run restores */
    char *tape;   /* crashed: the tape in flight, or NULL */
    char **trace; /* replay only: the events of the one run */
    char **source;
    size_t trace_count;
    exn_lanes *lanes;       /* replay only: the same to be drawn; NULL: not asked for */
    exn_graph *graph;       /* NULL: not asked for, or too large */
    char *replayed_outcome; /* replay only: "raises body"; NULL if the run ended in a breach */
} exn_result;

/* Whether a violation breaks this rule. */
static inline bool exn_violation_breaks(const exn_violation *violation, exn_rule rule)
{
    return violation->kind == EXN_OF_RULE && violation->broken == rule;
}

/* Returns the text of exn_violation.rule: "X1", "expect" or "crashed". */
const char *exn_violation_word(exn_violation_kind kind, exn_rule broken);

/* "holds", "sampled", ... */
const char *exn_verdict_word(exn_verdict verdict);

/* "re-execution", "snapshots", "random", "pct" */
const char *exn_mode_word(exn_mode mode);

/* Returns a result that is all zero but for the names of its invariants, or NULL when out of
 * memory. */
exn_result *exn_result_new(void);

/* Does nothing for NULL. */
void exn_result_free(exn_result *result);

/* Returns a copy whose parts are allocated one by one by `take`, which returns NULL when out of
 * memory. If `take` is malloc, exn_result_free frees the copy. Returns NULL when out of memory;
 * what was allocated until then is lost. The
 * copy has no lanes and no nearest schedule. */
typedef void *exn_take_fn(void *context, size_t size);
exn_result *exn_result_copy(const exn_result *result, exn_take_fn *take, void *context);

/* Frees the strings, and the list of them. */
void exn_strings_free(char **strings, size_t count);

/* Each appends a copy, and returns false or NULL when out of memory; then nothing has changed.
 *
 * A place of 0:0 means no place. The returned violation is all zero, belongs to the result, and is
 * valid until the next one is added. */
bool exn_strings_add(char ***strings, size_t *count, const char *string);
bool exn_result_complain(exn_result *result, unsigned line, unsigned column, const char *message);
exn_violation *exn_result_add_violation(exn_result *result);
bool exn_result_add_behaviour(exn_result *result, const exn_behaviour_row *row);

/* "alternatives" */
const char *exn_behaviour_word(exn_behaviour_kind kind);

#endif
