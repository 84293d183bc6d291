/* The pass that counts what happens, where it is asked for: by states, or where these cannot be
 * gone back to, by runs. */
#include "base/own_assert.h"
#include "checker/exploration.h"
#include "search/behaviour.h"
#include "search/behaviour_runs.h"
#include "search/budget.h"
#include "search/count.h"

enum { STATES_MAX = 200000, RUNS_MAX = 200000 };

/* Whether states cannot be gone back to. */
static bool is_by_runs(const exn_exploration *x)
{
    return exn_run_has_no_states(&x->run) || x->options.outside != NULL ||
           x->result->fallback != NULL;
}

/* Why what happens is not counted; NULL: it is. */
static const char *reason_not_to(const exn_exploration *x)
{
    exn_assert(x->run.stage != NULL && "the world is built");
    return exn_run_view(&x->run)->member_count > EXN_BEHAVIOUR_MEMBERS_MAX
               ? "what happens was not counted: there are too many managers"
           : is_by_runs(x) && x->stats.stopped_by == EXN_STOP_NOT_REPEATABLE
               ? "what happens was not counted: runs do not repeat"
               : NULL;
}

static bool note(exn_exploration *x, const char *text)
{
    exn_assert(!x->result->has_behaviour);
    return exn_strings_add(&x->result->notes, &x->result->note_count, text);
}

/* What the figures count is noted where they are not those of states. */
static bool tell(exn_exploration *x, const exn_behaviour *behaviour, bool complete)
{
    bool by_runs = is_by_runs(x);
    exn_assert(!x->result->has_behaviour);
    exn_assert(x->options.behaviour && "it was asked for");
    if (!complete) {
        return note(x, by_runs ? "what happens was not counted: there are too many runs"
                               : "what happens was not counted: there are too many states");
    }
    return (!by_runs || note(x, "what happens is counted in the tree of schedules")) &&
           exn_behaviour_report(behaviour, x->result);
}

static exn_search_status count(exn_exploration *x, exn_behaviour *behaviour)
{
    bool complete;
    exn_explore_options options = x->options;
    options.budget_s = exn_budget_left(&x->options, x->began_s);
    options.progress = NULL;
    exn_run_totals *totals = &x->run.totals;
    bool cut = totals->cut;
    x->run.options.finds_loops = false;
    exn_search_status status =
        is_by_runs(x) ? exn_behaviour_of_runs(&x->run, &options, RUNS_MAX, behaviour, &complete)
                      : exn_count_behaviour(&x->run, &options, STATES_MAX, behaviour, &complete);
    totals->cut = cut;
    if (status != EXN_SEARCH_DONE) {
        return status;
    }
    return tell(x, behaviour, complete) ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
}

exn_search_status exn_explore_behaviour(exn_exploration *x)
{
    if (!x->options.behaviour) {
        return EXN_SEARCH_DONE;
    }
    const char *why_not = reason_not_to(x);
    if (why_not != NULL) {
        return note(x, why_not) ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
    }
    exn_assert(x->result != NULL && x->run.stage != NULL);
    exn_behaviour *behaviour = exn_behaviour_new(&x->run);
    exn_search_status status = behaviour == NULL ? EXN_SEARCH_OUT_OF_MEMORY : count(x, behaviour);
    exn_behaviour_free(behaviour);
    return status;
}
