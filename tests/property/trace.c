/* The trace of a run, and what happens in it. */
#include "rules.h"

#include <assert.h>

void brute_record(struct brute_run *run, enum brute_event_kind kind, int node)
{
    if (run->scenario->expects_later) {
        assert(run->trace_count < BRUTE_TRACE_MAX);
        run->trace[run->trace_count++] =
            (struct brute_event){.kind = (uint8_t)kind, .node = (uint8_t)node};
    }
}

static bool happens_from(const struct brute_run *run, int from, struct brute_event event)
{
    for (int i = from; i < run->trace_count; i++) {
        if (run->trace[i].kind == event.kind && run->trace[i].node == event.node) {
            return true;
        }
    }
    return false;
}

bool brute_run_shows(const struct brute_run *run, struct brute_event event)
{
    return happens_from(run, 0, event);
}

bool brute_run_keeps_order(const struct brute_run *run, struct brute_event first,
                           struct brute_event second)
{
    for (int i = 0; i < run->trace_count; i++) {
        bool is_first = run->trace[i].kind == first.kind && run->trace[i].node == first.node;
        if (is_first && !happens_from(run, i + 1, second)) {
            return false;
        }
    }
    return true;
}
