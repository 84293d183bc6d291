#include "search/dfs.h"

#include "search/foreign_code.h"
#include "search/independence.h"

#include <stdlib.h>

enum { MOVES_BETWEEN_CHECKS = 256 };

/* --- what a run came to ----------------------------------------------------------------------- */

static bool on_ended(void *context, exn_run_end end, const exn_transition *move)
{
    exn_search *self = context;
    exn_run *run = self->run;
    if (end == EXN_RUN_NOT_PRIVATE) {
        self->stats->convicted = true;
        return false;
    }
    if (self->keeps_state_graph &&
        !exn_state_graph_ended(&self->state_graph, &self->successors, end, move)) {
        return false;
    }
    self->stats->ends += exn_is_no_run(end) ? 0 : 1;
    bool breaks = end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED;
    if (breaks && exn_findings_add(self->findings, run, end, self->states) && move != NULL &&
        self->suspect_count < EXN_SUSPECTS_MAX) {
        self->suspects[self->suspect_count++] =
            (exn_suspect){(size_t)(move - self->successors.moves), run->recorder.breach};
    }
    if (run->recorder.closed && end != EXN_RUN_BROKE && !exn_is_no_run(end)) {
        exn_findings_add_outcome(self->findings, &run->recorder.closing);
    }
    self->stats->depth_max =
        run->current.steps > self->stats->depth_max ? run->current.steps : self->stats->depth_max;
    return !self->findings->out_of_memory;
}

/* --- frames ----------------------------------------------------------------------------------- */

/* No state is added any more: one that is new is left out. */
static exn_visit visit_beyond_limit(exn_search *self, exn_hash hash)
{
    self->left_states = self->left_states || !exn_visited_has(&self->visited, hash);
    return EXN_VISIT_KNOWN;
}

/* Adds a state, and counts it where it is new. */
static inline exn_visit visit_state(exn_search *self, exn_hash hash)
{
    if (self->states == self->states_max) {
        return visit_beyond_limit(self, hash);
    }
    exn_visit visit = exn_visited_add(&self->visited, hash);
    self->states += visit == EXN_VISIT_NEW ? 1 : 0;
    return visit;
}

/* Memory is slow: it looks up what is asked for soon. */
static void prefetch(const exn_search *self, size_t first)
{
    const exn_successors *successors = &self->successors;
    for (size_t i = first; i < successors->move_count; i++) {
        exn_visited_prefetch(&self->visited, successors->moves[i].hash);
    }
    for (size_t i = 0; i < successors->deferred_count; i++) {
        exn_visited_prefetch(&self->visited, successors->deferred[i].hash);
    }
}

/* A move leads to a state that is known. Returns false when out of memory. */
static bool look_at_merge(exn_search *self, const exn_transition *move)
{
    exn_transition copied = *move; /* audits may move the array that it stands in */
    self->stats->audit_failed = self->stats->audit_failed || !exn_self_audit_merge(self, &copied);
    return !self->findings->out_of_memory;
}

/* Keeps only the moves that lead to states that were not visited yet. */
static bool keep_new(exn_search *self, size_t first)
{
    exn_successors *successors = &self->successors;
    size_t kept = first;
    for (size_t i = first; i < successors->move_count; i++) {
        const exn_transition *move = &successors->moves[i];
        if (move->end != EXN_RUN_GOES_ON && move->end != EXN_RUN_CLOSED) {
            continue;
        }
        exn_visit visit = visit_state(self, move->hash);
        if (visit == EXN_VISIT_FAILED) {
            return false;
        }
        if (visit == EXN_VISIT_NEW && move->end == EXN_RUN_GOES_ON) {
            if (kept < i) {
                successors->moves[kept] = *move;
            }
            kept += 1;
        } else if (self->audits_merges && move->end == EXN_RUN_GOES_ON &&
                   !look_at_merge(self, move)) {
            return false;
        }
    }
    successors->move_count = kept;
    return true;
}

/* Makes a deferred step that leads to what is known, only to look at it. */
static bool make_merge(exn_search *self, const exn_cost *path, const exn_deferred *deferred)
{
    exn_successors *successors = &self->successors;
    exn_successors_mark mark = exn_successors_mark_now(successors);
    bool made = exn_successors_make_deferred(successors, path, deferred) &&
                look_at_merge(self, &successors->moves[successors->move_count - 1]);
    exn_successors_drop(successors, mark);
    return made;
}

/* Makes the deferred ones of these. */
static bool make_new(exn_search *self, const exn_cost *path)
{
    exn_successors *successors = &self->successors;
    exn_visit visit = EXN_VISIT_KNOWN;
    bool made = true;
    for (size_t i = 0; i < successors->deferred_count && made && visit != EXN_VISIT_FAILED; i++) {
        visit = visit_state(self, successors->deferred[i].hash);
        made = visit != EXN_VISIT_NEW ||
               exn_successors_make_deferred(successors, path, &successors->deferred[i]);
        if (self->audits_merges && visit == EXN_VISIT_KNOWN) {
            made = make_merge(self, path, &successors->deferred[i]);
        }
    }
    return made && visit != EXN_VISIT_FAILED;
}

static exn_frame *append_frame(exn_search *self)
{
    if (self->frame_count == self->frame_capacity) {
        size_t capacity = self->frame_capacity == 0 ? 64 : self->frame_capacity * 2;
        exn_frame *grown = realloc(self->frames, capacity * sizeof *grown);
        if (grown == NULL) {
            return NULL;
        }
        self->frames = grown;
        self->frame_capacity = capacity;
    }
    return &self->frames[self->frame_count++];
}

bool exn_search_arrive(exn_search *self, const exn_transition *arrival)
{
    static const exn_cost start = {0};
    exn_successors *successors = &self->successors;
    exn_hash before = successors->snapshots.hash;
    exn_frame *last = self->frame_count > 0 ? &self->frames[self->frame_count - 1] : NULL;
    const exn_cost *from = last == NULL ? &start : &last->arrival.path;
    bool beginning = last == NULL && self->moves_before == 0;
    if (!beginning) {
        exn_successors_go(successors, from, arrival);
    }
    exn_frame *at = append_frame(self);
    if (at == NULL) {
        return false;
    }
    *at = (exn_frame){.mark = exn_successors_mark_now(successors),
                      .next = successors->move_count,
                      .arrival = *arrival,
                      .before = before,
                      .hash = successors->snapshots.hash,
                      .audited = last == NULL};
    uint64_t steps = arrival->path.steps;
    self->stats->depth_max = steps > self->stats->depth_max ? steps : self->stats->depth_max;
    bool first_audited = !self->audits_merges || exn_self_audit_first_visit(self);
    if (self->findings->out_of_memory ||
        !exn_successors_expand(successors, &at->arrival.path, beginning)) {
        return false;
    }
    if (self->keeps_state_graph &&
        !exn_state_graph_take(&self->state_graph, successors, &at->arrival.path, at->mark.moves)) {
        return false;
    }
    bool ends_audited = exn_self_audit_ends(self);
    self->suspect_count = 0;
    prefetch(self, at->mark.moves);
    if (!keep_new(self, at->mark.moves) || !make_new(self, &at->arrival.path)) {
        return false;
    }
    self->stats->audit_failed =
        self->stats->audit_failed || !first_audited || !ends_audited || !exn_self_audit_path(self);
    return true;
}

void exn_search_leave(exn_search *self)
{
    const exn_frame *at = &self->frames[--self->frame_count];
    exn_successors_drop(&self->successors, at->mark);
    exn_successors_return(&self->successors, &at->arrival, at->before);
}

bool exn_search_go_on(exn_search *self)
{
    exn_frame *at = &self->frames[self->frame_count - 1];
    if (at->next == self->successors.move_count) {
        exn_search_leave(self);
        return true;
    }
    at->next += 1;
    self->moves_followed += 1;
    return exn_search_arrive(self, &self->successors.moves[at->next - 1]);
}

/* --- alone, and together ---------------------------------------------------------------------- */

static void report_and_check_limits(exn_search *self)
{
    exn_progress progress = {.states = self->states,
                             .transitions = self->successors.transitions,
                             .depth = self->frame_count};
    size_t bytes = exn_visited_bytes(&self->visited) + exn_successors_bytes(&self->successors) +
                   exn_state_graph_bytes(&self->state_graph) +
                   exn_first_visits_bytes(&self->first_visits);
    exn_budget_check(&self->budget, &progress, bytes);
}

/* A search that is not small is shared, if there are workers for it. */
static bool is_to_share(const exn_search *self)
{
    return self->options->workers > 1 && !self->run->options.audits_privacy &&
           self->states >= EXN_STATES_ALONE;
}

bool exn_search_has_more(const exn_search *self)
{
    size_t end = self->successors.move_count;
    size_t at = self->frame_count;
    while (at > 0 && self->frames[at - 1].next == end) {
        at -= 1;
        end = self->frames[at].mark.moves;
    }
    return at > 0;
}

/* Where a limit is reached with the last state nothing is left out. */
static void check_limits_now_and_then(exn_search *self)
{
    if (self->moves_followed >= self->next_check && exn_search_has_more(self)) {
        self->next_check = self->moves_followed + MOVES_BETWEEN_CHECKS;
        report_and_check_limits(self);
    }
}

static exn_parallel_end explore(exn_search *self)
{
    bool alone = false;
    bool going = exn_search_arrive(self, &(exn_transition){.end = EXN_RUN_GOES_ON});
    while (going && self->frame_count > 0 && self->budget.stopped_by == NULL &&
           !self->stats->audit_failed) {
        if (!alone && is_to_share(self)) {
            exn_parallel_end end = exn_search_in_parallel(self);
            if (end != EXN_PARALLEL_NOT) {
                return end;
            }
            alone = true;
        }
        going = exn_search_go_on(self);
        check_limits_now_and_then(self);
    }
    return going || self->stats->convicted ? EXN_PARALLEL_DONE : EXN_PARALLEL_FAILED;
}

/* With all ways known: whether private steps commute with the rest. Returns false when out of
 * memory. */
static bool judge_independence(exn_search *self)
{
    exn_search_stats *stats = self->stats;
    if (!self->keeps_state_graph || stats->convicted || stats->audit_failed) {
        return true;
    }
    bool judged = exn_independence_judge(&self->state_graph, self->run, &stats->conviction);
    stats->convicted = stats->conviction != NULL;
    return judged;
}

static const char *why_stopped(const exn_search *self)
{
    return self->budget.stopped_by != NULL ? self->budget.stopped_by
           : self->left_states             ? exn_stopped_by_states
           : self->successors.overflowed   ? "a run made more choices than a tape holds"
                                           : NULL;
}

static exn_parallel_end search_once(exn_run *run, const exn_explore_options *options,
                                    exn_findings *findings, exn_search_stats *stats)
{
    exn_search self = {.run = run,
                       .all_audited = EXN_STATES_ALL_AUDITED,
                       .states_max = options->states_max > 0 ? options->states_max : UINT64_MAX,
                       .options = options,
                       .findings = findings,
                       .stats = stats};
    *stats = (exn_search_stats){.mode = EXN_MODE_SNAPSHOTS};
    exn_budget_begin(&self.budget, options);
    self.budget.states_max = 0; /* the search itself keeps to it, to the state */
    exn_heap_reset(exn_run_heap(run));
    bool opened =
        exn_visited_open(&self.visited, NULL) && exn_successors_open(&self.successors, run);
    /* A limit of faults from outside cuts runs, and says so: those, too, that a reduction would
     * have left out. */
    bool is_for_reduction = !run->scenario->has_schedule && !run->options.counts_steps;
    self.keeps_state_graph = run->options.audits_privacy && is_for_reduction;
    self.successors.reduces = is_for_reduction && !options->no_reduction &&
                              run->options.limits_are_claimed && !self.keeps_state_graph;
    self.successors.defers = !self.keeps_state_graph; /* which keeps them all */
    self.audits_merges = exn_has_foreign_code(options);
    self.successors.keeps_records = self.audits_merges;
    self.successors.ended = on_ended;
    self.successors.context = &self;
    self.witness = self.audits_merges ? exn_witness_open(run) : NULL;
    exn_parallel_end end = opened ? explore(&self) : EXN_PARALLEL_FAILED;
    end = end == EXN_PARALLEL_DONE && !judge_independence(&self) ? EXN_PARALLEL_FAILED : end;
    stats->states = self.states;
    stats->transitions = self.successors.transitions;
    stats->reduced = self.successors.reduced;
    stats->stopped_by = why_stopped(&self);
    exn_witness_close(self.witness);
    exn_successors_close(&self.successors);
    exn_visited_close(&self.visited);
    exn_state_graph_free(&self.state_graph);
    exn_first_visits_free(&self.first_visits);
    free(self.frames);
    return end;
}

/* What was found until then is lost. */
static exn_parallel_end search_anew(exn_run *run, const exn_explore_options *options,
                                    exn_findings *findings, exn_search_stats *stats)
{
    exn_findings_free(findings);
    run->totals.tally = (exn_tally){.checked = {0}};
    return search_once(run, options, findings, stats);
}

bool exn_explore_states(exn_run *run, const exn_explore_options *options, exn_findings *findings,
                        exn_search_stats *stats)
{
    double began_s = exn_now_s();
    exn_parallel_end end = search_once(run, options, findings, stats);
    if (end == EXN_PARALLEL_KILLED) {
        end = search_anew(run, options, findings, stats);
    }
    if (end == EXN_PARALLEL_EXCESS) { /* one alone cuts the same set, however many there are */
        exn_explore_options alone = *options;
        alone.workers = 1;
        alone.budget_s = exn_budget_left(options, began_s);
        end = search_anew(run, &alone, findings, stats);
    }
    if (end == EXN_PARALLEL_KILLED) {
        stats->stopped_by = "workers were killed from outside, twice";
    }
    return end != EXN_PARALLEL_FAILED;
}
