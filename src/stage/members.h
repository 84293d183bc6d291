/* Who plays in a scenario: members and scopes by the nodes that they stand for. */
#ifndef EXN_STAGE_MEMBERS_H
#define EXN_STAGE_MEMBERS_H

#include "stage/state.h"

/* The first member, or the scope, that a node stands for; EXN_NONE: there is none. */
uint32_t exn_member_of_node(const exn_stage *stage, exn_node_id node);
uint32_t exn_scope_of_node(const exn_stage *stage, exn_node_id node);

/* Whose words they are: a member's, a body's, or, EXN_NONE, the scope's. */
exn_node_id exn_speaker(const exn_stage *stage, uint32_t member, uint32_t scope);

/* Whether the world may ask the operation of a member to stop (M6). */
bool exn_may_be_asked(const exn_stage *stage, uint32_t member);

/* Memory in use, but that of managers. */
size_t exn_live(const exn_stage *stage);

#endif
