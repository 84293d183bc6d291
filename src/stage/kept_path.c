/* Copies into the world, and back, what lies outside it and decides the rest of a run. */
#include "stage/kept_path.h"

#include "base/own_assert.h"

/* Apart, because only some scenarios need it and each step comes by here. */
__attribute__((noinline)) static void keep_closings(exn_stage *stage)
{
    const exn_view *view = &stage->probe.view;
    for (uint32_t i = 0; i < view->task_count; i++) {
        exn_kept_closing *kept = &stage->kept_closings[i];
        uint32_t scope = view->tasks[i].scope;
        exn_assert((!kept->closed || view->scopes[scope].closed) && "what has closed stays so");
        if (view->scopes[scope].closed && !kept->closed) {
            kept->closed = true;
            exn_closing_copy(&kept->closing, exn_closing_of(&stage->run->recorder, view, scope));
        }
    }
}

void exn_path_keep(exn_stage *stage)
{
    const exn_run *run = stage->run;
    exn_stage_now *now = stage->now;
    bool faults_count = run->options.faults_max != UINT32_MAX;
    bool cancels_count = run->options.cancels_limit != UINT32_MAX;
    now->faults = !faults_count                                   ? 0
                  : run->current.faults < run->options.faults_max ? run->current.faults
                                                                  : run->options.faults_max;
    now->cancels = !cancels_count                                      ? 0
                   : run->current.cancels < run->options.cancels_limit ? run->current.cancels
                                                                       : run->options.cancels_limit;
    now->steps = run->options.counts_steps ? run->current.steps : 0;
    if (stage->kept_closings != NULL) {
        keep_closings(stage);
    }
}

__attribute__((noinline)) static void recall_closings(exn_stage *stage)
{
    exn_recorder *recorder = &stage->run->recorder;
    uint32_t count = stage->probe.view.task_count;
    uint32_t closed = 0;
    for (uint32_t i = 0; i < count; i++) {
        const exn_kept_closing *kept = &stage->kept_closings[i];
        if (kept->closed) {
            exn_assert(stage->now->open_scopes > 0 && "others are still to close");
            exn_closing_copy(recorder->of_tasks != NULL ? &recorder->of_tasks[i]
                                                        : &recorder->closing,
                             &kept->closing);
            closed += 1;
        }
    }
    if (closed == count) { /* only scopes that entries were moved to are still to close */
        if (count > 1) {
            exn_closing_combine(&recorder->closing, recorder->of_tasks, count);
        }
        recorder->closed = true;
    }
}

void exn_path_recall(exn_stage *stage)
{
    if (stage->kept_closings != NULL) {
        recall_closings(stage);
    }
}
