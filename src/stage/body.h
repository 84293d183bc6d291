/* Bodies written in C. */
#ifndef EXN_STAGE_BODY_H
#define EXN_STAGE_BODY_H

#include "stage/state.h"

/* An enter that a body in C has asked for: whom to tell how it ends. */
typedef struct exn_own_enter {
    void (*settled)(void *context, const exeunt_error *error);
    void *context;
    uint32_t member;
} exn_own_enter;

/* In the world: a body written in C; all zero of a task whose body the scenario plays. */
typedef struct exn_own_body {
    exeunt_border border;
    void *self;
    exn_own_enter asked; /* in flight */
} exn_own_body;

/* If there are any: makes room for them; false: there is none in the world. */
bool exn_own_bodies_open(exn_stage *stage);
void exn_own_bodies_create(exn_stage *stage);

/* Whether the body of a task is in C. */
static inline bool exn_has_own_body(const exn_stage *stage, uint32_t task)
{
    return stage->own_bodies != NULL && stage->run->options.bodies->of_task[task] != NULL;
}

void exn_own_body_begin(exn_stage *stage, uint32_t task);
void exn_own_body_cancel(exn_stage *stage, uint32_t task);

/* A body is to go on, in C or not: it is in flight, and waits for no enter of its own. */
bool exn_body_goes_on(const exn_stage *stage, uint32_t task);

#endif
