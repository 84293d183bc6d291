/* Runs that never end (D5). A run that comes back to where it was may go round for ever; a run that
 * is longer than its limit is taken for one that does. The part that is repeated shows whose fault
 * it is; of a run that is too long, the second half is taken for that part (X9, M2).
 *
 * Where the number of steps is part of the state, so is what happens in the second half, because
 * the blame must not depend on the way to a state. Elsewhere a run in parts blames the scope, and
 * only a whole run (exn_run_once) knows better. */
#include "stage/endless.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "base/table.h"
#include "stage/at_work.h"
#include "stage/body.h"
#include "stage/leave.h"
#include "stage/requests.h"

#include <stdlib.h>
#include <string.h>

#define BY_LENGTH SIZE_MAX

/* Where a run was at a moment. */
typedef struct landmark {
    exn_hash hash;
    uint64_t steps;
    size_t events;    /* of the trace */
    uint32_t choices; /* on the tape */
} landmark;

/* Each moment of a whole run that looks for loops. */
struct exn_landmarks {
    landmark *items;
    size_t count, capacity;
    exn_table numbers; /* of items: index and one */
};

/* What has happened to a member in the second half of a run that may be too long. */
typedef enum late {
    LATE_NOTHING,
    LATE_COMES,  /* what it waits for came, and nothing else happened */
    LATE_CHANGES /* an operation of it has begun or settled */
} late;

/* --- where it was ----------------------------------------------------------------------------- */

static bool is_landmark(const void *items, uint32_t number, const void *wanted)
{
    exn_assert(number != 0 && "0 is no landmark's number");
    return exn_hash_equal(((const landmark *)items)[number - 1].hash, *(const exn_hash *)wanted);
}

static uint64_t hash_of(const void *items, uint32_t number)
{
    return ((const landmark *)items)[number - 1].hash.low;
}

/* Those of the run; room for one more. */
static exn_landmarks *landmarks_of(exn_run *run)
{
    if (run->landmarks == NULL) {
        run->landmarks = calloc(1, sizeof *run->landmarks);
    }
    if (run->landmarks == NULL) {
        exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
    }
    exn_landmarks *marks = run->landmarks;
    if (!EXN_MAKE_ROOM(marks->items, marks->capacity, marks->count + 1) ||
        !exn_table_make_room(&marks->numbers, hash_of, marks->items)) {
        exn_leave(run, EXN_RUN_OUT_OF_MEMORY);
    }
    return marks;
}

void exn_endless_begin(exn_run *run)
{
    exn_landmarks *marks = run->landmarks;
    if (marks != NULL && marks->count > 0) {
        exn_table_clear(&marks->numbers);
        marks->count = 0;
    }
    run->current.loops = false;
    run->current.early_events = 0;
}

void exn_endless_close(exn_run *run)
{
    if (run->landmarks != NULL) {
        free(run->landmarks->items);
        exn_table_free(&run->landmarks->numbers);
        free(run->landmarks);
        run->landmarks = NULL;
    }
}

/* --- who goes on ------------------------------------------------------------------------------ */

bool exn_endless_may_go_on(const exn_run *run)
{
    const exn_scenario *scenario = run->scenario;
    bool may = run->options.manager_factory != NULL || run->options.bodies != NULL;
    for (size_t i = 0; i < scenario->task_count && !may; i++) {
        may = scenario->tasks[i].body.steps >= run->options.steps_max;
    }
    for (size_t i = 0; i < scenario->node_count && !may; i++) {
        may = scenario->nodes[i].enter.steps >= run->options.steps_max ||
              scenario->nodes[i].exit.steps >= run->options.steps_max;
    }
    return may;
}

/* Whether, from the event `since` on, something came to a manager written in C and nothing else
 * happened to it, apart from requests to stop. */
static bool waits_on(const exn_stage *stage, uint32_t member, size_t since)
{
    exn_assert(since <= stage->run->recorder.trace_count && "the trace reaches there");
    const exn_recorder *recorder = &stage->run->recorder;
    bool came = false;
    for (size_t i = since; i < recorder->trace_count; i++) {
        const exn_record *record = &recorder->trace[i];
        bool is_chosen = record->kind == EXN_WORD && record->scope != EXN_NONE;
        if (record->member != member || EXN_IS_REQUEST(record->kind) || is_chosen) {
            continue;
        }
        if (record->kind != EXN_WORD && record->kind != EXN_TIME_PASSES) {
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
           exn_operation_of(stage, member)->plan->steps >= stage->run->options.steps_max;
}

/* How many operations in flight are older than that of a member; all, if it is idle. */
static uint32_t older_than(const exn_stage *stage, uint32_t member)
{
    uint32_t older = 0;
    uint32_t count = stage->ages != NULL ? stage->now->age_count : 0;
    while (older < count && stage->ages[older] != member) {
        older += 1;
    }
    return older;
}

/* Whether a member goes on in the part of the run that is repeated: from the event `since` on, or,
 * BY_LENGTH, in the second half. */
static bool goes_on(const exn_stage *stage, uint32_t member, size_t since)
{
    if (since != BY_LENGTH) {
        return waits_on(stage, member, since);
    }
    bool comes = stage->run->options.counts_steps
                     ? stage->late != NULL && stage->late[member] == LATE_COMES
                     : waits_on(stage, member, stage->run->current.early_events);
    return comes || is_too_long(stage, member);
}

/* The first body in C that does so, or EXN_NONE; unknown where only a part of the run is there to
 * look at. */
static uint32_t body_that_goes_on(const exn_stage *stage, size_t since)
{
    bool is_known = since != BY_LENGTH || !stage->run->options.counts_steps;
    size_t from = since != BY_LENGTH ? since : stage->run->current.early_events;
    for (uint32_t i = 0; is_known && i < stage->probe.view.task_count; i++) {
        if (exn_has_own_body(stage, i) && waits_on(stage, exn_body(i), from)) {
            return exn_body(i);
        }
    }
    return EXN_NONE;
}

/* Whose work goes on without an end: that of the oldest operation; else of a manager that is idle;
 * else of the body; else of the scope. */
static uint32_t who_goes_on(const exn_stage *stage, size_t since)
{
    uint32_t who = EXN_NONE;
    for (uint32_t i = stage->probe.view.task_count; since == BY_LENGTH && i-- > 0;) {
        who = is_too_long(stage, exn_body(i)) ? exn_body(i) : who;
    }
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (goes_on(stage, i, since) && older_than(stage, i) < least) {
            least = older_than(stage, i);
            who = i;
        }
    }
    return who == EXN_NONE ? body_that_goes_on(stage, since) : who;
}

/* --- the second half -------------------------------------------------------------------------- */

static bool is_late(const exn_stage *stage)
{
    return stage->run->current.steps > stage->run->options.steps_max / 2;
}

void exn_endless_notice(exn_stage *stage, const exn_event *event)
{
    bool is_own = event->member < stage->probe.view.member_count &&
                  event->kind < EXN_BORDER_KINDS && !EXN_IS_REQUEST(event->kind) &&
                  event->kind != EXN_TIME_PASSES;
    if (!is_late(stage)) {
        stage->run->current.early_events = stage->run->recorder.trace_count;
    } else if (is_own && stage->late != NULL && stage->run->options.counts_steps) {
        stage->late[event->member] = LATE_CHANGES;
    }
}

void exn_endless_comes(exn_stage *stage, uint32_t member)
{
    if (!is_late(stage)) {
        stage->run->current.early_events = stage->run->recorder.trace_count;
    } else if (stage->run->options.counts_steps && !exn_is_body(member) &&
               stage->late[member] == LATE_NOTHING) {
        stage->late[member] = LATE_COMES;
    }
}

/* --- the end ---------------------------------------------------------------------------------- */

static void end_endless(exn_stage *stage, uint32_t who, exn_round round)
{
    exn_assert((!round.goes_round || round.first_step < stage->run->current.steps) &&
               "it has gone on");
    exn_demand_requests(stage);
    exn_event endless = {.kind = EXN_ENDLESS, .scope = 0, .member = who, .round = round};
    exn_record_event(&stage->run->recorder, &stage->probe.view, &endless);
}

void exn_endless_by_length(exn_stage *stage)
{
    exn_assert(stage->run->current.steps >= stage->run->options.steps_max);
    const exn_run *run = stage->run;
    bool is_known = run->current.is_whole || run->options.counts_steps;
    end_endless(stage, is_known ? who_goes_on(stage, BY_LENGTH) : EXN_NONE,
                (exn_round){.goes_round = false});
}

void exn_endless_by_loop(exn_stage *stage)
{
    exn_assert(stage->run->current.is_whole && "a part does not know where it was");
    exn_run *run = stage->run;
    exn_landmarks *marks = landmarks_of(run);
    exn_heap_unguard(stage->probe.world->heap); /* what is free counts, too */
    exn_hash hash = exn_snapshots_hash(stage->probe.world->heap);
    exn_heap_guard(stage->probe.world->heap);
    uint32_t *place = exn_table_place(&marks->numbers, hash.low, is_landmark, marks->items, &hash);
    bool leading = run->options.tells_loops && run->tape.flight->choices < run->tape.decided;
    if (*place != 0 && !leading) {
        const landmark *then = &marks->items[*place - 1];
        run->current.loops = true;
        run->current.loop_choices = then->choices;
        end_endless(stage, who_goes_on(stage, then->events),
                    (exn_round){.goes_round = true, .first_step = then->steps});
    }
    if (*place == 0) { /* else the first of them stays */
        marks->items[marks->count++] = (landmark){.hash = hash,
                                                  .steps = run->current.steps,
                                                  .choices = run->tape.flight->choices,
                                                  .events = run->recorder.trace_count};
        exn_table_put(&marks->numbers, place, (uint32_t)marks->count);
    }
}
