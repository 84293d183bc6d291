/* The callbacks of a step, and who posts them without an end (D3, D5). */
#include "stage/callbacks.h"

#include "base/own_assert.h"
#include "contract/running.h"

enum { CALLBACKS_MAX = 10000, CALLBACKS_MAX_OF_MEMBER = 100 }; /* in one step */

/* If free memory was written to, the scope did it before the callback, and its manager during the
 * callback. */
__attribute__((noinline)) static void run_for_manager(exn_stage *stage, exeunt_task *task)
{
    uint32_t member = task->border->member;
    exn_run_as(task->border);
    task->border = NULL;
    exn_probe_callback_runs(&stage->probe, member);
    exn_probe_look(&stage->probe, EXN_NONE);
    task->run(task);
    exn_run_as(NULL);
    exn_probe_look(&stage->probe, member);
    exn_probe_look_at_other_bases(&stage->probe, member);
}

static void run_for_scope(exeunt_task *task)
{
    exn_run_as(task->border); /* NULL: it is the world's own */
    task->border = NULL;
    task->run(task);
    exn_run_as(NULL);
}

/* The callbacks of one step so far. */
typedef struct callbacks {
    uint32_t count;  /* that have run */
    uint32_t alone;  /* ... since a scope's, or since something happened at the border */
    uint32_t member; /* whose the last one was */
    size_t events;   /* of the trace */
} callbacks;

/* Not inlined: most steps have few callbacks. A manager is to blame if for half of the time nothing
 * happened but its callbacks; otherwise the scope is, which may begin a manager again and again. */
__attribute__((noinline)) static void count_callback(exn_stage *stage, callbacks *ran)
{
    uint32_t most = CALLBACKS_MAX + CALLBACKS_MAX_OF_MEMBER * stage->probe.view.member_count;
    size_t events = stage->run->recorder.trace_count;
    bool is_alone = ran->member != EXN_NONE && events == ran->events;
    ran->count += 1;
    ran->alone = is_alone ? ran->alone + 1 : 0;
    ran->events = events;
    if (ran->count >= most) { /* and there is another one */
        exn_event event = {.kind = EXN_NEVER_RESTS,
                           .scope = 0,
                           .member = ran->alone > most / 2 ? ran->member : EXN_NONE,
                           .callbacks_ran = ran->count};
        exn_record_event(&stage->run->recorder, &stage->probe.view, &event);
    }
}

static inline uint32_t run_one(exn_stage *stage, exeunt_task *task)
{
    uint32_t member = task->border != NULL ? task->border->member : EXN_NONE;
    if (member == EXN_NONE) {
        run_for_scope(task);
    } else {
        run_for_manager(stage, task);
    }
    return member;
}

void exn_run_first(exn_stage *stage)
{
    exeunt_task *task = exn_world_take_ready(stage->probe.world);
    exn_assert(task != NULL && "one is ready");
    run_one(stage, task);
}

void exn_run_ready(exn_stage *stage)
{
    callbacks ran = {.count = 0};
    exeunt_task *task = exn_world_take_ready(stage->probe.world);
    while (task != NULL) {
        ran.member = run_one(stage, task);
        task = exn_world_take_ready(stage->probe.world);
        if (task != NULL) {
            count_callback(stage, &ran);
        }
    }
}
