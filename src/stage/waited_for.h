/* Whom a run waits for that gets stuck. */
#ifndef EXN_STAGE_WAITED_FOR_H
#define EXN_STAGE_WAITED_FOR_H

#include "stage/state.h"

typedef struct exn_waited_for {
    uint32_t member; /* or a body; EXN_NONE: the scope */
    uint32_t scope;  /* the outermost one of that task */
} exn_waited_for;

exn_waited_for exn_find_waited_for(const exn_stage *stage);

#endif
