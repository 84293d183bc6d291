/* One run: from the moments before the start to the world's end, a step at a time (D3). */
#include "stage/run.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "stage/at_work.h"
#include "stage/build.h"
#include "stage/choose.h"
#include "stage/crashes.h"
#include "stage/debugger.h"
#include "stage/enabled.h"
#include "stage/endless.h"
#include "stage/expect.h"
#include "stage/finish.h"
#include "stage/kept_path.h"
#include "stage/leave.h"
#include "stage/member_memory.h"
#include "stage/sound.h"
#include "stage/stage.h"
#include "stage/step.h"
#include "world/cell_fence.h"
#include "world/fence.h"

#include <stdlib.h>

/* How far below the run that it is about code under test is called, in bytes of the stack. */
enum { DEPTH_OF_RUN = 1 << 15, DEPTH_MAX = 1 << 20 };

/* --- a run that repeats the one before -------------------------------------------------------- */

/* Whether an operation that the scenario plays can take this delivery. It can, unless code under
 * test is not deterministic. */
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

/* The delivery that the run before had at this moment, if the tape repeats that run up to a later
 * choice: then nothing has to be listed. Otherwise NULL. */
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
    exn_assert(run->delivered.count < run->delivered.before && "the run before has delivered it");
    run->tape.flight->choices += again->numbered ? 1 : 0;
    run->delivered.count += 1;
    return again;
}

/* --- parts of a run, left by exn_leave and by a breach ---------------------------------------- */

static void list(exn_stage *stage)
{
    const exn_run *run = stage->run;
    if (run->current.steps >= run->options.steps_max) {
        exn_endless_by_length(stage);
    }
    exn_enabled_open(stage);
}

static void play_to_the_end(exn_stage *stage)
{
    exn_step_begin(stage);
    bool looks = stage->run->options.tells_loops || stage->run->options.finds_loops;
    while (stage->now->open_scopes > 0) {
        if (looks) {
            exn_path_keep(stage); /* what is counted is part of where the run is */
            exn_endless_by_loop(stage);
            exn_debugger_look(stage->run);
        }
        const exn_delivery *next = follow(stage);
        if (next == NULL) {
            exn_assert_sound_at_times(stage);
            list(stage);
            next = exn_enabled_choose(stage);
        }
        exn_delivery delivery = *next;
        exn_step_deliver(stage, &delivery);
    }
    exn_finish(stage);
}

static void play_beginning(exn_stage *stage)
{
    exn_step_begin(stage);
    if (stage->now->open_scopes == 0) {
        exn_finish(stage);
    } else {
        exn_path_keep(stage);
        exn_assert_sound_at_times(stage);
    }
}

static void play_list(exn_stage *stage)
{
    exn_path_recall(stage);
    list(stage);
}

/* What a fenced step has touched shows that it is no function of its own cell. */
static void leave_cell(void *context)
{
    exn_run *run = context;
    exn_assert(run->is_fenced && run->tape.flight->busy == EXN_BUSY && "it is the step's doing");
    exn_leave(run, EXN_RUN_LEFT_CELL);
}

/* A world that ends is looked at as a whole, and that is out of reach. */
static void end_fenced_step(exn_stage *stage)
{
    if (stage->now->open_scopes == 0) {
        leave_cell(stage->run);
    }
    exn_path_keep(stage);
}

static void play_step(exn_stage *stage)
{
    exn_path_recall(stage);
    exn_run *run = stage->run;
    if (run->chosen == NULL) {
        list(stage);
        run->chosen = exn_enabled_choose(stage);
    } else {
        exn_enabled_remember(run, run->chosen);
    }
    exn_delivery delivery = *run->chosen;
    exn_step_deliver(stage, &delivery);
    if (run->is_fenced) {
        end_fenced_step(stage);
        return;
    }
    if (stage->now->open_scopes == 0) {
        exn_finish(stage);
        return;
    }
    exn_path_keep(stage);
    exn_assert_sound_at_times(stage);
}

/* Goes on at the same depth of the stack each time, however deep the caller is: so the address of a
 * local variable that code under test keeps is the same for the same state. A run that
 * `goes_deeper` shows whether the code goes by such addresses. */
__attribute__((noinline, no_sanitize("address"))) static void
play_at_same_depth(exn_run *run, void (*part)(exn_stage *stage))
{
    uintptr_t now = (uintptr_t)__builtin_frame_address(0);
    uintptr_t wanted = ((uintptr_t)run - DEPTH_OF_RUN - run->options.goes_deeper) / 16 * 16;
    size_t gap = now - wanted; /* huge where the run is not on this stack */
    volatile char *room = __builtin_alloca(gap < DEPTH_MAX ? gap : 16);
    *room = 0;
    part(run->stage);
    *room = 0; /* until here the room is there, be the call the last one or not */
}

static exn_run_end play(exn_run *run, void (*part)(exn_stage *stage))
{
    exn_heap *heap = run->heap;
    run->tape.flight->busy = EXN_BUSY;
    exn_heap_guard(heap);
    int left = setjmp(run->recorder.ended);
    if (left == 0) {
        play_at_same_depth(run, part);
    } else {
        run->recorder.call = NULL;
        exn_run_none();
        exn_fence_down();
        exn_cell_fence_down();
        exn_crash_tell(run);
        exn_heap_clean(heap); /* the end of the part was never looked at */
    }
    exn_heap_unguard(heap);
    run->tape.flight->busy = EXN_IDLE;
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
    exn_runs_begun += 1;
    exn_tape_rewind(&run->tape);
    exn_recorder_begin(&run->recorder);
    exn_heap_reset(run->heap);
    exn_require(run->stage->now->open_scopes == run->scenario->task_count &&
                "the world is as it was built");
    exn_assert(run->tape.flight->busy == EXN_IDLE && run->recorder.call == NULL &&
               "nothing is under way");
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
    exn_runs_begun += 1; /* the step before may be of another one, to which it has gone back */
    run->chosen = delivery;
    return play(run, play_step);
}

void exn_run_fence_begin(exn_run *run)
{
    exn_assert(run->options.has_cells && !run->is_fenced);
    exn_cell_fence_begin(run->heap, leave_cell, run);
}

exn_run_end exn_run_step_within(exn_run *run, const exn_delivery *delivery)
{
    exn_assert(run->options.has_cells && delivery->kind == EXN_DELIVER_SETTLE);
    run->is_fenced = true;
    exn_run_end end = exn_run_step(run, delivery);
    run->is_fenced = false;
    return end;
}

static inline bool only_counts_down(const exn_run *run, const exn_delivery *delivery)
{
    return delivery->kind == EXN_DELIVER_STEP && !run->options.counts_steps && /* see kept_path.c */
           !run->stage->asks_again;
}

bool exn_run_only_counts_down(const exn_run *run, const exn_delivery *delivery)
{
    return only_counts_down(run, delivery);
}

static inline exn_actor *count_down(exn_run *run, const exn_delivery *delivery)
{
    exn_actor *actor = exn_actor_of(run->stage, delivery->member);
    exn_assert(actor->steps_left > 1 && "the last step is the settling");
    actor->steps_left -= 1;
    run->current.steps += 1;
    run->tape.flight->pulse += 1;
    return actor;
}

const void *exn_run_count_down(exn_run *run, const exn_delivery *delivery, size_t *size)
{
    if (!only_counts_down(run, delivery)) {
        return NULL;
    }
    exn_actor *actor = count_down(run, delivery);
    *size = sizeof *actor;
    return actor;
}

void exn_run_pass(exn_run *run, const exn_delivery *delivery)
{
    exn_assert(only_counts_down(run, delivery));
    count_down(run, delivery);
}

void exn_run_forget(exn_run *run)
{
    exn_recorder_begin(&run->recorder);
    run->delivered.count = 0;
    run->current.mismatch.happened = false;
}

exn_heap *exn_run_heap(const exn_run *run)
{
    return run->heap;
}

bool exn_run_takes_turns(const exn_run *run)
{
    return run->stage->takes_turns;
}

const exn_view *exn_run_view(const exn_run *run)
{
    return &run->stage->probe.view;
}

/* --- opening and closing ---------------------------------------------------------------------- */

/* For the outcomes of several tasks, and of scopes that entries are moved to. */
static bool make_room_for_closings(exn_recorder *recorder, const exn_scenario *scenario)
{
    exn_assert(recorder->of_tasks == NULL && recorder->moved == NULL);
    bool failed = false;
    if (scenario->task_count > 1) {
        recorder->of_tasks = calloc(scenario->task_count, sizeof *recorder->of_tasks);
        failed = recorder->of_tasks == NULL;
    }
    for (size_t i = 0; i < scenario->node_count; i++) {
        recorder->moved_count += exn_is_moved_to(scenario, (exn_node_id)i) ? 1 : 0;
    }
    if (recorder->moved_count > 0) {
        recorder->moved = calloc(recorder->moved_count, sizeof *recorder->moved);
        failed = failed || recorder->moved == NULL;
    }
    return !failed;
}

exn_world_status exn_run_open(exn_run *run, const exn_scenario *scenario,
                              const exeunt_implementation *implementation, exn_flight *flight)
{
    exn_assert(run->stage == NULL && run->totals.tested == NULL && "it is not open");
    run->scenario = scenario;
    run->implementation = implementation;
    run->recorder.tally = &run->totals.tally;
    run->recorder.may_loop = &run->totals.may_loop;
    run->options.counts_steps = scenario->steps_max != EXN_STEPS_MAX_DEFAULT;
    run->options.steps_max =
        run->options.steps_max > 0 ? run->options.steps_max : scenario->steps_max;
    exn_assert(run->options.steps_max > 0 && "a run has a limit (D5)");
    bool doubts = scenario->cancels_min > 0;
    run->current.doubted =
        doubts ? calloc(scenario->number_max + 1, sizeof *run->current.doubted) : NULL;
    run->may_go_on = exn_endless_may_go_on(run);
    bool failed = !make_room_for_closings(&run->recorder, scenario) ||
                  !exn_run_totals_open(&run->totals, scenario) ||
                  (doubts && run->current.doubted == NULL) || !exn_tape_open(&run->tape, flight);
    flight->busy = EXN_BUSY; /* code under test runs: it creates subjects and managers */
    flight->hangs = 0;
    run->options.tells_frames = true;
    exn_world_status status = failed ? EXN_WORLD_NO_MEMORY : exn_stage_build(run);
    run->options.tells_frames = false;
    flight->busy = EXN_IDLE;
    if (status != EXN_WORLD_READY) {
        exn_breach breach = run->recorder.breach;
        exn_mismatch mismatch = run->current.mismatch;
        exn_run_close(run);
        run->recorder.breach = breach;
        run->current.mismatch = mismatch;
        return status;
    }
    if (run->options.expects && exn_expect_matters(scenario)) {
        run->recorder.watch = exn_expect_event;
        run->recorder.watch_context = run->stage;
    }
    return EXN_WORLD_READY;
}

void exn_run_close(exn_run *run)
{
    exn_crashes_let_be(run);
    exn_tape_close(&run->tape);
    exn_recorder_free(&run->recorder);
    free(run->enabled.items);
    free(run->enabled.allowed);
    free(run->delivered.items);
    free(run->delivered.events);
    exn_endless_close(run);
    exn_run_totals_close(&run->totals);
    free(run->current.doubted);
    *run = (exn_run){.scenario = NULL};
}
