/* Who plays in a scenario: members and scopes by the nodes that they stand for. */
#include "stage/internal.h"

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
    uint32_t i = 0;
    while (stage->scopes[i].node != node) {
        i += 1;
    }
    return i;
}

bool exn_run_has(const exn_run *run, uint32_t member)
{
    return member == EXN_BODY ? run->options.body != NULL
                              : run->stage->probe.members[member].inner != NULL;
}

size_t exn_live(const exn_stage *stage)
{
    const exn_holdings *holdings = stage->probe.view.holdings;
    return exn_heap_live(stage->probe.world->heap) - (holdings != NULL ? holdings->heap_bytes : 0);
}

bool exn_may_be_asked(const exn_stage *stage, uint32_t member)
{
    const exn_member_view *seen = &stage->probe.view.members[member];
    bool in_flight = seen->status == EXN_EXITING || (seen->status == EXN_ENTERING && seen->asked);
    return in_flight && stage->probe.view.facts[member].inside == EXN_NONE;
}
