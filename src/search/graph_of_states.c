/* Walks the states from the cheapest on, as shortest.c does, and keeps every transition. */
#include "search/graph_of_states.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "base/table.h"
#include "search/budget.h"
#include "search/graph_maker.h"
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
    exn_budget budget;
    exn_graph_maker maker;
    exn_hash *hashes; /* of the nodes that are states */
    size_t hash_capacity;
    exn_table numbers; /* of nodes that are states: index and one */
    uint32_t at;       /* the node that is expanded */
} search;

/* --- nodes ------------------------------------------------------------------------------------ */

static bool is_state(const void *hashes, uint32_t number, const void *wanted)
{
    return exn_hash_equal(((const exn_hash *)hashes)[number - 1], *(const exn_hash *)wanted);
}

static uint64_t low_part(exn_hash hash)
{
    uint64_t part;
    memcpy(&part, &hash, sizeof part);
    return part;
}

static uint64_t hash_of_state(const void *hashes, uint32_t number)
{
    return low_part(((const exn_hash *)hashes)[number - 1]);
}

/* Appends a state. Returns its number, from 0; UINT32_MAX when out of memory. */
static uint32_t add_state(search *self, exn_hash hash)
{
    uint32_t number = exn_graph_maker_add_state(&self->maker);
    if (number != UINT32_MAX &&
        !EXN_MAKE_ROOM(self->hashes, self->hash_capacity, (size_t)number + 1)) {
        self->maker.out_of_memory = true;
        return UINT32_MAX;
    }
    if (number != UINT32_MAX) {
        self->hashes[number] = hash;
    }
    return number;
}

static uint32_t node_of_state(search *self, exn_hash hash)
{
    if (!exn_table_make_room(&self->numbers, hash_of_state, self->hashes)) {
        self->maker.out_of_memory = true;
        return UINT32_MAX;
    }
    uint32_t *place =
        exn_table_place(&self->numbers, low_part(hash), is_state, self->hashes, &hash);
    if (*place != 0) {
        return *place - 1;
    }
    uint32_t number = add_state(self, hash);
    if (number != UINT32_MAX) {
        exn_table_put(&self->numbers, place, number + 1);
    }
    return number;
}

/* --- edges ------------------------------------------------------------------------------------ */

static exn_search_status on_ended(void *context, exn_run_end end, const exn_transition *transition)
{
    search *self = context;
    const exn_run *run = self->run;
    char item[400] = "begins";
    bool is_breach = end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED;
    (void)transition;
    if (is_breach) {
        exn_budget_count_hang(&self->budget, run);
    }
    if (end != EXN_RUN_CLOSED && !is_breach) {
        return EXN_SEARCH_DONE; /* it is no run */
    }
    if (run->delivered.count > 0) {
        exn_delivery_text(run, &run->delivered.items[0], item, sizeof item);
    }
    exn_graph_maker_add_edge(&self->maker, self->at,
                             exn_graph_maker_add_end(&self->maker, run, end), item);
    return self->maker.out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}

/* --- states ----------------------------------------------------------------------------------- */

static void list_transition(search *self, const exn_transition *transition)
{
    char item[400] = "begins";
    if (transition->listed) {
        exn_delivery_text(self->run, &transition->delivery, item, sizeof item);
    }
    exn_graph_maker_add_edge(&self->maker, self->at, node_of_state(self, transition->hash), item);
}

static exn_search_status take_transitions(search *self)
{
    bool taken = true;
    for (size_t i = 0; i < self->successors.transition_count && taken; i++) {
        const exn_transition *transition = &self->successors.transitions[i];
        if (transition->end == EXN_RUN_GOES_ON) {
            uint32_t added;
            list_transition(self, transition);
            taken = !self->maker.out_of_memory &&
                    exn_path_tree_add(&self->tree, transition, &added) &&
                    (added == 0 || exn_path_queue_push(&self->queue, added));
        }
    }
    exn_successors_drop(&self->successors, (exn_successors_mark){0});
    return taken ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
}

static exn_search_status expand(search *self, uint32_t state)
{
    exn_path_tree_go(&self->tree, state);
    const exn_cost path = self->tree.states[state].path;
    self->at = node_of_state(self, self->tree.states[state].hash);
    exn_search_status status = exn_successors_expand(&self->successors, &path, false);
    return status == EXN_SEARCH_DONE ? take_transitions(self) : status;
}

static bool may_go_on(const search *self)
{
    return self->maker.graph->states <= EXN_GRAPH_STATES_MAX &&
           self->budget.stopped_by == EXN_STOP_NONE && !self->successors.overflowed;
}

static exn_search_status walk(search *self)
{
    const exn_cost start = {0};
    uint32_t expanded = 0;
    self->at = add_state(self, (exn_hash){0}); /* before the start */
    exn_search_status status = self->maker.out_of_memory
                                   ? EXN_SEARCH_OUT_OF_MEMORY
                                   : exn_successors_expand(&self->successors, &start, true);
    status = status == EXN_SEARCH_DONE ? take_transitions(self) : status;
    while (status == EXN_SEARCH_DONE && self->queue.count > 0 && may_go_on(self)) {
        uint32_t next = exn_path_queue_pop(&self->queue);
        if (!exn_path_tree_waits(&self->tree, next)) {
            continue;
        }
        status = expand(self, next);
        expanded += 1;
        if (expanded % STATES_BETWEEN_CHECKS == 0) {
            exn_progress progress = {.states = expanded};
            exn_budget_check(&self->budget, &progress, exn_path_tree_bytes(&self->tree));
        }
    }
    return status;
}

/* --- the whole -------------------------------------------------------------------------------- */

exn_search_status exn_graph_of_states(exn_run *run, const exn_explore_options *options,
                                      exn_graph **graph)
{
    search self = {.run = run, .maker = {.graph = calloc(1, sizeof *self.maker.graph)}};
    exn_tally checked = run->totals.tally; /* nothing is checked anew */
    self.queue.tree = &self.tree;
    exn_budget_begin(&self.budget, options);
    exn_heap_reset(exn_run_heap(run));
    bool opened = self.maker.graph != NULL && exn_successors_open(&self.successors, run) &&
                  exn_path_tree_open(&self.tree, &self.successors);
    self.successors.ended = on_ended;
    self.successors.context = &self;
    exn_search_status status = opened ? walk(&self) : EXN_SEARCH_OUT_OF_MEMORY;
    bool is_whole = status == EXN_SEARCH_DONE && may_go_on(&self);
    if (is_whole && !exn_graph_maker_conclude(&self.maker)) {
        status = EXN_SEARCH_OUT_OF_MEMORY;
    }
    exn_assert(!is_whole || self.numbers.count == self.maker.graph->states);
    *graph = is_whole && status == EXN_SEARCH_DONE ? self.maker.graph : NULL;
    if (*graph == NULL) {
        exn_graph_free(self.maker.graph);
    }
    run->totals.tally = checked;
    exn_path_tree_close(&self.tree);
    exn_successors_close(&self.successors);
    exn_path_queue_free(&self.queue);
    exn_table_free(&self.numbers);
    free(self.hashes);
    exn_graph_maker_close(&self.maker);
    return status == EXN_SEARCH_OUT_OF_MEMORY ? status : EXN_SEARCH_DONE;
}
