/* Copies into the world, and back, what lies outside it and decides the rest of a run. */
#include "stage/kept_path.h"

#include "base/own_assert.h"

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
    if (stage->kept_closing != NULL && run->recorder.closed && !stage->kept_closing->closed) {
        stage->kept_closing->closed =
            true; /* the outermost scope; all others close in the last step */
        exn_closing_copy(&stage->kept_closing->closing, &run->recorder.closing);
    }
}

void exn_path_recall(exn_stage *stage)
{
    exn_recorder *recorder = &stage->run->recorder;
    const exn_kept_closing *kept = stage->kept_closing;
    if (kept != NULL && kept->closed) {
        exn_assert(stage->now->open_scopes > 0 && "others are still to close");
        exn_closing_copy(&recorder->closing, &kept->closing);
        recorder->closed = true;
    }
}
