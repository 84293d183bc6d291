/* Looks at what a stage keeps in more than one place. */
#include "stage/sound.h"

#include "base/own_assert.h"
#include "stage/at_work.h"
#include "stage/body.h"
#include "stage/stage_scopes.h"

enum { MOMENTS_ALL_LOOKED_AT = 512, MOMENTS_UNLOOKED = 1023 };

/* --- who is at work --------------------------------------------------------------------------- */

static void look_at_idle(const exn_actor *actor)
{
    exn_assert(actor->steps_left == 0 && !actor->is_exit && "an idle actor is all zero");
    exn_assert(!actor->asked && !actor->waits && !actor->acts && !actor->hangs);
    exn_assert(!actor->owes_cancel);
}

static void look_at_working(const exn_stage *stage, uint32_t member)
{
    const exn_actor *actor = stage->actors[member];
    const exn_operation *operation = exn_operation_of(stage, member);
    uint8_t status = stage->probe.view.members[member]->status;
    exn_assert(stage->probe.members[member].inner == NULL && "the scenario plays it");
    exn_assert(status == (actor->is_exit ? EXN_EXITING : EXN_ENTERING) &&
               "its scope sees the same");
    exn_assert(actor->steps_left <= operation->plan->steps);
    exn_assert((actor->steps_left > 0 || operation->plan->steps == 0 || operation->plan->takes ||
                actor->waits) &&
               "the last of its steps is the settling");
    exn_assert(!actor->hangs || operation->may_hang);
    exn_assert(!actor->acts && "only the body does");
    exn_assert(!actor->waits || stage->member_plans[member].tokens != NULL);
}

static void look_at_actors(const exn_stage *stage)
{
    const exn_stage_now *now = stage->now;
    uint32_t count = stage->probe.view.member_count;
    for (uint32_t first = 0; first < count; first += EXN_ACTORS_IN_GROUP) {
        uint32_t group = first / EXN_ACTORS_IN_GROUP;
        bool is_marked = (now->groups_at_work[group / 64] >> (group % 64)) & 1u;
        bool is_at_work = stage->run->options.has_cells || exn_group_at_work(stage, first) != 0;
        exn_assert(is_marked == is_at_work && "a group's bit tells of it");
    }
    for (uint32_t i = 0; i < count; i++) {
        if (stage->actors[i]->at_work) {
            look_at_working(stage, i);
        } else {
            look_at_idle(stage->actors[i]);
        }
    }
}

static void look_at_body(const exn_stage *stage, uint32_t task)
{
    const exn_view *view = &stage->probe.view;
    const exn_actor *body = &stage->bodies[task].actor;
    const exn_plan *plan = stage->body_plans[task].operation.plan;
    uint32_t done = stage->bodies[task].actions_done;
    exn_assert(!body->acts && "its actions are done within one step");
    exn_assert(done <= plan->action_count);
    if (body->at_work) {
        exn_assert(!exn_has_own_body(stage, task) && "the scenario plays it");
        exn_assert(view->scopes[view->tasks[task].scope].body == EXN_BODY_IS_IN_FLIGHT);
        exn_assert(body->steps_left <= plan->steps);
        exn_assert(!body->waits || done > 0);
    } else {
        exn_assert(done == 0 && body->steps_left == 0);
    }
}

/* --- what is counted -------------------------------------------------------------------------- */

static void look_at_scope(const exn_view *view, uint32_t scope)
{
    const exn_scope_view *seen = &view->scopes[scope];
    uint32_t entering = 0;
    uint32_t exiting = 0;
    uint32_t dues = 0;
    for (uint32_t i = seen->first; i != EXN_NONE; i = view->places[i].sibling) {
        const exn_member_view *member = view->members[i];
        exn_assert(view->places[i].holder == scope && "siblings have one holder");
        entering += member->status == EXN_ENTERING;
        exiting += member->status == EXN_EXITING;
        dues += member->due;
    }
    exn_assert(seen->entering == entering);
    exn_assert(seen->exiting == exiting);
    exn_assert(seen->dues == dues && "as many as are due");
}

static void look_at_scopes(const exn_stage *stage)
{
    const exn_view *view = &stage->probe.view;
    uint32_t open = 0;
    for (uint32_t i = 0; i < view->task_count; i++) {
        open += !view->scopes[view->tasks[i].scope].closed;
    }
    for (uint32_t i = 0; i < view->scope_count; i++) {
        look_at_scope(view, i);
        open += stage->moved_to != NULL && stage->moved_to[i] && !view->scopes[i].closed;
    }
    exn_assert(stage->now->open_scopes == open);
}

static void look_at_counts(const exn_stage *stage)
{
    const exn_run *run = stage->run;
    const exn_stage_now *now = stage->now;
    exn_assert(now->cancels_left <= run->options.cancels_max);
    exn_assert(now->faults <= run->current.faults && now->cancels <= run->current.cancels);
    exn_assert(run->current.doubted_count <= run->totals.tested_count);
    exn_assert(run->tape.flight->choices <= EXN_FLIGHT_CHOICES_MAX);
}

/* --- what waits ------------------------------------------------------------------------------- */

static void look_at_ages(const exn_stage *stage)
{
    const exn_view *view = &stage->probe.view;
    uint32_t count = stage->now->age_count;
    exn_assert(count == 0 || stage->ages != NULL);
    exn_assert(count <= view->member_count);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t status = view->members[stage->ages[i]]->status;
        exn_assert((status == EXN_ENTERING || status == EXN_EXITING) && "it is in flight");
        for (uint32_t k = i + 1; k < count; k++) {
            exn_assert(stage->ages[i] != stage->ages[k] && "each is there once");
        }
    }
}

static void look_at_timer(const exn_stage *stage, const exn_timer *timer)
{
    const exn_view *view = &stage->probe.view;
    bool is_of_body = exn_is_body(timer->index);
    switch (timer->purpose) {
    case EXN_TIMER_OPERATION:
        exn_assert(is_of_body || timer->index < view->member_count);
        exn_require(exn_actor_of(stage, timer->index)->at_work && "an idle actor has no timer");
        exn_assert(exn_operation_of(stage, timer->index)->plan->takes);
        break;
    case EXN_TIMER_DEADLINE:
        exn_require(timer->index < view->scope_count && !view->scopes[timer->index].expired);
        break;
    case EXN_TIMER_GRACE:
        exn_require(timer->index < view->scope_count &&
                    stage->scopes[timer->index].timers->grace_begun);
        break;
    default:
        exn_require(timer->purpose == EXN_OWN_TIMER &&
                    (timer->index == EXN_NONE || stage->probe.own_borders != NULL));
        break;
    }
}

static void look_at_pending(const exn_stage *stage)
{
    const exn_holdings *holdings = stage->probe.view.holdings;
    const exeunt_external *last = NULL;
    const exeunt_external *first = holdings != NULL ? holdings->pending.first : NULL;
    for (const exeunt_external *i = first; i != NULL; i = i->next) {
        exn_require(i->border->member == i->owner && "it is its owner's border");
        exn_assert((last == NULL || last->owner <= i->owner) && "in the order of the owners");
        last = i;
    }
    exn_assert((holdings == NULL || holdings->pending.last == last) &&
               "the last one ends the list");
}

/* --- how far it is ---------------------------------------------------------------------------- */

/* Whether all bits of a set are below `count`. */
static bool are_below(const uint64_t *bits, size_t count)
{
    return bits == NULL || count % 64 == 0 || bits[count / 64] >> (count % 64) == 0;
}

static void look_at_schedule(const exn_stage *stage)
{
    const exn_scenario *scenario = stage->run->scenario;
    exn_assert(scenario->has_schedule == (stage->positions != NULL));
    exn_assert(are_below(stage->positions, scenario->item_count + 1) && "within the schedule");
    exn_assert(are_below(stage->always, scenario->always_count));
    exn_assert(are_below(stage->owed, scenario->whenever_count));
    exn_assert(stage->now->order_at <= scenario->order_count);
}

static void look(const exn_stage *stage)
{
    exn_assert(stage->is_made && stage->run->stage == stage);
    exn_assert(stage->now->open_scopes > 0 && "nothing comes to what has ended");
    exn_record_assert_step(&stage->run->recorder, &stage->probe.view);
    look_at_actors(stage);
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        look_at_body(stage, i);
    }
    if (exn_view_is_exact(&stage->probe.view)) {
        look_at_scopes(stage);
    }
    look_at_counts(stage);
    look_at_ages(stage);
    for (const exn_timer *i = stage->probe.world->timers; i != NULL; i = i->next) {
        exn_require(i->armed && "what is in the list runs");
        look_at_timer(stage, i);
    }
    exn_assert(stage->probe.world->ready_first == NULL && "nothing is ready at a moment");
    look_at_pending(stage);
    look_at_schedule(stage);
}

void exn_assert_sound_now(const exn_stage *stage)
{
    exn_run *run = stage->run;
    look(stage);
    run->moments_looked_at += 1;
    run->moments_unlooked = run->moments_looked_at < MOMENTS_ALL_LOOKED_AT ? 0 : MOMENTS_UNLOOKED;
}
