/* Something comes to code in C: an external that it waits for, or the end of a timer. */
#include "stage/arrivals.h"

#include "stage/endless.h"

static bool is_at_work(const exn_stage *stage, uint32_t member)
{
    const exn_view *view = &stage->probe.view;
    if (exn_is_body(member)) {
        uint32_t scope = view->tasks[exn_task_of_body(member)].scope;
        return view->scopes[scope].body == EXN_BODY_IS_IN_FLIGHT;
    }
    uint8_t status = view->members[member]->status;
    return status == EXN_ENTERING || status == EXN_EXITING;
}

bool exn_arrival_begins(exn_stage *stage, uint32_t member)
{
    exn_endless_comes(stage, member);
    return is_at_work(stage, member);
}

void exn_arrival_ends(exn_stage *stage, uint32_t member, bool was_at_work)
{
    exn_probe_look(&stage->probe, member);
    exn_probe_look_at_other_bases(&stage->probe, member);
    /* An operation that goes on, or an idle manager to which things come, may go on for ever; the
     * state graph shows whether it does. */
    stage->run->totals.may_loop |= !was_at_work || is_at_work(stage, member);
}
