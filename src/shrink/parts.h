/* What may be left out of a scenario, and a copy of one that lacks some of it. */
#ifndef EXN_SHRINK_PARTS_H
#define EXN_SHRINK_PARTS_H

#include "scenario/read/arena.h"
#include "scenario/scenario.h"

/* The parts that are tried together, in this order: what costs most comes first. */
typedef enum exn_part_group {
    EXN_PARTS_OF_RUNS,      /* cancel requests, faults of memory, limits */
    EXN_PARTS_OF_TREE,      /* tasks, scopes and managers of one level */
    EXN_PARTS_OF_NESTING,   /* the brackets of a nested scope */
    EXN_PARTS_OF_ACTIONS,   /* actions of bodies and operations */
    EXN_PARTS_OF_MANAGERS,  /* all that is declared of a manager or a body */
    EXN_PARTS_OF_PLANS,     /* one key of that, or of a scope */
    EXN_PARTS_OF_LISTS,     /* one alternative */
    EXN_PARTS_OF_NUMBERS,   /* half of a number, or one less */
    EXN_PARTS_OF_EXPECTING, /* expectations */
    EXN_PART_GROUPS
} exn_part_group;

typedef enum exn_part_kind {
    EXN_PART_CANCELS,
    EXN_PART_CANCELS_MIN,
    EXN_PART_ASKING,
    EXN_PART_MEMORY_FAULTS,
    EXN_PART_FAULTS_LIMIT,
    EXN_PART_STEPS_LIMIT,
    EXN_PART_STATES_LIMIT,
    EXN_PART_NODE,
    EXN_PART_BRACKETS,
    EXN_PART_ACTION,
    EXN_PART_DECLARATION,
    EXN_PART_ENDINGS,
    EXN_PART_ANSWERS,
    EXN_PART_STEPS,
    EXN_PART_WAIT_ALL,
    EXN_PART_DEADLINE,
    EXN_PART_GRACE,
    EXN_PART_TIMES,
    EXN_PART_TOKENS,
    EXN_PART_ARGUMENT,
    EXN_PART_ENDING,
    EXN_PART_ANSWER,
    EXN_PART_HALF_OF_STEPS,
    EXN_PART_ONE_STEP,
    EXN_PART_HALF_OF_TIMES,
    EXN_PART_ONE_TIME,
    EXN_PART_HALF_OF_CANCELS,
    EXN_PART_ONE_CANCEL,
    EXN_PART_OUTCOMES,
    EXN_PART_ORDER,
    EXN_PART_ALWAYS,
    EXN_PART_NEVER,
    EXN_PART_WHENEVER
} exn_part_kind;

typedef struct exn_part {
    exn_part_kind kind;
    exn_node_id node;             /* or a body */
    exn_operation_kind operation; /* of plans */
    size_t index;                 /* in a list */
} exn_part;

typedef struct exn_part_list {
    exn_arena *arena;
    exn_part *items;
    size_t count, room;
} exn_part_list;

/* The levels of the tree: 0 has the tasks and what only actions name. */
uint32_t exn_levels_of(const exn_scenario *scenario);

/* Appends the parts of a group, of one level where it is that of the tree. To be called in a guard
 * of the arena. */
void exn_parts_list(exn_part_list *list, const exn_scenario *scenario, exn_part_group group,
                    uint32_t level);

/* A copy of a scenario that may be changed; it borrows what is not changed. */
typedef struct exn_sketch {
    exn_arena *arena;
    exn_scenario scenario;
    bool *dropped, *spliced; /* as exn_script has them */
    bool has_empty_plan;     /* some operation has no outcome left */
} exn_sketch;

/* To be called in a guard of the arena. */
exn_sketch exn_sketch_of(exn_arena *arena, const exn_scenario *scenario);

/* Leaves a part out. Of the parts of one group the last one has to be left out first: their indices
 * are those of the whole scenario. */
void exn_sketch_leave_out(exn_sketch *sketch, const exn_part *part);

/* Returns whether each operation still has an outcome, and some task is left. */
bool exn_sketch_is_whole(const exn_sketch *sketch);

#endif
