#include "stage/internal.h"

#include <stdlib.h>
#include <string.h>

/* Runs that never end (D5): one that comes back to where it was may go round for ever, and one that
 * is longer than its limit is taken to. Whose fault it is tells the part of it that is repeated; of
 * a run that is too long that is taken to be its second half (X9, M2).
 *
 * This needs all of a run: exn_run_once. A run in parts that is too long blames the scope, for as
 * long as nobody has looked. */

/* --- where it was ----------------------------------------------------------------------------- */

/* The landmark of a state, or the free place where it belongs: 0, or its index and one. */
static uint32_t *find(const exn_run *run, exn_hash hash)
{
    size_t mask = run->landmark_capacity * 2 - 1;
    size_t at = (size_t)hash.low & mask;
    while (run->landmark_places[at] != 0 &&
           !exn_hash_equal(run->landmarks[run->landmark_places[at] - 1].hash, hash)) {
        at = (at + 1) & mask;
    }
    return &run->landmark_places[at];
}

static void grow(exn_run *run)
{
    size_t capacity = run->landmark_capacity == 0 ? 64 : run->landmark_capacity * 2;
    exn_landmark *grown = realloc(run->landmarks, capacity * sizeof *grown);
    run->landmarks = grown != NULL ? grown : run->landmarks;
    uint32_t *places = calloc(capacity * 2, sizeof *places);
    if (grown == NULL || places == NULL) {
        free(places);
        exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
    }
    free(run->landmark_places);
    run->landmark_places = places;
    run->landmark_capacity = capacity;
    for (size_t i = 0; i < run->landmark_count; i++) {
        *find(run, run->landmarks[i].hash) = (uint32_t)i + 1;
    }
}

void exn_endless_begin(exn_run *run)
{
    if (run->landmark_count > 0) {
        memset(run->landmark_places, 0, run->landmark_capacity * 2 * sizeof *run->landmark_places);
    }
    run->landmark_count = 0;
    run->loops = false;
}

/* --- who goes on ------------------------------------------------------------------------------ */

/* Whether anybody could, in any run. */
bool exn_endless_may_go_on(const exn_run *run)
{
    const exn_scenario *scenario = run->scenario;
    bool may = run->understudy != NULL || scenario->body.steps >= run->steps_max;
    for (size_t i = 0; i < scenario->node_count && !may; i++) {
        may = scenario->nodes[i].enter.steps >= run->steps_max ||
              scenario->nodes[i].exit.steps >= run->steps_max;
    }
    return may;
}

static bool is_in_flight(const exn_stage *stage, uint32_t member)
{
    uint8_t status = stage->probe.view.members[member].status;
    return status == EXN_ENTERING || status == EXN_EXITING;
}

/* Whether something came to a manager written in C since then, and nothing else has happened to it
 * but that it was asked to stop. */
static bool waits_on(const exn_stage *stage, uint32_t member, size_t since)
{
    const exn_recorder *recorder = &stage->run->recorder;
    bool came = false;
    for (size_t i = since; i < recorder->trace_count; i++) {
        const exn_record *record = &recorder->trace[i];
        if (record->member != member || record->kind == EXN_CANCEL_REQUESTED) {
            continue;
        }
        if (record->kind != EXN_EVENT_KINDS) {
            return false;
        }
        came = true;
    }
    return came;
}

/* Whether an operation that the scenario plays has more steps than a run may have. */
static bool is_too_long(const exn_stage *stage, uint32_t member)
{
    return exn_actor_of((exn_stage *)stage, member)->at_work &&
           exn_operation_of(stage, member)->plan->steps >= stage->run->steps_max;
}

/* Which event has begun what a member does now. */
static size_t beginning_of(const exn_stage *stage, uint32_t member)
{
    const exn_recorder *recorder = &stage->run->recorder;
    size_t at = recorder->trace_count;
    while (at > 0 && (recorder->trace[at - 1].member != member ||
                      (recorder->trace[at - 1].kind != EXN_ENTER_BEGINS &&
                       recorder->trace[at - 1].kind != EXN_EXIT_BEGINS))) {
        at -= 1;
    }
    return at;
}

/* Whose work goes on without an end since that event: the oldest operation, else a manager that is
 * idle, else the body, else the scope. `loops`: back to where all was as it is. */
static uint32_t who_goes_on(const exn_stage *stage, size_t since, bool loops)
{
    uint32_t who = !loops && is_too_long(stage, EXN_BODY) ? EXN_BODY : EXN_NONE;
    size_t oldest = SIZE_MAX;
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (!waits_on(stage, i, since) && (loops || !is_too_long(stage, i))) {
            continue;
        }
        size_t began = is_in_flight(stage, i) ? beginning_of(stage, i) : SIZE_MAX - 1;
        if (began < oldest) {
            oldest = began;
            who = i;
        }
    }
    return who;
}

/* `loop`: 0, or the step to which it came back, and one. */
static void end_endless(exn_stage *stage, uint32_t who, uint64_t loop)
{
    exn_event endless = {.kind = (exn_event_kind)EXN_ENDLESS,
                         .scope = 0,
                         .member = who,
                         .error_count = (uint32_t)loop};
    exn_record_event(&stage->run->recorder, &stage->probe.view, &endless);
}

void exn_endless_by_length(exn_stage *stage)
{
    const exn_run *run = stage->run;
    size_t half = run->recorder.trace_count / 2;
    end_endless(stage, run->is_whole ? who_goes_on(stage, half, false) : EXN_NONE, 0);
}

void exn_endless_by_loop(exn_stage *stage)
{
    exn_run *run = stage->run;
    if (run->landmark_count == run->landmark_capacity) {
        grow(run);
    }
    exn_heap_unguard(stage->probe.world->heap); /* what is free counts, too */
    exn_hash hash = exn_snapshots_hash(stage->probe.world->heap);
    exn_heap_guard(stage->probe.world->heap);
    uint32_t *place = find(run, hash);
    bool leading = run->tells_loops && run->tape.flight->choices < run->tape.decided;
    if (*place != 0 && !leading) {
        const exn_landmark *then = &run->landmarks[*place - 1];
        run->loops = true;
        run->loop_choices = then->choices;
        end_endless(stage, who_goes_on(stage, then->events, true), then->steps + 1);
    }
    if (*place == 0) { /* else the first of them stays */
        run->landmarks[run->landmark_count++] = (exn_landmark){.hash = hash,
                                                               .steps = run->steps,
                                                               .choices = run->tape.flight->choices,
                                                               .events = run->recorder.trace_count};
        *place = (uint32_t)run->landmark_count;
    }
}
