/* Nodes, edges and depths of a graph of states. */
#include "search/graph_maker.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- nodes ------------------------------------------------------------------------------------ */

static uint32_t add_node(exn_graph_maker *self, const char *ending, bool is_breach)
{
    uint32_t number = (uint32_t)self->graph->node_count;
    if (!EXN_MAKE_ROOM(self->reached_by, self->reached_capacity, (size_t)number + 1) ||
        !exn_graph_add_node(self->graph, UINT32_MAX, ending, is_breach)) {
        self->out_of_memory = true;
        return UINT32_MAX;
    }
    self->reached_by[number] = 0;
    return number;
}

uint32_t exn_graph_maker_add_state(exn_graph_maker *maker)
{
    uint32_t number = add_node(maker, NULL, false);
    maker->graph->states += number > 0 && number < UINT32_MAX ? 1 : 0;
    return number;
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

uint32_t exn_graph_maker_add_end(exn_graph_maker *maker, const exn_run *run, exn_run_end end)
{
    char ending[4096];
    bool is_breach = end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED;
    exn_assert(end != EXN_RUN_GOES_ON && !exn_is_no_run(end));
    write_ending(run, end, ending, sizeof ending);
    for (uint32_t i = 0; i < maker->graph->node_count; i++) {
        const exn_graph_node *node = &maker->graph->nodes[i];
        if (node->ending != NULL && node->is_breach == is_breach &&
            strcmp(node->ending, ending) == 0) {
            return i;
        }
    }
    return add_node(maker, ending, is_breach);
}

/* --- edges ------------------------------------------------------------------------------------ */

/* Returns the number of an edge, and one, if it is among the last, which are all from one node; or
 * 0. */
static uint32_t find_edge(const exn_graph *graph, uint32_t from, uint32_t to)
{
    uint32_t i = (uint32_t)graph->edge_count;
    while (i > 0 && graph->edges[i - 1].from == from && graph->edges[i - 1].to != to) {
        i -= 1;
    }
    return i > 0 && graph->edges[i - 1].from == from ? i : 0;
}

void exn_graph_maker_add_edge(exn_graph_maker *maker, uint32_t from, uint32_t to, const char *item)
{
    exn_graph *graph = maker->graph;
    if (to == UINT32_MAX) {
        return;
    }
    exn_assert(from < graph->node_count && to < graph->node_count);
    if (find_edge(graph, from, to) != 0) {
        return; /* one edge is drawn for all */
    }
    if (!exn_graph_add_edge(graph, from, to, item)) {
        maker->out_of_memory = true;
    } else if (maker->reached_by[to] == 0 && to != 0) {
        maker->reached_by[to] = (uint32_t)graph->edge_count;
    }
}

void exn_graph_maker_lead(exn_graph_maker *maker, uint32_t from, uint32_t to)
{
    exn_assert(to > 0 && to < maker->graph->node_count);
    maker->reached_by[to] = find_edge(maker->graph, from, to);
    exn_assert(maker->reached_by[to] > 0 && "there is an edge");
}

static void mark_path(exn_graph_maker *self, uint32_t node)
{
    for (uint32_t edge = self->reached_by[node]; edge != 0;
         edge = self->reached_by[self->graph->edges[edge - 1].from]) {
        self->graph->edges[edge - 1].is_path = true;
    }
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

bool exn_graph_maker_conclude(exn_graph_maker *maker)
{
    for (uint32_t i = 0; i < maker->graph->node_count; i++) {
        if (maker->graph->nodes[i].is_breach) {
            mark_path(maker, i);
        }
    }
    bool complete = measure_depths(maker->graph);
    if (maker->graph->states > EXN_GRAPH_DRAWN_MAX) {
        exn_graph_drop(maker->graph);
    }
    return complete;
}

void exn_graph_maker_close(exn_graph_maker *maker)
{
    free(maker->reached_by);
}
