/* What the probe has seen becomes an event: recorded, judged, and told to the stage. */
#include "base/own_assert.h"
#include "contract/probe.h"

void exn_probe_event(exn_probe *probe, exn_event_kind kind, uint32_t scope, uint32_t member)
{
    exn_event event = {.kind = kind, .scope = scope, .member = member};
    exn_probe_emit(probe, &event);
}

/* Not inlined: it is rare, and what leads to it is not. */
__attribute__((noinline)) void exn_probe_touch_free(exn_probe *probe, uint32_t member)
{
    exn_probe_event(probe, EXN_TOUCHES_FREE, EXN_NONE, member);
    exn_assert(!exn_view_is_exact(&probe->view) &&
               "X13 and M8 end the run, unless they are waived");
}
