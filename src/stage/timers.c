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

static void start(exeunt_border *border, exeunt_timer *timer, uint64_t wait_ms)
{
    exn_require(timer->fire != NULL);
    exeunt_border_stop_timer(border, timer);
    timer->made_with = exn_probe_acquire(border->probe, border->member, EXN_TIMER, timer, 0);
    timer->border = border;
    timer->place.purpose = EXN_OWN_TIMER;
    timer->place.index = border->member;
    exn_timer_start(border->probe->world, &timer->place, wait_ms);
}

void exeunt_border_start_timer(exeunt_border *border, exeunt_timer *timer, uint64_t wait_ms)
{
    exn_require(border->member != EXN_NONE && "the timers of scopes are the world's");
    start(border, timer, wait_ms);
}

void exn_scope_timer_start(exeunt_border *border, exeunt_timer *timer, uint64_t wait_ms)
{
    exn_assert(border->member == EXN_NONE && "managers and bodies hold theirs");
    start(border, timer, wait_ms);
}

uint64_t exn_timer_left(const exn_stage *stage, const exeunt_timer *timer)
{
    uint64_t left = timer->place.wait_ms;
    exn_assert(timer->border != NULL && "it runs");
    for (exn_timer *i = stage->probe.world->timers; i != &timer->place; i = i->next) {
        exn_require(i != NULL && "a timer that runs stands in the list");
        left += i->wait_ms;
    }
    return left;
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
    bool is_of_scope = member == EXN_NONE;
    bool was_at_work = !is_of_scope && exn_arrival_begins(stage, member);
    exn_run_as(timer->border);
    let_go(timer);
    timer->fire(timer);
    exn_run_as(NULL);
    if (is_of_scope) {
        stage->run->totals.may_loop = true; /* it may start its timer again, for ever */
    } else {
        exn_arrival_ends(stage, member, was_at_work);
    }
}
