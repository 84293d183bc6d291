/* What the child waits for when it waits for time: child_time.h. */
#include "adapters/child_time.h"

#include "base/own_assert.h"
#include "stage/timers.h"

#include <string.h>

static void fire(exeunt_timer *timer)
{
    exn_wing *self = timer->data;
    uint64_t passed = self->timer_ms;
    self->timer_ms = 0;
    exn_wing_hears(self, (exn_happening){.kind = EXN_HAPPENS_TIME,
                                         .scope = EXN_NONE,
                                         .member = EXN_NONE,
                                         .number = passed});
}

bool exn_child_time_take(exn_wing *self, const json_t *event)
{
    const json_t *wait = json_array_get(event, 1);
    exeunt_border_stop_timer(self->border, &self->timer);
    self->timer_ms = 0;
    if (json_is_null(wait)) {
        return true;
    }
    if (!json_is_integer(wait) || json_integer_value(wait) < 0) {
        return exn_adapter_object(self->adapter, "a timer waits for milliseconds, or null");
    }
    self->timer_ms = (uint64_t)json_integer_value(wait);
    self->timer = (exeunt_timer){.fire = fire, .data = self};
    exn_scope_timer_start(self->border, &self->timer, self->timer_ms);
    return true;
}

void exn_child_time_catch_up(exn_wing *self)
{
    if (self->timer.border == NULL) {
        return;
    }
    uint64_t left = exn_timer_left(exn_wing_probe(self)->stage, &self->timer);
    exn_assert(left <= self->timer_ms && "time does not go back");
    if (left == self->timer_ms) {
        return;
    }
    exn_require(self->happening_count < self->happenings_max && "one is kept for the time");
    memmove(self->happenings + 1, self->happenings,
            self->happening_count * sizeof *self->happenings);
    self->happenings[0] = (exn_happening){.kind = EXN_HAPPENS_TIME,
                                          .scope = EXN_NONE,
                                          .member = EXN_NONE,
                                          .number = self->timer_ms - left};
    self->happening_count += 1;
    self->timer_ms = left;
}
