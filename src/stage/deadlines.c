/* Deadlines and grace times. The world runs their timers by what it sees at the border, not by what
 * an implementation says (C4, C6). */
#include "stage/deadlines.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "contract/view_update.h"
#include "stage/stage_scopes.h"

bool exn_has_timers(const exn_node *node)
{
    return node->has_deadline || node->has_grace;
}

bool exn_deadlines_matter(const exn_scenario *scenario)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (exn_has_timers(&scenario->nodes[i])) {
            return true;
        }
    }
    return false;
}

static const exn_node *node_of(const exn_stage *stage, uint32_t scope)
{
    return &stage->run->scenario->nodes[stage->scopes[scope].node];
}

static void start(exn_stage *stage, exn_timer *timer, exn_timer_purpose purpose, uint32_t scope,
                  uint64_t wait_ms)
{
    exn_assert(stage->scopes[scope].timers != NULL && "it was given room");
    timer->purpose = purpose;
    timer->index = scope;
    exn_timer_start(stage->probe.world, timer, wait_ms);
}

void exn_deadline_begin(exn_stage *stage, uint32_t scope)
{
    const exn_node *node = node_of(stage, scope);
    if (node->has_deadline && !stage->probe.view.scopes[scope].cancel) {
        start(stage, &stage->scopes[scope].timers->deadline, EXN_TIMER_DEADLINE, scope,
              node->deadline_ms);
    }
}

/* The enters and the body of a scope are over, which is all that its deadline covers. */
static void stop_deadline(exn_stage *stage, uint32_t scope)
{
    if (stage->scopes[scope].timers != NULL) {
        exn_timer_stop(stage->probe.world, &stage->scopes[scope].timers->deadline);
    }
}

/* An action closed the scope: that ends its enters and its body, even if some are still in flight.
 * */
void exn_deadline_close(exn_stage *stage, uint32_t scope)
{
    stop_deadline(stage, scope);
}

/* The grace time counts from the request or from the first exit, whichever is later. */
static void start_grace(exn_stage *stage, uint32_t scope)
{
    const exn_scope_view *seen = &stage->probe.view.scopes[scope];
    const exn_node *node = node_of(stage, scope);
    exn_scope_timers *timers = stage->scopes[scope].timers;
    bool asked = seen->cancel || seen->expired;
    if (node->has_grace && !timers->grace_begun && asked && seen->unwinding && !seen->closed) {
        timers->grace_begun = true;
        start(stage, &timers->grace, EXN_TIMER_GRACE, scope, node->grace_ms);
    }
}

static void end_scope(exn_stage *stage, uint32_t scope)
{
    stop_deadline(stage, scope);
    if (stage->scopes[scope].timers != NULL) {
        exn_timer_stop(stage->probe.world, &stage->scopes[scope].timers->grace);
    }
}

void exn_deadlines_notice(exn_stage *stage, const exn_event *event)
{
    bool is_of_member = event->member < stage->probe.view.member_count;
    uint32_t inside = is_of_member ? stage->probe.view.facts[event->member].inside : EXN_NONE;
    switch (event->kind) {
    case EXN_ENTER_BEGINS:
        if (inside != EXN_NONE) {
            exn_deadline_begin(stage, inside);
        }
        break;
    case EXN_ENTERED:
        if (inside != EXN_NONE) {
            stop_deadline(stage, inside);
        }
        break;
    case EXN_EXIT_BEGINS:
        stop_deadline(stage, event->scope);
        start_grace(stage, event->scope);
        break;
    case EXN_CANCEL:
        start_grace(stage, event->scope);
        break;
    case EXN_CANCEL_REQUESTED:
        if (inside != EXN_NONE) {
            start_grace(stage, inside);
        }
        break;
    case EXN_BODY_RETURNS:
    case EXN_BODY_RAISES:
    case EXN_BODY_CANCELED:
        stop_deadline(stage, event->scope);
        break;
    case EXN_CLOSES:
        end_scope(stage, event->scope);
        break;
    case EXN_ENTER_FAILS:
    case EXN_ENTER_CANCELED:
    case EXN_EXITED:
    case EXN_EXIT_SUPPRESSES:
    case EXN_EXIT_FAILS:
        if (inside != EXN_NONE) {
            end_scope(stage, inside);
        }
        break;
    default:
        break;
    }
}

void exn_deadline_fire(exn_stage *stage, const exn_timer *timer)
{
    exn_assert(timer->purpose == EXN_TIMER_DEADLINE || timer->purpose == EXN_TIMER_GRACE);
    exn_assert(!stage->probe.view.scopes[timer->index].closed && "what has closed has no timers");
    exeunt_border *border = &stage->probe.borders[timer->index];
    exn_run_as(border);
    if (timer->purpose == EXN_TIMER_DEADLINE) {
        stage->run->current.faults += 1;
        exn_view_expire(&stage->probe.view, timer->index);
        border->implementation->expire(border->subject);
    } else {
        exn_view_end_grace(&stage->probe.view, timer->index);
        border->implementation->end_grace(border->subject);
    }
    exn_run_as(NULL);
}
