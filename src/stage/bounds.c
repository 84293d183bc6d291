/* How many states lie ahead at the least, and how many steps a run has at the most. */
#include "base/own_assert.h"
#include "stage/at_work.h"
#include "stage/stage.h"

uint64_t exn_run_states_ahead(const exn_run *run)
{
    const exn_stage *stage = run->stage;
    uint64_t states = 1;
    for (uint32_t i = exn_actor_next(stage, 0); i != EXN_NONE && !run->scenario->has_schedule;
         i = exn_actor_next(stage, i + 1)) {
        uint64_t places = stage->actors[i]->steps_left;
        places += exn_operation_of(stage, i)->only_hangs ? 0 : 1;
        places = stage->actors[i]->waits ? 1 : places; /* it moves where another one has moved */
        states = places > UINT64_MAX / states ? UINT64_MAX : states * (places > 0 ? places : 1);
    }
    exn_assert(states > 0 && "there is the state that it is in");
    return states;
}

/* Counts inner steps and the settling. What settles inside its call has none, unless it may be
 * stopped. */
static uint64_t steps_of(const exn_run *run, const exn_operation *operation)
{
    bool suspends =
        operation->plan->takes || operation->may_hang || run->options.manager_factory != NULL;
    uint64_t steps = operation->plan->steps;
    return steps > 0 ? steps : suspends ? 1 : 0;
}

uint64_t exn_run_steps_bound(const exn_run *run)
{
    const exn_stage *stage = run->stage;
    const exn_view *view = &stage->probe.view;
    if (run->totals.may_loop) {
        return UINT64_MAX;
    }
    uint64_t steps = (uint64_t)run->options.cancels_max + run->scenario->item_count;
    for (uint32_t i = 0; i < view->task_count; i++) {
        steps += steps_of(run, &stage->body_plans[i].operation);
    }
    steps += (uint64_t)view->scope_count * 2; /* deadlines and grace times */
    steps += run->scenario->asks_operations ? (uint64_t)view->member_count * 2 : 0;
    for (uint32_t i = 0; i < view->member_count; i++) {
        steps += steps_of(run, &stage->member_plans[i].enter) +
                 steps_of(run, &stage->member_plans[i].exit);
    }
    return steps + 1; /* nothing comes */
}
