/* Runs every schedule in parts, one transition after the other. A transition that comes before the
 * choice which differs from the run before was counted with that one. */
#include "search/behaviour_runs.h"

#include "base/own_assert.h"
#include "search/budget.h"
#include "stage/stage.h"

enum { RUNS_BETWEEN_CHECKS = 64 };

typedef struct walk {
    exn_run *run;
    exn_behaviour *behaviour;
    uint32_t decided; /* choices of the tape that were set before the run began */
} walk;

/* Makes one transition. Nothing is checked anew that was checked in another run. */
static exn_run_end make(walk *self, bool begins, bool *is_new)
{
    exn_run *run = self->run;
    exn_tally before = run->totals.tally;
    exn_run_forget(run);
    exn_run_end end = begins ? exn_run_begin(run) : exn_run_step(run, NULL);
    *is_new = *is_new || run->tape.flight->choices >= self->decided;
    if (!*is_new) {
        run->totals.tally = before;
    } else if (!exn_is_no_run(end) && end != EXN_RUN_OUT_OF_MEMORY) {
        exn_behaviour_made(self->behaviour);
    }
    return end;
}

static exn_run_end run_once(walk *self)
{
    bool is_new = self->decided == 0;
    exn_heap_reset(exn_run_heap(self->run));
    exn_behaviour_at(self->behaviour, is_new);
    exn_run_end end = make(self, true, &is_new);
    while (end == EXN_RUN_GOES_ON) {
        exn_behaviour_at(self->behaviour, is_new);
        end = make(self, false, &is_new);
    }
    return end;
}

exn_search_status exn_behaviour_of_runs(exn_run *run, const exn_explore_options *options,
                                        uint64_t runs_max, exn_behaviour *behaviour, bool *complete)
{
    exn_budget budget;
    exn_tally checked = run->totals.tally; /* by the search */
    exn_run_end end = EXN_RUN_CLOSED;
    bool more = true;
    bool overflowed = false;
    exn_budget_begin(&budget, options);
    run->tape.decided = 0;
    for (uint64_t runs = 0; more && runs < runs_max && budget.stopped_by == EXN_STOP_NONE; runs++) {
        walk self = {.run = run, .behaviour = behaviour, .decided = run->tape.decided};
        end = run_once(&self);
        exn_assert(end != EXN_RUN_GOES_ON && self.decided <= run->tape.flight->choices);
        overflowed = overflowed || run->tape.overflowed;
        exn_budget_count_hang(&budget, run);
        more = end != EXN_RUN_OUT_OF_MEMORY && exn_tape_advance(&run->tape);
        if (runs % RUNS_BETWEEN_CHECKS == 0) {
            exn_progress progress = {.runs = runs};
            exn_budget_check(&budget, &progress, 0);
        }
    }
    exn_behaviour_checked(behaviour, &checked);
    run->totals.tally = checked;
    *complete = !more && !overflowed && end != EXN_RUN_OUT_OF_MEMORY;
    return end == EXN_RUN_OUT_OF_MEMORY ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}
