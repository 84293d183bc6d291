/* The choice between what may come in the same turn and the callbacks: turns.h. */
#include "stage/turns.h"

#include "base/own_assert.h"
#include "stage/choose.h"
#include "stage/enabled.h"
#include "stage/listing.h"
#include "stage/script.h"
#include "stage/script_extras.h"

/* Whether it can come behind something else: a completion, but no request, which would make what
 * has come before it untrue. */
static bool is_completion(const exn_delivery *delivery)
{
    return delivery->kind == EXN_DELIVER_SETTLE || delivery->kind == EXN_DELIVER_EXTERNAL;
}

/* Lists the callbacks first, then the completions. */
static void list(exn_stage *stage)
{
    exn_run *run = stage->run;
    exn_enabled_clear(run);
    exn_enabled_add(run, EXN_DELIVER_CALLBACKS, EXN_NONE, NULL);
    exn_enabled_list(stage);
    if (exn_script_active(stage)) {
        exn_script_extras(stage);
    }
    uint32_t kept = 1;
    for (uint32_t i = 1; i < run->enabled.count; i++) {
        if (is_completion(&run->enabled.items[i])) {
            run->enabled.items[kept] = run->enabled.items[i];
            run->enabled.items[kept++].at_once = true;
        }
    }
    run->enabled.count = kept;
}

bool exn_turn_goes_on(exn_stage *stage, exn_delivery *next)
{
    exn_run *run = stage->run;
    exn_assert(stage->takes_turns && stage->probe.world->ready_first != NULL);
    list(stage);
    if (!exn_enabled_limit_turn(stage)) {
        return false; /* what the schedule wants may come when the callbacks have run */
    }
    for (uint32_t i = 1; i < run->enabled.count; i++) {
        bool is_named = exn_script_active(stage); /* a schedule may always say so */
        run->enabled.allowed[i] = run->enabled.allowed[i] && (run->options.tries_turns || is_named);
    }
    *next = *exn_enabled_choose(stage);
    return next->kind != EXN_DELIVER_CALLBACKS;
}
