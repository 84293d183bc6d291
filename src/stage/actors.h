/* Actors play what the scenario says: operations of members, and bodies. */
#ifndef EXN_STAGE_ACTORS_H
#define EXN_STAGE_ACTORS_H

#include "stage/at_work.h"

void exn_actor_begin(exn_stage *stage, uint32_t member, bool is_exit);
void exn_actor_step(exn_stage *stage, uint32_t member);
/* Of a member or a body: it settles with this result. */
void exn_actor_settle(exn_stage *stage, uint32_t member, const exn_alternative *ending);

/* The body of a task begins to work; its actions are done; it ends because an enter that it asked
 * for failed. */
void exn_actor_start_body(exn_stage *stage, uint32_t task);
void exn_actor_proceed_body(exn_stage *stage, uint32_t task);
void exn_actor_stop_body(exn_stage *stage, uint32_t task);

#endif
