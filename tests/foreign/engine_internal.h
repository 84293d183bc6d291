/* What the files of the engine share. */
#ifndef FOREIGN_ENGINE_INTERNAL_H
#define FOREIGN_ENGINE_INTERNAL_H

#include "engine.h"

typedef enum slot_state { SLOT_OUT, SLOT_ENTERING, SLOT_HELD, SLOT_EXITING } slot_state;

/* One entry of the plan. */
typedef struct engine_entry {
    slot_state state;
    bool failed_to_exit;
    const void *value;
    const exeunt_error *told;
    const exeunt_error *raised;
    exeunt_error record; /* if the engine records errors itself */
} engine_entry;

typedef enum engine_phase {
    ENGINE_ENTERS,
    ENGINE_RUNS_BODY,
    ENGINE_EXITS,
    ENGINE_CLOSED
} engine_phase;

typedef struct engine {
    const exeunt_plan *plan;
    const engine_design *design;
    engine_entry *slots;  /* an array, or ... */
    engine_entry **nodes; /* ... a block for each */
    exeunt_task task;
    engine_phase phase;
    size_t entered;    /* enters that have begun */
    size_t considered; /* entries whose exit was considered, from the last one on */
    size_t in_flight;
    size_t first_failed; /* by time; valid if has_failed */
    bool has_begun, is_stepping, is_posted, body_posted, close_posted;
    bool has_failed, is_canceled;
    bool body_ran, body_stopped;
    bool tells_canceled; /* while no error propagates (C7) */
    bool has_suppressed;
    const exeunt_error *body_error;
    const exeunt_error *cause; /* pool: the cause of all exits; stack: what propagates */
    exeunt_error copy;         /* of `canceled`: a flaw */
} engine;

engine_entry *engine_slot(const engine *self, size_t index);
bool engine_is_stack(const engine *self);
void engine_bite(const engine *self);

/* engine_errors.c */
void engine_note_failed_enter(engine *self, size_t index, const exeunt_result *result);
void engine_note_exit(engine *self, size_t index, const exeunt_result *result);
void engine_choose_cause(engine *self);
const exeunt_error *engine_cause(engine *self);
void engine_close(engine *self);

#endif
