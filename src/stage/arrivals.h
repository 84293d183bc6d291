/* Something comes to code in C: what it has waited for, or its time. */
#ifndef EXN_STAGE_ARRIVALS_H
#define EXN_STAGE_ARRIVALS_H

#include "stage/state.h"

/* Around what comes; the first tells the second what it has returned. */
bool exn_arrival_begins(exn_stage *stage, uint32_t member);
void exn_arrival_ends(exn_stage *stage, uint32_t member, bool was_at_work);

#endif
