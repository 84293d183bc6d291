/* What lies outside the world and decides the rest of a run is kept in the world, as far as it
 * does. */
#ifndef EXN_STAGE_KEPT_PATH_H
#define EXN_STAGE_KEPT_PATH_H

#include "stage/state.h"

/* How an outermost scope closed, while others are still to close. In the world. */
typedef struct exn_kept_closing {
    exn_closing closing;
    bool closed;
} exn_kept_closing;

void exn_path_keep(exn_stage *stage);
/* The reverse, when a run goes on from a state of the world. */
void exn_path_recall(exn_stage *stage);

#endif
