/* The timers of code in C. They stand in one list with those of scopes and operations (C8). */
#include "stage/timers.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "stage/arrivals.h"

/* The timer no longer runs, and its manager holds it no longer. */
static void let_go(exeunt_timer *timer)
{
    exeunt_border *border = timer->border;
    if (!timer->made_with) {
        exn_probe_release(border->probe, border->member, EXN_TIMER, 0);
    }
    timer->border = NULL;
    timer->made_with = false;
}

void exeunt_border_start_timer(exeunt_border *border, exeunt_timer *timer, uint64_t wait_ms)
{
    exn_require(border->member != EXN_NONE && "the timers of scopes are the world's");
    exn_require(timer->fire != NULL);
    exeunt_border_stop_timer(border, timer);
    timer->made_with = exn_probe_acquire(border->probe, border->member, EXN_TIMER, timer, 0);
    timer->border = border;
    timer->place.purpose = EXN_OWN_TIMER;
    timer->place.index = border->member;
    exn_timer_start(border->probe->world, &timer->place, wait_ms);
}

void exeunt_border_stop_timer(exeunt_border *border, exeunt_timer *timer)
{
    if (timer->border == NULL) {
        return;
    }
    if (timer->border != border) {
        exn_probe_gives_up(border, "a timer");
    }
    exn_timer_stop(border->probe->world, &timer->place);
    let_go(timer);
}

void exn_own_timer_fire(exn_stage *stage, exn_timer *place)
{
    exeunt_timer *timer = exn_timer_at(place);
    uint32_t member = place->index;
    exn_require(timer->border != NULL && timer->border->member == member && !place->armed);
    bool was_at_work = exn_arrival_begins(stage, member);
    exn_run_as(timer->border);
    let_go(timer);
    timer->fire(timer);
    exn_run_as(NULL);
    exn_arrival_ends(stage, member, was_at_work);
}
