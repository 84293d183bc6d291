/* What the files of the reader share. Outside of this folder only its tests include it.
 *
 * A mapping is read by a table of its keys, in the order of the table, whatever the order in the
 * file, so that names are known before they are used: first the scope, then managers, then the
 * rest. Every function goes on after an error: `exn_complain` notes the error, and
 * exn_scenario_read fails at the end.
 */
#ifndef EXN_SCENARIO_READ_READER_H
#define EXN_SCENARIO_READ_READER_H

#include "scenario/read/complaints.h"
#include "scenario/read/names_and_quotes.h"
#include "scenario/read/yaml.h"
#include "scenario/scenario.h"

typedef struct exn_reader {
    exn_arena *arena;
    exn_complaints complaints;
    exn_scenario *scenario;
    const exn_yaml *root;
    size_t node_room;
    exn_map node_by_name;
    uint32_t task;      /* that is read, or to which belongs what is read */
    bool reads_shared;  /* it is a manager that tasks share */
    bool tree_is_known; /* the scope was read without a complaint, so an unknown name is an error */
    const exn_surroundings *surroundings; /* NULL: the scenario plays all managers */
} exn_reader;

/* --- mappings, lists and scalars (mappings.c) ------------------------------------------------- */

typedef void exn_key_fn(exn_reader *reader, const exn_yaml *key, void *target);
typedef void exn_value_fn(exn_reader *reader, const exn_yaml *value, void *target);

typedef struct exn_key {
    const char *name;
    exn_key_fn *read;
    bool is_required;
} exn_key;

typedef struct exn_keys {
    const char *what; /* has these keys: "a scenario" */
    const exn_key *keys;
    size_t count;
} exn_keys;

/* The tables of all mappings; a test compares them with scenario.schema.json. */
extern const exn_keys exn_scenario_keys, exn_scope_keys, exn_push_keys, exn_callback_keys,
    exn_manager_keys, exn_operation_keys, exn_steps_keys, exn_takes_keys, exn_body_keys,
    exn_task_keys, exn_cancel_keys, exn_faults_keys, exn_limits_keys, exn_expect_keys;

void exn_read_mapping(exn_reader *reader, const exn_yaml *mapping, const exn_keys *keys,
                      void *target);
/* `what` is the name of the key, for messages. An empty list is refused. */
void exn_read_list(exn_reader *reader, const exn_yaml *value, const char *what, exn_value_fn *read,
                   void *target);
void exn_read_one_or_list(exn_reader *reader, const exn_yaml *value, const char *what,
                          exn_value_fn *read, void *target);

/* Each returns false, or NULL, after a complaint; the target is then unchanged. */
const char *exn_read_text(exn_reader *reader, const exn_yaml *value, const char *what);
const char *exn_read_item(exn_reader *reader, const exn_yaml *item, const char *what);
bool exn_read_number(exn_reader *reader, const exn_yaml *value, const char *what, uint64_t least,
                     uint64_t most, uint64_t *number);
bool exn_read_duration(exn_reader *reader, const exn_yaml *value, const char *what,
                       uint64_t *duration_ms);

/* Complains that `word` is not among the known words, and suggests the nearest one or lists all. */
void exn_complain_unknown(exn_reader *reader, exn_place place, const char *what, const char *word,
                          const char *const *known, size_t known_count);

/* --- names (nodes.c) -------------------------------------------------------------------------- */

exn_node_id exn_find_node(const exn_reader *reader, const char *name); /* or EXN_NODE_NONE */
exn_node_id exn_add_node(exn_reader *reader, const exn_node *node);

/* Returns the node that a text names, or EXN_NODE_NONE after a complaint. */
exn_node_id exn_read_node(exn_reader *reader, exn_place place, const char *name);
/* The same for a manager or a callback, not a scope. */
exn_node_id exn_read_leaf(exn_reader *reader, exn_place place, const char *name);
/* Returns whether a text may be a new name; complains if not. */
bool exn_check_new_name(exn_reader *reader, exn_place place, const char *name);

typedef enum exn_error_use {
    EXN_USE_AS_CAUSE,   /* the cause that an exit receives */
    EXN_USE_TO_RAISE,   /* `fails with` */
    EXN_USE_IN_OUTCOME, /* the members of a combined error occur in its place */
} exn_error_use;
bool exn_read_error_name(exn_reader *reader, exn_place place, const char *text, exn_error_use use,
                         exn_error_name *error);

/* --- outcomes of operations (read_endings.c) -------------------------------------------------- */

enum { EXN_OF_ENTER = 1, EXN_OF_EXIT = 2, EXN_OF_BODY = 4 }; /* sets of operations */

typedef enum exn_ending_use { EXN_ENDING_DECLARED, EXN_ENDING_SCHEDULED } exn_ending_use;
/* Reads an outcome that one of these operations may have. */
bool exn_read_ending(exn_reader *reader, exn_place place, const char *text, unsigned operations,
                     exn_ending_use use, exn_alternative *ending);
/* Returns the operations that may have this outcome. */
unsigned exn_ending_operations(exn_ending ending, exn_ending_use use);

bool exn_is_ending(const char *text); /* whether it is an outcome of any operation */

/* --- words of managers written in C (read_words.c) -------------------------------------------- */

/* Returns whether this node may have words of its own, which the program knows. */
bool exn_has_words(const exn_reader *reader, exn_node_id node);
/* Reads `word WORD`. Returns WORD; or NULL if the text is something else, or after a complaint. */
const char *exn_read_marked_word(exn_reader *reader, exn_place place, exn_node_id node,
                                 const char *text);

/* --- parts of a scenario ---------------------------------------------------------------------- */

void exn_read_scope(exn_reader *reader, const exn_yaml *key, void *target);
void exn_read_managers(exn_reader *reader, const exn_yaml *key, void *target);
/* Reads `use` and `with` of a manager, and refuses what it can't have beside them (read_use.c). */
void exn_read_use(exn_reader *reader, const exn_yaml *manager, exn_node *node);
void exn_read_body(exn_reader *reader, const exn_yaml *key, void *target);
void exn_read_body_plan(exn_reader *reader, const exn_yaml *key, exn_plan *plan);
void exn_read_schedule(exn_reader *reader, const exn_yaml *key, void *target);
void exn_read_expect(exn_reader *reader, const exn_yaml *key, void *target);
/* Reads "raises [body, vm1.exit] + canceled". */
bool exn_read_outcome(exn_reader *reader, exn_place place, const char *text,
                      exn_expected_outcome *outcome);
void exn_read_violates(exn_reader *reader, const exn_yaml *key, void *target);
void exn_read_blame(exn_reader *reader, const exn_yaml *key, void *target);

/* --- tasks (read_tasks.c, task_names.c, handles.c) -------------------------------------------- */

void exn_read_tasks(exn_reader *reader, const exn_yaml *key, void *target);
/* Whether the scenario has `tasks` in place of `scope` and `body`. */
bool exn_has_tasks(const exn_reader *reader);
/* Reads the name of a task; returns false after a complaint. */
bool exn_read_task(exn_reader *reader, exn_place place, const char *name, uint32_t *task);
/* Reads the scope of the task `reader->task`, and its body. Returns the node of the scope. */
exn_node_id exn_read_scope_of_task(exn_reader *reader, const exn_yaml *key);

/* If a text begins with the name of a body, "body " or "w1 body ", returns true, with the body's
 * node, EXN_NODE_NONE after a complaint, and the rest of the text. */
bool exn_read_body_name(exn_reader *reader, exn_place place, const char *text, exn_node_id *node,
                        const char **rest);
/* If a text is the error of a body, "body" or "w1.body", returns true, with the body's node,
 * EXN_NODE_NONE after a complaint. */
bool exn_read_body_error(exn_reader *reader, exn_place place, const char *text, exn_node_id *node);
/* Returns the scope that is canceled: that of the task `name`, or "" where there is one task.
 * EXN_NODE_NONE after a complaint. */
exn_node_id exn_read_canceled(exn_reader *reader, exn_place place, const char *name);
/* Makes `node` a handle of the manager that an earlier task has named. Returns false if it cannot
 * be one. */
bool exn_make_handle(exn_reader *reader, exn_node_id first, exn_node *node);

/* --- what operations do (read_plans.c, read_actions.c) ---------------------------------------- */

void exn_set_default_plan(exn_reader *reader, exn_plan *plan, exn_operation_kind operation);
/* Reads an outcome, a list of outcomes, or a mapping with `ends` and `actions`. */
void exn_read_operation(exn_reader *reader, const exn_yaml *key, exn_plan *plan,
                        exn_operation_kind operation);
void exn_read_steps(exn_reader *reader, const exn_yaml *value, exn_plan *plan);
void exn_read_takes(exn_reader *reader, const exn_yaml *value, exn_plan *plan);
void exn_read_answers(exn_reader *reader, const exn_yaml *value, bool of_body, exn_plan *plan);
enum { EXN_ON_CANCEL_WORDS_OF_BODY = 3, EXN_ON_CANCEL_WORDS = 5 };
extern const char *const exn_on_cancel_words[EXN_ON_CANCEL_WORDS]; /* those of a body first */

void exn_read_actions(exn_reader *reader, const exn_yaml *value, exn_plan *plan);
/* Reads an action out of the blue: `enter tx`, or with tasks `w1 enter tx`. */
bool exn_read_scheduled_action(exn_reader *reader, exn_place place, const char *text,
                               exn_action *action);
/* Reads the same as a trace prints it, or `enter tx refused`, and sets `is_refused`
 * accordingly. */
bool exn_read_call(exn_reader *reader, exn_place place, const char *text, exn_action *action,
                   bool *is_refused);
/* Adds the nodes that only actions name: managers, callbacks, the stacks of `move`. */
void exn_collect_actions(exn_reader *reader);
/* The same for the nodes that a schedule calls. */
void exn_collect_calls(exn_reader *reader, const exn_yaml *schedule);

#endif
