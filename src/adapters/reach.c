/* Where the child is, and how it comes to where the world is: reach.h. */
#include "adapters/reach.h"

#include "adapters/whereabouts.h"
#include "world/flight.h"

#include <string.h>

bool exn_adapter_restart(exn_run *run, exn_adapter *adapter)
{
    exn_flight *flight = run->tape.flight;
    uint32_t busy = flight->busy;
    flight->busy = EXN_IDLE; /* it is this project that forks */
    bool started = exn_adapter_start(adapter);
    flight->busy = busy;
    return started;
}

/* A run was left while the child waited for an answer: whatever it asks, it is to go on. */
bool exn_turn_finish(exn_adapter *adapter)
{
    while (adapter->owes_reply) {
        exn_line_clear(&adapter->line);
        exn_line_add(&adapter->line, "{\"answer\":null}\n");
        const json_t *message = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
        if (message == NULL) {
            return false;
        }
        adapter->owes_reply = json_object_get(message, "ask") != NULL;
    }
    return true;
}

/* The way to a state is gone in the variant in which it was found. A run that begins anew - an
 * audit, a second look at a breach - has another variant than the one before: code under test that
 * depends on what the language leaves open then does something else (M9). */
static void begin_run(exn_adapter *adapter, uint32_t moment, bool needs_lines)
{
    bool begins_anew = moment == EXN_MOMENT_BEGINNING;
    adapter->variant = begins_anew ? (adapter->variant + 1) % adapter->variants
                                   : adapter->moments.items[moment].variant;
    adapter->runs += 1;
    exn_line_add(&adapter->line, "{\"run\":%ju", (uintmax_t)adapter->runs);
    if (adapter->variant > 0) {
        exn_line_add(&adapter->line, ",\"variant\":%u", adapter->variant);
    }
    adapter->keeps_lines = needs_lines;
    exn_line_add(&adapter->line, needs_lines ? ",\"lines\":true" : "");
    exn_line_add(&adapter->line, adapter->ignores_states ? ",\"states\":false}\n" : "}\n");
}

/* Appends the way from where the child is, or from the beginning of a run, to a moment. */
static void write_way(exn_adapter *adapter, uint32_t moment, bool needs_lines)
{
    const exn_moments *moments = &adapter->moments;
    uint32_t first = moment;
    size_t size = 0;
    while (first > 1 && first != adapter->at) {
        size += moments->items[first].length;
        first = moments->items[first].before;
    }
    if (first != adapter->at) {
        begin_run(adapter, moment, needs_lines);
    }
    if (size == 0) {
        return;
    }
    size_t end = adapter->line.length + size; /* it is written from its end */
    exn_line_append(&adapter->line, moments->texts, 0);
    for (size_t left = size; left > 0;) {
        static const char blank[64] = "";
        size_t piece = left < sizeof blank ? left : sizeof blank;
        exn_line_append(&adapter->line, blank, piece);
        left -= piece;
    }
    for (uint32_t i = moment; i != first && !adapter->line.failed; i = moments->items[i].before) {
        const exn_moment *one = &moments->items[i];
        end -= one->length;
        memcpy(adapter->line.text + end, moments->texts + one->line, one->length);
    }
}

uint32_t exn_wing_moment(exn_wing *self)
{
    uint32_t moment = exn_moments_find(&self->adapter->moments, self->state);
    if (moment == 0) {
        exn_adapter_object(self->adapter, "a state of its own is not known any more");
        exn_wing_leave(self);
    }
    return moment;
}

void exn_wing_go_to(exn_wing *self, uint32_t moment)
{
    exn_adapter *adapter = self->adapter;
    bool runs = exn_child_runs(&adapter->child) && exn_turn_finish(adapter);
    if (!runs && !exn_adapter_restart(((exn_stage *)exn_wing_probe(self)->stage)->run, adapter)) {
        exn_wing_leave(self);
    }
    exn_line_clear(&adapter->line);
    bool needs_lines = exn_whereabouts_are_asked(self);
    if (needs_lines && !adapter->keeps_lines) {
        adapter->at = 0; /* the run in hand cannot tell them */
    }
    write_way(adapter, moment, needs_lines);
    adapter->at = moment;
}
