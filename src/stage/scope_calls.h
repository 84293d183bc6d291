/* What a body or a manager does to an outermost scope while it works. */
#ifndef EXN_STAGE_SCOPE_CALLS_H
#define EXN_STAGE_SCOPE_CALLS_H

#include "stage/state.h"

/* The enter that a body has asked for has settled; the context is the body's exn_body_plan. */
typedef void exn_enter_settled(void *plan, const exeunt_error *error);

/* Calls the scope, and records the call. `settled` is called when an enter settles that the body
 * waits for; NULL: no body waits. Returns what the scope returns: 0, or that it refuses. */
int exn_call_scope(exn_stage *stage, const exn_action *action, exn_enter_settled *settled);
/* The same for an action that a scenario plays, which says whether it is to be refused. */
void exn_act(exn_stage *stage, const exn_action *action, exn_enter_settled *settled);

/* What the body learns of its enter passes the rules: an event of no trace. */
void exn_record_answer_to_body(exn_stage *stage, uint32_t member, const exeunt_error *error);
/* The body learns it, and waits for none: that breaks X5. */
void exn_record_unasked_answer(exn_stage *stage, uint32_t task);

#endif
