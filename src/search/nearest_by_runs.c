/* For each choice of the given tape, from the last one back: runs everything that shares all
 * choices before that one and makes it differently. The first choice beside which a run passes
 * decides. */
#include "search/nearest_by_runs.h"

#include "base/own_assert.h"
#include "search/budget.h"
#include "search/path_tree.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS_BETWEEN_CHECKS = 64 };

typedef struct search {
    exn_run *run;
    exn_budget budget;
    const uint32_t *tape; /* of the run that breaks something */
    uint32_t at;          /* the choice that is to be another */
    uint64_t runs;
    exn_cost costs; /* of what was found */
    exn_nearest_run *nearest;
    bool out_of_memory;
} search;

static bool may_go_on(const search *self)
{
    return self->budget.stopped_by == EXN_STOP_NONE && self->runs < EXN_NEAREST_RUNS_MAX &&
           !self->out_of_memory;
}

/* Keeps the run that has just passed, if it costs less than what was found. Of runs that cost the
 * same the first has the smallest tape. */
static void take(search *self)
{
    const exn_flight *flight = self->run->tape.flight;
    const exn_cost costs = {.steps = self->run->current.steps,
                            .faults = self->run->current.faults,
                            .cancels = self->run->current.cancels};
    exn_nearest_run *nearest = self->nearest;
    exn_assert(flight->tape[self->at] != self->tape[self->at] && "it is another way");
    if (nearest->tape != NULL && exn_cost_compare(&costs, &self->costs) >= 0) {
        return;
    }
    uint32_t *copy = calloc((size_t)flight->choices + 1, sizeof *copy);
    if (copy == NULL) {
        self->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < flight->choices; i++) {
        copy[i] = flight->tape[i];
    }
    free(nearest->tape);
    *nearest = (exn_nearest_run){
        .status = EXN_NEAREST_FOUND, .tape = copy, .choices = flight->choices, .shared = self->at};
    self->costs = costs;
}

/* Goes to the next run that makes the same choices before `at`. What makes that choice as the given
 * run does is passed over. */
static bool advance(search *self)
{
    exn_tape *tape = &self->run->tape;
    exn_flight *flight = tape->flight;
    if (flight->choices > self->at && flight->tape[self->at] == self->tape[self->at]) {
        flight->choices = self->at + 1;
    }
    return exn_tape_advance(tape) && tape->decided > self->at;
}

/* Runs what differs from the given run in choice `at` first. */
static void search_beside(search *self, uint32_t at)
{
    exn_run *run = self->run;
    bool more = true;
    self->at = at;
    exn_assert(self->nearest->tape == NULL && "nothing nearer was found");
    memcpy(run->tape.flight->tape, self->tape, at * sizeof *self->tape);
    run->tape.decided = at;
    while (more && may_go_on(self)) {
        exn_run_end end = exn_run_once(run);
        const exn_flight *flight = run->tape.flight;
        self->runs += 1;
        self->out_of_memory = self->out_of_memory || end == EXN_RUN_OUT_OF_MEMORY;
        if (flight->choices < at || run->tape.misfit) { /* the same choices lead to others */
            self->budget.stopped_by = EXN_STOP_NOT_REPEATABLE;
        }
        if (end == EXN_RUN_CLOSED && flight->choices > at && flight->tape[at] != self->tape[at]) {
            take(self);
        }
        exn_budget_count_hang(&self->budget, run);
        if (self->runs % RUNS_BETWEEN_CHECKS == 0) {
            exn_progress progress = {.runs = self->runs};
            exn_budget_check(&self->budget, &progress, 0);
        }
        more = advance(self);
    }
    if (more && self->nearest->tape != NULL) { /* what was found may not be the nearest */
        free(self->nearest->tape);
        self->nearest->tape = NULL;
    }
}

exn_search_status exn_find_nearest_by_runs(exn_run *run, const exn_explore_options *options,
                                           const uint32_t *tape, uint32_t choices,
                                           exn_nearest_run *nearest)
{
    search self = {.run = run, .tape = tape, .nearest = nearest};
    exn_tally checked = run->totals.tally; /* nothing is checked anew */
    bool follows = run->options.follows;
    bool finds_loops = run->options.finds_loops;
    *nearest = (exn_nearest_run){.status = EXN_NEAREST_NONE};
    exn_budget_begin(&self.budget, options);
    run->options.follows = false;
    run->options.recalls = run->options.ignores_states = true;
    run->options.finds_loops = false;
    for (uint32_t at = choices; at > 0 && nearest->tape == NULL && may_go_on(&self); at--) {
        search_beside(&self, at - 1);
    }
    if (nearest->tape == NULL && !may_go_on(&self)) {
        *nearest = (exn_nearest_run){.status = EXN_NEAREST_UNKNOWN};
    }
    run->options.follows = follows;
    run->options.recalls = run->options.ignores_states = false;
    run->options.finds_loops = finds_loops;
    run->totals.tally = checked;
    exn_assert((nearest->tape != NULL) == (nearest->status == EXN_NEAREST_FOUND));
    return self.out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}
