/* For each choice of the given tape, from the last one back: a search from the cheapest state on
 * (shortest.c), among the runs that share all choices before that one and make it differently. The
 * first that finds a passing run has found the nearest.
 *
 * A state of the given run that comes up again after the other choice is not gone through a second
 * time. Whatever passes from there makes a later choice differently, and would have been found
 * already. */
#include "search/nearest.h"

#include "base/own_assert.h"
#include "search/budget.h"
#include "search/path_queue.h"
#include "search/path_tree.h"
#include "search/successors.h"

#include <stdlib.h>
#include <string.h>

enum { STATES_BETWEEN_CHECKS = 64 };

typedef struct search {
    exn_run *run;
    exn_successors successors;
    exn_path_tree tree;
    exn_path_queue queue;
    exn_budget *budget;
    const uint32_t *tape; /* of the run that breaks something */
    uint32_t at;          /* the choice that is to be another */
    uint64_t *expanded;   /* of all searches for this run */
    exn_cost costs;       /* of what was found */
    exn_nearest_run *nearest;
    bool out_of_memory;
} search;

/* Whether choices from number `first` on, `count` of them, are those of the given tape before `at`,
 * and another one there. */
static bool goes_another_way(const search *self, const uint32_t *choices, uint32_t first,
                             uint32_t count)
{
    for (uint32_t i = first; i < first + count && i <= self->at; i++) {
        bool is_same = choices[i - first] == self->tape[i];
        if (is_same != (i < self->at)) {
            return false;
        }
    }
    return true;
}

/* --- runs that have ended --------------------------------------------------------------------- */

static bool is_nearer(const search *self, const exn_cost *costs, const uint32_t *tape,
                      uint32_t choices)
{
    if (self->nearest->tape == NULL) {
        return true;
    }
    int order = exn_cost_compare(costs, &self->costs);
    return order < 0 || (order == 0 && exn_tape_compare(tape, choices, self->nearest->tape,
                                                        self->nearest->choices) < 0);
}

static void keep(search *self, const exn_cost *costs, const uint32_t *tape, uint32_t choices)
{
    uint32_t *copy = calloc((size_t)choices + 1, sizeof *copy);
    if (copy == NULL) {
        self->out_of_memory = true;
        return;
    }
    memcpy(copy, tape, choices * sizeof *copy);
    free(self->nearest->tape);
    self->costs = *costs;
    self->nearest->status = EXN_NEAREST_FOUND;
    self->nearest->tape = copy;
    self->nearest->choices = choices;
    self->nearest->shared = self->at;
}

static exn_search_status on_ended(void *context, exn_run_end end, const exn_transition *transition)
{
    search *self = context;
    const exn_flight *flight = self->run->tape.flight;
    (void)transition;
    exn_cost costs = {.steps = self->run->current.steps,
                      .faults = self->run->current.faults,
                      .cancels = self->run->current.cancels};
    if (end == EXN_RUN_CLOSED && flight->choices > self->at &&
        goes_another_way(self, flight->tape, 0, flight->choices) &&
        is_nearer(self, &costs, flight->tape, flight->choices)) {
        keep(self, &costs, flight->tape, flight->choices);
    }
    if (end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED) {
        exn_budget_count_hang(self->budget, self->run);
    }
    return self->out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}

/* --- states ----------------------------------------------------------------------------------- */

/* Queues the states that allowed transitions lead to, and forgets the transitions. */
static exn_search_status queue_transitions(search *self, const exn_cost *path)
{
    bool queued = true;
    for (size_t i = 0; i < self->successors.transition_count && queued; i++) {
        const exn_transition *transition = &self->successors.transitions[i];
        exn_assert(transition->path.choices >= path->choices);
        if (transition->end == EXN_RUN_GOES_ON &&
            goes_another_way(self, exn_successors_choices_of(&self->successors, transition),
                             path->choices, transition->path.choices - path->choices)) {
            uint32_t added;
            queued = exn_path_tree_add(&self->tree, transition, &added) &&
                     (added == 0 || exn_path_queue_push(&self->queue, added));
        }
    }
    exn_successors_drop(&self->successors, (exn_successors_mark){0});
    return queued ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
}

static exn_search_status expand(search *self, const exn_cost *path, bool beginning)
{
    exn_search_status status = exn_successors_expand(&self->successors, path, beginning);
    *self->expanded += 1;
    if (*self->expanded % STATES_BETWEEN_CHECKS == 0) {
        exn_progress progress = {.states = *self->expanded};
        exn_budget_check(self->budget, &progress, exn_path_tree_bytes(&self->tree));
    }
    return status == EXN_SEARCH_DONE ? queue_transitions(self, path) : status;
}

static bool may_go_on(const search *self)
{
    return self->budget->stopped_by == EXN_STOP_NONE && *self->expanded < EXN_NEAREST_STATES_MAX;
}

static exn_search_status walk(search *self)
{
    const exn_cost start = {0};
    exn_search_status status = expand(self, &start, true);
    while (status == EXN_SEARCH_DONE && self->queue.count > 0 && may_go_on(self)) {
        uint32_t next = exn_path_queue_pop(&self->queue);
        const exn_cost path = self->tree.states[next].path;
        if (self->nearest->tape != NULL && exn_cost_compare(&path, &self->costs) >= 0) {
            break; /* each run from here on costs more: it has a step at least */
        }
        if (!exn_path_tree_waits(&self->tree, next)) {
            continue;
        }
        exn_path_tree_go(&self->tree, next);
        status = expand(self, &path, false);
    }
    return status;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Searches among the runs that make choice `at` differently. */
static exn_search_status search_beside(search *self, uint32_t at)
{
    self->at = at;
    self->queue = (exn_path_queue){.tree = &self->tree};
    self->tree = (exn_path_tree){.count = 0};
    exn_heap_reset(exn_run_heap(self->run));
    bool opened = exn_successors_open(&self->successors, self->run) &&
                  exn_path_tree_open(&self->tree, &self->successors);
    self->successors.ended = on_ended;
    self->successors.context = self;
    exn_search_status status = opened ? walk(self) : EXN_SEARCH_OUT_OF_MEMORY;
    exn_path_tree_close(&self->tree);
    exn_successors_close(&self->successors);
    exn_path_queue_free(&self->queue);
    return status;
}

exn_search_status exn_find_nearest(exn_run *run, const exn_explore_options *options,
                                   const uint32_t *tape, uint32_t choices, exn_nearest_run *nearest)
{
    exn_budget budget;
    uint64_t expanded = 0;
    exn_tally checked = run->totals.tally; /* nothing is checked anew */
    *nearest = (exn_nearest_run){.status = EXN_NEAREST_NONE};
    search self = {
        .run = run, .budget = &budget, .tape = tape, .expanded = &expanded, .nearest = nearest};
    exn_budget_begin(&budget, options);
    exn_search_status status = EXN_SEARCH_DONE;
    for (uint32_t at = choices;
         at > 0 && nearest->tape == NULL && status == EXN_SEARCH_DONE && may_go_on(&self); at--) {
        status = search_beside(&self, at - 1);
    }
    if (!may_go_on(&self)) { /* what was found so far may not be the nearest */
        free(nearest->tape);
        *nearest = (exn_nearest_run){.status = EXN_NEAREST_UNKNOWN};
    }
    run->totals.tally = checked;
    exn_assert((nearest->tape != NULL) == (nearest->status == EXN_NEAREST_FOUND));
    return status == EXN_SEARCH_OUT_OF_MEMORY ? status : EXN_SEARCH_DONE;
}
