/* What happens in the tree of schedules (schedule_tree.h). */
#include "search/behaviour_runs.h"

#include "search/schedule_tree.h"

static void on_arrived(void *context, uint32_t depth, bool is_new)
{
    (void)depth;
    exn_behaviour_at(context, is_new);
}

static bool on_made(void *context, uint32_t depth, exn_run_end end)
{
    (void)depth;
    (void)end;
    exn_behaviour_made(context);
    return true;
}

exn_search_status exn_behaviour_of_runs(exn_run *run, const exn_explore_options *options,
                                        uint64_t runs_max, exn_behaviour *behaviour, bool *complete)
{
    const exn_tree_visitor visitor = {.arrived = on_arrived, .made = on_made, .context = behaviour};
    exn_tally checked = run->totals.tally; /* by the search */
    exn_search_status status = exn_schedule_tree_walk(run, options, runs_max, &visitor, complete);
    exn_behaviour_checked(behaviour, &checked);
    run->totals.tally = checked;
    return status;
}
