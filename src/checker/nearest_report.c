/* Pictures for which more is explored: the nearest passing schedule beside a violation, run once
 * more for its trace, and the graph of states; where states cannot be gone back to, by runs. */
#include "checker/nearest_report.h"

#include "base/own_assert.h"
#include "checker/lanes_of_run.h"
#include "search/budget.h"
#include "search/graph_of_schedules.h"
#include "search/graph_of_states.h"
#include "search/nearest_by_runs.h"

#include <stdlib.h>
#include <string.h>

static const char every_run_breaks[] = "every schedule breaks something";

/* Out of memory makes *complete false. */
static char *copy(const char *text, bool *complete)
{
    char *copied = strdup(text);
    *complete = *complete && copied != NULL;
    return copied;
}

/* --- where the schedules part ----------------------------------------------------------------- */

/* How many events both traces begin with. */
static size_t count_shared(const exn_violation *violation, const exn_passing *nearest)
{
    size_t shared = 0;
    while (shared < violation->trace_count && shared < nearest->trace_count &&
           strcmp(violation->trace[shared], nearest->trace[shared]) == 0) {
        shared += 1;
    }
    return shared;
}

/* The first items of the two schedules that differ; NULL where one of them has ended. */
static void find_items(const exn_lanes *here, const exn_lanes *there, const char **made,
                       const char **instead)
{
    size_t i = 0;
    while (i < here->step_count && i < there->step_count &&
           strcmp(here->steps[i].item, there->steps[i].item) == 0) {
        i += 1;
    }
    *made = i < here->step_count ? here->steps[i].item : NULL;
    *instead = i < there->step_count ? there->steps[i].item : NULL;
}

/* --- the run ---------------------------------------------------------------------------------- */

/* Runs the passing schedule, and takes all that is shown of it. Returns false when out of
 * memory. */
static bool show_run(exn_run *run, const exn_nearest_run *found, const exn_violation *violation,
                     exn_passing *nearest)
{
    bool complete = true;
    char outcome[4096];
    exn_assert(found->choices > found->shared && "the choice that decides is on the tape");
    memcpy(run->tape.flight->tape, found->tape, found->choices * sizeof *found->tape);
    run->tape.decided = found->choices;
    exn_run_end end = exn_run_once(run);
    if (end == EXN_RUN_OUT_OF_MEMORY) {
        return false;
    }
    if (end != EXN_RUN_CLOSED) { /* code under test keeps something outside the world */
        nearest->none = copy("what passed once did not pass again", &complete);
        return complete;
    }
    exn_run_outcome_text(exn_run_view(run), &run->recorder.closing, outcome, sizeof outcome);
    nearest->outcome = copy(outcome, &complete);
    nearest->tape = exn_tape_format(&run->tape);
    nearest->lanes = exn_lanes_of_run(run, NULL);
    nearest->faults = run->current.faults;
    nearest->cancels = run->current.cancels;
    nearest->steps = run->current.steps;
    nearest->choice = found->shared + 1;
    complete = complete && nearest->tape != NULL && nearest->lanes != NULL &&
               exn_trace_text(run, &nearest->trace, &nearest->trace_count);
    if (!complete) {
        return false;
    }
    const char *made;
    const char *instead;
    nearest->shared_events = (uint32_t)count_shared(violation, nearest);
    exn_assert(nearest->lanes->event_count == nearest->trace_count);
    find_items(violation->lanes, nearest->lanes, &made, &instead);
    nearest->made = copy(made != NULL ? made : "nothing more", &complete);
    nearest->instead = copy(instead != NULL ? instead : "nothing more", &complete);
    return complete;
}

static bool show(exn_run *run, const exn_nearest_run *found, const exn_violation *violation,
                 exn_passing *nearest)
{
    run->options.tells_steps = true;
    bool complete = show_run(run, found, violation, nearest);
    run->options.tells_steps = false;
    return complete;
}

static bool take_why_none(const exn_nearest_run *found, bool by_runs, exn_passing *nearest)
{
    bool complete = true;
    char text[100];
    snprintf(text, sizeof text, "none was found within %d %s",
             by_runs ? EXN_NEAREST_RUNS_MAX : EXN_NEAREST_STATES_MAX, by_runs ? "runs" : "states");
    exn_assert(found->status != EXN_NEAREST_FOUND && found->tape == NULL);
    bool is_known = found->status == EXN_NEAREST_NONE;
    nearest->none = copy(is_known ? every_run_breaks : text, &complete);
    return complete;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Whether states can be trusted. */
static bool has_states(const exn_exploration *x)
{
    return x->stats.mode == EXN_MODE_SNAPSHOTS && x->options.outside == NULL &&
           x->result->fallback == NULL;
}

/* Whether states cannot be gone back to, and runs repeat. */
static bool has_runs(const exn_exploration *x)
{
    return x->stats.mode == EXN_MODE_REEXECUTION && x->stats.stopped_by != EXN_STOP_NOT_REPEATABLE;
}

static exn_search_status find_nearest(exn_exploration *x, const exn_explore_options *options,
                                      const uint32_t *tape, uint32_t choices,
                                      exn_nearest_run *found)
{
    return has_states(x) ? exn_find_nearest(&x->run, options, tape, choices, found)
                         : exn_find_nearest_by_runs(&x->run, options, tape, choices, found);
}

static bool report_one(exn_exploration *x, exn_violation *violation)
{
    exn_explore_options options = x->options;
    options.budget_s = exn_budget_left(&x->options, x->began_s);
    options.progress = NULL;
    if (!exn_tape_parse(&x->run.tape, violation->tape)) {
        return false;
    }
    uint32_t choices = x->run.tape.decided;
    uint32_t *tape = calloc((size_t)choices + 1, sizeof *tape);
    violation->nearest = calloc(1, sizeof *violation->nearest);
    exn_nearest_run found = {.tape = NULL};
    bool complete = tape != NULL && violation->nearest != NULL;
    if (complete) {
        memcpy(tape, x->run.tape.flight->tape, choices * sizeof *tape);
        complete = find_nearest(x, &options, tape, choices, &found) == EXN_SEARCH_DONE;
    }
    if (complete) {
        complete = found.status == EXN_NEAREST_FOUND
                       ? show(&x->run, &found, violation, violation->nearest)
                       : take_why_none(&found, !has_states(x), violation->nearest);
    }
    free(found.tape);
    free(tape);
    return complete;
}

bool exn_graph_report(exn_exploration *x)
{
    exn_explore_options options = x->options;
    options.budget_s = exn_budget_left(&x->options, x->began_s);
    options.progress = NULL;
    if (!x->run.options.draws || x->stats.stopped_by != EXN_STOP_NONE) {
        return true;
    }
    if (has_states(x)) {
        return x->stats.states > EXN_GRAPH_STATES_MAX ||
               exn_graph_of_states(&x->run, &options, &x->result->graph) == EXN_SEARCH_DONE;
    }
    return !has_runs(x) || x->stats.loops || x->stats.runs > EXN_GRAPH_STATES_MAX ||
           exn_graph_of_schedules(&x->run, &options, &x->result->graph) == EXN_SEARCH_DONE;
}

bool exn_nearest_report(exn_exploration *x)
{
    bool looks = x->run.options.draws && (has_states(x) || has_runs(x));
    bool complete = true;
    for (size_t i = 0; complete && looks && i < x->result->violation_count; i++) {
        exn_violation *violation = &x->result->violations[i];
        bool is_one_schedule = violation->trace_count > 0 && violation->lanes != NULL;
        bool is_doubted = exn_violation_breaks(violation, EXN_M9);
        complete = !is_one_schedule || is_doubted || report_one(x, violation);
        exn_assert(!complete || violation->nearest == NULL ||
                   (violation->nearest->none != NULL) != (violation->nearest->tape != NULL));
    }
    return complete;
}
