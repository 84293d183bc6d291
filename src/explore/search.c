#include "explore/explored.h"
#include "explore/graph.h"
#include "explore/visited.h"
#include "explore/watch.h"

#include <stdlib.h>

enum {
    STATES_ALL_AUDITED =
        10000, /* so many are all reached a second time (DESIGN, "Self-audit") ... */
    STATES_BETWEEN_AUDITS = 1000, /* ... and then one path in so many states */
    MOVES_BETWEEN_LOOKS = 256
};

/* A state on the way from the start to where the search is. */
typedef struct frame {
    exn_graph_mark mark; /* what its expansion has appended begins here */
    size_t next;         /* of its moves, the one to follow next */
    exn_move arrival;    /* how it was reached; leads back */
    exn_hash hash;
    bool audited;
} frame;

typedef struct search {
    exn_run *run;
    exn_findings *findings;
    exn_explored *explored;
    exn_graph graph;
    exn_visited visited;
    exn_watch watch;
    frame *frames;
    size_t frame_count, frame_capacity;
    uint64_t next_audit; /* at so many states */
    uint64_t moves_followed;
    uint64_t states_max;
} search;

/* --- what a run came to ----------------------------------------------------------------------- */

static bool on_ended(void *context, exn_run_end end, const exn_move *move)
{
    search *self = context;
    exn_run *run = self->run;
    (void)move;
    self->explored->ends += end != EXN_RUN_OFF_SCRIPT ? 1 : 0;
    if (end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED) {
        exn_findings_add(self->findings, run, end, self->visited.count);
    }
    if (run->recorder.closed && end != EXN_RUN_BROKE && end != EXN_RUN_OFF_SCRIPT) {
        exn_findings_add_outcome(self->findings, &run->recorder.closing);
    }
    self->explored->depth_max =
        run->steps > self->explored->depth_max ? run->steps : self->explored->depth_max;
    return !self->findings->out_of_memory;
}

/* --- frames ----------------------------------------------------------------------------------- */

static const exn_path start = {0};

static const exn_path *path_of(const frame *at)
{
    return &at->arrival.path;
}

/* Keeps only the moves that lead to states that were not visited yet. */
static bool keep_new(search *self, size_t first)
{
    exn_graph *graph = &self->graph;
    size_t kept = first;
    for (size_t i = first; i < graph->move_count; i++) {
        exn_visited_prefetch(&self->visited, graph->moves[i].hash);
    }
    for (size_t i = first; i < graph->move_count; i++) {
        const exn_move *move = &graph->moves[i];
        if (move->end != EXN_RUN_GOES_ON && move->end != EXN_RUN_CLOSED) {
            continue;
        }
        exn_visit visit = exn_visited_add(&self->visited, move->hash);
        if (visit == EXN_VISIT_NO_MEMORY) {
            return false;
        }
        if (visit == EXN_VISIT_NEW && move->end == EXN_RUN_GOES_ON) {
            graph->moves[kept++] = *move;
        }
    }
    graph->move_count = kept;
    return true;
}

/* Arrives at the kept state: a new frame with the moves from there. */
static bool arrive(search *self, const exn_move *arrival, bool beginning)
{
    exn_graph *graph = &self->graph;
    if (self->frame_count == self->frame_capacity) {
        size_t capacity = self->frame_capacity == 0 ? 64 : self->frame_capacity * 2;
        frame *grown = realloc(self->frames, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        self->frames = grown;
        self->frame_capacity = capacity;
    }
    frame *at = &self->frames[self->frame_count++];
    *at = (frame){.mark = exn_graph_mark_now(graph),
                  .next = graph->move_count,
                  .arrival = *arrival,
                  .hash = graph->snapshots.hash,
                  .audited = beginning};
    uint64_t steps = path_of(at)->steps;
    self->explored->depth_max =
        steps > self->explored->depth_max ? steps : self->explored->depth_max;
    return exn_graph_expand(graph, path_of(at), beginning);
}

static void leave(search *self)
{
    const frame *at = &self->frames[--self->frame_count];
    exn_graph_drop(&self->graph, at->mark);
    if (self->frame_count > 0) {
        exn_graph_return(&self->graph, &at->arrival, self->frames[self->frame_count - 1].hash);
    }
}

/* --- self-audit ------------------------------------------------------------------------------- */

/* Runs the way to the last frame again, from a fresh world: whatever it passes must be the states
 * of these frames, with the same events between them. Else something that decides the rest of a run
 * lies outside the world. */
static bool reaches_the_same(search *self)
{
    exn_run *run = self->run;
    bool same = true;
    for (size_t i = 1; i < self->frame_count && same; i++) {
        frame *at = &self->frames[i];
        exn_run_forget(run);
        exn_run_end end = i == 1 ? exn_run_begin(run) : exn_run_step(run, NULL);
        same = end == EXN_RUN_GOES_ON && exn_trace_hash(run) == at->arrival.trace &&
               (at->audited || exn_hash_equal(exn_snapshots_hash(exn_run_heap(run)), at->hash));
        self->explored->states_audited += at->audited ? 0 : 1;
        at->audited = true;
    }
    return same;
}

/* Whether a run that ended with `last`, a move from the last frame, ends so again. */
static bool ends_the_same(search *self, const exn_move *last)
{
    exn_run *run = self->run;
    exn_run_forget(run);
    exn_run_end end = self->frame_count == 1 ? exn_run_begin(run) : exn_run_step(run, NULL);
    return end == last->end && exn_trace_hash(run) == last->trace;
}

/* Audits the way to the last frame and, unless it is NULL, a move from there that ends the run. */
static bool audit(search *self, const exn_move *last)
{
    exn_run *run = self->run;
    const exn_path *path = path_of(&self->frames[self->frame_count - 1]);
    exn_tally tally = run->recorder.tally;
    run->tape.decided = path->choices;
    if (last != NULL) {
        exn_graph_write_tape(&self->graph, path, last);
        run->tape.decided = last->path.choices;
    }
    bool same = reaches_the_same(self) && (last == NULL || ends_the_same(self, last));
    run->recorder.tally = tally;
    run->recorder.tally.checked[EXN_M9] += 1;
    exn_snapshots_revert(&self->graph.snapshots);
    exn_graph_set_path(run, path);
    return same;
}

static bool is_time_to_audit(const search *self)
{
    return self->visited.count >= self->next_audit;
}

/* Runs that end with moves from the last frame, `first` and those behind it. */
static bool audit_ends(search *self, size_t first)
{
    bool same = true;
    for (size_t i = first; i < self->graph.move_count && same && is_time_to_audit(self); i++) {
        exn_move move = self->graph.moves[i];
        if (move.end != EXN_RUN_GOES_ON && move.end != EXN_RUN_OFF_SCRIPT) {
            same = audit(self, &move);
        }
    }
    return same;
}

/* Where a way leads no farther all its states are audited at once. */
static bool audit_way(search *self)
{
    bool same =
        self->frames[self->frame_count - 1].audited || !is_time_to_audit(self) || audit(self, NULL);
    if (self->visited.count > STATES_ALL_AUDITED && is_time_to_audit(self)) {
        self->next_audit = self->visited.count + STATES_BETWEEN_AUDITS;
    }
    return same;
}

/* --- the search ------------------------------------------------------------------------------- */

static void look_around(search *self)
{
    exn_progress progress = {.states = self->visited.count,
                             .transitions = self->graph.transitions,
                             .depth = self->frame_count};
    size_t bytes = exn_visited_bytes(&self->visited) + exn_graph_bytes(&self->graph);
    exn_watch_look(&self->watch, &progress, bytes);
}

/* Audits what the last expansion has brought, and keeps what is new of it. */
static bool look_at_moves(search *self)
{
    size_t first = self->frames[self->frame_count - 1].mark.moves;
    self->explored->audit_failed = !audit_ends(self, first);
    if (!keep_new(self, first)) {
        return false;
    }
    bool way_ends = self->graph.move_count == first;
    self->explored->audit_failed |= way_ends && !audit_way(self);
    return true;
}

static bool go_on(search *self)
{
    frame *at = &self->frames[self->frame_count - 1];
    if (at->next == self->graph.move_count) {
        leave(self);
        return true;
    }
    exn_move move = self->graph.moves[at->next];
    at->next += 1;
    exn_graph_go(&self->graph, path_of(at), &move);
    if (!arrive(self, &move, false) || !look_at_moves(self)) {
        return false;
    }
    self->moves_followed += 1;
    if (self->moves_followed % MOVES_BETWEEN_LOOKS == 0 ||
        self->visited.count >= self->states_max) {
        look_around(self);
    }
    return true;
}

static bool explore(search *self)
{
    exn_move none = {.path = start};
    if (!arrive(self, &none, true) || !look_at_moves(self)) {
        return false;
    }
    while (self->frame_count > 0 && self->watch.stopped_by == NULL &&
           !self->explored->audit_failed) {
        if (!go_on(self)) {
            return false;
        }
    }
    return true;
}

bool exn_search(exn_run *run, const exn_check_options *options, exn_findings *findings,
                exn_explored *explored)
{
    search self = {.run = run, .findings = findings, .explored = explored};
    *explored = (exn_explored){.mode = EXN_MODE_SNAPSHOTS};
    exn_watch_begin(&self.watch, options);
    self.states_max = options->states_max > 0 ? options->states_max : UINT64_MAX;
    exn_heap_reset(exn_run_heap(run));
    bool opened = exn_visited_open(&self.visited) && exn_graph_open(&self.graph, run);
    self.graph.reduces =
        !options->no_reduction && run->scenario->steps_max == EXN_STEPS_MAX_DEFAULT;
    self.graph.ended = on_ended;
    self.graph.context = &self;
    bool done = opened && explore(&self);
    explored->states = self.visited.count;
    explored->transitions = self.graph.transitions;
    explored->reduced = self.graph.reduced;
    explored->stopped_by = self.watch.stopped_by != NULL ? self.watch.stopped_by
                           : self.graph.overflowed ? "a run made more choices than a tape holds"
                                                   : NULL;
    exn_graph_close(&self.graph);
    exn_visited_close(&self.visited);
    free(self.frames);
    return done;
}
