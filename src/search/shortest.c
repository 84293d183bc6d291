/* Dijkstra's algorithm with costs (faults, cancels, steps) in lexicographic order, and the tape to
 * break ties: costs of transitions are never negative and each has a step, so when a state is taken
 * from the queue it was reached on the cheapest way, and by the smallest tape among these.
 *
 * The cheapest way to a state may have many steps, and be too long for a run. If the number of
 * steps is not part of the state, nothing is seen then of what dearer but shorter ways lead to from
 * there. So what costs as much as that state, or more, is not known to be the cheapest. */
#include "search/shortest.h"

#include "base/own_assert.h"
#include "search/budget.h"
#include "search/path_queue.h"
#include "search/path_tree.h"
#include "search/successors.h"

enum { STATES_BETWEEN_CHECKS = 64 };
/* Of states: some millions. Beyond it a counterexample is reported as it was found. */
#define BYTES_MAX ((size_t)1 << 29)

typedef struct search {
    exn_run *run;
    exn_successors successors;
    exn_path_tree tree;
    exn_path_queue queue;
    exn_budget budget;
    exn_findings found; /* the cheapest so far */
    const exn_findings *wanted;
    exn_cost dearest; /* costs of one of these: what costs more is not worth a look */
    uint64_t expanded;
    bool is_cut;  /* a run was too long at a state: */
    exn_cost cut; /* the cheapest way to the first such one */
} search;

/* --- states ----------------------------------------------------------------------------------- */

static exn_search_status on_ended(void *context, exn_run_end end, const exn_transition *transition)
{
    search *self = context;
    (void)transition;
    if (end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED) {
        exn_findings_add(&self->found, self->run, end, self->expanded);
        exn_budget_count_hang(&self->budget, self->run);
    }
    return self->found.out_of_memory ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}

/* Queues the states that transitions lead to, and forgets the transitions. */
static exn_search_status queue_transitions(search *self)
{
    bool queued = true;
    for (size_t i = 0; i < self->successors.transition_count && queued; i++) {
        const exn_transition *transition = &self->successors.transitions[i];
        if (transition->end == EXN_RUN_GOES_ON &&
            exn_cost_compare(&transition->path, &self->dearest) <= 0) {
            uint32_t added;
            exn_assert(
                exn_cost_compare(&self->tree.states[self->tree.at].path, &transition->path) <= 0);
            queued = exn_path_tree_add(&self->tree, transition, &added) &&
                     (added == 0 || exn_path_queue_push(&self->queue, added));
        }
    }
    exn_successors_drop(&self->successors, (exn_successors_mark){0});
    return queued ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
}

static exn_search_status expand(search *self, uint32_t state)
{
    self->expanded += 1;
    exn_path_tree_go(&self->tree, state);
    exn_assert(exn_hash_equal(self->successors.snapshots.hash, self->tree.states[state].hash));
    const exn_cost path = self->tree.states[state].path;
    if (!self->is_cut && !self->run->options.counts_steps &&
        path.steps >= self->run->options.steps_max) {
        self->is_cut = true;
        self->cut = path;
    }
    exn_search_status status = exn_successors_expand(&self->successors, &path, false);
    return status == EXN_SEARCH_DONE ? queue_transitions(self) : status;
}

/* --- the end ---------------------------------------------------------------------------------- */

static exn_cost costs_of(const exn_finding *finding)
{
    return (exn_cost){finding->steps, finding->faults, finding->cancels, 0};
}

/* Whether nothing that is wanted can be found cheaper from a state with these costs on. */
static bool is_settled(const search *self, const exn_cost *next)
{
    for (size_t i = 0; i < self->wanted->count; i++) {
        const exn_finding *wanted = &self->wanted->found[i];
        const exn_finding *found = exn_findings_same(&self->found, wanted);
        if (wanted->loops || exn_finding_breaks(wanted, EXN_M9)) {
            continue;
        }
        if (found == NULL) {
            return false;
        }
        exn_cost costs = costs_of(found);
        if (exn_cost_compare(next, &costs) <= 0) { /* equal: its tape might be smaller */
            return false;
        }
    }
    return true;
}

static exn_cost dearest_of(const exn_findings *wanted)
{
    exn_cost dearest = {0};
    for (size_t i = 0; i < wanted->count; i++) {
        exn_cost costs = costs_of(&wanted->found[i]);
        dearest = exn_cost_compare(&costs, &dearest) > 0 ? costs : dearest;
    }
    return dearest;
}

static size_t bytes_used(const search *self)
{
    return exn_path_tree_bytes(&self->tree) + exn_successors_bytes(&self->successors) +
           exn_path_queue_bytes(&self->queue);
}

static void report_and_check_limits(search *self)
{
    exn_progress progress = {.states = self->expanded, .transitions = self->successors.made_count};
    exn_budget_check(&self->budget, &progress, bytes_used(self));
}

/* Marks what is known to be the shortest. */
static void mark_shortest(search *self, bool settled)
{
    for (size_t i = 0; i < self->found.count; i++) {
        exn_finding *found = &self->found.found[i];
        exn_cost costs = costs_of(found);
        bool may_hide = self->is_cut && exn_cost_compare(&costs, &self->cut) >= 0;
        found->shortest = settled && !may_hide;
    }
}

/* Expands one state after the other, the cheapest first, until all is `settled` or a limit ends it.
 */
static exn_search_status walk(search *self, bool *settled)
{
    const exn_cost start = {0};
    exn_search_status status = exn_successors_expand(&self->successors, &start, true);
    status = status == EXN_SEARCH_DONE ? queue_transitions(self) : status;
    *settled = false;
    while (status == EXN_SEARCH_DONE && self->queue.count > 0 && !*settled &&
           self->budget.stopped_by == EXN_STOP_NONE && bytes_used(self) < BYTES_MAX) {
        uint32_t next = exn_path_queue_pop(&self->queue);
        *settled = is_settled(self, &self->tree.states[next].path);
        if (*settled || !exn_path_tree_waits(&self->tree, next)) {
            continue;
        }
        status = expand(self, next);
        if (self->expanded % STATES_BETWEEN_CHECKS == 0) {
            report_and_check_limits(self);
        }
    }
    /* States come from the cheapest on, so that no hang is cheaper than the first one. */
    bool hung = self->budget.stopped_by == EXN_STOP_HANGS;
    const exn_cost beyond = {UINT64_MAX, UINT32_MAX, UINT32_MAX, 0};
    *settled = *settled || self->queue.count == 0 || (hung && is_settled(self, &beyond));
    return status;
}

exn_search_status exn_shortest(exn_run *run, const exn_explore_options *options,
                               exn_findings *findings)
{
    search self = {.run = run, .wanted = findings, .dearest = dearest_of(findings)};
    self.queue.tree = &self.tree;
    exn_tally checked = run->totals.tally;
    exn_budget_begin(&self.budget, options);
    exn_heap_reset(exn_run_heap(run));
    bool settled = false;
    bool opened = exn_successors_open(&self.successors, run) &&
                  exn_path_tree_open(&self.tree, &self.successors);
    if (opened) {
        exn_successors_remember(&self.successors);
    }
    self.successors.ended = on_ended;
    self.successors.context = &self;
    exn_search_status status = opened ? walk(&self, &settled) : EXN_SEARCH_OUT_OF_MEMORY;
    if (status == EXN_SEARCH_DONE) {
        exn_assert(exn_successors_are_kept(&self.successors));
        mark_shortest(&self, settled);
        exn_findings_shorten(findings, &self.found, run);
    }
    run->totals.tally = checked;
    exn_findings_free(&self.found);
    exn_path_tree_close(&self.tree);
    exn_successors_close(&self.successors);
    exn_path_queue_free(&self.queue);
    return status;
}
