/* Something comes to code in C: an external that it waits for, or the end of a timer. */
#ifndef EXN_STAGE_ARRIVALS_H
#define EXN_STAGE_ARRIVALS_H

#include "stage/state.h"

/* Called before and after the code runs; the second is given what the first has returned: whether
 * the member was at work. */
bool exn_arrival_begins(exn_stage *stage, uint32_t member);
void exn_arrival_ends(exn_stage *stage, uint32_t member, bool was_at_work);

#endif
