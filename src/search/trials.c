/* Tries moves within a fence: trials.h. */
#include "search/trials.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "world/cell_fence.h"

#include <exeunt/implementation.h>

#include <stdlib.h>

enum {
    TRIALS_MAX = 128,
    /* So many moves that are made because they wait cost what the fence costs. */
    MET_AGAIN_MAX = 24
};

static EXEUNT_OUTSIDE bool all_pass;

void exn_trials_pass_all(bool pass)
{
    all_pass = pass;
}

bool exn_trials_add(exn_successors *successors, uint32_t number, const exn_delivery *delivery,
                    const exn_cost *from)
{
    exn_trials *trials = &successors->trials[delivery->member];
    exn_assert(number > 0 && delivery->member < successors->snapshots.cell_count);
    if (!EXN_MAKE_ROOM(trials->items, trials->capacity, trials->count + 1)) {
        return false;
    }
    exn_trial *trial = &trials->items[trials->count];
    *trial = (exn_trial){.number = number, .delivery = *delivery, .from = *from};
    bool taken = exn_excerpts_take(&trials->excerpts, exn_run_heap(successors->run),
                                   delivery->member, &trial->excerpt);
    trials->count += taken ? 1 : 0;
    return taken;
}

void exn_trials_meet_again(exn_successors *successors, uint32_t member)
{
    exn_assert(successors->trials[member].count > 0 && "one of them waits");
    successors->trials[member].met_again += 1;
}

static bool are_due(const exn_successors *successors, const exn_trials *trials)
{
    uint64_t met_again_max = successors->run->options.remembers_all ? 1 : MET_AGAIN_MAX;
    return trials->count >= TRIALS_MAX || trials->met_again >= met_again_max;
}

/* Makes it within the fence, from the excerpt of its state. Returns whether it does the same. */
static bool passes(exn_successors *successors, const exn_trial *trial, const exn_excerpts *excerpts)
{
    exn_run *run = successors->run;
    const exn_remembered_move *move = &successors->remembered.moves[trial->number - 1];
    exn_cost cost = trial->from;
    cost.choices = run->tape.flight->choices; /* the tape stays that of the kept state */
    exn_assert(move->standing == EXN_MOVE_ON_TRIAL);
    if (!exn_cell_fence_up(trial->delivery.member)) {
        return false;
    }
    exn_excerpts_put(excerpts, run->heap, &trial->excerpt);
    exn_successors_set_cost(run, &cost);
    run->tape.decided = cost.choices;
    exn_run_forget(run);
    exn_run_end end = exn_run_step_within(run, &trial->delivery);
    bool same = end == EXN_RUN_GOES_ON && run->tape.flight->choices == cost.choices &&
                exn_trace_hash(run) == move->trace &&
                exn_excerpts_have_changed(excerpts, run->heap, &trial->excerpt,
                                          successors->remembered.changes + move->changes,
                                          move->change_count);
    exn_assert((same || end == EXN_RUN_LEFT_CELL || run->options.has_foreign_code) &&
               "what reads the same does the same");
    return same;
}

/* The fence shows nothing any more: those that it should have shown are made, and for good nothing
 * is remembered. */
static void reject(exn_successors *successors, const exn_trials *trials)
{
    for (size_t i = 0; i < trials->count; i++) {
        successors->remembered.moves[trials->items[i].number - 1].standing = EXN_MOVE_MADE;
    }
    successors->remembers = false;
}

static void try_all(exn_successors *successors, exn_trials *trials)
{
    exn_run *run = successors->run;
    exn_tally tally = run->totals.tally; /* what is tried was counted when it was made */
    bool overflowed = run->tape.overflowed;
    for (size_t i = 0; i < trials->count; i++) {
        bool passed = all_pass || passes(successors, &trials->items[i], &trials->excerpts);
        successors->remembered.moves[trials->items[i].number - 1].standing =
            passed ? EXN_MOVE_REPEATED : EXN_MOVE_MADE;
    }
    exn_cell_fence_down();
    if (!all_pass && !exn_cell_fence_held()) {
        reject(successors, trials);
    }
    run->totals.tally = tally;
    run->tape.overflowed = overflowed;
    exn_snapshots_revert(&successors->snapshots);
}

void exn_trials_hold(exn_successors *successors, uint32_t member)
{
    exn_trials *trials = &successors->trials[member];
    if (are_due(successors, trials)) {
        try_all(successors, trials);
        exn_excerpts_clear(&trials->excerpts);
        trials->count = 0;
        trials->met_again = 0;
    }
}

void exn_trials_free(exn_successors *successors)
{
    for (int i = 0; i < EXN_CELLS_MAX; i++) {
        exn_excerpts_free(&successors->trials[i].excerpts);
        free(successors->trials[i].items);
        successors->trials[i] = (exn_trials){.items = NULL};
    }
}

size_t exn_trials_bytes(const exn_successors *successors)
{
    size_t bytes = 0;
    for (int i = 0; i < EXN_CELLS_MAX; i++) {
        bytes += exn_excerpts_bytes(&successors->trials[i].excerpts) +
                 successors->trials[i].capacity * sizeof *successors->trials[i].items;
    }
    return bytes;
}
