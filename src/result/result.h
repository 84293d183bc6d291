/* What a check found, as data: the one structure that every report is made from (SCENARIOS.md,
 * "The results file").
 *
 * A result owns its strings (malloc); exn_result_free frees all of them.
 */
#ifndef EXN_RESULT_RESULT_H
#define EXN_RESULT_RESULT_H

#include "contract/rules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(verdict, word); the order is that of `totals`. */
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
    X(EXN_MODE_REEXECUTION, "re-execution") /* every run, each from the beginning */               \
    X(EXN_MODE_SNAPSHOTS, "snapshots")      /* every state, by going back to it */                 \
    X(EXN_MODE_RANDOM, "random")                                                                   \
    X(EXN_MODE_PCT, "pct")

typedef enum exn_mode {
#define EXN_MODE_ENUM(mode, word) mode,
    EXN_MODE_MAP(EXN_MODE_ENUM)
#undef EXN_MODE_ENUM
        EXN_MODES
} exn_mode;

/* A breach, and the schedule that shows it. */
typedef struct exn_violation {
    char *rule;      /* "X1"; "expect" for an expectation of the scenario; "crashed" */
    char *name;      /* "exactly-once"; "outcome", "order", ... for an expectation; "crashed" */
    char *blame;     /* "scope", "body", a manager's name, or NULL (expectations; not known) */
    char *message;   /* "vm1 was entered and never exited" */
    char *note;      /* stands behind the last event ("vm1 is still entered"), or NULL */
    char *tape;      /* "3.1"; "" if there was no choice */
    bool expected;   /* by `violates`: it is no news */
    bool shortest;   /* no schedule of the scenario that breaks this is shorter */
    uint32_t faults; /* of this schedule, as the next two */
    uint32_t cancels;
    uint64_t steps;
    uint64_t schedules;   /* how many complete schedules showed it; 0: not counted (by states) */
    uint64_t found_after; /* states (or runs) until it was first found */
    char **trace;         /* events: "vm1 exit begins (vm2.enter)", "pool closes canceled" */
    size_t trace_count;
    char **schedule; /* the same run as schedule items: "vm1 enters", "cancel at once" */
    size_t schedule_count;
    char **promised; /* items that the scenario's schedule has behind that */
    size_t promised_count;
    char *kept; /* path of the scripted scenario, or NULL; set by the command */
} exn_violation;

/* One invariant in one scenario. Neither checked nor vacuous: nothing ran. */
typedef struct exn_checked {
    exn_rule rule;
    uint64_t checked; /* how often its condition was examined */
    bool vacuous;     /* its condition never arose here */
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
    char *profile;
    exn_verdict verdict;
    bool passed;
    bool exhaustive;
    bool has_faults_limit; /* `limits` of the claim: holds (<= 2 faults) */
    uint32_t faults_max;
    uint32_t cancels_max; /* cancel requests that the scenario explores */
    char **outcomes;      /* distinct, sorted */
    size_t outcome_count;
    exn_mode mode;
    bool reduced;    /* partial-order reduction left something out that changes nothing (D6) */
    uint64_t states; /* 0: explored by running again, not by states */
    uint64_t states_audited;   /* that were reached a second time from a fresh world */
    double missed_probability; /* that hashing took a new state for a known one (D6) */
    uint64_t seed;             /* random and pct */
    uint32_t bug_depth;        /* pct: ordering constraints of a bug, d; 0: not pct */
    /* pct: at least so likely one run finds such a bug, 1 / (n k^(d-1)), if no run has more threads
     * and steps than the n and k that were seen so far. */
    double found_probability;
    uint64_t transitions;
    uint64_t runs;
    uint64_t depth_max;
    char *interleavings; /* decimal, or NULL: not counted */
    double seconds;
    double count_seconds;
    exn_checked invariants[EXN_RULES];
    exn_violation *violations;
    size_t violation_count;
    exn_complaint
        *complaints; /* invalid: each error; skipped: the reason; crashed: what happened */
    size_t complaint_count;
    char **vacuous; /* what was never put to the test ("vm2 exit `suppresses` (7:24)") */
    size_t vacuous_count;
    char **untested; /* rules whose condition never arose, though it could have ("M3: no ...") */
    size_t untested_count;
    bool exits_asked; /* some exit was asked to stop (M6) */
    char **remarks;   /* what else there is to say about a verdict that passes */
    size_t remark_count;
    char **left_out; /* sampled: what was not explored */
    size_t left_out_count;
    /* By running though states were wanted: why; NULL: not so */
    char *fallback;
    char **notes; /* what else is worth knowing about how it was explored */
    size_t note_count;
    bool mallocs; /* in C: what `create` has taken by malloc, no run puts back as it was made */
    char *tape;   /* crashed: the tape in flight, or NULL */
    char **trace; /* replay only: the events of the one run */
    size_t trace_count;
    char *replayed_outcome; /* replay only: "raises body"; NULL if the run ended in a breach */
} exn_result;

/* "holds", "sampled", ... */
const char *exn_verdict_word(exn_verdict verdict);

/* "re-execution", "snapshots", "random", "pct" */
const char *exn_mode_word(exn_mode mode);

/* A result that is all zero but for the names of its invariants; NULL when out of memory. */
exn_result *exn_result_new(void);

/* NULL is allowed. */
void exn_result_free(exn_result *result);

/* A copy whose parts are taken one by one from `take`, which returns NULL when out of memory: if
 * that is malloc, it is to be freed as above. NULL when out of memory; what was taken until then is
 * lost. */
typedef void *exn_take_fn(void *context, size_t size);
exn_result *exn_result_copy(const exn_result *result, exn_take_fn *take, void *context);

/* Each appends a copy. They return false when out of memory; then nothing has changed.
 *
 * A place of 0:0 is none. The violation that is returned is all zero, belongs to the result and is
 * valid until the next one is added; NULL when out of memory. */
bool exn_strings_add(char ***strings, size_t *count, const char *string);
bool exn_result_complain(exn_result *result, unsigned line, unsigned column, const char *message);
exn_violation *exn_result_add_violation(exn_result *result);

#endif
