/* Deadlines and grace times, run by the world (C4, C6). */
#ifndef EXN_STAGE_DEADLINES_H
#define EXN_STAGE_DEADLINES_H

#include "stage/state.h"

bool exn_has_timers(const exn_node *node); /* a timer of its own */
bool exn_deadlines_matter(const exn_scenario *scenario);
void exn_deadlines_notice(exn_stage *stage, const exn_event *event);
void exn_deadline_begin(exn_stage *stage, uint32_t scope);
void exn_deadline_close(exn_stage *stage, uint32_t scope);
void exn_deadline_fire(exn_stage *stage, const exn_timer *timer);

#endif
