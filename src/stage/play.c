/* Plays the managers and the bodies of a scenario: the functions that the probe calls. */
#include "stage/play.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "stage/actors.h"
#include "stage/body.h"
#include "stage/deadlines.h"
#include "stage/endless.h"
#include "stage/oldest_in_flight.h"
#include "stage/operations.h"
#include "stage/played_body.h"
#include "stage/requests.h"

static void play_enter(void *context, uint32_t member)
{
    exn_stage *stage = context;
    exn_actor_begin(stage, member, false);
}

static void play_exit(void *context, uint32_t member, exn_error_id cause)
{
    exn_stage *stage = context;
    (void)cause; /* the view keeps it */
    exn_actor_begin(stage, member, true);
}

static void play_cancel(void *context, uint32_t member)
{
    exn_stage *stage = context;
    exn_assert(stage->actors[member]->at_work && "only what is in flight is asked to stop");
    stage->actors[member]->asked = true;
    exn_operation_mark_hang(stage, member); /* it has hung up to this request */
}

static void play_begin_body(void *context, uint32_t task)
{
    exn_stage *stage = context;
    if (exn_has_own_body(stage, task)) {
        exn_own_body_begin(stage, task);
        return;
    }
    exn_played_body_begin(stage, task);
}

static void play_cancel_body(void *context, uint32_t task)
{
    exn_stage *stage = context;
    if (exn_has_own_body(stage, task)) {
        exn_own_body_cancel(stage, task);
        return;
    }
    exn_played_body_cancel(stage, task);
}

static void play_closing(void *context, uint32_t scope)
{
    const exn_stage *stage = context;
    if (stage->run->scenario->cancels_min == 0) {
        return;
    }
    const exn_view *view = &stage->probe.view;
    uint32_t open = 0;
    for (uint32_t i = 0; i < view->task_count; i++) {
        open += !view->scopes[view->tasks[i].scope].closed;
    }
    bool is_last = open == 1 && exn_task_closed_by(view, scope) != EXN_NONE;
    if (is_last) { /* no request comes after this */
        exn_demand_requests(context);
    }
}

static void play_close(void *context, uint32_t scope)
{
    exn_stage *stage = context;
    exn_require((stage->now->open_scopes > 0 || !exn_view_is_exact(&stage->probe.view)) &&
                "a scope closes once (X10)");
    stage->now->open_scopes -= 1;
    const exn_view *view = &stage->probe.view;
    uint32_t task = exn_task_closed_by(view, scope);
    uint32_t count = task != EXN_NONE && stage->moved_to != NULL ? view->scope_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        if (stage->moved_to[i] && view->scopes[i].is->task == task) {
            exeunt_border *border = &stage->probe.borders[i];
            exeunt_border *caller = exn_run_as(border);
            border->implementation->close(border->subject);
            exn_run_as(caller);
        }
    }
}

static void play_notice(void *context, const exn_event *event)
{
    exn_deadlines_notice(context, event);
    exn_ages_notice(context, event);
    exn_endless_notice(context, event);
}

const exn_actor_callbacks *exn_play_callbacks(bool notices)
{
    static const exn_actor_callbacks quiet = {.enter = play_enter,
                                              .exit = play_exit,
                                              .cancel = play_cancel,
                                              .begin_body = play_begin_body,
                                              .cancel_body = play_cancel_body,
                                              .closing = play_closing,
                                              .close = play_close};
    static const exn_actor_callbacks noticing = {.enter = play_enter,
                                                 .exit = play_exit,
                                                 .cancel = play_cancel,
                                                 .begin_body = play_begin_body,
                                                 .cancel_body = play_cancel_body,
                                                 .closing = play_closing,
                                                 .close = play_close,
                                                 .notice = play_notice};
    return notices ? &noticing : &quiet;
}
