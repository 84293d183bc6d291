/* The number of runs from a state is the sum over its transitions: one for a run that ends with it,
 * else the number from the state that it leads to, which is computed once. Depth first; a state
 * that is met again while its own number is being computed lies on a cycle: a run that never
 * ends. */
#include "search/count.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "base/table.h"
#include "search/budget.h"
#include "search/path_tree.h"
#include "search/successors.h"

#include <gmp.h>
#include <stdlib.h>

enum { TRANSITIONS_BETWEEN_CHECKS = 256, LOOPS_SEEN_MAX = 256, EDGES_STATES_MAX = 200000 };

/* What is known of a state, by its number. */
typedef struct tally {
    exn_hash hash;
    mpz_t runs;
    uint64_t depth_left; /* steps of the longest run from here */
    bool done;
} tally;

typedef struct frame {
    exn_successors_mark mark;
    size_t next;
    exn_transition arrival;
    exn_hash hash;
    uint32_t number;
} frame;

/* A loop that was found: what happens in it, and what it costs to go there and around. */
typedef struct seen_loop {
    uint64_t events;
    exn_cost costs;
} seen_loop;

typedef struct counting {
    exn_run *run;
    exn_successors successors;
    exn_budget budget;
    exn_findings *findings;
    tally *tallies; /* [0] is not used */
    uint32_t count;
    size_t capacity;
    exn_table numbers; /* of tallies: index */
    frame *frames;
    size_t frame_count, frame_capacity;
    uint32_t expanding; /* the number of the state whose runs end now */
    uint64_t states_max;
    uint64_t transitions_followed;
    bool reduces;
    bool loops;
    exn_edges *edges;         /* to be listed; NULL: loops are findings */
    exn_behaviour *behaviour; /* what happens is counted; NULL: it is not */
    seen_loop seen[LOOPS_SEEN_MAX];
    size_t seen_count;
    exn_tally reported; /* rules that loops were found to break */
    bool too_many;      /* there are more states than are to be counted: it need not try */
} counting;

/* --- what is known ---------------------------------------------------------------------------- */

static bool is_state(const void *tallies, uint32_t number, const void *wanted)
{
    return exn_hash_equal(((const tally *)tallies)[number].hash, *(const exn_hash *)wanted);
}

static uint64_t hash_of(const void *tallies, uint32_t number)
{
    return ((const tally *)tallies)[number].hash.low;
}

/* The number of a state; 0: it is not known. */
static uint32_t find(const counting *self, exn_hash hash)
{
    return exn_table_find(&self->numbers, hash.low, is_state, self->tallies, &hash);
}

/* Makes a state known. Returns its number, 0 when out of memory. */
static uint32_t add_known(counting *self, exn_hash hash)
{
    if (!EXN_MAKE_ROOM(self->tallies, self->capacity, (size_t)self->count + 2) ||
        !exn_table_make_room(&self->numbers, hash_of, self->tallies)) {
        return 0;
    }
    uint32_t *place = exn_table_place(&self->numbers, hash.low, is_state, self->tallies, &hash);
    exn_assert(*place == 0);
    self->count += 1;
    exn_table_put(&self->numbers, place, self->count);
    tally *own = &self->tallies[self->count];
    own->hash = hash;
    own->depth_left = 0;
    own->done = false;
    mpz_init(own->runs);
    return self->count;
}

/* --- sums ------------------------------------------------------------------------------------- */

static void lengthen(tally *own, uint64_t steps)
{
    own->depth_left = steps > own->depth_left ? steps : own->depth_left;
}

/* A run ended with a transition from the state that is being expanded, or at that state itself. */
static exn_search_status on_ended(void *context, exn_run_end end, const exn_transition *transition)
{
    counting *self = context;
    exn_assert(self->frame_count > 0 && end != EXN_RUN_GOES_ON);
    const frame *at = &self->frames[self->frame_count - 1];
    tally *own = &self->tallies[at->number];
    if (!exn_is_no_run(end)) {
        mpz_add_ui(own->runs, own->runs, 1);
        lengthen(own, transition == NULL ? 0 : transition->path.steps - at->arrival.path.steps);
    }
    return EXN_SEARCH_DONE;
}

static void add_runs_of(counting *self, const frame *at, const exn_transition *transition,
                        uint32_t number)
{
    tally *own = &self->tallies[at->number];
    const tally *of_transition = &self->tallies[number];
    exn_assert(of_transition->done && !own->done);
    exn_assert(transition->path.steps >= at->arrival.path.steps);
    mpz_add(own->runs, own->runs, of_transition->runs);
    lengthen(own, transition->path.steps - at->arrival.path.steps + of_transition->depth_left);
}

/* --- the walk --------------------------------------------------------------------------------- */

static exn_search_status arrive(counting *self, const exn_transition *arrival, bool beginning)
{
    exn_successors *successors = &self->successors;
    uint32_t number = add_known(self, successors->snapshots.hash);
    self->too_many = exn_run_states_ahead(self->run) > self->states_max;
    if (!EXN_MAKE_ROOM(self->frames, self->frame_capacity, self->frame_count + 1)) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    self->frames[self->frame_count++] = (frame){.mark = exn_successors_mark_now(successors),
                                                .next = successors->transition_count,
                                                .arrival = *arrival,
                                                .hash = successors->snapshots.hash,
                                                .number = number};
    if (self->behaviour != NULL) {
        exn_behaviour_at(self->behaviour, true);
    }
    return number == 0 ? EXN_SEARCH_OUT_OF_MEMORY
                       : exn_successors_expand(successors, &arrival->path, beginning);
}

static void leave(counting *self)
{
    exn_assert(self->frame_count > 0);
    const frame *at = &self->frames[--self->frame_count];
    exn_assert(exn_hash_equal(self->successors.snapshots.hash, at->hash));
    exn_assert(!self->tallies[at->number].done);
    self->tallies[at->number].done = true;
    exn_successors_drop(&self->successors, at->mark);
    if (self->frame_count > 0) {
        exn_successors_return(&self->successors, &at->arrival,
                              self->frames[self->frame_count - 1].hash);
    }
}

/* A number that stands for the events of a loop, which a transition from the last frame closes. */
static uint64_t events_of_loop(const counting *self, const exn_transition *transition,
                               uint32_t number)
{
    uint64_t events = transition->trace;
    exn_assert(number != 0 && number <= self->frames[self->frame_count - 1].number);
    for (size_t i = self->frame_count; self->frames[i - 1].number != number; i--) {
        events += self->frames[i - 1].arrival.trace;
    }
    return events;
}

/* Whether a loop is worth a finding: no loop with the same events is known that costs as little.
 * Once LOOPS_SEEN_MAX loops with different events are known, it has to be cheaper than all of
 * them. */
static bool is_worth_telling(counting *self, const exn_cost *costs, uint64_t events)
{
    seen_loop *cheapest = NULL;
    seen_loop *same = NULL;
    for (size_t i = 0; i < self->seen_count && same == NULL; i++) {
        seen_loop *seen = &self->seen[i];
        same = seen->events == events ? seen : NULL;
        bool cheaper = cheapest == NULL || exn_cost_compare(&seen->costs, &cheapest->costs) < 0;
        cheapest = cheaper ? seen : cheapest;
    }
    if (same == NULL && self->seen_count < LOOPS_SEEN_MAX) {
        self->seen[self->seen_count++] = (seen_loop){events, *costs};
        return true;
    }
    seen_loop *rival = same != NULL ? same : cheapest;
    if (exn_cost_compare(costs, &rival->costs) >= 0) {
        return false;
    }
    rival->costs = *costs;
    return true;
}

/* A transition leads back to a state on the way to it. The run is made once more as a whole, into
 * the loop and around: only that shows which code goes on for ever. */
static bool add_loop(counting *self, const frame *at, const exn_transition *transition,
                     uint32_t number)
{
    exn_run *run = self->run;
    exn_assert(!self->tallies[number].done); /* it lies on the way to here */
    self->loops = true;
    if (self->edges != NULL || self->behaviour != NULL || exn_run_owes_requests(run) ||
        !is_worth_telling(self, &transition->path, events_of_loop(self, transition, number))) {
        return true;
    }
    exn_successors_write_tape(&self->successors, &at->arrival.path, transition);
    run->tape.decided = transition->path.choices;
    run->options.tells_loops = true;
    exn_run_end end = exn_run_once(run);
    run->options.tells_loops = false;
    exn_snapshots_revert(&self->successors.snapshots);
    exn_findings_add_loop(self->findings, run, self->count);
    self->reported.checked[run->recorder.breach.rule] += 1;
    exn_successors_set_cost(run, &at->arrival.path);
    return end != EXN_RUN_OUT_OF_MEMORY && !self->findings->out_of_memory;
}

/* What a transition costs, as one number: faults outweigh cancels, and these steps. The beginning,
 * which is no step, counts as one here: all runs have it. */
static uint64_t cost_of(const frame *at, const exn_cost *to)
{
    const exn_cost *from = &at->arrival.path;
    uint64_t faults = to->faults - from->faults;
    uint64_t cancels = to->cancels - from->cancels;
    uint64_t steps = to->steps - from->steps;
    exn_assert(steps < (uint64_t)1 << 32 && cancels < (uint64_t)1
                                                          << 10); /* each has its own bits */
    return (faults << 42 | cancels << 32) + steps + (at->number == 1 ? 1 : 0);
}

/* Returns false when out of memory. */
static bool list_edge(counting *self, const frame *at, const exn_transition *transition,
                      uint32_t to)
{
    exn_edges *edges = self->edges;
    if (!EXN_MAKE_ROOM(edges->edges, edges->capacity, edges->count + 1)) {
        return false;
    }
    edges->edges[edges->count++] =
        (exn_counted_edge){.from = at->number,
                           .to = to,
                           .transition = (uint32_t)(at->next - at->mark.transitions),
                           .owes_requests = exn_run_owes_requests(self->run),
                           .cost = cost_of(at, &transition->path)};
    return true;
}

static void report_and_check_limits(counting *self)
{
    exn_progress progress = {.states = self->count,
                             .transitions = self->successors.made_count,
                             .depth = self->frame_count};
    exn_budget_check(&self->budget, &progress,
                     exn_successors_bytes(&self->successors) + self->count * sizeof *self->tallies +
                         exn_table_bytes(&self->numbers));
}

static exn_search_status go_on(counting *self)
{
    frame *at = &self->frames[self->frame_count - 1];
    if (at->next == self->successors.transition_count) {
        leave(self);
        return EXN_SEARCH_DONE;
    }
    exn_transition transition = self->successors.transitions[at->next];
    uint32_t number = transition.end == EXN_RUN_GOES_ON ? find(self, transition.hash) : 0;
    if (number != 0 && self->edges != NULL && !list_edge(self, at, &transition, number)) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    if (transition.end != EXN_RUN_GOES_ON || number != 0) {
        at->next += 1;
        if (number != 0 && self->tallies[number].done) {
            add_runs_of(self, at, &transition, number);
        }
        bool added =
            number == 0 || self->tallies[number].done || add_loop(self, at, &transition, number);
        return added ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
    }
    self->transitions_followed += 1;
    if (self->transitions_followed % TRANSITIONS_BETWEEN_CHECKS == 0) {
        report_and_check_limits(self);
    }
    exn_successors_go(&self->successors, &at->arrival.path, &transition);
    return arrive(self, &transition, false); /* on the way back the number of that state is known */
}

static exn_search_status walk(counting *self)
{
    exn_transition none = {.path = {0}};
    exn_search_status status = arrive(self, &none, true);
    while (status == EXN_SEARCH_DONE && self->frame_count > 0 && self->count <= self->states_max &&
           !self->too_many && self->budget.stopped_by == EXN_STOP_NONE) {
        status = go_on(self);
    }
    return status;
}

static void on_made(void *context, const exn_transition *transition)
{
    counting *self = context;
    if (!exn_is_no_run(transition->end)) {
        exn_behaviour_made(self->behaviour);
    }
}

static exn_search_status open_counting(counting *self)
{
    exn_heap_reset(exn_run_heap(self->run));
    if (!exn_successors_open(&self->successors, self->run)) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    self->successors.reduces = self->reduces;
    self->successors.ended = on_ended;
    self->successors.context = self;
    self->successors.keeps_records = self->behaviour != NULL;
    self->successors.made = self->behaviour != NULL ? on_made : NULL;
    exn_successors_remember(&self->successors);
    return EXN_SEARCH_DONE;
}

static void close_counting(counting *self)
{
    exn_successors_close(&self->successors);
    for (uint32_t i = 1; i <= self->count; i++) {
        mpz_clear(self->tallies[i].runs);
    }
    free(self->tallies);
    exn_table_free(&self->numbers);
    free(self->frames);
}

/* Walks the whole graph, and counts as the fields of `self` say. */
static exn_search_status walk_all(counting *self, exn_counted *counted)
{
    *counted = (exn_counted){.complete = false};
    exn_tally checked = self->run->totals.tally; /* by the search: nothing is checked anew */
    exn_search_status status = open_counting(self);
    status = status == EXN_SEARCH_DONE ? walk(self) : status;
    if (self->behaviour != NULL) {
        exn_behaviour_checked(self->behaviour, &checked);
    }
    self->run->totals.tally = checked;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        self->run->totals.tally.checked[rule] += self->reported.checked[rule];
    }
    counted->complete =
        status == EXN_SEARCH_DONE && self->frame_count == 0 && !self->successors.overflowed;
    counted->loops = self->loops;
    counted->states = self->count > 0 ? self->count - 1 : 0; /* the one before the start is none */
    exn_assert(!counted->complete || self->tallies[1].done);
    exn_assert(!counted->complete || exn_successors_are_kept(&self->successors));
    if (counted->complete && !self->loops) {
        counted->depth_max = self->tallies[1].depth_left;
    }
    return status;
}

exn_search_status exn_count(exn_run *run, const exn_explore_options *options, uint64_t states_max,
                            exn_findings *findings, exn_counted *counted)
{
    counting self = {.run = run, .findings = findings, .states_max = states_max};
    exn_budget_begin(&self.budget, options);
    exn_search_status status = walk_all(&self, counted);
    if (counted->complete && !self.loops) {
        exn_assert(mpz_sgn(self.tallies[1].runs) >= 0);
        counted->interleavings = mpz_get_str(NULL, 10, self.tallies[1].runs);
        status = counted->interleavings != NULL ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
    }
    close_counting(&self);
    return status;
}

exn_search_status exn_count_edges(exn_run *run, const exn_explore_options *options,
                                  exn_edges *edges)
{
    exn_counted counted;
    counting self = {.run = run, .states_max = EDGES_STATES_MAX, .edges = edges};
    exn_budget_begin(&self.budget, options);
    exn_search_status status = walk_all(&self, &counted);
    edges->complete = counted.complete;
    edges->state_count = self.count;
    close_counting(&self);
    return status;
}

exn_search_status exn_count_behaviour(exn_run *run, const exn_explore_options *options,
                                      uint64_t states_max, exn_behaviour *behaviour, bool *complete)
{
    exn_counted counted;
    counting self = {.run = run, .states_max = states_max, .behaviour = behaviour};
    exn_budget_begin(&self.budget, options);
    exn_search_status status = walk_all(&self, &counted);
    *complete = counted.complete;
    close_counting(&self);
    return status;
}

/* --- the longest run -------------------------------------------------------------------------- */

static exn_search_status on_longest_ended(void *context, exn_run_end end,
                                          const exn_transition *transition)
{
    counting *self = context;
    if (end == EXN_RUN_BROKE && transition == NULL) { /* it may not go on from here */
        exn_findings_add(self->findings, self->run, end, self->count);
    }
    return self->findings->out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}

/* The one of the transitions from `first` on that most steps follow, its own included. */
static const exn_transition *longest_transition(const counting *self, size_t first)
{
    const exn_transition *longest = NULL;
    uint64_t most = 0;
    for (size_t i = first; i < self->successors.transition_count; i++) {
        const exn_transition *transition = &self->successors.transitions[i];
        if (transition->end != EXN_RUN_GOES_ON) {
            continue;
        }
        uint32_t number = find(self, transition->hash);
        exn_assert(number != 0 && self->tallies[number].done);
        uint64_t steps = transition->path.steps + self->tallies[number].depth_left;
        if (longest == NULL || steps > most) {
            longest = transition;
            most = steps;
        }
    }
    return longest;
}

/* From the start, along the longest run to where it ends or is too long. */
static exn_search_status follow_longest(counting *self)
{
    exn_successors *successors = &self->successors;
    exn_cost path = {0};
    exn_search_status status = EXN_SEARCH_DONE;
    bool beginning = true;
    bool more = true;
    successors->ended = on_longest_ended;
    while (status == EXN_SEARCH_DONE && more) {
        size_t first = successors->transition_count;
        status = exn_successors_expand(successors, &path, beginning);
        const exn_transition *next = longest_transition(self, first);
        more = next != NULL;
        if (status == EXN_SEARCH_DONE && more) {
            exn_transition transition = *next;
            exn_assert(transition.path.steps >= path.steps);
            exn_successors_go(successors, &path, &transition);
            path = transition.path;
            beginning = false;
        }
    }
    return status;
}

exn_search_status exn_count_steps(exn_run *run, const exn_explore_options *options, bool reduces,
                                  exn_findings *findings, exn_counted *counted)
{
    counting self = {
        .run = run, .findings = findings, .states_max = UINT32_MAX - 1, .reduces = reduces};
    exn_budget_begin(&self.budget, options);
    exn_search_status status = walk_all(&self, counted);
    if (status == EXN_SEARCH_DONE && counted->depth_max >= run->options.steps_max) {
        exn_tally checked = run->totals.tally;
        status = follow_longest(&self);
        run->totals.tally = checked;
    }
    close_counting(&self);
    return status;
}
