/* For each private step p, and each other transition a of the same state s, a diamond must close:
 *
 *     s  -p->  after         a is possible after p as well, and what is seen of it is the same: its
 *     |a         |a          events, how the run ends if it does, the outcome. If the run goes on,
 *     v          v           p is still possible after a, and then both ways meet; or a has made p
 *   other -p->  both         needless, and they meet without it.
 *
 * States meet if they are the same, or if nothing that comes of them is ever seen to differ: a
 * manager may leave bytes behind that it never looks at again. */
#include "search/independence.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "base/table.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Two states that are alike, unless something that comes of them is not. */
typedef struct pair {
    uint32_t a, b;
} pair;

typedef struct judging {
    const exn_state_graph *state_graph;
    pair *pairs;
    size_t pair_count, pair_capacity;
    exn_table numbers; /* of pairs: index and one */
    bool out_of_memory;
} judging;

/* --- states that are alike -------------------------------------------------------------------- */

static bool is_pair(const void *pairs, uint32_t number, const void *wanted)
{
    const pair *found = (const pair *)pairs + number - 1;
    const pair *other = wanted;
    return found->a == other->a && found->b == other->b;
}

static uint64_t hash_of_pair(const void *pairs, uint32_t number)
{
    return XXH3_64bits((const pair *)pairs + number - 1, sizeof(pair));
}

static uint32_t *place_of(const judging *self, const pair *wanted)
{
    return exn_table_place(&self->numbers, XXH3_64bits(wanted, sizeof *wanted), is_pair,
                           self->pairs, wanted);
}

/* Forgets all pairs but the first ones. */
static void forget_pairs_from(judging *self, size_t count)
{
    self->pair_count = count;
    exn_table_clear(&self->numbers);
    for (size_t i = 0; i < count; i++) {
        exn_table_put(&self->numbers, place_of(self, &self->pairs[i]), (uint32_t)i + 1);
    }
}

/* Adds two states to the pairs that must be alike, unless they are one state or are there
 * already. */
static bool add_pair(judging *self, uint32_t a, uint32_t b)
{
    const pair added = {a, b};
    if (a == b) {
        return true;
    }
    if (!EXN_MAKE_ROOM(self->pairs, self->pair_capacity, self->pair_count + 1) ||
        !exn_table_make_room(&self->numbers, hash_of_pair, self->pairs)) {
        self->out_of_memory = true;
        return false;
    }
    exn_assert(a < self->state_graph->state_count && b < self->state_graph->state_count);
    uint32_t *place = place_of(self, &added);
    if (*place == 0) {
        self->pairs[self->pair_count++] = added;
        exn_table_put(&self->numbers, place, (uint32_t)self->pair_count);
    }
    return true;
}

/* Whether each edge of one state has a counterpart at the other: of edges that look the same, the
 * first matches the first, the second the second. The states to which two matched edges lead become
 * a pair that must be alike. */
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

/* Whether nothing that follows from two states is seen to differ (they are bisimilar). */
static bool are_alike(judging *self, uint32_t a, uint32_t b)
{
    size_t before = self->pair_count;
    bool alike = (a == 0) == (b == 0) && add_pair(self, a, b);
    for (size_t i = before; i < self->pair_count && alike; i++) {
        alike = have_same_edges(self, self->pairs[i]);
    }
    exn_assert(self->pair_count >= before);
    if (!alike && self->pair_count > before) { /* what was added was not compared */
        forget_pairs_from(self, before);
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
    exn_assert(what.step->delivery.is_private && what.step != what.other);
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

/* --- the text --------------------------------------------------------------------------------- */

/* NULL when out of memory. */
static char *describe(const exn_state_graph *state_graph, const exn_run *run, diamond what)
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
        exn_assert(run->current.convicted != EXN_NONE);
        *conviction = describe(state_graph, run, open);
        self.out_of_memory = *conviction == NULL;
    }
    free(self.pairs);
    exn_table_free(&self.numbers);
    return !self.out_of_memory;
}
