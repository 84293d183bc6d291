/* The end of a run: the world ends, and what is left in it was leaked (X13). */
#include "stage/finish.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "stage/expect.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "stage/script.h"

#include <stdio.h>

static void destroy_subjects(exn_stage *stage)
{
    for (uint32_t i = 0; i < stage->probe.view.scope_count; i++) {
        exeunt_border *border = &stage->probe.borders[i];
        exn_run_as(border);
        border->implementation->destroy(border->subject);
    }
    exn_run_as(NULL);
}

/* Counts the callbacks and timers that are not those of managers. */
static uint32_t count_left(const exn_world *world)
{
    uint32_t left = 0;
    for (const exeunt_task *i = world->ready_first; i != NULL; i = i->next) {
        left += i->border == NULL || i->border->member == EXN_NONE;
    }
    for (const exn_timer *i = world->timers; i != NULL; i = i->next) {
        left += i->purpose != EXN_OWN_TIMER;
    }
    return left;
}

/* The scope has leaked what is left (X13), apart from what managers hold: other rules looked at
 * that when the managers settled (M3, M4), and managers that never began, or were left entered
 * (X1), may hold what they hold. */
static void end_world(exn_stage *stage)
{
    const exn_world *world = stage->probe.world;
    if (stage->probe.own_borders != NULL) { /* there are managers in C */
        exn_probe_look_at_bases(&stage->probe);
    }
    destroy_subjects(stage);
    exn_probe_look(&stage->probe, EXN_NONE);
    size_t live = exn_live(stage);
    size_t bytes = live > stage->live_before ? live - stage->live_before : 0;
    exn_event event = {.kind = EXN_WORLD_ENDS,
                       .member = EXN_NONE,
                       .scope = 0,
                       .left = {.bytes = bytes, .waiting = count_left(world)}};
    exn_record_event(stage->probe.recorder, &stage->probe.view, &event);
}

void exn_finish(exn_stage *stage)
{
    exn_assert(stage->now->open_scopes == 0 && "every scope has closed");
    exn_run *run = stage->run;
    if (!exn_script_done(stage) && !exn_script_depart(stage)) {
        exn_script_lost(stage);
        exn_leave(run, EXN_RUN_OFF_SCRIPT);
    }
    end_world(stage);
    if (run->options.expects) {
        exn_expect_end(stage);
    }
}
