/* Who plays in a scenario: members and scopes by the nodes that they stand for. */
#include "stage/members.h"

#include "base/own_assert.h"
#include "stage/body.h"
#include "stage/stage.h"
#include "stage/stage_scopes.h"

uint32_t exn_member_of_node(const exn_stage *stage, exn_node_id node)
{
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (stage->member_plans[i].node == node) {
            return i;
        }
    }
    return EXN_NONE;
}

uint32_t exn_scope_of_node(const exn_stage *stage, exn_node_id node)
{
    for (uint32_t i = 0; i < stage->probe.view.scope_count; i++) {
        if (stage->scopes[i].node == node) {
            return i;
        }
    }
    return EXN_NONE;
}

exn_node_id exn_speaker(const exn_stage *stage, uint32_t member, uint32_t scope)
{
    exn_assert(exn_is_body(member) || member == EXN_NONE ||
               member < stage->probe.view.member_count);
    return exn_is_body(member)  ? exn_node_body(exn_task_of_body(member))
           : member == EXN_NONE ? stage->scopes[scope].node
                                : stage->member_plans[member].node;
}

bool exn_run_has(const exn_run *run, uint32_t member)
{
    return exn_is_body(member) ? exn_has_own_body(run->stage, exn_task_of_body(member))
                               : run->stage->probe.members[member].inner != NULL;
}

size_t exn_live(const exn_stage *stage)
{
    const exn_holdings *holdings = stage->probe.view.holdings;
    size_t live = exn_heap_live(stage->probe.world->heap);
    size_t of_managers = holdings != NULL ? holdings->heap_bytes : 0;
    exn_assert(of_managers <= live && "what managers hold is in use");
    return live - of_managers;
}

bool exn_may_be_asked(const exn_stage *stage, uint32_t member)
{
    exn_assert(member < stage->probe.view.member_count && "the world asks members alone");
    const exn_member_view *seen = stage->probe.view.members[member];
    bool in_flight = seen->status == EXN_EXITING || (seen->status == EXN_ENTERING && seen->asked);
    return in_flight && stage->probe.view.facts[member].inside == EXN_NONE;
}
