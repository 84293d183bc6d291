/* What a scenario wants of requests besides those that it explores. */
#ifndef EXN_STAGE_REQUESTS_H
#define EXN_STAGE_REQUESTS_H

#include "stage/state.h"

/* Lists whom the world may ask to stop that it has not asked yet (M6). */
void exn_requests_list(exn_stage *stage);
void exn_requests_deliver(exn_stage *stage, uint32_t member);
/* A run comes to its end: does not return if it does not count, as it has not had its requests. */
void exn_demand_requests(exn_stage *stage);

#endif
