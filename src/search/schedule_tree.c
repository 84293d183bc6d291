/* A transition that comes before the choice which differs from the run before was seen in that
 * one. */
#include "search/schedule_tree.h"

#include "base/own_assert.h"
#include "search/budget.h"

enum { RUNS_BETWEEN_CHECKS = 64 };

typedef struct walk {
    exn_run *run;
    const exn_tree_visitor *visitor;
    exn_budget budget;
    bool gives_up;
    bool overflowed;
} walk;

/* Makes one transition. Nothing is checked anew that was checked in another run. */
static exn_run_end make(walk *self, uint32_t depth, bool *is_new)
{
    exn_run *run = self->run;
    exn_tally before = run->totals.tally;
    exn_assert(!self->gives_up && "what gave up sees no more");
    exn_run_forget(run);
    exn_run_end end = depth == 0 ? exn_run_begin(run) : exn_run_step(run, NULL);
    *is_new = *is_new || run->tape.flight->choices >= run->tape.decided;
    if (!*is_new) {
        run->totals.tally = before;
    } else if (!exn_is_no_run(end) && end != EXN_RUN_OUT_OF_MEMORY) {
        self->gives_up = !self->visitor->made(self->visitor->context, depth, end);
    }
    return end;
}

static exn_run_end run_once(walk *self)
{
    bool is_new = self->run->tape.decided == 0;
    exn_run_end end = EXN_RUN_GOES_ON;
    exn_heap_reset(exn_run_heap(self->run));
    for (uint32_t depth = 0; end == EXN_RUN_GOES_ON && !self->gives_up; depth++) {
        self->visitor->arrived(self->visitor->context, depth, is_new);
        end = make(self, depth, &is_new);
    }
    self->overflowed = self->overflowed || self->run->tape.overflowed;
    exn_budget_count_hang(&self->budget, self->run);
    return end;
}

exn_search_status exn_schedule_tree_walk(exn_run *run, const exn_explore_options *options,
                                         uint64_t runs_max, const exn_tree_visitor *visitor,
                                         bool *complete)
{
    walk self = {.run = run, .visitor = visitor};
    exn_run_end end = EXN_RUN_CLOSED;
    bool more = true;
    exn_assert(visitor->arrived != NULL && visitor->made != NULL);
    exn_budget_begin(&self.budget, options);
    run->tape.decided = 0;
    for (uint64_t runs = 0; more && runs < runs_max && self.budget.stopped_by == EXN_STOP_NONE;
         runs++) {
        end = run_once(&self);
        exn_assert(self.gives_up || end != EXN_RUN_GOES_ON);
        more = !self.gives_up && end != EXN_RUN_OUT_OF_MEMORY && exn_tape_advance(&run->tape);
        if (runs % RUNS_BETWEEN_CHECKS == 0) {
            exn_progress progress = {.runs = runs};
            exn_budget_check(&self.budget, &progress, 0);
        }
    }
    *complete = !more && !self.gives_up && !self.overflowed && end != EXN_RUN_OUT_OF_MEMORY;
    return end == EXN_RUN_OUT_OF_MEMORY ? EXN_SEARCH_OUT_OF_MEMORY : EXN_SEARCH_DONE;
}
