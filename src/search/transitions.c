/* Makes transitions from the kept state, and appends what they have come to: transitions.h. */
#include "search/transitions.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t exn_trace_hash(const exn_run *run)
{
    const exn_recorder *recorder = &run->recorder;
    return recorder->trace_count == 0
               ? 0
               : XXH3_64bits(recorder->trace, recorder->trace_count * sizeof *recorder->trace);
}

void exn_successors_set_cost(exn_run *run, const exn_cost *path)
{
    run->current.steps = path->steps;
    run->current.faults = path->faults;
    run->current.cancels = path->cancels;
    run->tape.flight->choices = path->choices;
}

/* Inline, as the next one: each transition is appended. */
inline bool exn_append_choices(exn_successors *successors, uint32_t first)
{
    const exn_flight *flight = successors->run->tape.flight;
    uint32_t choices = flight->choices;
    exn_assert(first <= choices);
    uint32_t count = choices - first;
    if (!EXN_MAKE_ROOM(successors->choices, successors->choice_capacity,
                       successors->choice_count + count)) {
        return false;
    }
    uint32_t *appended = successors->choices + successors->choice_count;
    if (count == 1) { /* nearly always */
        *appended = flight->tape[first];
    } else if (count > 1) {
        memcpy(appended, flight->tape + first, count * sizeof *appended);
    }
    successors->choice_count += count;
    return true;
}

exn_transition *exn_append_empty(exn_successors *successors)
{
    return EXN_MAKE_ROOM(successors->transitions, successors->transition_capacity,
                         successors->transition_count + 1)
               ? &successors->transitions[successors->transition_count++]
               : NULL;
}

bool exn_write_transition(exn_successors *successors, exn_transition *transition,
                          const exn_cost *from, exn_run_end end, exn_opening begun)
{
    const exn_run *run = successors->run;
    transition->end = end;
    transition->path = (exn_cost){run->current.steps, run->current.faults, run->current.cancels,
                                  run->tape.flight->choices};
    transition->trace = 0;
    transition->listed = begun.listed != NULL;
    transition->numbered = begun.numbered != 0;
    if (transition->listed) {
        transition->delivery = *begun.listed;
    }
    transition->records = 0;
    transition->record_count = 0;
    transition->changes = successors->snapshots.change_count;
    transition->change_count = 0;
    transition->choices = successors->choice_count;
    transition->repeats = 0;
    return exn_append_choices(successors, from->choices);
}

exn_transition *exn_append_transition(exn_successors *successors, const exn_cost *from,
                                      exn_run_end end, exn_opening begun)
{
    exn_transition *appended = exn_append_empty(successors);
    return appended != NULL && exn_write_transition(successors, appended, from, end, begun)
               ? appended
               : NULL;
}

bool exn_append_records(exn_successors *successors, exn_transition *transition,
                        const exn_record *records, size_t count)
{
    if (!EXN_MAKE_ROOM(successors->records, successors->record_capacity,
                       successors->record_count + count)) {
        return false;
    }
    transition->records = successors->record_count;
    transition->record_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        successors->records[successors->record_count++] = records[i];
    }
    if (successors->made != NULL) {
        successors->made(successors->context, transition);
    }
    return true;
}

exn_search_status exn_take_transition(exn_successors *successors, const exn_cost *from,
                                      exn_run_end end, exn_opening begun)
{
    exn_transition *transition = exn_append_transition(successors, from, end, begun);
    successors->made_count += exn_is_no_run(end) ? 0 : 1;
    successors->overflowed = successors->overflowed || successors->run->tape.overflowed;
    if (transition == NULL || end == EXN_RUN_OUT_OF_MEMORY ||
        (successors->keeps_records &&
         !exn_append_records(successors, transition, successors->run->recorder.trace,
                             successors->run->recorder.trace_count))) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    transition->trace = exn_trace_hash(successors->run);
    if (end == EXN_RUN_GOES_ON) {
        if (!exn_snapshots_take(&successors->snapshots, &transition->hash)) {
            return EXN_SEARCH_OUT_OF_MEMORY;
        }
        transition->change_count = successors->snapshots.change_count - transition->changes;
    } else if (end == EXN_RUN_CLOSED) {
        if (!exn_snapshots_look(&successors->snapshots, &transition->hash)) {
            return EXN_SEARCH_OUT_OF_MEMORY;
        }
    } else {
        exn_snapshots_revert(&successors->snapshots);
    }
    return end == EXN_RUN_GOES_ON ? EXN_SEARCH_DONE
                                  : successors->ended(successors->context, end, transition);
}

/* Goes to the next tape that differs from the last one only after its first `first` numbers.
 * Returns false if there is none. */
static bool advance_inside(exn_tape *tape, uint32_t first)
{
    uint32_t at = tape->flight->choices;
    while (at > first && tape->next[at - 1] == EXN_TAPE_NO_MORE) {
        at -= 1;
    }
    if (at <= first) {
        return false;
    }
    tape->flight->tape[at - 1] = tape->next[at - 1];
    tape->decided = at;
    return true;
}

exn_search_status exn_make_plainly(exn_successors *successors, const exn_cost *from,
                                   exn_opening begun, bool beginning)
{
    exn_run *run = successors->run;
    bool more = true;
    exn_search_status status = EXN_SEARCH_DONE;
    exn_assert(run->tape.pick == NULL); /* or a choice would not be the tape's */
    run->tape.decided = from->choices + begun.numbered;
    run->tape.overflowed = false;
    while (more && status == EXN_SEARCH_DONE) {
        exn_successors_set_cost(run, from);
        run->tape.flight->choices += begun.listed != NULL ? begun.numbered : 0;
        exn_run_forget(run);
        exn_run_end end = beginning ? exn_run_begin(run) : exn_run_step(run, begun.listed);
        status = exn_take_transition(successors, from, end, begun);
        more = advance_inside(&run->tape, from->choices + begun.numbered);
    }
    return status;
}
