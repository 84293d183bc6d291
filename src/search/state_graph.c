/* The graph grows as the search expands one state after the other. */
#include "search/state_graph.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* --- room ------------------------------------------------------------------------------------- */

void exn_state_graph_free(exn_state_graph *state_graph)
{
    free(state_graph->states);
    exn_table_free(&state_graph->numbers);
    free(state_graph->edges);
    free(state_graph->choices);
    free(state_graph->ends);
    *state_graph = (exn_state_graph){.states = NULL};
}

size_t exn_state_graph_bytes(const exn_state_graph *state_graph)
{
    return state_graph->state_capacity * sizeof *state_graph->states +
           exn_table_bytes(&state_graph->numbers) +
           state_graph->edge_capacity * sizeof *state_graph->edges +
           state_graph->choice_capacity * sizeof *state_graph->choices;
}

/* --- the graph -------------------------------------------------------------------------------- */

static bool is_state(const void *states, uint32_t number, const void *wanted)
{
    return exn_hash_equal(((const exn_edge_state *)states)[number].hash, *(const exn_hash *)wanted);
}

static uint64_t hash_of(const void *states, uint32_t number)
{
    return ((const exn_edge_state *)states)[number].hash.low;
}

/* The number of a state, which may be new; 0 when out of memory. */
static uint32_t number_of(exn_state_graph *self, exn_hash hash)
{
    self->state_count = self->state_count == 0 ? 1 : self->state_count;
    if (self->state_count == UINT32_MAX ||
        !EXN_MAKE_ROOM(self->states, self->state_capacity, self->state_count + 1) ||
        !exn_table_make_room(&self->numbers, hash_of, self->states)) {
        return 0;
    }
    uint32_t *place = exn_table_place(&self->numbers, hash.low, is_state, self->states, &hash);
    if (*place == 0) {
        self->states[self->state_count] = (exn_edge_state){.hash = hash};
        exn_table_put(&self->numbers, place, (uint32_t)self->state_count);
        self->state_count += 1;
    }
    exn_assert(*place < self->state_count && exn_hash_equal(self->states[*place].hash, hash));
    return *place;
}

bool exn_state_graph_ended(exn_state_graph *self, const exn_successors *successors, exn_run_end end,
                           const exn_transition *transition)
{
    const exn_run *run = successors->run;
    bool broke = end == EXN_RUN_BROKE;
    uint64_t what[] = {broke ? (uint64_t)run->recorder.breach.rule + 1 : 0,
                       broke ? run->recorder.breach.blamed : 0, run->recorder.closed};
    uint64_t seen = XXH3_64bits(what, sizeof what);
    if (end == EXN_RUN_UNEXPECTED) {
        uint64_t kind = run->current.mismatch.kind;
        seen = XXH3_64bits_withSeed(&kind, sizeof kind, seen);
    }
    if (run->recorder.closed) {
        uint64_t outcome = exn_closing_hash(&run->recorder.closing);
        seen = XXH3_64bits_withSeed(&outcome, sizeof outcome, seen);
    }
    if (transition == NULL) {
        self->ends_here = true;
        return true;
    }
    if (!EXN_MAKE_ROOM(self->ends, self->end_capacity, self->end_count + 1)) {
        return false;
    }
    exn_assert(transition < successors->transitions + successors->transition_count);
    self->ends[self->end_count++] =
        (exn_edge_end){(size_t)(transition - successors->transitions), seen};
    return true;
}

static uint64_t seen_of(const exn_state_graph *self, const exn_successors *successors,
                        const exn_cost *path, size_t at)
{
    const exn_transition *transition = &successors->transitions[at];
    uint64_t what[] = {transition->trace, (uint64_t)transition->end,
                       transition->path.faults - path->faults,
                       transition->path.cancels - path->cancels, 0};
    for (size_t i = 0; i < self->end_count; i++) {
        what[4] += self->ends[i].transition == at ? self->ends[i].seen : 0;
    }
    return XXH3_64bits(what, sizeof what);
}

static bool take_edge(exn_state_graph *self, const exn_successors *successors, const exn_cost *path,
                      size_t at)
{
    const exn_transition *transition = &successors->transitions[at];
    uint32_t count = transition->path.choices - path->choices;
    bool goes_on = transition->end == EXN_RUN_GOES_ON;
    uint32_t to = goes_on ? number_of(self, transition->hash) : 0;
    if ((goes_on && to == 0) ||
        !EXN_MAKE_ROOM(self->edges, self->edge_capacity, self->edge_count + 1) ||
        !EXN_MAKE_ROOM(self->choices, self->choice_capacity, self->choice_count + count)) {
        return false;
    }
    exn_assert(goes_on == (to != 0));
    exn_edge *taken = &self->edges[self->edge_count++];
    *taken = (exn_edge){.seen = seen_of(self, successors, path, at),
                        .to = to,
                        .choices = self->choice_count,
                        .choice_count = count};
    if (transition->listed) {
        taken->delivery = transition->delivery;
        taken->delivery.numbered = transition->numbered;
    }
    for (uint32_t i = 0; i < count; i++) {
        self->choices[self->choice_count++] = successors->choices[transition->choices + i];
    }
    return true;
}

bool exn_state_graph_take(exn_state_graph *self, const exn_successors *successors,
                          const exn_cost *path, size_t first)
{
    uint32_t number = number_of(self, successors->snapshots.hash);
    size_t edges = self->edge_count;
    bool taken = number != 0;
    for (size_t i = first; i < successors->transition_count && taken; i++) {
        taken = take_edge(self, successors, path, i);
    }
    if (taken) {
        exn_edge_state *at = &self->states[number];
        exn_assert(!at->expanded && at->edge_count == 0); /* each is expanded once */
        at->edges = edges;
        at->edge_count = (uint32_t)(self->edge_count - edges);
        /* What would have come else is not known. */
        at->expanded = !self->ends_here && !successors->overflowed;
    }
    self->ends_here = false;
    self->end_count = 0;
    return taken;
}

/* --- the same things -------------------------------------------------------------------------- */

/* Whether the same comes, and the same is chosen inside. How an operation settles shows in what is
 * seen of it: equal results are listed under one name, which may be another one later. */
static bool is_same_thing(const exn_state_graph *self, const exn_edge *a, const exn_edge *b)
{
    const exn_delivery *one = &a->delivery;
    const exn_delivery *other = &b->delivery;
    uint32_t one_first = one->numbered ? 1 : 0;
    uint32_t other_first = other->numbered ? 1 : 0;
    uint32_t inside = a->choice_count - one_first;
    bool is_same_task = one->kind != EXN_DELIVER_CANCEL || one->scope == other->scope;
    return one->kind == other->kind && one->member == other->member && is_same_task &&
           one->result == other->result && one->external == other->external &&
           inside == b->choice_count - other_first &&
           (inside == 0 ||
            memcmp(&self->choices[a->choices + one_first], &self->choices[b->choices + other_first],
                   inside * sizeof *self->choices) == 0);
}

const exn_edge *exn_state_graph_next_same(const exn_state_graph *state_graph,
                                          const exn_edge_state *from, const exn_edge *wanted,
                                          uint32_t *at)
{
    exn_assert(*at <= from->edge_count);
    for (uint32_t i = *at; i < from->edge_count; i++) {
        const exn_edge *found = &state_graph->edges[from->edges + i];
        if (found->seen == wanted->seen && is_same_thing(state_graph, found, wanted)) {
            *at = i + 1;
            return found;
        }
    }
    *at = from->edge_count;
    return NULL;
}

/* --- tapes ------------------------------------------------------------------------------------ */

void exn_state_graph_append(const exn_state_graph *state_graph, const exn_edge *edge,
                            uint32_t *tape, uint32_t *length)
{
    for (uint32_t i = 0; i < edge->choice_count; i++) {
        tape[(*length)++] = state_graph->choices[edge->choices + i];
    }
}

/* Breadth first, from the state before the start: for each state the way that led to it, and the
 * state where that begins. Returns false when out of memory. */
static bool find_edges(const exn_state_graph *self, size_t *arrivals, uint32_t *befores)
{
    uint32_t *queue = calloc(self->state_count, sizeof *queue);
    size_t count = 0;
    if (queue == NULL) {
        return false;
    }
    exn_assert(self->state_count > 1);
    queue[count++] = 1;
    for (size_t next = 0; next < count; next++) {
        const exn_edge_state *from = &self->states[queue[next]];
        for (uint32_t i = 0; i < from->edge_count; i++) {
            uint32_t to = self->edges[from->edges + i].to;
            if (to > 1 && befores[to] == 0) {
                befores[to] = queue[next];
                arrivals[to] = from->edges + i;
                exn_assert(count < self->state_count);
                queue[count++] = to;
            }
        }
    }
    free(queue);
    return true;
}

uint32_t *exn_state_graph_tape(const exn_state_graph *state_graph, uint32_t to, uint32_t room,
                               uint32_t *length)
{
    size_t *arrivals = calloc(state_graph->state_count, sizeof *arrivals);
    uint32_t *befores = calloc(state_graph->state_count, sizeof *befores);
    uint32_t *tape = NULL;
    exn_assert(to > 0 && to < state_graph->state_count);
    *length = 0;
    if (arrivals != NULL && befores != NULL && find_edges(state_graph, arrivals, befores)) {
        for (uint32_t at = to; at > 1; at = befores[at]) {
            *length += state_graph->edges[arrivals[at]].choice_count;
        }
        tape = calloc((size_t)*length + room + 1, sizeof *tape);
    }
    uint32_t end = *length;
    for (uint32_t at = to; at > 1 && tape != NULL; at = befores[at]) {
        end -= state_graph->edges[arrivals[at]].choice_count;
        uint32_t written = end;
        exn_state_graph_append(state_graph, &state_graph->edges[arrivals[at]], tape, &written);
    }
    exn_assert(tape == NULL || end == 0); /* the numbers fill it */
    free(arrivals);
    free(befores);
    return tape;
}
