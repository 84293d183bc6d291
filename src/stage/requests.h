/* What a scenario wants of requests besides those that it explores. */
#ifndef EXN_STAGE_REQUESTS_H
#define EXN_STAGE_REQUESTS_H

#include "stage/state.h"

/* Whether search may cancel a task now, as far as the number of requests allows it. */
bool exn_may_cancel(const exn_stage *stage, uint32_t task);
/* Lists the tasks that may be canceled. */
void exn_requests_list_cancels(exn_stage *stage);

/* Lists whom the world may ask to stop that it has not asked yet (M6). */
void exn_requests_list(exn_stage *stage);
void exn_requests_deliver(exn_stage *stage, uint32_t member);
/* An operation of `member` has gone on, and perhaps waits anew: its scope learns that where it has
 * to ask the operation to stop once more (EXEUNT_EXITS_ASKED_AGAIN). */
void exn_requests_renew(exn_stage *stage, uint32_t member);
/* A run comes to its end: does not return if it does not count, as it has not had its requests. */
void exn_demand_requests(exn_stage *stage);

#endif
