#include "stage/internal.h"

#include "contract/view_update.h"

#include "world/fence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One run: from the moments before the start to the world's end, a step at a time (D3). */

_Noreturn void exn_leave(exn_run *run, exn_run_end end)
{
    longjmp(run->recorder.ended, (int)end + 1);
}

static void end_step(exn_stage *stage)
{
    exn_probe_look(&stage->probe, EXN_NONE);
    exn_record_end_of_step(&stage->run->recorder, &stage->probe.view);
}

static void cancel(exn_stage *stage)
{
    exn_run *run = stage->run;
    stage->now->cancels_left -= stage->now->cancels_left > 0 ? 1 : 0;
    run->current.cancels += 1;
    run->totals.cancel_taken = true;
    exn_probe_cancel(&stage->probe);
}

/* Behind an external, before its callbacks have run, a cancel may come (D3). */
static void run_callbacks(exn_stage *stage)
{
    while (stage->probe.world->ready_first != NULL && exn_cancels_now(stage)) {
        stage->run->current.steps += 1;
        cancel(stage);
    }
    exn_run_ready(stage);
    end_step(stage);
}

static void pass_time(exn_stage *stage, const exn_delivery *delivery)
{
    exn_timer *timer = exn_world_pass_time(stage->probe.world);
    bool is_own = timer->purpose == EXN_OWN_TIMER;
    exn_probe_event(&stage->probe, EXN_TIME_PASSES, EXN_NONE, is_own ? timer->index : EXN_NONE);
    if (is_own) {
        exn_own_timer_fire(stage, timer);
    } else if (timer->purpose == EXN_TIMER_OPERATION) {
        exn_actor_settle(stage, delivery->member, delivery->ending);
    } else {
        exn_clock_fire(stage, timer);
    }
}

/* Who is to go on where nothing more comes: the oldest whose operation is in flight; else the body,
 * unless that waits itself; else the scope. */
static uint32_t waited_for(const exn_stage *stage)
{
    uint32_t oldest = exn_ages_oldest(stage);
    return oldest == EXN_NONE && exn_body_goes_on(stage) ? EXN_BODY : oldest;
}

/* A hang is a fault; one that was chosen inside its call has counted there. */
static void count_hang(exn_stage *stage, uint32_t member)
{
    bool is_new = !exn_actor_of(stage, member)->hangs;
    stage->run->current.faults += exn_actor_hangs(stage, member) && is_new ? 1 : 0;
}

/* Nothing more comes: the run ends at what is missing. */
static void get_stuck(exn_stage *stage)
{
    exn_demand_requests(stage);
    for (uint32_t i = exn_actor_next(stage, 0); i != EXN_NONE; i = exn_actor_next(stage, i + 1)) {
        count_hang(stage, i);
    }
    count_hang(stage, EXN_BODY);
    stage->run->current.steps -= 1; /* nothing was delivered, so it was none (D3) */
    exn_probe_event(&stage->probe, EXN_STUCK, 0, waited_for(stage));
    exn_leave(stage->run, EXN_RUN_CLOSED); /* who waives the rule has the run as it is */
}

static void deliver(exn_stage *stage, const exn_delivery *delivery)
{
    switch (delivery->kind) {
    case EXN_DELIVER_SETTLE:
        exn_actor_settle(stage, delivery->member, delivery->ending);
        break;
    case EXN_DELIVER_TIME:
        pass_time(stage, delivery);
        break;
    case EXN_DELIVER_CANCEL:
        cancel(stage);
        break;
    case EXN_DELIVER_ASK:
        exn_asking_deliver(stage, delivery->member);
        break;
    case EXN_DELIVER_CALL:
        exn_act(stage, delivery->action, false);
        break;
    case EXN_DELIVER_EXTERNAL:
        exn_external_deliver(stage, delivery);
        break;
    default:
        get_stuck(stage);
        break;
    }
}

/* Keeps in the world what lies outside it and decides the rest of a run, as far as it does. */
static void keep_path(exn_stage *stage)
{
    const exn_run *run = stage->run;
    exn_stage_now *now = stage->now;
    bool faults_count = run->options.faults_max != UINT32_MAX;
    bool cancels_count = run->options.cancels_limit != UINT32_MAX;
    now->faults = !faults_count                                   ? 0
                  : run->current.faults < run->options.faults_max ? run->current.faults
                                                                  : run->options.faults_max;
    now->cancels = !cancels_count                                      ? 0
                   : run->current.cancels < run->options.cancels_limit ? run->current.cancels
                                                                       : run->options.cancels_limit;
    now->steps = run->options.counts_steps ? run->current.steps : 0;
    if (stage->closings != NULL && run->recorder.closed && !stage->closings->closed) {
        stage->closings->closed = true; /* the outermost scope; the others close in the last step */
        exn_closing_copy(&stage->closings->closing, &run->recorder.closing);
    }
}

/* The reverse, when a run goes on from a state of the world. */
static void recall_path(exn_stage *stage)
{
    exn_recorder *recorder = &stage->run->recorder;
    const exn_stage_closings *closings = stage->closings;
    if (closings != NULL && closings->closed) {
        exn_closing_copy(&recorder->closing, &closings->closing);
        recorder->closed = true;
    }
}

/* From before the start to the first moment at which the world waits. */
static void begin(exn_stage *stage)
{
    exn_run *run = stage->run;
    exeunt_border *border = &stage->probe.borders[0];
    while (exn_cancels_now(stage)) {
        run->current.steps += 1;
        cancel(stage);
    }
    exn_view_begin(&stage->probe.view, 0);
    exn_clock_begin(stage, 0);
    border->implementation->begin(border->subject);
    exn_run_ready(stage);
    end_step(stage);
}

static void list(exn_stage *stage)
{
    const exn_run *run = stage->run;
    if (run->current.steps >= run->options.steps_max) {
        exn_endless_by_length(stage);
    }
    exn_enabled_open(stage);
}

static inline void step(exn_stage *stage, const exn_delivery *delivery)
{
    stage->run->current.steps += 1;
    stage->run->current.doubted_count = 0;
    stage->run->tape.flight->pulse += 1;
    if (delivery->kind == EXN_DELIVER_STEP) { /* nobody is called, so nothing can be ready */
        exn_actor_step(stage, delivery->member);
        exn_record_end_of_step(&stage->run->recorder, &stage->probe.view);
        return;
    }
    deliver(stage, delivery);
    run_callbacks(stage);
}

size_t exn_live(const exn_stage *stage)
{
    const exn_holdings *holdings = stage->probe.view.holdings;
    return exn_heap_live(stage->probe.world->heap) - (holdings != NULL ? holdings->heap_bytes : 0);
}

/* Callbacks and timers, but those of managers. */
static uint32_t count_left(const exn_world *world)
{
    uint32_t left = 0;
    for (const exeunt_task *i = world->ready_first; i != NULL; i = i->next) {
        left += i->border == NULL;
    }
    for (const exn_timer *i = world->timers; i != NULL; i = i->next) {
        left += i->purpose != EXN_OWN_TIMER;
    }
    return left;
}

/* The world ends: what is left then was leaked (X13). What managers hold is not the scope's: it was
 * told when they settled (M3, M4), or nobody has begun them, or left them entered (X1). */
static void end_world(exn_stage *stage)
{
    const exn_world *world = stage->probe.world;
    if (stage->externals != NULL) { /* there are managers in C */
        exn_probe_look_at_bases(&stage->probe);
    }
    exn_destroy_subjects(stage);
    exn_probe_look(&stage->probe, EXN_NONE);
    size_t live = exn_live(stage);
    size_t bytes = live > stage->live_before ? live - stage->live_before : 0;
    exn_event event = {.kind = EXN_WORLD_ENDS,
                       .member = EXN_NONE,
                       .scope = 0,
                       .left = {.bytes = bytes, .waiting = count_left(world)}};
    exn_record_event(stage->probe.recorder, &stage->probe.view, &event);
}

/* Nothing is open any more: the world ends, and the run with it. */
static void finish(exn_stage *stage)
{
    exn_run *run = stage->run;
    if (!exn_script_done(stage) && !exn_script_depart(stage)) {
        exn_script_lost(stage);
        exn_leave(run, EXN_RUN_OFF_SCRIPT);
    }
    end_world(stage);
    if (run->options.expects) {
        exn_expect_end(stage);
    }
}

/* --- parts of a run, left by exn_leave and by a breach --- */

/* Whether an operation that the scenario plays can take this delivery; it always can, unless the
 * code under test is not deterministic. */
static bool can_take(const exn_stage *stage, const exn_delivery *delivery)
{
    bool plain = delivery->kind == EXN_DELIVER_STEP || delivery->kind == EXN_DELIVER_SETTLE;
    if (!plain || delivery->inside_call) {
        return false;
    }
    const exn_actor *actor = exn_actor_of((exn_stage *)stage, delivery->member);
    if (!actor->at_work || delivery->kind == EXN_DELIVER_STEP) {
        return actor->at_work && actor->steps_left > 1;
    }
    const exn_plan *plan = exn_operation_of(stage, delivery->member)->plan;
    return actor->steps_left <= 1 && delivery->ending >= plan->alternatives &&
           delivery->ending < plan->alternatives + plan->alternative_count;
}

/* What was delivered at this moment of the run before, which the tape repeats up to here and on to
 * a later choice: then nothing has to be listed. NULL: it has. */
static const exn_delivery *follow(exn_stage *stage)
{
    exn_run *run = stage->run;
    bool repeats = run->options.follows && run->tape.flight->choices + 1 < run->tape.decided &&
                   run->delivered.count < run->delivered.before &&
                   run->current.steps < run->options.steps_max;
    if (!repeats || !can_take(stage, &run->delivered.items[run->delivered.count])) {
        return NULL;
    }
    const exn_delivery *again = &run->delivered.items[run->delivered.count];
    run->tape.flight->choices += again->numbered ? 1 : 0;
    run->delivered.count += 1;
    return again;
}

static void play_to_the_end(exn_stage *stage)
{
    begin(stage);
    bool looks = stage->run->options.tells_loops || stage->run->options.finds_loops;
    while (stage->now->open_scopes > 0) {
        if (looks) {
            keep_path(stage); /* where it counts all is not as it was */
            exn_endless_by_loop(stage);
        }
        const exn_delivery *next = follow(stage);
        if (next == NULL) {
            list(stage);
            next = exn_enabled_choose(stage);
        }
        exn_delivery delivery = *next;
        step(stage, &delivery);
    }
    finish(stage);
}

static void play_beginning(exn_stage *stage)
{
    begin(stage);
    if (stage->now->open_scopes == 0) {
        finish(stage);
    } else {
        keep_path(stage);
    }
}

static void play_list(exn_stage *stage)
{
    recall_path(stage);
    list(stage);
}

static void play_step(exn_stage *stage)
{
    recall_path(stage);
    exn_run *run = stage->run;
    if (run->chosen == NULL) {
        list(stage);
        run->chosen = exn_enabled_choose(stage);
    } else {
        exn_enabled_remember(run, run->chosen);
    }
    exn_delivery delivery = *run->chosen;
    step(stage, &delivery);
    if (stage->now->open_scopes == 0) {
        finish(stage);
    } else {
        keep_path(stage);
    }
}

static exn_run_end play(exn_run *run, void (*part)(exn_stage *stage))
{
    exn_heap *heap = run->stage->probe.world->heap;
    run->tape.flight->busy = 1;
    exn_heap_guard(heap);
    int left = setjmp(run->recorder.ended);
    if (left == 0) {
        part(run->stage);
    } else {
        run->recorder.call = NULL;
        exn_fence_down();
        exn_crash_tell(run);
        exn_heap_clean(heap); /* nobody has looked at the end of it */
    }
    exn_heap_unguard(heap);
    run->tape.flight->busy = 0;
    if (run->recorder.out_of_memory) {
        return EXN_RUN_OUT_OF_MEMORY;
    }
    if (run->recorder.breach.happened) {
        return EXN_RUN_BROKE;
    }
    if (left != 0) {
        return (exn_run_end)(left - 1);
    }
    return run->stage->now->open_scopes == 0 ? EXN_RUN_CLOSED : EXN_RUN_GOES_ON;
}

static void go_back_to_start(exn_run *run)
{
    exn_tape_rewind(&run->tape);
    exn_recorder_begin(&run->recorder);
    exn_heap_reset(run->stage->probe.world->heap);
    run->stage->now->cancels_left = run->options.cancels_max;
    run->delivered.before = run->delivered.count;
    run->delivered.count = 0;
    run->current.doubted_count = 0;
    run->current.steps = 0;
    run->current.faults = 0;
    run->current.cancels = 0;
    run->current.mismatch.happened = false;
    run->tape.flight->pulse += 1;
}

exn_run_end exn_run_once(exn_run *run)
{
    go_back_to_start(run);
    exn_endless_begin(run);
    run->current.is_whole = true;
    exn_run_end end = play(run, play_to_the_end);
    run->current.is_whole = false;
    return end;
}

exn_run_end exn_run_begin(exn_run *run)
{
    go_back_to_start(run);
    return play(run, play_beginning);
}

exn_run_end exn_run_list(exn_run *run)
{
    return play(run, play_list);
}

exn_run_end exn_run_step(exn_run *run, const exn_delivery *delivery)
{
    run->chosen = delivery;
    return play(run, play_step);
}

const void *exn_run_count_down(exn_run *run, const exn_delivery *delivery, size_t *size)
{
    if (delivery->kind != EXN_DELIVER_STEP || run->options.counts_steps) { /* see keep_path */
        return NULL;
    }
    exn_actor *actor = exn_actor_of(run->stage, delivery->member);
    actor->steps_left -= 1;
    run->current.steps += 1;
    run->tape.flight->pulse += 1;
    *size = sizeof *actor;
    return actor;
}

void exn_run_forget(exn_run *run)
{
    exn_recorder_begin(&run->recorder);
    run->delivered.count = 0;
    run->current.mismatch.happened = false;
}

exn_heap *exn_run_heap(const exn_run *run)
{
    return run->stage->probe.world->heap;
}

/* --- opening and closing --- */

int exn_run_open(exn_run *run, const exn_scenario *scenario,
                 const exeunt_implementation *implementation, exn_flight *flight)
{
    run->scenario = scenario;
    run->implementation = implementation;
    run->recorder.tally = &run->totals.tally;
    run->recorder.may_loop = &run->totals.may_loop;
    run->options.counts_steps = scenario->steps_max != EXN_STEPS_MAX_DEFAULT;
    run->options.steps_max =
        run->options.steps_max > 0 ? run->options.steps_max : scenario->steps_max;
    bool doubts = scenario->cancels_min > 0;
    run->current.doubted =
        doubts ? calloc(scenario->number_max + 1, sizeof *run->current.doubted) : NULL;
    run->may_go_on = exn_endless_may_go_on(run);
    bool failed = !exn_run_totals_open(&run->totals, scenario) ||
                  (doubts && run->current.doubted == NULL) || !exn_tape_open(&run->tape, flight);
    flight->busy = 1; /* subjects and managers are created */
    int status = failed ? EXN_WORLD_NO_MEMORY : exn_cast(run);
    flight->busy = 0;
    if (status != 0) {
        exn_breach breach = run->recorder.breach;
        exn_run_close(run);
        run->recorder.breach = breach;
        return status;
    }
    if (run->options.expects && exn_expect_matters(scenario)) {
        run->recorder.watch = exn_expect_event;
        run->recorder.watch_context = run->stage;
    }
    return 0;
}

void exn_run_close(exn_run *run)
{
    exn_crashes_let_be(run);
    exn_tape_close(&run->tape);
    exn_recorder_free(&run->recorder);
    free(run->enabled.items);
    free(run->landmarks.items);
    free(run->landmarks.places);
    free(run->enabled.allowed);
    free(run->delivered.items);
    exn_run_totals_close(&run->totals);
    free(run->current.doubted);
    *run = (exn_run){.scenario = NULL};
}

bool exn_run_has(const exn_run *run, uint32_t member)
{
    return member == EXN_BODY ? run->options.body != NULL
                              : run->stage->probe.members[member].inner != NULL;
}

const exn_view *exn_run_view(const exn_run *run)
{
    return &run->stage->probe.view;
}
