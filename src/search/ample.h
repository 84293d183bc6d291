/* Partial-order reduction: where one transition is enough. */
#ifndef EXN_SEARCH_AMPLE_H
#define EXN_SEARCH_AMPLE_H

#include "stage/stage.h"

/* Which of the deliveries that are listed at a state may be followed alone: its number, or `count`
 * if none may. The same for equal states. Not for a scenario with a schedule, whose items count
 * inner steps. */
uint32_t exn_ample_step(const exn_delivery *deliveries, const bool *allowed, uint32_t count);

#endif
