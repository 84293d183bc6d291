/* The run that is looked for goes the cheapest way to some state, and from there the cheapest way
 * back to it. So the search takes one state after the other, from the cheapest on, and
 * spreads out backwards from it, as far as a way back might still be cheaper than the best run that
 * is known. Mostly that is not far: once a loop is known, nothing dearer is looked at.
 *
 * States are numbers from 1, the one before the start. */
#include "search/livelocks.h"

#include "base/own_assert.h"
#include "search/count.h"
#include "search/successors.h"

#include <stdlib.h>
#include <string.h>

enum { START = 1 };
static const uint64_t unreached = UINT64_MAX;
/* Edges to be looked at, more or less: a second or two. */
static const uint64_t work_max = 200000000;

/* The edges at each state, in one direction. */
typedef struct fan {
    uint32_t *first; /* where in `edges` those of a state begin */
    uint32_t *edges; /* in the order of the transitions */
    bool backwards;
} fan;

typedef struct ranked {
    uint64_t cost;
    uint32_t state;
} ranked;

typedef struct search {
    const exn_edges *edges;
    size_t room; /* of all that has a place for each state */
    fan ahead, back;
    bool *in_loop; /* perhaps: a state that leads to no loop, or that no loop leads to, is not */
    uint64_t *from_start, *to_target;
    uint32_t *queue;
    bool *waits;           /* in the queue */
    ranked *ranking;       /* of states by from_start */
    uint64_t cost;         /* of the best run that is known ... */
    uint32_t *transitions; /* ... and which of the transitions from each state it follows */
    uint32_t *others;      /* of another one */
    uint32_t *around;      /* of one loop */
    size_t transition_count;
    uint64_t work;
} search;

/* --- the graph -------------------------------------------------------------------------------- */

static uint32_t near_end(const fan *along, const exn_counted_edge *edge)
{
    return along->backwards ? edge->to : edge->from;
}

static uint32_t far_end(const fan *along, const exn_counted_edge *edge)
{
    return along->backwards ? edge->from : edge->to;
}

static bool open_fan(fan *along, const exn_edges *edges, size_t room, bool backwards)
{
    along->backwards = backwards;
    along->first = calloc(room + 1, sizeof *along->first);
    along->edges = calloc(edges->count + 1, sizeof *along->edges);
    if (along->first == NULL || along->edges == NULL) {
        return false;
    }
    for (size_t i = 0; i < edges->count; i++) {
        along->first[near_end(along, &edges->edges[i]) + 1] += 1;
    }
    for (size_t state = 0; state < room; state++) {
        along->first[state + 1] += along->first[state];
    }
    for (size_t i = edges->count; i > 0; i--) { /* backwards, so that each fan is in order */
        uint32_t *end = &along->first[near_end(along, &edges->edges[i - 1]) + 1];
        *end -= 1;
        along->edges[*end] = (uint32_t)(i - 1);
    }
    exn_assert(along->first[1] == 0); /* all edges were put in their places */
    memmove(along->first, along->first + 1, room * sizeof *along->first);
    along->first[room] = (uint32_t)edges->count;
    return true;
}

static bool open_search(search *self, const exn_edges *edges)
{
    size_t room = edges->state_count + 1;
    *self = (search){.edges = edges, .room = room, .cost = unreached};
    self->in_loop = calloc(room, sizeof *self->in_loop);
    self->from_start = calloc(room, sizeof *self->from_start);
    self->to_target = calloc(room, sizeof *self->to_target);
    self->queue = calloc(room, sizeof *self->queue);
    self->waits = calloc(room, sizeof *self->waits);
    self->ranking = calloc(room, sizeof *self->ranking);
    self->transitions = calloc(room * 2, sizeof *self->transitions);
    self->others = calloc(room * 2, sizeof *self->others);
    self->around = calloc(room, sizeof *self->around);
    return self->around != NULL && self->in_loop != NULL && self->from_start != NULL &&
           self->to_target != NULL && self->queue != NULL && self->waits != NULL &&
           self->ranking != NULL && self->transitions != NULL && self->others != NULL &&
           open_fan(&self->ahead, edges, room, false) && open_fan(&self->back, edges, room, true);
}

static void close_search(search *self)
{
    free(self->ahead.first);
    free(self->ahead.edges);
    free(self->back.first);
    free(self->back.edges);
    free(self->in_loop);
    free(self->from_start);
    free(self->to_target);
    free(self->queue);
    free(self->waits);
    free(self->ranking);
    free(self->transitions);
    free(self->others);
    free(self->around);
}

/* Takes away what has no edge in this direction, again and again. */
static void peel(search *self, const fan *along, const fan *against, uint32_t *degrees)
{
    size_t count = 0;
    memset(degrees, 0, self->room * sizeof *degrees);
    for (size_t i = 0; i < self->edges->count; i++) {
        const exn_counted_edge *edge = &self->edges->edges[i];
        bool is_left = self->in_loop[edge->from] && self->in_loop[edge->to];
        degrees[near_end(along, edge)] += is_left ? 1 : 0;
    }
    for (uint32_t state = START; state < self->room; state++) {
        if (self->in_loop[state] && degrees[state] == 0) {
            self->in_loop[state] = false;
            self->queue[count++] = state;
        }
    }
    exn_assert(count < self->room);
    while (count > 0) {
        uint32_t state = self->queue[--count];
        for (uint32_t i = against->first[state]; i < against->first[state + 1]; i++) {
            uint32_t next = far_end(against, &self->edges->edges[against->edges[i]]);
            if (self->in_loop[next] && --degrees[next] == 0) {
                self->in_loop[next] = false;
                self->queue[count++] = next;
            }
        }
    }
}

/* --- costs ------------------------------------------------------------------------------------ */

/* Writes what the cheapest ways cost from a state, or back to it, up to a limit; `within` what may
 * lie in loops, or NULL. */
static void spread(search *self, const fan *along, uint32_t source, uint64_t limit,
                   const bool *within, uint64_t *costs)
{
    size_t head = 0;
    size_t waiting = 1;
    memset(costs, 0xff, self->room * sizeof *costs);
    self->work += self->room / 8;
    self->queue[0] = source;
    costs[source] = 0;
    while (waiting > 0) {
        exn_assert(waiting < self->room);
        uint32_t state = self->queue[head];
        head = (head + 1) % self->room;
        waiting -= 1;
        self->waits[state] = false;
        for (uint32_t i = along->first[state]; i < along->first[state + 1]; i++) {
            const exn_counted_edge *edge = &self->edges->edges[along->edges[i]];
            uint32_t next = far_end(along, edge);
            uint64_t cost = costs[state] + edge->cost;
            if (cost >= costs[next] || cost > limit || (within != NULL && !within[next])) {
                continue;
            }
            costs[next] = cost;
            if (!self->waits[next]) {
                self->waits[next] = true;
                self->queue[(head + waiting) % self->room] = next;
                waiting += 1;
            }
        }
        self->work += along->first[state + 1] - along->first[state] + 1;
    }
}

/* The cheapest way around from a state, once spread out; `unreached` if there is none. */
static uint64_t cost_around(const search *self, uint32_t state)
{
    uint64_t least = unreached;
    for (uint32_t i = self->ahead.first[state]; i < self->ahead.first[state + 1]; i++) {
        const exn_counted_edge *edge = &self->edges->edges[self->ahead.edges[i]];
        uint64_t behind = self->to_target[edge->to];
        uint64_t cost = behind == unreached ? unreached : edge->cost + behind;
        least = cost < least ? cost : least;
    }
    return least;
}

/* --- ways ------------------------------------------------------------------------------------- */

/* Appends the transitions of the first of the ways from a state that cost so much to the target. */
static size_t append_way(const search *self, uint32_t state, uint64_t cost, uint32_t *transitions,
                         size_t count)
{
    while (cost > 0) {
        const exn_counted_edge *edge = NULL;
        for (uint32_t i = self->ahead.first[state]; i < self->ahead.first[state + 1]; i++) {
            const exn_counted_edge *other = &self->edges->edges[self->ahead.edges[i]];
            uint64_t behind = self->to_target[other->to];
            if (edge == NULL && behind != unreached && other->cost + behind == cost) {
                edge = other;
            }
        }
        exn_assert(edge != NULL && edge->cost <= cost); /* it was spread out to here */
        transitions[count++] = edge->transition;
        cost -= edge->cost;
        state = edge->to;
    }
    exn_assert(count <= self->room * 2);
    return count;
}

/* Whether the first of two runs with the same costs has the smaller tape: they part at one state.
 */
static bool is_smaller(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
    size_t i = 0;
    while (i < a_count && i < b_count && a[i] == b[i]) {
        i += 1;
    }
    return i < a_count && i < b_count && a[i] < b[i];
}

/* Takes the run into the loop at this state and around it, if that is better than the best so far.
 */
static void take_loop(search *self, uint32_t state, uint64_t around)
{
    uint64_t before = self->from_start[state];
    size_t around_count = append_way(self, state, around, self->around, 0);
    spread(self, &self->back, state, before, NULL, self->to_target);
    size_t count = append_way(self, START, before, self->others, 0);
    exn_assert(count + around_count <= self->room * 2);
    memcpy(self->others + count, self->around, around_count * sizeof *self->others);
    count += around_count;
    if (before + around < self->cost ||
        is_smaller(self->others, count, self->transitions, self->transition_count)) {
        uint32_t *transitions = self->transitions;
        self->transitions = self->others;
        self->others = transitions;
        self->transition_count = count;
        self->cost = before + around;
    }
}

static int by_cost(const void *a, const void *b)
{
    const ranked *left = a;
    const ranked *right = b;
    return left->cost < right->cost ? -1 : left->cost > right->cost ? 1 : 0;
}

/* Ranks what may lie in a loop. Returns how many states that are. */
static size_t rank(search *self)
{
    size_t count = 0;
    memset(self->in_loop, 1, self->room);
    for (size_t i = 0; i < self->edges->count; i++) {
        const exn_counted_edge *edge = &self->edges->edges[i];
        if (edge->owes_requests) {
            self->in_loop[edge->from] = false; /* what goes round there is no run */
        }
    }
    peel(self, &self->ahead, &self->back, self->others);
    peel(self, &self->back, &self->ahead, self->others);
    spread(self, &self->ahead, START, unreached, NULL, self->from_start);
    for (uint32_t state = START; state < self->room; state++) {
        if (self->in_loop[state]) {
            self->ranking[count++] = (ranked){self->from_start[state], state};
        }
    }
    qsort(self->ranking, count, sizeof *self->ranking, by_cost);
    return count;
}

/* Finds the transitions of the best run. Returns whether there is one, and it was found in the
 * end. */
static bool find_transitions(search *self)
{
    size_t count = rank(self);
    for (size_t i = 0; i < count && self->ranking[i].cost < self->cost; i++) {
        exn_assert(i == 0 || self->ranking[i - 1].cost <= self->ranking[i].cost);
        const ranked *next = &self->ranking[i];
        uint64_t limit = self->cost - next->cost;
        spread(self, &self->back, next->state, limit, self->in_loop, self->to_target);
        uint64_t around = cost_around(self, next->state);
        if (around <= limit && around != unreached) {
            take_loop(self, next->state, around);
        }
        if (self->work > work_max) {
            return false;
        }
    }
    return self->cost != unreached;
}

/* --- the run ---------------------------------------------------------------------------------- */

static exn_search_status go_on(void *context, exn_run_end end, const exn_transition *transition)
{
    (void)context;
    (void)end;
    (void)transition;
    return EXN_SEARCH_DONE;
}

/* Goes along these transitions; the tape is then the way there. */
static exn_search_status follow(exn_run *run, const uint32_t *transitions, size_t count)
{
    exn_successors successors;
    exn_cost path = {0};
    exn_heap_reset(exn_run_heap(run));
    bool opened = exn_successors_open(&successors, run);
    exn_search_status status = opened ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
    successors.ended = go_on;
    for (size_t i = 0; i < count && status == EXN_SEARCH_DONE; i++) {
        size_t first = successors.transition_count;
        status = exn_successors_expand(&successors, &path, i == 0);
        if (status == EXN_SEARCH_DONE) {
            exn_assert(first + transitions[i] < successors.transition_count);
            exn_transition transition = successors.transitions[first + transitions[i]];
            exn_successors_go(&successors, &path, &transition);
            path = transition.path;
        }
    }
    run->tape.decided = path.choices;
    exn_successors_close(&successors);
    return status;
}

/* Takes over the best run, if one is found before that is given up. */
static exn_search_status take_shortest(exn_run *run, const exn_edges *edges, exn_findings *findings)
{
    search self;
    bool opened = open_search(&self, edges);
    exn_search_status status = opened ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
    if (opened && find_transitions(&self)) {
        status = follow(run, self.transitions, self.transition_count);
        run->options.tells_loops = true;
        if (status == EXN_SEARCH_DONE && exn_run_once(run) == EXN_RUN_BROKE) {
            exn_findings_shorten_loop(findings, run);
        }
        run->options.tells_loops = false;
    }
    close_search(&self);
    return status;
}

exn_search_status exn_shortest_loop(exn_run *run, const exn_explore_options *options,
                                    exn_findings *findings)
{
    exn_edges edges = {.edges = NULL};
    exn_tally tally = run->totals.tally;
    exn_search_status status = exn_count_edges(run, options, &edges);
    exn_assert(status != EXN_SEARCH_CONVICTED); /* it was convicted by the search before */
    if (status == EXN_SEARCH_DONE && edges.complete) {
        status = take_shortest(run, &edges, findings);
    }
    free(edges.edges);
    run->totals.tally = tally;
    return status;
}
