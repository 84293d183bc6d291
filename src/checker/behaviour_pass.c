/* The pass that counts what happens, where it is asked for and states can be gone back to. */
#include "base/own_assert.h"
#include "checker/exploration.h"
#include "search/behaviour.h"
#include "search/budget.h"
#include "search/count.h"

#include <stdio.h>

enum { STATES_MAX = 200000 };

/* Why what happens is not counted; NULL: it is. `text` has room for the answer. */
static const char *reason_not_to(const exn_exploration *x, char *text, size_t size)
{
    const exeunt_implementation *implementation = x->run.implementation;
    uint32_t members = exn_run_view(&x->run)->member_count;
    bool is_by_runs = (implementation->capabilities & EXEUNT_NO_SNAPSHOTS) != 0 ||
                      x->options.outside != NULL || x->result->fallback != NULL;
    if (!is_by_runs && members <= EXN_BEHAVIOUR_MEMBERS_MAX) {
        return NULL;
    }
    snprintf(text, size, "what happens was not counted: %s",
             is_by_runs ? "its states cannot be gone back to" : "there are too many managers");
    return text;
}

static bool note(exn_exploration *x, const char *text)
{
    exn_assert(!x->result->has_behaviour);
    return exn_strings_add(&x->result->notes, &x->result->note_count, text);
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
        exn_count_behaviour(&x->run, &options, STATES_MAX, behaviour, &complete);
    totals->cut = cut;
    if (status != EXN_SEARCH_DONE) {
        return status;
    }
    exn_assert(!x->result->has_behaviour);
    bool told = complete ? exn_behaviour_report(behaviour, x->result)
                         : note(x, "what happens was not counted: there are too many states");
    return told ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
}

exn_search_status exn_explore_behaviour(exn_exploration *x)
{
    char text[200];
    if (!x->options.behaviour) {
        return EXN_SEARCH_DONE;
    }
    const char *why_not = reason_not_to(x, text, sizeof text);
    if (why_not != NULL) {
        return note(x, why_not) ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
    }
    exn_assert(x->result != NULL && x->run.stage != NULL);
    exn_behaviour *behaviour = exn_behaviour_new(&x->run);
    exn_search_status status = behaviour == NULL ? EXN_SEARCH_OUT_OF_MEMORY : count(x, behaviour);
    exn_behaviour_free(behaviour);
    return status;
}
