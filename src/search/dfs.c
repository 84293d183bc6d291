/* Depth-first search with states that are visited once: the search keeps one image of the world's
 * memory, and frames tell how to go back. */
#include "search/dfs.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "search/foreign_code.h"
#include "search/independence.h"
#include "search/self_audit.h"

#include <stdlib.h>

enum { TRANSITIONS_BETWEEN_CHECKS = 256 };

/* --- what a run came to ----------------------------------------------------------------------- */

static exn_search_status on_ended(void *context, exn_run_end end, const exn_transition *transition)
{
    exn_search *self = context;
    exn_run *run = self->run;
    exn_assert(end != EXN_RUN_GOES_ON);
    exn_assert(transition == NULL || transition->end == end);
    if (end == EXN_RUN_NOT_PRIVATE) {
        return EXN_SEARCH_CONVICTED;
    }
    if (self->keeps_state_graph &&
        !exn_state_graph_ended(&self->state_graph, &self->successors, end, transition)) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    self->stats->ends += exn_is_no_run(end) ? 0 : 1;
    bool breaks = end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED;
    exn_budget_count_hang(&self->budget, run);
    if (breaks && exn_findings_add(self->findings, run, end, self->states) && transition != NULL &&
        self->suspect_count < EXN_SUSPECTS_MAX) {
        self->suspects[self->suspect_count++] = (exn_suspect){
            (size_t)(transition - self->successors.transitions), run->recorder.breach};
    }
    if (run->recorder.closed && end != EXN_RUN_BROKE && !exn_is_no_run(end)) {
        exn_findings_add_outcome(self->findings, &run->recorder.closing);
    }
    exn_search_stats_reach_depth(self->stats, run->current.steps);
    return self->findings->out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}

/* --- frames ----------------------------------------------------------------------------------- */

/* As many states were added as may be: a new one is left out. */
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

/* Has the processor fetch what is looked up soon, because memory is slow. */
static void prefetch(const exn_search *self, size_t first)
{
    const exn_successors *successors = &self->successors;
    exn_assert(first <= successors->transition_count);
    for (size_t i = first; i < successors->transition_count; i++) {
        exn_visited_prefetch(&self->visited, successors->transitions[i].hash);
    }
    for (size_t i = 0; i < successors->deferred_count; i++) {
        exn_visited_prefetch(&self->visited, successors->deferred[i].hash);
    }
}

/* Why a state could not be visited. */
static exn_search_status status_of_visit(exn_visit visit)
{
    exn_assert(visit == EXN_VISIT_OUT_OF_MEMORY || visit == EXN_VISIT_STOPPED);
    return visit == EXN_VISIT_OUT_OF_MEMORY ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_STOPPED;
}

/* Has all of a transition from the last frame. */
static bool write_out(exn_search *self, exn_transition *transition)
{
    const exn_cost *path = &self->frames[self->frame_count - 1].arrival.path;
    return transition->repeats == 0 ||
           exn_successors_write_out(&self->successors, path, transition) == EXN_SEARCH_DONE;
}

/* A transition leads to a state that is known. */
static exn_search_status audit_merge(exn_search *self, exn_transition *transition)
{
    if (!write_out(self, transition)) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    exn_transition copied = *transition; /* audits may move the array that it stands in */
    self->refuted = self->refuted || !exn_self_audit_merge(self, &copied);
    return self->findings->out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}

/* Keeps of the transitions from `first` on only those that lead to states that were not visited
 * yet. */
static exn_search_status keep_new(exn_search *self, size_t first)
{
    exn_successors *successors = &self->successors;
    size_t kept = first;
    for (size_t i = first; i < successors->transition_count; i++) {
        exn_transition *transition = &successors->transitions[i];
        if (transition->end != EXN_RUN_GOES_ON && transition->end != EXN_RUN_CLOSED) {
            continue;
        }
        exn_visit visit = visit_state(self, transition->hash);
        if (visit > EXN_VISIT_KNOWN) {
            return status_of_visit(visit);
        }
        if (visit == EXN_VISIT_NEW && transition->end == EXN_RUN_GOES_ON) {
            if (!write_out(self, transition)) {
                return EXN_SEARCH_OUT_OF_MEMORY;
            }
            if (kept < i) {
                successors->transitions[kept] = *transition;
            }
            kept += 1;
        } else if (self->audits_merges && transition->end == EXN_RUN_GOES_ON &&
                   exn_self_audit_wants_merge(self, transition->hash)) {
            exn_search_status status = audit_merge(self, transition);
            if (status != EXN_SEARCH_DONE) {
                return status;
            }
        }
    }
    exn_assert(kept <= successors->transition_count);
    successors->transition_count = kept;
    return EXN_SEARCH_DONE;
}

/* Makes a deferred step that leads to a known state, only to audit it. */
static exn_search_status make_merge(exn_search *self, const exn_cost *path,
                                    const exn_deferred *deferred)
{
    exn_successors *successors = &self->successors;
    exn_successors_mark mark = exn_successors_mark_now(successors);
    exn_search_status status = exn_successors_make_deferred(successors, path, deferred);
    if (status == EXN_SEARCH_DONE) {
        status = audit_merge(self, &successors->transitions[successors->transition_count - 1]);
    }
    exn_successors_drop(successors, mark);
    exn_assert(
        exn_hash_equal(successors->snapshots.hash, self->frames[self->frame_count - 1].hash));
    return status;
}

/* Makes those of the deferred steps that lead to new states. */
static exn_search_status make_new(exn_search *self, const exn_cost *path)
{
    exn_successors *successors = &self->successors;
    for (size_t i = 0; i < successors->deferred_count; i++) {
        const exn_deferred *deferred = &successors->deferred[i];
        exn_visit visit = visit_state(self, deferred->hash);
        if (visit > EXN_VISIT_KNOWN) {
            return status_of_visit(visit);
        }
        exn_search_status status = EXN_SEARCH_DONE;
        if (visit == EXN_VISIT_NEW) {
            status = exn_successors_make_deferred(successors, path, deferred);
        } else if (self->audits_merges && exn_self_audit_wants_merge(self, deferred->hash)) {
            status = make_merge(self, path, deferred);
        }
        if (status != EXN_SEARCH_DONE) {
            return status;
        }
    }
    return EXN_SEARCH_DONE;
}

static exn_frame *append_frame(exn_search *self)
{
    if (!EXN_MAKE_ROOM(self->frames, self->frame_capacity, self->frame_count + 1)) {
        return NULL;
    }
    return &self->frames[self->frame_count++];
}

/* The last frame was expanded: visits the states that its transitions lead to, and audits what it
 * is time to audit. */
static exn_search_status audit_and_visit(exn_search *self, const exn_frame *at, bool first_audited)
{
    bool ends_audited = exn_self_audit_ends(self);
    self->suspect_count = 0;
    prefetch(self, at->mark.transitions);
    exn_search_status status = keep_new(self, at->mark.transitions);
    if (status == EXN_SEARCH_DONE) {
        status = make_new(self, &at->arrival.path);
    }
    if (status != EXN_SEARCH_DONE) {
        return status;
    }
    self->refuted = self->refuted || !first_audited || !ends_audited || !exn_self_audit_path(self);
    return self->refuted ? EXN_SEARCH_REFUTED : EXN_SEARCH_DONE;
}

exn_search_status exn_search_arrive(exn_search *search, const exn_transition *arrival)
{
    static const exn_cost start = {0};
    exn_successors *successors = &search->successors;
    exn_hash before = successors->snapshots.hash;
    exn_frame *last = search->frame_count > 0 ? &search->frames[search->frame_count - 1] : NULL;
    const exn_cost *from = last == NULL ? &start : &last->arrival.path;
    bool beginning = last == NULL && search->transitions_before == 0;
    exn_assert(last == NULL ||
               exn_hash_equal(before, last->hash)); /* the transition begins there */
    exn_assert(arrival->end == EXN_RUN_GOES_ON);
    if (!beginning) {
        exn_successors_go(successors, from, arrival);
    }
    exn_frame *at = append_frame(search);
    if (at == NULL) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    *at = (exn_frame){.mark = exn_successors_mark_now(successors),
                      .next = successors->transition_count,
                      .arrival = *arrival,
                      .before = before,
                      .hash = successors->snapshots.hash,
                      .audited = last == NULL};
    exn_search_stats_reach_depth(search->stats, arrival->path.steps);
    bool first_audited = !search->audits_merges || exn_self_audit_first_visit(search);
    exn_search_status status =
        search->findings->out_of_memory
            ? EXN_SEARCH_OUT_OF_MEMORY
            : exn_successors_expand(successors, &at->arrival.path, beginning);
    if (status == EXN_SEARCH_DONE && search->keeps_state_graph &&
        !exn_state_graph_take(&search->state_graph, successors, &at->arrival.path,
                              at->mark.transitions)) {
        status = EXN_SEARCH_OUT_OF_MEMORY;
    }
    return status == EXN_SEARCH_DONE ? audit_and_visit(search, at, first_audited) : status;
}

void exn_search_leave(exn_search *search)
{
    exn_assert(search->frame_count > 0);
    const exn_frame *at = &search->frames[--search->frame_count];
    exn_assert(exn_hash_equal(search->successors.snapshots.hash, at->hash));
    exn_successors_drop(&search->successors, at->mark);
    exn_successors_return(&search->successors, &at->arrival, at->before);
}

exn_search_status exn_search_go_on(exn_search *search)
{
    exn_assert(search->frame_count > 0);
    exn_frame *at = &search->frames[search->frame_count - 1];
    exn_assert(at->next <= search->successors.transition_count);
    if (at->next == search->successors.transition_count) {
        exn_search_leave(search);
        return EXN_SEARCH_DONE;
    }
    at->next += 1;
    search->transitions_followed += 1;
    return exn_search_arrive(search, &search->successors.transitions[at->next - 1]);
}

size_t exn_search_transitions_end(const exn_search *search, size_t frame)
{
    exn_assert(frame < search->frame_count);
    bool is_last = frame + 1 == search->frame_count;
    return is_last ? search->successors.transition_count
                   : search->frames[frame + 1].mark.transitions;
}

bool exn_search_has_more(const exn_search *self)
{
    size_t at = self->frame_count;
    while (at > 0 && self->frames[at - 1].next == exn_search_transitions_end(self, at - 1)) {
        at -= 1;
    }
    return at > 0;
}

/* --- the walk --------------------------------------------------------------------------------- */

static void report_and_check_limits(exn_search *self)
{
    exn_progress progress = {.states = self->states,
                             .transitions = self->successors.made_count,
                             .depth = self->frame_count};
    size_t bytes = exn_visited_bytes(&self->visited) + exn_successors_bytes(&self->successors) +
                   exn_state_graph_bytes(&self->state_graph) +
                   exn_first_visits_bytes(&self->first_visits) +
                   exn_outcome_set_bytes(&self->findings->outcomes);
    exn_budget_check(&self->budget, &progress, bytes);
    if (exn_run_has_no_states(self->run)) {
        self->budget.stopped_by = EXN_STOP_STATES_UNKNOWN;
    }
}

/* A limit that is reached with the last state leaves nothing out. */
static void check_limits_now_and_then(exn_search *self)
{
    if (self->transitions_followed >= self->next_check && exn_search_has_more(self)) {
        self->next_check = self->transitions_followed + TRANSITIONS_BETWEEN_CHECKS;
        report_and_check_limits(self);
    }
}

exn_search_status exn_search_begin(exn_search *search)
{
    exn_assert(search->frame_count == 0 && search->states == 0);
    return exn_search_arrive(search, &(exn_transition){.end = EXN_RUN_GOES_ON});
}

bool exn_search_is_to_go_on(const exn_search *self)
{
    return self->frame_count > 0 && self->budget.stopped_by == EXN_STOP_NONE;
}

exn_search_status exn_search_walk(exn_search *search, uint64_t states)
{
    exn_search_status status = EXN_SEARCH_DONE;
    while (status == EXN_SEARCH_DONE && exn_search_is_to_go_on(search) && search->states < states) {
        status = exn_search_go_on(search);
        check_limits_now_and_then(search);
    }
    return status;
}

/* --- opening and closing ---------------------------------------------------------------------- */

exn_search_status exn_search_open(exn_search *search, exn_run *run,
                                  const exn_explore_options *options, exn_findings *findings,
                                  exn_search_stats *stats)
{
    *search = (exn_search){
        .run = run,
        .all_audited = options->code_is_remote ? EXN_REMOTE_ALL_AUDITED : EXN_STATES_ALL_AUDITED,
        .merges_audited = options->code_is_remote ? EXN_REMOTE_ALL_AUDITED : EXN_MERGES_ALL_AUDITED,
        .states_max = options->states_max > 0 ? options->states_max : UINT64_MAX,
        .options = options,
        .findings = findings,
        .stats = stats};
    *stats = (exn_search_stats){.mode = EXN_MODE_SNAPSHOTS};
    exn_budget_begin(&search->budget, options);
    search->budget.states_max = 0; /* the search itself keeps to it, to the state */
    exn_heap_reset(exn_run_heap(run));
    bool opened =
        exn_visited_open(&search->visited) && exn_successors_open(&search->successors, run);
    /* A limit of faults from outside cuts runs, and says so: those, too, that a reduction would
     * have left out. */
    bool is_for_reduction = !run->scenario->has_schedule && !run->options.counts_steps;
    search->keeps_state_graph = run->options.audits_privacy && is_for_reduction;
    search->successors.reduces = is_for_reduction && !options->no_reduction &&
                                 run->options.limits_are_claimed && !search->keeps_state_graph;
    search->successors.defers = !search->keeps_state_graph; /* which keeps them all */
    search->audits_merges = exn_has_foreign_code(options);
    search->audited_below =
        UINT64_MAX / (options->code_is_elsewhere ? EXN_MERGES_BETWEEN_AUDITS_OF_PLUGINS
                                                 : EXN_MERGES_BETWEEN_AUDITS);
    search->successors.keeps_records = search->audits_merges;
    if (opened && !search->keeps_state_graph) {
        exn_successors_remember(&search->successors);
    }
    search->successors.ended = on_ended;
    search->successors.context = search;
    search->witness = search->audits_merges ? exn_witness_open(run) : NULL;
    return opened ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
}

static exn_stop_reason why_stopped(const exn_search *self)
{
    return self->budget.stopped_by != EXN_STOP_NONE ? self->budget.stopped_by
           : self->left_states                      ? EXN_STOP_STATES
           : self->successors.overflowed            ? EXN_STOP_TAPE_FULL
                                                    : EXN_STOP_NONE;
}

/* With the whole graph known: whether private steps commute with the rest. */
static exn_search_status judge_independence(exn_search *self)
{
    exn_assert(!self->successors.reduced); /* or part of the graph is missing */
    bool judged = exn_independence_judge(&self->state_graph, self->run, &self->stats->conviction);
    return !judged                           ? EXN_SEARCH_OUT_OF_MEMORY
           : self->stats->conviction != NULL ? EXN_SEARCH_CONVICTED
                                             : EXN_SEARCH_DONE;
}

/* What must be so when all that there is to explore, or the limits allow, was explored. */
static void check_end(const exn_search *self)
{
    exn_assert(self->frame_count == 0 || self->budget.stopped_by != EXN_STOP_NONE);
    exn_assert(self->states <= self->states_max);
    exn_assert(self->visited.own.places == NULL ||
               exn_visited_count(&self->visited) == self->states);
    exn_assert(exn_successors_are_kept(&self->successors));
}

exn_search_status exn_search_close(exn_search *search, exn_search_status status)
{
    if (status == EXN_SEARCH_DONE) {
        check_end(search);
    }
    if (status == EXN_SEARCH_DONE && search->keeps_state_graph) {
        status = judge_independence(search);
    }
    search->stats->states = search->states;
    search->stats->transitions = search->successors.made_count;
    search->stats->repeated += search->successors.repeated_count;
    search->stats->reduced = search->successors.reduced;
    search->stats->stopped_by = why_stopped(search);
    exn_witness_close(search->witness);
    exn_successors_close(&search->successors);
    exn_visited_close(&search->visited);
    exn_state_graph_free(&search->state_graph);
    exn_first_visits_free(&search->first_visits);
    free(search->frames);
    return status;
}
