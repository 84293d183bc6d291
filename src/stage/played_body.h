/* The bodies that the scenario plays. */
#ifndef EXN_STAGE_PLAYED_BODY_H
#define EXN_STAGE_PLAYED_BODY_H

#include "stage/state.h"

void exn_played_body_begin(exn_stage *stage, uint32_t task);
void exn_played_body_cancel(exn_stage *stage, uint32_t task);

#endif
