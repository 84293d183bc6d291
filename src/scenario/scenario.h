/* A scenario as data: what SCENARIOS.md describes, read, checked and resolved. The one header by
 * which other folders use this one.
 *
 * All strings and arrays belong to the scenario and live until exn_scenario_free. Nothing changes
 * after reading.
 */
#ifndef EXN_SCENARIO_SCENARIO_H
#define EXN_SCENARIO_SCENARIO_H

#include "contract/event.h"

#include <exeunt/implementation.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct exn_place {
    unsigned line;   /* from 1; 0: the file as a whole */
    unsigned column; /* from 1 */
} exn_place;

/* The index of a node in exn_scenario.nodes, or one of these constants. */
typedef int32_t exn_node_id;
enum {
    EXN_NODE_NONE = -1,
    EXN_NODE_BODY = -2 /* of the first task; below it those of the others */
};

/* The body of a task, where nodes stand too. */
static inline exn_node_id exn_node_body(uint32_t task)
{
    return EXN_NODE_BODY - (exn_node_id)task;
}
static inline bool exn_node_is_body(exn_node_id node)
{
    return node <= EXN_NODE_BODY;
}
static inline uint32_t exn_task_of_node_body(exn_node_id node)
{
    return (uint32_t)(EXN_NODE_BODY - node);
}

typedef enum exn_operation_kind {
    EXN_OPERATION_ENTER,
    EXN_OPERATION_EXIT,
    EXN_OPERATION_BODY
} exn_operation_kind;

/* The name of an error in `fails with NAME.op`, in causes and in outcomes: NAME.enter, NAME.exit,
 * body, SCOPE.deadline, canceled (a cause only). A nested scope is a manager too: its NAME.enter
 * and NAME.exit are errors that combine others (E5), and never occur in outcomes. */
typedef enum exn_error_kind {
    EXN_ERROR_ENTER,
    EXN_ERROR_EXIT,
    EXN_ERROR_BODY,
    EXN_ERROR_DEADLINE,
    EXN_ERROR_CANCELED
} exn_error_kind;
typedef struct exn_error_name {
    exn_error_kind kind;
    exn_node_id node; /* manager or scope; that of a body; EXN_NODE_NONE for canceled */
} exn_error_name;

typedef struct exn_alternative {
    exn_ending ending;
    bool has_with; /* FAILS: raises `with` again if `with` is the cause that it received */
    exn_error_name with;
    /* Written in the file, not a default: the scenario is vacuous if no run takes it. */
    bool declared;
    /* Among what can be put to the test; 0: named by a schedule item only, not counted. */
    uint32_t number;
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
/* Whether the scope is expected to take the action. */
typedef enum exn_answer { EXN_IS_TAKEN, EXN_IS_REFUSED, EXN_MAY_BE_REFUSED } exn_answer;
typedef struct exn_action {
    exn_action_kind kind;
    exn_node_id node; /* enter, push, callback: a leaf; move: the new stack; else EXN_NODE_NONE */
    uint32_t task;    /* whose outermost scope it is about */
    bool is_own;      /* that is the task of whoever acts: the text need not name it */
    exn_answer answer;
    const char *text; /* "enter tx"; with tasks "w1 enter tx" */
    exn_place place;
} exn_action;

/* What one operation (enter, exit, body) may do. */
typedef struct exn_plan {
    exn_alternative *alternatives; /* at least one, distinct, as declared; never STOPS */
    size_t alternative_count;
    uint32_t steps; /* how often it waits before it settles; ignored if `takes` */
    bool takes;     /* takes virtual time instead of steps */
    uint64_t takes_ms;
    /* A subset of STOPS, FAILS and, of a manager, STOPS_LEAKING, STOPS_TOUCHING. Empty: ignores. */
    exn_alternative *on_cancel;
    size_t on_cancel_count;
    exn_action *actions;
    size_t action_count;
} exn_plan;

/* A value that a scenario passes to a manager of a plugin: a scalar. The plugin knows its type. */
typedef struct exn_passed_value {
    const char *name;
    exn_place name_place;
    const char *text;
    bool is_quoted; /* then it is a text */
    exn_place place;
} exn_passed_value;

/* A manager that is code: of a plugin, or of an adapter's child. */
typedef struct exn_use {
    /* "./libmydb.so#db", relative to the folder of the scenario; or "python:mymodule:Db" */
    const char *plugin;
    exn_place place;
    exn_passed_value *with; /* in the order of the file */
    size_t with_count;
} exn_use;

typedef enum exn_node_kind { EXN_NODE_LEAF, EXN_NODE_STACK, EXN_NODE_POOL } exn_node_kind;
typedef enum exn_role { EXN_ROLE_ENTER, EXN_ROLE_PUSH, EXN_ROLE_CALLBACK } exn_role;

/* A manager, callback or scope. nodes[0] is the outermost scope of the first task; then its tree
 * follows in preorder; then the trees of the other tasks; then, in the order of the file, the nodes
 * that only actions name: leaves, and the new stacks of `move`. */
typedef struct exn_node {
    const char *name; /* managers: as written; scopes: the path (`stack.pool2`) */
    exn_node_kind kind;
    exn_role role;      /* how a scope holds it; if only actions name it, by the first of them */
    exn_node_id parent; /* EXN_NODE_NONE: an outermost scope, or a node that only actions name */
    uint32_t task;      /* to which it belongs */
    bool is_handle;     /* of a manager that tasks share, and whose first handle is this node: */
    exn_node_id first_handle;
    uint32_t tokens;      /* how many handles are entered at a time; 0: any number */
    uint32_t child_count; /* direct members of a scope, whose nodes follow in preorder */
    uint32_t times;       /* callbacks: the number of entries; else 1 */
    exn_plan enter, exit; /* leaves; a callback has only exit */
    const exn_use *use;   /* NULL: the scenario plays it, or a program brings it */
    bool wait_all;        /* pools (P3) */
    bool has_deadline, has_grace;
    uint64_t deadline_ms, grace_ms;
    exn_place place;
} exn_node;

typedef enum exn_item_kind {
    EXN_ITEM_SETTLES, /* NAME or body: `ending` */
    EXN_ITEM_STEPS,
    EXN_ITEM_WORD, /* NAME, written in C: the external it waits for comes, with the result `word` */
    EXN_ITEM_CANCEL,
    EXN_ITEM_CANCEL_AT_ONCE,
    EXN_ITEM_ASK, /* ask NAME */
    EXN_ITEM_TIME_PASSES,
    EXN_ITEM_CALL,    /* call ACTION */
    EXN_ITEM_ANYTHING /* ... */
} exn_item_kind;

typedef struct exn_item {
    exn_item_kind kind;
    bool at_once;           /* SETTLES, WORD: in the same turn as what comes before it */
    exn_node_id node;       /* SETTLES, STEPS, ASK, WORD; CANCEL, CANCEL_AT_ONCE: the scope */
    const char *word;       /* WORD */
    exn_alternative ending; /* SETTLES: any outcome but HANGS, declared or not; STOPS too */
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
    uint32_t number; /* among what can be put to the test */
    uint32_t task;   /* of the list under `expect`: whose outcome it is */
    const char *text;
    exn_place place;
} exn_expected_outcome;

/* A trace event to match: an event of `node`, which may be that of a body; `cancel` is an event of
 * the scope that it reaches, `time passes` of none (EXN_NODE_NONE). */
typedef struct exn_pattern {
    exn_event_kind kind;
    exn_node_id node;
    const char *word; /* WORD; CALL, CALL_REFUSED: the action */
    /* Among what can be put to the test; 0: it cannot be, or need not be reported. */
    uint32_t number;
    bool has_cause;     /* EXIT_BEGINS with a cause in parentheses */
    bool cause_is_none; /* `(none)` */
    exn_error_name cause;
    bool has_outcome; /* CLOSES with an outcome after it */
    exn_expected_outcome outcome;
    const char *text; /* as written */
    exn_place place;
} exn_pattern;

/* Each time the first event happens, the second one must happen later in the same run. */
typedef struct exn_response {
    exn_pattern first, second;
    uint32_t number; /* among what can be put to the test: whether the first event ever happens */
} exn_response;

/* An outermost scope with its body. */
typedef struct exn_scenario_task {
    const char *name; /* NULL: it is the only one, and the file writes `scope` and `body` */
    exn_node_id scope;
    exn_plan body;
    exn_place place;
} exn_scenario_task;

enum { EXN_STEPS_MAX_DEFAULT = 10000 }; /* of a run */

typedef struct exn_scenario {
    const char *file; /* as the user named it */
    const char *name; /* `scenario:` */
    exn_place name_place;
    const char *about; /* or NULL */
    const char **tags;
    size_t tag_count;
    const char *implementation; /* or NULL: exeunt */
    exn_place implementation_place;
    bool has_profile;
    exeunt_profile profile;

    exn_node *nodes;
    size_t node_count;
    exn_scenario_task *tasks;
    uint32_t task_count; /* at least one */

    uint32_t cancels;     /* cancel requests anywhere: 0 never */
    uint32_t cancel_task; /* to which they may go; UINT32_MAX: to any */
    /* `cancel` was written, other than never: vacuous if no request was ever delivered. */
    bool has_cancel;
    exn_place cancel_place; /* where that, or never, was written; line 0: nowhere */
    uint32_t cancels_min;   /* a run with fewer requests does not count */
    exn_place cancels_min_place;
    /* The world asks exits in flight to stop, and asks enters once more (M6). */
    bool asks_operations;
    bool memory_fails; /* `faults: {memory: anywhere}`: vacuous if no allocation ever failed */
    bool memory_may_suffice; /* ... `if-asked`: never vacuous */
    bool has_faults_limit;
    uint32_t faults_max;
    uint64_t steps_max;  /* of a run */
    uint64_t states_max; /* 0: no limit */

    exn_item *items; /* the schedule */
    size_t item_count;
    bool has_schedule;
    bool kept; /* once an item is no longer possible, the rest is explored in every way */

    exn_expected_outcome *outcomes; /* of each task one of those that name it, if any do */
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

    /* What can be put to the test (SPEC 10) is numbered: alternatives, outcomes, and the next
     * four. */
    uint32_t number_max;
    uint32_t asking_number;     /* the world has asked an operation to stop */
    uint32_t memory_number;     /* an allocation has failed */
    uint32_t exit_asked_number; /* an exit has been asked to stop, by any caller */
    uint32_t by_code_number;    /* the first of EXN_RULES: what managers in C were put to */

    /* A set of bits, one for each exn_rule (contract/rules.h); 0: none expected. */
    uint32_t violates;
    const char *blame; /* name as written (`scope`, `body` or a manager's), or NULL */

    struct exn_arena *memory; /* holds all of this; private */
} exn_scenario;

/* Called for each error found, in the order of places: says in one line of UTF-8, without file and
 * place, what was found and what would be right. When out of memory it is called once, with NULL
 * for `message`. */
typedef void exn_complaint_fn(void *context, exn_place place, const char *message);

/* Reads a scenario from text.
 *
 * Returns a scenario that the caller frees, or NULL after at least one call of `complain`.
 *
 * Args   file      a name for messages; copied
 *        text      need not be terminated; any bytes
 *        complain  not NULL
 */
exn_scenario *exn_scenario_read(const char *file, const char *text, size_t length,
                                exn_complaint_fn *complain, void *context);

/* What a C program adds to the scenario that it checks. */
typedef struct exn_surroundings {
    const char *name; /* the name of the scenario if its text gives none */
    /* Returns whether the manager of that name may be written in C, and the body of the task of
     * that name (NULL: of the only one); then it has words. */
    bool (*is_in_c)(void *context, const char *name);
    bool (*body_is_in_c)(void *context, const char *task);
    void *context;
    bool scopes_are_in_c; /* scopes may be written in C, too */
} exn_surroundings;

/* The same for the text of a program. */
exn_scenario *exn_scenario_read_in(const exn_surroundings *surroundings, const char *file,
                                   const char *text, size_t length, exn_complaint_fn *complain,
                                   void *context);

/* Makes a list of schedule items the schedule of `scenario`, in place of its own, and marks it as
 * kept (`kept: true`). Returns false after at least one complaint, as above, about this text; then
 * the scenario can only be freed. */
bool exn_scenario_keep(exn_scenario *scenario, const exn_surroundings *surroundings,
                       const char *text, size_t length, exn_complaint_fn *complain, void *context);

/* Does nothing for NULL. */
void exn_scenario_free(exn_scenario *scenario);

/* Writes schedule items as such a list, on one line: "[db connected, cancel]". */
void exn_schedule_write(FILE *file, const char *const *items, size_t count);

/* Writes a kept scenario, which repeats one schedule: everything of `scenario` that says what may
 * happen, with `items` as its schedule. The result can be read again and moved to scenarios/
 * unchanged. It fails while its schedule breaks a rule, and passes once it does not.
 *
 * Returns 0, or -1 (errno) if writing failed or memory ran out. */
typedef struct exn_script {
    const char *name; /* `scenario:` of the new file */
    const char *about;
    const char *implementation;
    const char *folder;  /* of the new file, from which it names plugins */
    const char *plugins; /* where those were looked for that are not at their place, or NULL */
    const char *profile;
    const char *const *items; /* schedule items as text */
    size_t item_count;
    /* The manager to blame, the only one that keeps its deliberate breaches; or NULL. */
    const char *culprit;
    bool expects; /* an expectation of the scenario was missed: the expectations are written, too */
    /* For each node, or NULL: it is left out with all that is in it; the members of a nested scope
     * stand in its place. */
    const bool *dropped, *spliced;
    bool is_open; /* it has no schedule: anything may happen; else the file says `kept: true` */
} exn_script;
int exn_scenario_write(FILE *file, const exn_scenario *scenario, const exn_script *script);

/* What `managers` calls a leaf: its name, but for a handle. */
const char *exn_declared_name(const exn_node *node);
/* Whether what is declared of a node was declared by it, and not by the first handle. */
static inline bool exn_declares(const exn_scenario *scenario, size_t node)
{
    const exn_node *its = &scenario->nodes[node];
    return !its->is_handle || its->first_handle == (exn_node_id)node;
}

/* Whether it is a scope that only a `move` names: it is made empty, beside the outermost one. */
static inline bool exn_is_moved_to(const exn_scenario *scenario, exn_node_id node)
{
    const exn_node *its = &scenario->nodes[node];
    return its->kind != EXN_NODE_LEAF && its->parent == EXN_NODE_NONE &&
           scenario->tasks[its->task].scope != node;
}

/* The words of the format. */
const char *exn_ending_word(exn_ending ending);    /* "suppresses" */
bool exn_ending_is_breach(exn_ending ending);      /* a deliberate breach */
const char *exn_action_word(exn_action_kind kind); /* "callback" */
const char *exn_answer_words(exn_answer answer);   /* " -> refused" */

#endif
