/* The members whose operation is in flight, the oldest first. When nothing more comes, the oldest
 * is to blame (M2). So their order is part of the state, but only where something can hang. */
#include "stage/oldest_in_flight.h"

#include "base/own_assert.h"

static bool may_hang(const exn_plan *plan)
{
    for (size_t i = 0; i < plan->alternative_count; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_HANGS) {
            return true;
        }
    }
    return false;
}

bool exn_ages_matter(const exn_run *run)
{
    const exn_scenario *scenario = run->scenario;
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (may_hang(&scenario->nodes[i].enter) || may_hang(&scenario->nodes[i].exit)) {
            return true;
        }
    }
    return run->options.manager_factory != NULL;
}

static void remove_member(exn_stage *stage, uint32_t member)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < stage->now->age_count; i++) {
        if (stage->ages[i] != member) {
            stage->ages[kept++] = stage->ages[i];
        }
    }
    while (stage->now->age_count > kept) {
        stage->ages[--stage->now->age_count] =
            0; /* as if it had never been there: equal situations are equal bytes */
    }
}

void exn_ages_notice(exn_stage *stage, const exn_event *event)
{
    if (stage->ages == NULL || event->member == EXN_NONE || event->kind >= EXN_BORDER_KINDS ||
        EXN_IS_REQUEST(event->kind) || event->kind == EXN_TIME_PASSES) {
        return;
    }
    remove_member(stage, event->member);
    bool begins = event->kind == EXN_ENTER_BEGINS || event->kind == EXN_EXIT_BEGINS;
    bool is_scope = stage->probe.view.facts[event->member].inside != EXN_NONE;
    if (begins && !is_scope) {
        exn_assert(stage->now->age_count < stage->probe.view.member_count && "each is there once");
        stage->ages[stage->now->age_count++] = event->member;
    }
}

uint32_t exn_ages_oldest(const exn_stage *stage)
{
    return stage->now->age_count > 0 ? stage->ages[0] : EXN_NONE;
}
