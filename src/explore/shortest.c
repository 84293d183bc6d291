#include "explore/shortest.h"

#include "explore/graph.h"
#include "explore/visited.h"
#include "explore/watch.h"

#include <stdlib.h>
#include <string.h>

/* Dijkstra's algorithm with costs (faults, cancels, steps) in lexicographic order, and the tape to
 * break ties: costs of moves are never negative and each has a step, so the first time that a state
 * is taken from the queue it was reached on the cheapest way, and by the smallest tape among these.
 * A state is kept as its tape and made again by running it: breadth first, most states are waiting,
 * and a tape is shorter than what differs. */

enum { LOOKS_AFTER_STATES = 64 };
/* Of tapes that wait. Beyond it a counterexample is reported as it was found. */
#define BYTES_MAX ((size_t)1 << 30)

/* A state that waits to be expanded. */
typedef struct node {
    exn_path path;
    uint32_t moves; /* how many lead to it, the beginning included */
    size_t tape;    /* where its numbers begin */
} node;

typedef struct search {
    exn_run *run;
    exn_graph graph;
    exn_visited visited;
    exn_watch watch;
    exn_findings found; /* the cheapest so far */
    const exn_findings *wanted;
    node *queue; /* a binary heap: the cheapest first */
    size_t queue_count, queue_capacity;
    uint32_t *tapes;
    size_t tape_count, tape_capacity;
} search;

/* --- costs ------------------------------------------------------------------------------------ */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

static int compare_costs(const exn_path *a, const exn_path *b)
{
    int by_faults = compare_numbers(a->faults, b->faults);
    int by_cancels = compare_numbers(a->cancels, b->cancels);
    return by_faults != 0    ? by_faults
           : by_cancels != 0 ? by_cancels
                             : compare_numbers(a->steps, b->steps);
}

static bool is_before(const search *self, const node *a, const node *b)
{
    int by_cost = compare_costs(&a->path, &b->path);
    if (by_cost != 0) {
        return by_cost < 0;
    }
    return exn_tape_compare(self->tapes + a->tape, a->path.choices, self->tapes + b->tape,
                            b->path.choices) < 0;
}

/* --- the queue -------------------------------------------------------------------------------- */

static bool push(search *self, const node *added)
{
    if (self->queue_count == self->queue_capacity) {
        size_t capacity = self->queue_capacity == 0 ? 256 : self->queue_capacity * 2;
        node *grown = realloc(self->queue, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        self->queue = grown;
        self->queue_capacity = capacity;
    }
    size_t at = self->queue_count++;
    while (at > 0 && is_before(self, added, &self->queue[(at - 1) / 2])) {
        self->queue[at] = self->queue[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    self->queue[at] = *added;
    return true;
}

static node pop(search *self)
{
    node first = self->queue[0];
    node last = self->queue[--self->queue_count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < self->queue_count &&
            is_before(self, &self->queue[child + 1], &self->queue[child])) {
            child += 1;
        }
        if (child >= self->queue_count || !is_before(self, &self->queue[child], &last)) {
            break;
        }
        self->queue[at] = self->queue[child];
        at = child;
    }
    self->queue[at] = last;
    return first;
}

/* Keeps the tape of a state: that of the state before, and the numbers of the move. Returns false
 * when out of memory. */
static bool keep_tape(search *self, const node *from, const exn_move *move, size_t *at)
{
    size_t wanted = self->tape_count + move->path.choices;
    if (wanted > self->tape_capacity) {
        size_t capacity = wanted * 2 + 1024;
        uint32_t *grown = realloc(self->tapes, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        self->tapes = grown;
        self->tape_capacity = capacity;
    }
    uint32_t before = from == NULL ? 0 : from->path.choices;
    *at = self->tape_count;
    if (before > 0) {
        memcpy(self->tapes + *at, self->tapes + from->tape, before * sizeof *self->tapes);
    }
    if (move->path.choices > before) {
        memcpy(self->tapes + *at + before, self->graph.choices + move->choices,
               (move->path.choices - before) * sizeof *self->tapes);
    }
    self->tape_count = wanted;
    return true;
}

/* --- states ----------------------------------------------------------------------------------- */

static bool on_ended(void *context, exn_run_end end, const exn_move *move)
{
    search *self = context;
    (void)move;
    if (end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED) {
        exn_findings_add(&self->found, self->run, end, exn_visited_count(&self->visited));
    }
    return !self->found.out_of_memory;
}

/* Queues the states that the moves from here lead to. */
static bool queue_moves(search *self, const node *from)
{
    bool queued = true;
    for (size_t i = 0; i < self->graph.move_count && queued; i++) {
        const exn_move *move = &self->graph.moves[i];
        if (move->end != EXN_RUN_GOES_ON || exn_visited_has(&self->visited, move->hash)) {
            continue;
        }
        node added = {.path = move->path, .moves = from == NULL ? 1 : from->moves + 1};
        queued = keep_tape(self, from, move, &added.tape) && push(self, &added);
    }
    return queued;
}

static bool expand(search *self, const node *from)
{
    exn_graph_mark mark = exn_graph_mark_now(&self->graph);
    exn_hash start = self->graph.snapshots.hash;
    exn_move way;
    const uint32_t *tape = self->tapes != NULL ? self->tapes + from->tape : NULL;
    if (!exn_graph_make(&self->graph, tape, &from->path, from->moves, &way)) {
        return false;
    }
    exn_graph_go(&self->graph, &(const exn_path){0}, &way);
    exn_visit visit = exn_visited_add(&self->visited, way.hash);
    bool expanded = visit == EXN_VISIT_KNOWN ||
                    (visit == EXN_VISIT_NEW && exn_graph_expand(&self->graph, &from->path, false) &&
                     queue_moves(self, from));
    exn_graph_return(&self->graph, &way, start);
    exn_graph_drop(&self->graph, mark);
    return expanded;
}

/* --- the end ---------------------------------------------------------------------------------- */

/* Whether nothing that is wanted can be found cheaper behind a state with these costs. */
static bool is_settled(const search *self, const exn_path *next)
{
    for (size_t i = 0; i < self->wanted->count; i++) {
        const exn_finding *wanted = &self->wanted->found[i];
        const exn_finding *found = exn_findings_same(&self->found, wanted);
        if (wanted->loops) {
            continue;
        }
        if (found == NULL) {
            return false;
        }
        exn_path cost = {found->steps, found->faults, found->cancels, 0};
        if (compare_costs(next, &cost) <= 0) { /* equal: its tape might be smaller */
            return false;
        }
    }
    return true;
}

static void look_around(search *self)
{
    exn_progress progress = {.states = exn_visited_count(&self->visited),
                             .transitions = self->graph.transitions};
    exn_watch_look(&self->watch, &progress, self->tape_count * sizeof *self->tapes);
}

/* Returns false when out of memory. */
static bool walk(search *self, bool *settled)
{
    const exn_path start = {0};
    if (!exn_graph_expand(&self->graph, &start, true) || !queue_moves(self, NULL)) {
        return false;
    }
    exn_graph_drop(&self->graph, (exn_graph_mark){0, 0, 0});
    *settled = false;
    while (self->queue_count > 0 && !*settled && self->watch.stopped_by == NULL &&
           self->tape_count * sizeof *self->tapes < BYTES_MAX) {
        *settled = is_settled(self, &self->queue[0].path);
        node next = pop(self);
        if (!*settled && !expand(self, &next)) {
            return false;
        }
        if (exn_visited_count(&self->visited) % LOOKS_AFTER_STATES == 0) {
            look_around(self);
        }
    }
    *settled = *settled || self->queue_count == 0;
    return true;
}

bool exn_shortest(exn_run *run, const exn_check_options *options, exn_findings *findings)
{
    search self = {.run = run, .wanted = findings};
    exn_tally checked = run->recorder.tally;
    exn_watch_begin(&self.watch, options);
    exn_heap_reset(exn_run_heap(run));
    bool settled = false;
    bool done = exn_visited_open(&self.visited, NULL) && exn_graph_open(&self.graph, run);
    self.graph.ended = on_ended;
    self.graph.context = &self;
    done = done && walk(&self, &settled);
    run->recorder.tally = checked;
    if (done) {
        exn_findings_shorten(findings, &self.found, settled);
    }
    exn_findings_free(&self.found);
    exn_graph_close(&self.graph);
    exn_visited_close(&self.visited);
    free(self.queue);
    free(self.tapes);
    return done;
}
