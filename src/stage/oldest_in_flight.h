/* Whose operation has been in flight longest (X9, M2). */
#ifndef EXN_STAGE_OLDEST_IN_FLIGHT_H
#define EXN_STAGE_OLDEST_IN_FLIGHT_H

#include "stage/state.h"

/* Whether it is known: only where something can hang. */
bool exn_ages_matter(const exn_run *run);
void exn_ages_notice(exn_stage *stage, const exn_event *event);
uint32_t exn_ages_oldest(const exn_stage *stage); /* EXN_NONE: no manager's is */

#endif
