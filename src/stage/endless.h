/* Runs that never end (D5). */
#ifndef EXN_STAGE_ENDLESS_H
#define EXN_STAGE_ENDLESS_H

#include "stage/state.h"

/* Whether anybody but the scope could go on for ever, in any run. */
bool exn_endless_may_go_on(const exn_run *run);
void exn_endless_close(exn_run *run);

void exn_endless_begin(exn_run *run); /* the next run is a whole one */
void exn_endless_notice(exn_stage *stage, const exn_event *event);
void exn_endless_comes(exn_stage *stage, uint32_t member); /* something that it waits for */

/* The run is longer than it may be. */
void exn_endless_by_length(exn_stage *stage);
/* At a moment of a whole run: if it was here before, it ends. */
void exn_endless_by_loop(exn_stage *stage);

#endif
