/* Deltas between states, and which of two states comes first. */
#include "search/path_tree.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* A number of a tape, and how often it stands there in a row: the smallest tapes have few of
 * these. */
typedef struct repeated_choice {
    uint32_t number, count;
} repeated_choice;

/* Then wmemset, which is fast, writes numbers. */
_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "wide characters are as wide as numbers");

/* From a state to a later one. Its changes lead there, or, if it was gone along, back. */
struct exn_delta {
    uint32_t before, state; /* from, to */
    uint32_t count;         /* of the deltas that begin where it ends */
    uint32_t later; /* the exclusive or of the states that these lead to: of one, that one */
    uint32_t next;  /* going down: the state to go to from its end */
    uint32_t change_count, repeat_count;
    bool waits;           /* its state is to be expanded */
    bool gone_along;      /* it lies on the way to the kept state */
    exn_change changes[]; /* in the order of their places; then come the repeated choices */
};

/* --- branches --------------------------------------------------------------------------------- */

static size_t delta_size(uint32_t change_count, uint32_t repeat_count)
{
    return sizeof(exn_delta) + change_count * sizeof(exn_change) +
           repeat_count * sizeof(repeated_choice);
}

static repeated_choice *repeats_of(exn_delta *delta)
{
    return (repeated_choice *)(void *)(delta->changes + delta->change_count);
}

/* The delta `like` with room for so much. NULL when out of memory. */
static exn_delta *make_delta(exn_path_tree *tree, const exn_delta *like, uint32_t change_count,
                             uint32_t repeat_count)
{
    size_t size = delta_size(change_count, repeat_count);
    exn_delta *delta = malloc(size);
    if (delta == NULL) {
        return NULL;
    }
    *delta = *like;
    delta->change_count = change_count;
    delta->repeat_count = repeat_count;
    tree->deltas_bytes += size;
    return delta;
}

static void free_delta(exn_path_tree *tree, exn_delta *delta)
{
    exn_assert(delta_size(delta->change_count, delta->repeat_count) <= tree->deltas_bytes);
    tree->deltas_bytes -= delta_size(delta->change_count, delta->repeat_count);
    free(delta);
}

/* Attaches a delta to the one that ends where it begins. */
static void attach(exn_path_tree *tree, exn_delta *delta)
{
    exn_delta *before = tree->states[delta->before].delta;
    exn_assert(before != NULL && delta->state != 0);
    tree->states[delta->state].delta = delta;
    before->count += 1;
    before->later ^= delta->state;
}

static void detach(exn_path_tree *tree, const exn_delta *delta)
{
    exn_delta *before = tree->states[delta->before].delta;
    exn_assert(before->count > 0 && tree->states[delta->state].delta == delta);
    tree->states[delta->state].delta = NULL;
    before->count -= 1;
    before->later ^= delta->state;
    exn_assert(before->count > 0 || before->later == 0);
}

/* Writes to `joined` the changes of first one delta, and then another; if that is NULL, only counts
 * them. */
static uint32_t join_changes(const exn_delta *first, const exn_delta *second, exn_change *joined)
{
    uint32_t count = 0;
    uint32_t i = 0;
    uint32_t k = 0;
    while (i < first->change_count || k < second->change_count) {
        bool is_second =
            i == first->change_count ||
            (k < second->change_count && second->changes[k].at <= first->changes[i].at);
        const exn_change *change = is_second ? &second->changes[k] : &first->changes[i];
        if (joined != NULL) {
            joined[count] = *change;
        }
        count += 1;
        i += i < first->change_count && first->changes[i].at == change->at ? 1 : 0;
        k += is_second ? 1 : 0;
    }
    return count;
}

/* Whether the last repeated choice of one delta goes on in another one. */
static bool goes_on(exn_delta *first, exn_delta *second)
{
    return first->repeat_count > 0 && second->repeat_count > 0 &&
           repeats_of(first)[first->repeat_count - 1].number == repeats_of(second)->number;
}

static void join_repeats(exn_delta *first, exn_delta *second, repeated_choice *joined)
{
    size_t count = first->repeat_count;
    repeated_choice *seam = joined + count - (goes_on(first, second) ? 1 : 0);
    memcpy(joined, repeats_of(first), count * sizeof *joined);
    memcpy(seam, repeats_of(second), second->repeat_count * sizeof *joined);
    if (goes_on(first, second)) {
        seam->count += repeats_of(first)[count - 1].count;
    }
}

/* Makes one delta of two, of which only the second one begins where the first one ends. Where there
 * is no memory for it they stay two. */
static void join(exn_path_tree *tree, exn_delta *first)
{
    exn_delta *second = tree->states[first->later].delta;
    exn_assert(first->count == 1 && second->before == first->state);
    uint32_t repeat_count =
        first->repeat_count + second->repeat_count - (goes_on(first, second) ? 1 : 0);
    exn_delta *joined = make_delta(tree, second, join_changes(first, second, NULL), repeat_count);
    if (joined == NULL) {
        return;
    }
    joined->before = first->before;
    uint32_t count = join_changes(first, second, joined->changes);
    exn_assert(count == joined->change_count);
    join_repeats(first, second, repeats_of(joined));
    detach(tree, first);
    attach(tree, joined);
    free_delta(tree, first);
    free_delta(tree, second);
}

/* Keeps of a delta, and of those before it, what is needed to go to states that wait. */
static void prune(exn_path_tree *tree, exn_delta *delta)
{
    while (!delta->waits && !delta->gone_along && delta->count == 0) {
        exn_delta *before = tree->states[delta->before].delta;
        detach(tree, delta);
        free_delta(tree, delta);
        delta = before;
    }
    if (!delta->waits && !delta->gone_along && delta->count == 1) {
        join(tree, delta);
    }
}

/* --- which of two comes first ----------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

int exn_cost_compare(const exn_cost *a, const exn_cost *b)
{
    int by_faults = compare_numbers(a->faults, b->faults);
    int by_cancels = compare_numbers(a->cancels, b->cancels);
    return by_faults != 0    ? by_faults
           : by_cancels != 0 ? by_cancels
                             : compare_numbers(a->steps, b->steps);
}

/* One state of each way has a shortcut of about half its length, two one of a quarter, and so on:
 * from any state any other one on the way to it is a logarithm of shortcuts and steps away (Myers,
 * "An applicative random-access stack", Information Processing Letters 17, 1983). */
static uint32_t shortcut_behind(const exn_path_tree *tree, uint32_t before)
{
    const exn_path_tree_state *states = tree->states;
    uint32_t near = states[before].shortcut;
    uint32_t far = states[near].shortcut;
    bool same_length = states[before].transitions - states[near].transitions ==
                       states[near].transitions - states[far].transitions;
    return same_length ? far : before;
}

/* The state on the way to another one that so many transitions lead to. */
static uint32_t up_to(const exn_path_tree *tree, uint32_t state, uint32_t transitions)
{
    const exn_path_tree_state *states = tree->states;
    while (states[state].transitions > transitions) {
        uint32_t shortcut = states[state].shortcut;
        state = states[shortcut].transitions >= transitions ? shortcut : states[state].before;
    }
    return state;
}

/* Where their ways part the tapes do, too, for a run is what its tape says; and states that were
 * reached from the same one are numbered in the order of their tapes. Neither lies on the way to
 * the other one. */
static bool is_smaller_tape(const exn_path_tree *tree, uint32_t a, uint32_t b)
{
    const exn_path_tree_state *states = tree->states;
    exn_assert(a != b);
    a = up_to(tree, a, states[b].transitions);
    b = up_to(tree, b, states[a].transitions);
    exn_assert(states[a].transitions == states[b].transitions);
    while (states[a].before != states[b].before) {
        bool parted = states[a].shortcut != states[b].shortcut;
        a = parted ? states[a].shortcut : states[a].before;
        b = parted ? states[b].shortcut : states[b].before;
    }
    exn_assert(a != b); /* neither lies on the way to the other */
    return a < b;
}

bool exn_path_tree_is_before(const exn_path_tree *tree, uint32_t a, uint32_t b)
{
    int by_cost = exn_cost_compare(&tree->states[a].path, &tree->states[b].path);
    return by_cost != 0 ? by_cost < 0 : is_smaller_tape(tree, a, b);
}

/* --- states ----------------------------------------------------------------------------------- */

static bool is_state(const void *states, uint32_t number, const void *wanted)
{
    return exn_hash_equal(((const exn_path_tree_state *)states)[number].hash,
                          *(const exn_hash *)wanted);
}

static uint64_t hash_of(const void *states, uint32_t number)
{
    return ((const exn_path_tree_state *)states)[number].hash.low;
}

static bool make_room(exn_path_tree *tree)
{
    return EXN_MAKE_ROOM(tree->states, tree->capacity, (size_t)tree->count + 1) &&
           exn_table_make_room(&tree->numbers, hash_of, tree->states);
}

bool exn_path_tree_waits(const exn_path_tree *tree, uint32_t state)
{
    const exn_delta *delta = tree->states[state].delta;
    return delta != NULL && delta->waits;
}

static exn_delta *delta_of(exn_path_tree *tree, const exn_transition *transition)
{
    const exn_successors *successors = tree->successors;
    const exn_delta like = {.before = tree->at, .state = tree->count, .waits = true};
    uint32_t choice_count = transition->path.choices - tree->states[tree->at].path.choices;
    exn_delta *delta = make_delta(tree, &like, (uint32_t)transition->change_count, choice_count);
    if (delta == NULL) {
        return NULL;
    }
    if (transition->change_count > 0) {
        memcpy(delta->changes, successors->snapshots.changes + transition->changes,
               transition->change_count * sizeof *delta->changes);
    }
    for (uint32_t i = 0; i < choice_count; i++) {
        repeats_of(delta)[i] = (repeated_choice){successors->choices[transition->choices + i], 1};
    }
    return delta;
}

/* Whether a state that waits was reached on a way that is not worse than a later one. Most are
 * reached again from states with the same costs, and these, if they are not the start, which has
 * those of what comes at once, are expanded in the order of their tapes. */
static bool is_not_worse(const exn_path_tree *tree, uint32_t known, uint32_t later)
{
    const exn_path_tree_state *states = tree->states;
    const exn_path_tree_state *a = &states[known];
    const exn_path_tree_state *b = &states[later];
    bool in_order =
        a->before != 0 && exn_cost_compare(&states[a->before].path, &states[b->before].path) == 0;
    return in_order ? exn_cost_compare(&a->path, &b->path) <= 0
                    : exn_path_tree_is_before(tree, known, later);
}

bool exn_path_tree_add(exn_path_tree *tree, const exn_transition *transition, uint32_t *added)
{
    *added = 0;
    exn_assert(transition->end == EXN_RUN_GOES_ON);
    exn_assert(exn_hash_equal(tree->successors->snapshots.hash, tree->states[tree->at].hash));
    if (!make_room(tree)) {
        return false;
    }
    uint32_t *place = exn_table_place(&tree->numbers, transition->hash.low, is_state, tree->states,
                                      &transition->hash);
    uint32_t known = *place;
    if (known != 0 && !exn_path_tree_waits(tree, known)) {
        return true;
    }
    tree->states[tree->count] =
        (exn_path_tree_state){.hash = transition->hash,
                              .path = transition->path,
                              .before = tree->at,
                              .shortcut = shortcut_behind(tree, tree->at),
                              .transitions = tree->states[tree->at].transitions + 1};
    if (known != 0 && is_not_worse(tree, known, tree->count)) {
        return true;
    }
    exn_delta *delta = delta_of(tree, transition);
    if (delta == NULL) {
        return false;
    }
    attach(tree, delta);
    if (known != 0) {
        exn_delta *worse = tree->states[known].delta;
        worse->waits = false;
        prune(tree, worse);
    }
    exn_table_put(&tree->numbers, place, tree->count);
    *added = tree->count++;
    return true;
}

/* --- going ------------------------------------------------------------------------------------ */

static void go_along(exn_path_tree *tree, exn_delta *delta, uint32_t state)
{
    exn_snapshots_go(&tree->successors->snapshots, delta->changes, delta->change_count,
                     tree->states[state].hash);
    delta->gone_along = !delta->gone_along;
    exn_assert(state == delta->state || state == delta->before);
    tree->at = state;
}

static void go_back(exn_path_tree *tree)
{
    exn_delta *delta = tree->states[tree->at].delta;
    go_along(tree, delta, delta->before);
    prune(tree, delta);
}

static void go_on(exn_path_tree *tree, uint32_t state)
{
    exn_delta *delta = tree->states[state].delta;
    uint32_t *tape = tree->successors->run->tape.flight->tape + tree->states[tree->at].path.choices;
    for (uint32_t i = 0; i < delta->repeat_count; i++) {
        const repeated_choice now = repeats_of(delta)[i];
        wmemset((wchar_t *)(void *)tape, (wchar_t)now.number, now.count);
        tape += now.count;
    }
    exn_assert(tape - tree->successors->run->tape.flight->tape == tree->states[state].path.choices);
    go_along(tree, delta, state);
}

void exn_path_tree_go(exn_path_tree *tree, uint32_t state)
{
    exn_path_tree_state *states = tree->states;
    exn_assert(exn_path_tree_waits(tree, state));
    uint32_t parts = state; /* where the ways to there and to here part */
    while (!states[parts].delta->gone_along) {
        uint32_t before = states[parts].delta->before;
        states[before].delta->next = parts;
        parts = before;
    }
    while (tree->at != parts) {
        go_back(tree);
    }
    while (tree->at != state) {
        go_on(tree, states[tree->at].delta->next);
    }
    states[state].delta->waits = false;
    exn_successors_set_cost(tree->successors->run, &states[state].path);
}

/* --- all of it -------------------------------------------------------------------------------- */

bool exn_path_tree_open(exn_path_tree *tree, exn_successors *successors)
{
    *tree = (exn_path_tree){.successors = successors};
    const exn_delta start = {.gone_along = true}; /* it is never left */
    if (!make_room(tree)) {
        return false;
    }
    tree->states[0] = (exn_path_tree_state){.hash = successors->snapshots.hash,
                                            .delta = make_delta(tree, &start, 0, 0)};
    tree->count = 1;
    return tree->states[0].delta != NULL;
}

void exn_path_tree_close(exn_path_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->states[i].delta != NULL) {
            free_delta(tree, tree->states[i].delta);
        }
    }
    exn_assert(tree->deltas_bytes == 0); /* each was some state's */
    free(tree->states);
    exn_table_free(&tree->numbers);
    *tree = (exn_path_tree){.successors = NULL};
}

size_t exn_path_tree_bytes(const exn_path_tree *tree)
{
    return tree->capacity * sizeof *tree->states + exn_table_bytes(&tree->numbers) +
           tree->deltas_bytes;
}
