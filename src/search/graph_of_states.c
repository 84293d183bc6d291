/* Walks the states from the cheapest on, as shortest.c does, and keeps every transition. */
#include "search/graph_of_states.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "base/table.h"
#include "search/budget.h"
#include "search/path_queue.h"
#include "search/path_tree.h"
#include "search/successors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATES_BETWEEN_CHECKS = 64 };

typedef struct search {
    exn_run *run;
    exn_successors successors;
    exn_path_tree tree;
    exn_path_queue queue;
    exn_budget budget;
    exn_graph *graph;
    exn_hash *hashes; /* of the nodes that are states; of others zero */
    size_t hash_capacity;
    exn_table numbers;    /* of nodes that are states: index and one */
    uint32_t *reached_by; /* the edge by which each node was reached first, and one; 0: none */
    size_t reached_capacity;
    uint32_t at; /* the node that is expanded */
    bool out_of_memory;
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

/* Appends a node. Returns its number, from 0; UINT32_MAX when out of memory. */
static uint32_t add_node(search *self, const char *ending, bool is_breach, exn_hash hash)
{
    uint32_t number = (uint32_t)self->graph->node_count;
    if (!EXN_MAKE_ROOM(self->hashes, self->hash_capacity, (size_t)number + 1) ||
        !EXN_MAKE_ROOM(self->reached_by, self->reached_capacity, (size_t)number + 1) ||
        !exn_graph_add_node(self->graph, UINT32_MAX, ending, is_breach)) {
        self->out_of_memory = true;
        return UINT32_MAX;
    }
    self->hashes[number] = hash;
    self->reached_by[number] = 0;
    return number;
}

static uint32_t node_of_state(search *self, exn_hash hash)
{
    if (!exn_table_make_room(&self->numbers, hash_of_state, self->hashes)) {
        self->out_of_memory = true;
        return UINT32_MAX;
    }
    uint32_t *place =
        exn_table_place(&self->numbers, low_part(hash), is_state, self->hashes, &hash);
    if (*place != 0) {
        return *place - 1;
    }
    uint32_t number = add_node(self, NULL, false, hash);
    if (number != UINT32_MAX) {
        self->graph->states += 1;
        exn_table_put(&self->numbers, place, number + 1);
    }
    return number;
}

/* All runs that end in the same way end in one node. */
static uint32_t node_of_ending(search *self, const char *ending, bool is_breach)
{
    for (uint32_t i = 0; i < self->graph->node_count; i++) {
        const exn_graph_node *node = &self->graph->nodes[i];
        if (node->ending != NULL && node->is_breach == is_breach &&
            strcmp(node->ending, ending) == 0) {
            return i;
        }
    }
    return add_node(self, ending, is_breach, (exn_hash){0});
}

/* --- edges ------------------------------------------------------------------------------------ */

static void add_edge(search *self, uint32_t to, const char *item)
{
    exn_graph *graph = self->graph;
    if (to == UINT32_MAX) {
        return;
    }
    exn_assert(self->at < graph->node_count && to < graph->node_count);
    for (size_t i = graph->edge_count; i > 0 && graph->edges[i - 1].from == self->at; i--) {
        if (graph->edges[i - 1].to == to) {
            return; /* one edge is drawn for all */
        }
    }
    if (!exn_graph_add_edge(graph, self->at, to, item)) {
        self->out_of_memory = true;
    } else if (self->reached_by[to] == 0 && to != 0) {
        self->reached_by[to] = (uint32_t)graph->edge_count;
    }
}

/* A breach marks the way by which it was reached first: the shortest. */
static void mark_path(search *self, uint32_t node)
{
    for (uint32_t edge = self->reached_by[node]; edge != 0;
         edge = self->reached_by[self->graph->edges[edge - 1].from]) {
        self->graph->edges[edge - 1].is_path = true;
    }
}

static void write_ending(const exn_run *run, exn_run_end end, char *text, size_t size)
{
    if (end == EXN_RUN_CLOSED) {
        exn_run_outcome_text(exn_run_view(run), &run->recorder.closing, text, size);
    } else if (end == EXN_RUN_BROKE) {
        snprintf(text, size, "%s %s", exn_rule_number(run->recorder.breach.rule),
                 exn_rule_name(run->recorder.breach.rule));
    } else {
        snprintf(text, size, "%s", exn_mismatch_word(run->current.mismatch.kind));
    }
}

static exn_search_status on_ended(void *context, exn_run_end end, const exn_transition *transition)
{
    search *self = context;
    const exn_run *run = self->run;
    char ending[4096];
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
    write_ending(run, end, ending, sizeof ending);
    uint32_t node = node_of_ending(self, ending, is_breach);
    add_edge(self, node, item);
    return self->out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}

/* --- states ----------------------------------------------------------------------------------- */

static void list_transition(search *self, const exn_transition *transition)
{
    char item[400] = "begins";
    if (transition->listed) {
        exn_delivery_text(self->run, &transition->delivery, item, sizeof item);
    }
    add_edge(self, node_of_state(self, transition->hash), item);
}

static exn_search_status take_transitions(search *self)
{
    bool taken = true;
    for (size_t i = 0; i < self->successors.transition_count && taken; i++) {
        const exn_transition *transition = &self->successors.transitions[i];
        if (transition->end == EXN_RUN_GOES_ON) {
            uint32_t added;
            list_transition(self, transition);
            taken = !self->out_of_memory && exn_path_tree_add(&self->tree, transition, &added) &&
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
    return self->graph->states <= EXN_GRAPH_STATES_MAX &&
           self->budget.stopped_by == EXN_STOP_NONE && !self->successors.overflowed;
}

static exn_search_status walk(search *self)
{
    const exn_cost start = {0};
    uint32_t expanded = 0;
    self->at = add_node(self, NULL, false, (exn_hash){0}); /* before the start */
    exn_search_status status = self->out_of_memory
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

/* Finds how deep each node lies, by the edges, whose order is that of expanding, and counts states
 * by depth. Returns false when out of memory. */
static bool measure_depths(exn_graph *graph)
{
    uint32_t deepest = 0;
    graph->nodes[0].depth = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < graph->edge_count; i++) {
            uint32_t from = graph->nodes[graph->edges[i].from].depth;
            exn_graph_node *to = &graph->nodes[graph->edges[i].to];
            if (from != UINT32_MAX && from + 1 < to->depth) {
                to->depth = from + 1;
                changed = true;
            }
        }
    }
    for (size_t i = 0; i < graph->node_count; i++) {
        exn_assert(graph->nodes[i].depth != UINT32_MAX); /* each was reached */
        deepest = graph->nodes[i].depth > deepest ? graph->nodes[i].depth : deepest;
    }
    graph->by_depth = calloc((size_t)deepest + 1, sizeof *graph->by_depth);
    for (size_t i = 1; graph->by_depth != NULL && i < graph->node_count; i++) {
        graph->by_depth[graph->nodes[i].depth] += graph->nodes[i].ending == NULL ? 1 : 0;
    }
    graph->depth_count = (size_t)deepest + 1;
    return graph->by_depth != NULL;
}

/* Returns false when out of memory. */
static bool conclude(search *self)
{
    for (uint32_t i = 0; i < self->graph->node_count; i++) {
        if (self->graph->nodes[i].is_breach) {
            mark_path(self, i);
        }
    }
    bool complete = measure_depths(self->graph);
    if (self->graph->states > EXN_GRAPH_DRAWN_MAX) {
        exn_graph_drop(self->graph);
    }
    return complete;
}

exn_search_status exn_graph_of_states(exn_run *run, const exn_explore_options *options,
                                      exn_graph **graph)
{
    search self = {.run = run, .graph = calloc(1, sizeof *self.graph)};
    exn_tally checked = run->totals.tally; /* nothing is checked anew */
    self.queue.tree = &self.tree;
    exn_budget_begin(&self.budget, options);
    exn_heap_reset(exn_run_heap(run));
    bool opened = self.graph != NULL && exn_successors_open(&self.successors, run) &&
                  exn_path_tree_open(&self.tree, &self.successors);
    self.successors.ended = on_ended;
    self.successors.context = &self;
    exn_search_status status = opened ? walk(&self) : EXN_SEARCH_OUT_OF_MEMORY;
    bool is_whole = status == EXN_SEARCH_DONE && may_go_on(&self);
    if (is_whole && !conclude(&self)) {
        status = EXN_SEARCH_OUT_OF_MEMORY;
    }
    exn_assert(!is_whole || self.numbers.count == self.graph->states);
    *graph = is_whole && status == EXN_SEARCH_DONE ? self.graph : NULL;
    if (*graph == NULL) {
        exn_graph_free(self.graph);
    }
    run->totals.tally = checked;
    exn_path_tree_close(&self.tree);
    exn_successors_close(&self.successors);
    exn_path_queue_free(&self.queue);
    exn_table_free(&self.numbers);
    free(self.hashes);
    free(self.reached_by);
    return status == EXN_SEARCH_OUT_OF_MEMORY ? status : EXN_SEARCH_DONE;
}
