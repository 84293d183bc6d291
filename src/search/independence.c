#include "search/independence.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* What is looked at, with p a private step and a whatever else may come at the same state s:
 *
 *     s  -p->  after         a is possible after p as well, and what is seen of it is the same: its
 *     |a         |a          events, how the run ends if it does, the outcome. If the run goes on,
 *     v          v           p is still possible behind a, and then both ways meet; or a has made p
 *   other -p->  both         needless, and they meet without it.
 *
 * States meet if they are the same, or if nothing that comes of them is ever seen to differ: a
 * manager may leave bytes behind that it never looks at again. */

/* Two states that are alike, unless something that comes of them is not. */
typedef struct pair {
    uint32_t a, b;
} pair;

typedef struct judging {
    const exn_state_graph *state_graph;
    pair *pairs;
    size_t pair_count, pair_capacity;
    size_t *places; /* of pairs, open addressing; 0: free, else the index and one */
    size_t place_count;
    bool out_of_memory;
} judging;

/* --- states that are alike -------------------------------------------------------------------- */

static size_t *find_pair(const judging *self, pair wanted)
{
    size_t mask = self->place_count - 1;
    size_t at = (size_t)XXH3_64bits(&wanted, sizeof wanted) & mask;
    while (self->places[at] != 0) {
        pair found = self->pairs[self->places[at] - 1];
        if (found.a == wanted.a && found.b == wanted.b) {
            break;
        }
        at = (at + 1) & mask;
    }
    return &self->places[at];
}

/* Makes the table of the pairs anew. */
static bool place_pairs(judging *self, size_t count)
{
    size_t *places = calloc(count, sizeof *places);
    if (places == NULL) {
        return false;
    }
    free(self->places);
    self->places = places;
    self->place_count = count;
    for (size_t i = 0; i < self->pair_count; i++) {
        *find_pair(self, self->pairs[i]) = i + 1;
    }
    return true;
}

static bool have_room_for_pair(judging *self)
{
    if (self->pair_count < self->pair_capacity) {
        return true;
    }
    size_t capacity = self->pair_capacity == 0 ? 64 : self->pair_capacity * 2;
    pair *grown = realloc(self->pairs, capacity * sizeof *grown);
    self->pairs = grown != NULL ? grown : self->pairs;
    self->pair_capacity = grown != NULL ? capacity : self->pair_capacity;
    return grown != NULL;
}

/* That two states are alike is to be seen, unless they are one or it is known. */
static bool add_pair(judging *self, uint32_t a, uint32_t b)
{
    size_t places = self->place_count == 0 ? 256 : self->place_count * 2;
    bool full = self->pair_count >= self->place_count / 2;
    if (a == b) {
        return true;
    }
    if ((full && !place_pairs(self, places)) || !have_room_for_pair(self)) {
        self->out_of_memory = true;
        return false;
    }
    assert(a < self->state_graph->state_count && b < self->state_graph->state_count);
    size_t *place = find_pair(self, (pair){a, b});
    if (*place == 0) {
        self->pairs[self->pair_count++] = (pair){a, b};
        *place = self->pair_count;
    }
    return true;
}

/* Whether each way from one state has its like from the other, of those that seem the same the
 * first one the first one; that those lead to states that are alike is to be seen. */
static bool have_same_edges(judging *self, pair two)
{
    const exn_edge_state *a = &self->state_graph->states[two.a];
    const exn_edge_state *b = &self->state_graph->states[two.b];
    if (!a->expanded || !b->expanded) {
        return true; /* as far as is known */
    }
    bool same = a->edge_count == b->edge_count;
    for (uint32_t i = 0; i < a->edge_count && same; i++) {
        const exn_edge *one = &self->state_graph->edges[a->edges + i];
        const exn_edge *other = NULL;
        uint32_t at_a = 0;
        uint32_t at_b = 0;
        do {
            other = exn_state_graph_next_same(self->state_graph, b, one, &at_b);
        } while (exn_state_graph_next_same(self->state_graph, a, one, &at_a) != one);
        same = other != NULL && add_pair(self, one->to, other->to);
    }
    return same;
}

/* Whether nothing that comes of two states is seen to differ (they are bisimilar). */
static bool are_alike(judging *self, uint32_t a, uint32_t b)
{
    size_t before = self->pair_count;
    bool alike = (a == 0) == (b == 0) && add_pair(self, a, b);
    for (size_t i = before; i < self->pair_count && alike; i++) {
        alike = have_same_edges(self, self->pairs[i]);
    }
    assert(self->pair_count >= before);
    if (!alike && self->pair_count > before) { /* nothing was seen of those that were to be seen */
        self->pair_count = before;
        self->out_of_memory = self->out_of_memory || !place_pairs(self, self->place_count);
    }
    return alike;
}

/* --- the diamond ------------------------------------------------------------------------------ */

/* A private step, and something else at the same state. */
typedef struct diamond {
    uint32_t from;
    const exn_edge *step, *other;
} diamond;

static bool meets(judging *self, const exn_edge *step, const exn_edge *other, const exn_edge *both)
{
    if (other->to == 0 || are_alike(self, other->to, both->to)) {
        return true; /* it has ended, or the step was needless */
    }
    uint32_t at = 0;
    const exn_edge *then = exn_state_graph_next_same(
        self->state_graph, &self->state_graph->states[other->to], step, &at);
    return !self->state_graph->states[other->to].expanded ||
           (then != NULL && are_alike(self, then->to, both->to));
}

static bool commutes(judging *self, diamond what)
{
    assert(what.step->delivery.is_private && what.step != what.other);
    const exn_edge_state *after = &self->state_graph->states[what.step->to];
    uint32_t at = 0;
    bool found = what.step->to == 0 || !after->expanded;
    const exn_edge *both =
        found ? NULL : exn_state_graph_next_same(self->state_graph, after, what.other, &at);
    while (both != NULL && !found) {
        found = meets(self, what.step, what.other, both);
        both = exn_state_graph_next_same(self->state_graph, after, what.other, &at);
    }
    return found || self->out_of_memory;
}

/* The first one that does not close; `from` is 0 if all of them do. */
static diamond find_open(judging *self)
{
    for (uint32_t from = 1; from < self->state_graph->state_count; from++) {
        const exn_edge_state *at = &self->state_graph->states[from];
        for (uint32_t i = 0; i < at->edge_count && at->expanded; i++) {
            const exn_edge *step = &self->state_graph->edges[at->edges + i];
            for (uint32_t k = 0; k < at->edge_count && step->delivery.is_private; k++) {
                diamond what = {from, step, &self->state_graph->edges[at->edges + k]};
                if (i != k && !commutes(self, what)) {
                    return what;
                }
            }
        }
    }
    return (diamond){.from = 0};
}

/* --- what is told ----------------------------------------------------------------------------- */

/* NULL when out of memory. */
static char *tell(const exn_state_graph *state_graph, const exn_run *run, diamond what)
{
    uint32_t length;
    uint32_t room = what.step->choice_count + what.other->choice_count;
    uint32_t *tape = exn_state_graph_tape(state_graph, what.from, room, &length);
    char words[400];
    char *text = NULL;
    size_t size = 0;
    if (tape == NULL) {
        return NULL;
    }
    uint32_t step_length = length;
    exn_state_graph_append(state_graph, what.step, tape, &step_length);
    char *step_first = exn_tape_text(tape, step_length);
    exn_state_graph_append(state_graph, what.other, tape, &length);
    char *other_first = exn_tape_text(tape, length);
    FILE *file = step_first == NULL || other_first == NULL ? NULL : open_memstream(&text, &size);
    if (file != NULL) {
        exn_delivery_text(run, &what.other->delivery, words, sizeof words);
        fprintf(file, "it makes a difference whether it comes before or behind `%s` (tapes %s, %s)",
                words, *step_first == '\0' ? "empty" : step_first,
                *other_first == '\0' ? "empty" : other_first);
        if (fclose(file) != 0) {
            free(text);
            text = NULL;
        }
    }
    free(tape);
    free(step_first);
    free(other_first);
    return text;
}

bool exn_independence_judge(const exn_state_graph *state_graph, exn_run *run, char **conviction)
{
    judging self = {.state_graph = state_graph};
    diamond open = find_open(&self);
    *conviction = NULL;
    if (open.from != 0 && !self.out_of_memory) {
        run->current.convicted = open.step->delivery.member;
        assert(run->current.convicted != EXN_NONE);
        *conviction = tell(state_graph, run, open);
        self.out_of_memory = *conviction == NULL;
    }
    free(self.pairs);
    free(self.places);
    return !self.out_of_memory;
}
