/* A scenario as data: what SCENARIOS.md describes, read, checked and resolved. The one header of
 * this folder but for stage.h.
 *
 * All strings and arrays belong to the scenario and live until exn_scenario_free. Nothing changes
 * after reading.
 */
#ifndef EXN_SCENARIO_SCENARIO_H
#define EXN_SCENARIO_SCENARIO_H

#include "contract/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct exn_place {
    unsigned line;   /* from 1; 0: the file as a whole */
    unsigned column; /* from 1 */
} exn_place;

typedef enum exn_profile {
    EXN_PROFILE_EXEUNT,
    EXN_PROFILE_PYTHON,
    EXN_PROFILE_TC39,
    EXN_PROFILE_JAVA,
    EXN_PROFILES
} exn_profile;

/* Index of a node in exn_scenario.nodes, or one of these. */
typedef int32_t exn_node_id;
enum { EXN_NODE_NONE = -1, EXN_NODE_BODY = -2 };

typedef enum exn_operation_kind {
    EXN_OPERATION_ENTER,
    EXN_OPERATION_EXIT,
    EXN_OPERATION_BODY
} exn_operation_kind;

/* The name of an error in `fails with NAME.op`, in causes and in outcomes: NAME.enter, NAME.exit,
 * body, SCOPE.deadline, canceled (a cause only). A nested scope is a manager, too: its NAME.enter
 * and NAME.exit are the errors that combine others (E5), and never stand in outcomes. */
typedef enum exn_error_kind {
    EXN_ERROR_ENTER,
    EXN_ERROR_EXIT,
    EXN_ERROR_BODY,
    EXN_ERROR_DEADLINE,
    EXN_ERROR_CANCELED
} exn_error_kind;
typedef struct exn_error_name {
    exn_error_kind kind;
    exn_node_id node; /* manager or scope; EXN_NODE_BODY for body; EXN_NODE_NONE for canceled */
} exn_error_name;

typedef struct exn_alternative {
    exn_ending ending;
    bool has_with; /* FAILS: raises `with` again if it was told it */
    exn_error_name with;
    bool declared;    /* written in the file, not a default: it is vacuous if never taken */
    uint32_t number;  /* of what can be put to the test; 0: named by an item alone, it counts not */
    const char *text; /* as written; NULL: a default */
    exn_place place;
} exn_alternative;

typedef enum exn_action_kind {
    EXN_ACTION_ENTER,
    EXN_ACTION_PUSH,
    EXN_ACTION_CALLBACK,
    EXN_ACTION_MOVE,
    EXN_ACTION_CLOSE,
    EXN_ACTION_CANCEL
} exn_action_kind;
/* What is expected of it. */
typedef enum exn_answer { EXN_IS_TAKEN, EXN_IS_REFUSED, EXN_MAY_BE_REFUSED } exn_answer;
typedef struct exn_action {
    exn_action_kind kind;
    exn_node_id node; /* enter, push, callback: a leaf; move: the new stack; else EXN_NODE_NONE */
    exn_answer answer;
    const char *text; /* "enter tx" */
    exn_place place;
} exn_action;

/* What one operation (enter, exit, body) may do. */
typedef struct exn_plan {
    exn_alternative *alternatives; /* at least one, distinct, as declared; never STOPS */
    size_t alternative_count;
    uint32_t steps; /* suspensions before it settles; ignored if takes */
    bool takes;     /* virtual time instead of steps */
    uint64_t takes_ms;
    /* a subset of STOPS, FAILS and, of a manager, STOPS_LEAKING, STOPS_TOUCHING; empty: ignores */
    exn_alternative *on_cancel;
    size_t on_cancel_count;
    exn_action *actions;
    size_t action_count;
} exn_plan;

typedef enum exn_node_kind { EXN_NODE_LEAF, EXN_NODE_STACK, EXN_NODE_POOL } exn_node_kind;
typedef enum exn_role { EXN_ROLE_ENTER, EXN_ROLE_PUSH, EXN_ROLE_CALLBACK } exn_role;

/* A manager, callback or scope. nodes[0] is the outermost scope; then the tree in preorder; then
 * what only actions name, in the order of the file: leaves, and the new stacks of `move`. */
typedef struct exn_node {
    const char *name; /* managers: as written; scopes: the path (`stack.pool2`) */
    exn_node_kind kind;
    exn_role role;        /* how a scope holds it; named by actions only: by the first of them */
    exn_node_id parent;   /* EXN_NODE_NONE: the outermost scope, or named by actions only */
    uint32_t child_count; /* direct members of a scope, which follow in preorder */
    uint32_t times;       /* callbacks: how many entries; else 1 */
    exn_plan enter, exit; /* leaves; a callback has only exit */
    bool wait_all;        /* pools (P3) */
    bool has_deadline, has_grace;
    uint64_t deadline_ms, grace_ms;
    exn_place place;
} exn_node;

typedef enum exn_item_kind {
    EXN_ITEM_SETTLES, /* NAME or body: `ending` */
    EXN_ITEM_STEPS,
    EXN_ITEM_WORD, /* NAME, written in C: what it waits for comes, with the result `word` */
    EXN_ITEM_CANCEL,
    EXN_ITEM_CANCEL_AT_ONCE,
    EXN_ITEM_ASK, /* ask NAME */
    EXN_ITEM_TIME_PASSES,
    EXN_ITEM_CALL,    /* call ACTION */
    EXN_ITEM_ANYTHING /* ... */
} exn_item_kind;

typedef struct exn_item {
    exn_item_kind kind;
    exn_node_id node;       /* SETTLES, STEPS, ASK, WORD */
    const char *word;       /* WORD */
    exn_alternative ending; /* SETTLES: any outcome, declared or not; STOPS too; never HANGS */
    exn_action action;      /* CALL */
    const char *text;       /* as written, for messages */
    exn_place place;
} exn_item;

typedef enum exn_outcome_word {
    EXN_OUTCOME_RETURNS,
    EXN_OUTCOME_SUPPRESSED,
    EXN_OUTCOME_CANCELED,
    EXN_OUTCOME_RAISES
} exn_outcome_word;
typedef enum exn_flag_demand { EXN_FLAG_OPEN, EXN_FLAG_SET, EXN_FLAG_CLEAR } exn_flag_demand;
typedef struct exn_expected_outcome {
    exn_outcome_word word;
    exn_error_name *errors; /* RAISES: in order */
    size_t error_count;
    exn_flag_demand canceled;
    uint32_t number; /* of what can be put to the test */
    const char *text;
    exn_place place;
} exn_expected_outcome;

/* A trace event to be matched: of `node` (EXN_NODE_BODY: the body; EXN_NODE_NONE: cancel, time
 * passes). */
typedef struct exn_pattern {
    exn_event_kind kind;
    exn_node_id node;
    const char *word;   /* WORD; CALL, CALL_REFUSED: the action */
    uint32_t number;    /* of what can be put to the test; 0: it can't, or is not to be told */
    bool has_cause;     /* EXIT_BEGINS with a cause in parentheses */
    bool cause_is_none; /* `(none)` */
    exn_error_name cause;
    bool has_outcome; /* CLOSES with an outcome behind it */
    exn_expected_outcome outcome;
    const char *text; /* as written */
    exn_place place;
} exn_pattern;

/* Each time the first happens, the second happens later, in the same run. */
typedef struct exn_response {
    exn_pattern first, second;
    uint32_t number; /* of what can be put to the test: whether the first ever happens */
} exn_response;

enum { EXN_STEPS_MAX_DEFAULT = 10000 }; /* of a run */

typedef struct exn_scenario {
    const char *file; /* as the user named it */
    const char *name; /* `scenario:` */
    exn_place name_place;
    const char *about; /* or NULL */
    const char **tags;
    size_t tag_count;
    const char *implementation; /* or NULL: exeunt */
    bool has_profile;
    exn_profile profile;

    exn_node *nodes;
    size_t node_count;
    exn_plan body;

    uint32_t cancels; /* cancel requests anywhere: 0 never */
    bool has_cancel; /* `cancel` other than never was written: vacuous if none was ever delivered */
    uint32_t cancels_min; /* a run with fewer of them is none */
    exn_place cancels_min_place;
    bool asks_operations; /* exits in flight are asked to stop, and enters once more (M6) */
    bool memory_fails;    /* `faults: {memory: anywhere}`: vacuous if none was ever refused */
    bool has_faults_limit;
    uint32_t faults_max;
    uint64_t steps_max;  /* of a run */
    uint64_t states_max; /* 0: no limit */

    exn_item *items; /* schedule */
    size_t item_count;
    bool has_schedule;
    bool kept; /* from the first item on that is not possible any more everything is explored */

    exn_expected_outcome *outcomes; /* one of */
    size_t outcome_count;
    exn_pattern *order;
    size_t order_count;
    exn_pattern *always;
    size_t always_count;
    exn_pattern *never;
    size_t never_count;
    exn_response *whenever;
    size_t whenever_count;
    const char *interleavings; /* canonical decimal, or NULL */
    exn_place expect_place;

    /* Of what can be put to the test (SPEC 10): alternatives, outcomes and these. */
    uint32_t number_max;
    uint32_t asking_number;     /* the world has asked an operation to stop */
    uint32_t memory_number;     /* memory was asked for, and not given */
    uint32_t exit_asked_number; /* somebody has asked an exit to */

    uint32_t violates; /* bit set of exn_rule (contract/rules.h); 0: none expected */
    const char *blame; /* name as written (`scope`, `body` or a manager's), or NULL */

    struct exn_arena *memory; /* of all of this; private */
} exn_scenario;

/* Called for each error found, first places first: what was found and what would be right, in one
 * line of UTF-8 without file and place. */
typedef void exn_complaint_fn(void *context, exn_place place, const char *message);

/* Reads a scenario from text.
 *
 * Returns a scenario that the caller frees, or NULL after at least one call of `complain`; after
 * exactly one, "out of memory" without a place, if that is what is wrong.
 * Args   file      name for messages; copied
 *        text      need not be terminated; any bytes
 *        complain  not NULL
 */
exn_scenario *exn_scenario_read(const char *file, const char *text, size_t length,
                                exn_complaint_fn *complain, void *context);

/* What a program tells about a scenario of its own. */
typedef struct exn_surroundings {
    const char *name; /* what the scenario is called if its text does not say so */
    /* Whether the manager of that name, or `body`, may be written in C: it has words then. */
    bool (*is_in_c)(void *context, const char *name);
    void *context;
    bool scopes_are_in_c; /* likewise */
} exn_surroundings;

/* The same for a text of a program. */
exn_scenario *exn_scenario_read_in(const exn_surroundings *surroundings, const char *file,
                                   const char *text, size_t length, exn_complaint_fn *complain,
                                   void *context);

/* Takes a list of schedule items for the schedule of `scenario`, in the place of its own, as if it
 * was kept (`kept: true`). Returns false after at least one complaint, as above, about this text;
 * the scenario can then only be freed. */
bool exn_scenario_keep(exn_scenario *scenario, const exn_surroundings *surroundings,
                       const char *text, size_t length, exn_complaint_fn *complain, void *context);

/* NULL is allowed. */
void exn_scenario_free(exn_scenario *scenario);

/* Writes schedule items as such a text, on one line: "[db connected, cancel]". */
void exn_schedule_write(FILE *file, const char *const *items, size_t count);

/* Writes a kept scenario, which shows one schedule again: all of `scenario` that says what may
 * happen, and `items` as its schedule. It can be read again and moved to scenarios/ as it stands:
 * it fails as long as its schedule breaks something, and passes afterwards.
 *
 * Returns 0, or -1 if writing failed or memory ran out (errno). */
typedef struct exn_script {
    const char *name; /* `scenario:` of the new file */
    const char *about;
    const char *implementation;
    const char *profile;
    const char *const *items; /* schedule items as text */
    size_t item_count;
    const char
        *culprit; /* the manager to blame: only that still breaks rules on purpose; or NULL */
    bool expects; /* one of the scenario's expectations was missed: they are written, too */
} exn_script;
int exn_scenario_write(FILE *file, const exn_scenario *scenario, const exn_script *script);

/* The words of the format. */
const char *exn_ending_word(exn_ending ending);    /* "suppresses" */
bool exn_ending_is_breach(exn_ending ending);      /* on purpose */
const char *exn_action_word(exn_action_kind kind); /* "callback" */
const char *exn_answer_words(exn_answer answer);   /* " -> refused" */
const char *exn_profile_name(exn_profile profile); /* "tc39" */
bool exn_profile_from_name(const char *name, exn_profile *profile);

#endif
