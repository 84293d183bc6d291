/* Makes each transition from the kept state, takes where it has led, and goes back. */
#include "search/successors.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "search/ample.h"
#include "search/repeated.h"
#include "search/transitions.h"
#include "search/trials.h"

#include <stdlib.h>
#include <string.h>

/* --- opening and closing ---------------------------------------------------------------------- */

bool exn_successors_open(exn_successors *successors, exn_run *run)
{
    *successors = (exn_successors){.run = run};
    return exn_snapshots_open(&successors->snapshots, exn_run_heap(run));
}

void exn_successors_close(exn_successors *successors)
{
    exn_snapshots_close(&successors->snapshots);
    exn_successors_forget(successors);
    free(successors->transitions);
    free(successors->choices);
    free(successors->records);
    free(successors->listed.items);
    free(successors->listed.allowed);
    free(successors->deferred);
    *successors = (exn_successors){.run = NULL};
}

size_t exn_successors_bytes(const exn_successors *successors)
{
    return successors->transition_capacity * sizeof *successors->transitions +
           successors->choice_capacity * sizeof *successors->choices +
           successors->record_capacity * sizeof *successors->records +
           successors->snapshots.change_capacity * sizeof *successors->snapshots.changes +
           successors->snapshots.listed_capacity * sizeof *successors->snapshots.listed +
           exn_remembered_bytes(&successors->remembered) + exn_trials_bytes(successors);
}

exn_successors_mark exn_successors_mark_now(const exn_successors *successors)
{
    return (exn_successors_mark){successors->transition_count, successors->choice_count,
                                 successors->snapshots.change_count, successors->record_count};
}

bool exn_successors_are_kept(const exn_successors *successors)
{
    exn_hash hash = exn_snapshots_hash(successors->snapshots.heap);
    return exn_hash_equal(hash, successors->snapshots.hash);
}

void exn_successors_drop(exn_successors *successors, exn_successors_mark mark)
{
    exn_assert(mark.transitions <= successors->transition_count);
    exn_assert(mark.choices <= successors->choice_count);
    exn_assert(mark.changes <= successors->snapshots.change_count);
    exn_assert(mark.records <= successors->record_count);
    successors->transition_count = mark.transitions;
    successors->choice_count = mark.choices;
    successors->snapshots.change_count = mark.changes;
    successors->record_count = mark.records;
}

/* --- moving ----------------------------------------------------------------------------------- */

void exn_successors_write_tape(exn_successors *successors, const exn_cost *from,
                               const exn_transition *transition)
{
    uint32_t *tape = successors->run->tape.flight->tape;
    exn_assert(from->choices <= transition->path.choices); /* a tape only grows on the way */
    if (transition->path.choices > from->choices) {
        memcpy(tape + from->choices, successors->choices + transition->choices,
               (transition->path.choices - from->choices) * sizeof *tape);
    }
}

/* Along a transition, or back: the same changes. There may be no room yet, and then no changes. */
static void change(exn_successors *successors, const exn_transition *transition, exn_hash hash)
{
    exn_snapshots *snapshots = &successors->snapshots;
    exn_snapshots_go(snapshots,
                     transition->change_count > 0 ? snapshots->changes + transition->changes : NULL,
                     transition->change_count, hash);
}

void exn_successors_go(exn_successors *successors, const exn_cost *from,
                       const exn_transition *transition)
{
    exn_assert(transition->end == EXN_RUN_GOES_ON); /* else there is no state to go to */
    exn_successors_write_tape(successors, from, transition);
    exn_successors_set_cost(successors->run, &transition->path);
    change(successors, transition, transition->hash);
}

void exn_successors_return(exn_successors *successors, const exn_transition *transition,
                           exn_hash hash)
{
    change(successors, transition, hash);
}

bool exn_successors_make(exn_successors *successors, const uint32_t *tape, const exn_cost *path,
                         uint32_t transitions, exn_transition *way)
{
    exn_run *run = successors->run;
    exn_tally tally = run->totals.tally; /* nothing is checked anew */
    exn_assert(transitions > 0 && path->choices <= EXN_FLIGHT_CHOICES_MAX);
    if (path->choices > 0) {
        memcpy(run->tape.flight->tape, tape, path->choices * sizeof *tape);
    }
    run->tape.decided = path->choices;
    exn_run_begin(run);
    for (uint32_t made = 1; made < transitions; made++) {
        exn_run_forget(run);
        exn_run_step(run, NULL);
    }
    run->totals.tally = tally;
    *way = (exn_transition){.end = EXN_RUN_GOES_ON,
                            .path = *path,
                            .changes = successors->snapshots.change_count,
                            .choices = successors->choice_count};
    bool made =
        exn_append_choices(successors, 0) && exn_snapshots_take(&successors->snapshots, &way->hash);
    way->change_count = successors->snapshots.change_count - way->changes;
    return made;
}

/* --- what comes of a state -------------------------------------------------------------------- */

/* Appends the step that has just counted down, which has changed `size` bytes of the world. */
static exn_search_status take_counted_down(exn_successors *successors, const exn_cost *from,
                                           exn_opening begun, const void *changed, size_t size)
{
    exn_transition *transition = exn_append_transition(successors, from, EXN_RUN_GOES_ON, begun);
    if (transition == NULL ||
        !exn_snapshots_take_within(&successors->snapshots, changed, size, &transition->hash)) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    transition->change_count = successors->snapshots.change_count - transition->changes;
    return EXN_SEARCH_DONE;
}

static exn_search_status defer(exn_successors *successors, const exn_delivery *delivery,
                               const void *changed, size_t size)
{
    if (!EXN_MAKE_ROOM(successors->deferred, successors->deferred_capacity,
                       successors->deferred_count + 1)) {
        exn_snapshots_revert(&successors->snapshots);
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    exn_deferred *deferred = &successors->deferred[successors->deferred_count++];
    deferred->hash = exn_snapshots_look_within(&successors->snapshots, changed, size);
    deferred->number = (uint32_t)(delivery - successors->listed.items);
    return EXN_SEARCH_DONE;
}

/* Makes a transition that was listed, which may be a step that only counts down. */
static inline exn_search_status expand_listed(exn_successors *successors, const exn_cost *from,
                                              exn_opening begun, bool looks_up)
{
    size_t size;
    exn_successors_set_cost(successors->run, from);
    successors->run->tape.flight->choices += begun.numbered;
    const void *changed = exn_run_count_down(successors->run, begun.listed, &size);
    if (changed == NULL) {
        return looks_up && exn_is_remembered(begun.listed)
                   ? exn_make_or_repeat(successors, from, begun)
                   : exn_make_plainly(successors, from, begun, false);
    }
    successors->made_count += 1;
    return successors->defers ? defer(successors, begun.listed, changed, size)
                              : take_counted_down(successors, from, begun, changed, size);
}

exn_search_status exn_successors_make_deferred(exn_successors *successors, const exn_cost *path,
                                               const exn_deferred *deferred)
{
    size_t size;
    exn_assert(deferred->number < successors->listed.count);
    const exn_delivery *delivery = &successors->listed.items[deferred->number];
    exn_successors_set_cost(successors->run, path);
    successors->run->tape.flight->tape[path->choices] = deferred->number;
    successors->run->tape.flight->choices += exn_numbered(successors);
    const void *changed = exn_run_count_down(successors->run, delivery, &size);
    exn_assert(changed != NULL); /* as when it was deferred */
    exn_search_status status = take_counted_down(
        successors, path, (exn_opening){delivery, exn_numbered(successors)}, changed, size);
    exn_assert(status != EXN_SEARCH_DONE ||
               exn_hash_equal(successors->transitions[successors->transition_count - 1].hash,
                              deferred->hash));
    return status;
}

/* Takes what was listed from the run, which goes on with another list: choices inside of calls list
 * anew. */
static void take_list(exn_successors *successors)
{
    exn_run *run = successors->run;
    exn_enabled before = successors->listed;
    successors->listed = run->enabled;
    run->enabled = before;
    run->enabled.count = 0;
}

/* Runs a run that is too long once more as a whole, because only that shows whose fault it is. */
static void judge_length(exn_run *run)
{
    exn_tally tally = run->totals.tally;
    run->tape.decided = run->tape.flight->choices;
    exn_run_once(run);
    exn_assert(run->recorder.breach.happened);
    run->totals.tally = tally;
    run->totals.tally.checked[EXN_X9] -= 1;
    run->totals.tally.checked[run->recorder.breach.rule] += 1;
}

/* The run ends at the kept state. */
static exn_search_status end_here(exn_successors *successors, const exn_cost *path, exn_run_end end)
{
    exn_run *run = successors->run;
    exn_assert(end != EXN_RUN_GOES_ON);
    if (end == EXN_RUN_BROKE && run->current.steps >= run->options.steps_max && run->may_go_on &&
        !run->options.counts_steps) {
        judge_length(run);
        exn_successors_set_cost(run, path);
    }
    exn_snapshots_revert(&successors->snapshots);
    return end == EXN_RUN_OUT_OF_MEMORY ? EXN_SEARCH_OUT_OF_MEMORY
                                        : successors->ended(successors->context, end, NULL);
}

exn_search_status exn_successors_expand(exn_successors *successors, const exn_cost *path,
                                        bool beginning)
{
    exn_run *run = successors->run;
    successors->deferred_count = 0;
    if (beginning) {
        return exn_make_plainly(successors, path, (exn_opening){NULL, 0}, true);
    }
    exn_run_forget(run);
    exn_run_end end = exn_run_list(run);
    if (end != EXN_RUN_GOES_ON) {
        return end_here(successors, path, end);
    }
    bool scripted = run->scenario->has_schedule;
    if (scripted) {
        exn_snapshots_revert(&successors->snapshots); /* a schedule has scratch room in the world */
    }
    take_list(successors);
    const exn_enabled *listed = &successors->listed;
    uint32_t count = listed->count;
    uint32_t only = successors->reduces && !scripted
                        ? exn_ample_step(listed->items, listed->allowed, count)
                        : count;
    exn_assert(count > 0); /* a run at a state where nothing may come has ended */
    exn_assert(only == count || (listed->allowed[only] && listed->items[only].is_private));
    successors->reduced = successors->reduced || (only < count && count > 1);
    if (exn_numbered(successors) != 0 && path->choices == EXN_FLIGHT_CHOICES_MAX) {
        successors->overflowed = true;
        return EXN_SEARCH_DONE;
    }
    bool looks_up = !scripted && exn_successors_look_up(successors);
    for (uint32_t i = 0; i < count; i++) {
        if (!listed->allowed[i] || (only < count && i != only)) {
            continue;
        }
        run->tape.flight->tape[path->choices] = i;
        exn_opening begun = {scripted ? NULL : &listed->items[i], exn_numbered(successors)};
        exn_search_status status = scripted ? exn_make_plainly(successors, path, begun, false)
                                            : expand_listed(successors, path, begun, looks_up);
        if (status != EXN_SEARCH_DONE) {
            return status;
        }
    }
    return EXN_SEARCH_DONE;
}
