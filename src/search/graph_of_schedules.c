/* Each moment of the tree is a node. The way to an end goes by the cheapest run that ends so. */
#include "search/graph_of_schedules.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "search/graph_maker.h"
#include "search/path_tree.h"
#include "search/schedule_tree.h"

#include <stdlib.h>

typedef struct search {
    exn_run *run;
    exn_graph_maker maker;
    uint32_t *way; /* the nodes of the run in hand: [depth] */
    size_t way_count, way_capacity;
    exn_cost *costs; /* [node]: of the cheapest run that ends there */
    size_t cost_capacity;
} search;

static void on_arrived(void *context, uint32_t depth, bool is_new)
{
    (void)context;
    (void)depth;
    (void)is_new;
}

static uint32_t node_of(search *self, exn_run_end end)
{
    return end == EXN_RUN_GOES_ON ? exn_graph_maker_add_state(&self->maker)
                                  : exn_graph_maker_add_end(&self->maker, self->run, end);
}

/* Returns false when out of memory. */
static bool make_room(search *self, uint32_t depth)
{
    return EXN_MAKE_ROOM(self->way, self->way_capacity, (size_t)depth + 2) &&
           EXN_MAKE_ROOM(self->costs, self->cost_capacity, self->maker.graph->node_count + 1);
}

static void take_cost(search *self, uint32_t from, uint32_t to, bool is_known)
{
    const exn_run *run = self->run;
    exn_assert(to < self->cost_capacity);
    const exn_cost cost = {.steps = run->current.steps,
                           .faults = run->current.faults,
                           .cancels = run->current.cancels};
    if (!is_known || exn_cost_compare(&cost, &self->costs[to]) < 0) {
        self->costs[to] = cost;
        exn_graph_maker_lead(&self->maker, from, to);
    }
}

static bool on_made(void *context, uint32_t depth, exn_run_end end)
{
    search *self = context;
    const exn_run *run = self->run;
    char item[400] = "begins";
    size_t nodes = self->maker.graph->node_count;
    uint32_t to = node_of(self, end);
    if (to == UINT32_MAX || !make_room(self, depth)) {
        self->maker.out_of_memory = true;
        return false;
    }
    if (depth >= self->way_count) {
        return false; /* the same choices have led to others */
    }
    if (run->delivered.count > 0) {
        exn_delivery_text(run, &run->delivered.items[0], item, sizeof item);
    }
    uint32_t from = self->way[depth];
    exn_assert(from < self->maker.graph->node_count && to > 0);
    exn_graph_maker_add_edge(&self->maker, from, to, item);
    if (self->maker.out_of_memory) {
        return false;
    }
    take_cost(self, from, to, to < nodes);
    self->way[depth + 1] = to;
    self->way_count = (size_t)depth + 2;
    return self->maker.graph->states <= EXN_GRAPH_STATES_MAX;
}

static bool open_search(search *self)
{
    self->maker.graph = calloc(1, sizeof *self->maker.graph);
    if (self->maker.graph == NULL || exn_graph_maker_add_state(&self->maker) != 0 ||
        !make_room(self, 0)) {
        return false;
    }
    self->way[0] = 0;
    self->way_count = 1;
    self->maker.graph->is_tree = true;
    return true;
}

exn_search_status exn_graph_of_schedules(exn_run *run, const exn_explore_options *options,
                                         exn_graph **graph)
{
    search self = {.run = run};
    const exn_tree_visitor visitor = {.arrived = on_arrived, .made = on_made, .context = &self};
    exn_tally checked = run->totals.tally; /* nothing is checked anew */
    bool is_whole = false;
    exn_search_status status =
        open_search(&self) ? exn_schedule_tree_walk(run, options, UINT64_MAX, &visitor, &is_whole)
                           : EXN_SEARCH_OUT_OF_MEMORY;
    status = self.maker.out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : status;
    if (is_whole && !exn_graph_maker_conclude(&self.maker)) {
        status = EXN_SEARCH_OUT_OF_MEMORY;
    }
    *graph = is_whole && status == EXN_SEARCH_DONE ? self.maker.graph : NULL;
    if (*graph == NULL) {
        exn_graph_free(self.maker.graph);
    }
    run->totals.tally = checked;
    exn_graph_maker_close(&self.maker);
    free(self.way);
    free(self.costs);
    return status;
}
