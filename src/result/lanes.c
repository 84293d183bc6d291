/* Swim lanes in memory from malloc: made, filled and freed. */
#include "result/lanes.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

/* --- words ------------------------------------------------------------------------------------ */

#define WORD_OF(member, word) word,

const char *exn_lane_kind_word(exn_lane_kind kind)
{
    static const char *const words[] = {EXN_LANE_KIND_MAP(WORD_OF)};
    return words[kind];
}

const char *exn_bar_operation_word(exn_bar_operation operation)
{
    static const char *const words[] = {EXN_BAR_MAP(WORD_OF)};
    return words[operation];
}

const char *exn_bar_outcome_word(exn_bar_outcome outcome)
{
    static const char *const words[] = {EXN_BAR_OUTCOME_MAP(WORD_OF)};
    return words[outcome];
}

const char *exn_mark_word(exn_mark_kind kind)
{
    static const char *const words[] = {EXN_MARK_MAP(WORD_OF)};
    return words[kind];
}

/* --- filled and freed ------------------------------------------------------------------------- */

void exn_lanes_free(exn_lanes *lanes)
{
    if (lanes == NULL) {
        return;
    }
    for (size_t i = 0; i < lanes->lane_count; i++) {
        free(lanes->lanes[i].name);
    }
    for (size_t i = 0; i < lanes->hop_count; i++) {
        free(lanes->hops[i].error);
    }
    for (size_t i = 0; i < lanes->step_count; i++) {
        free(lanes->steps[i].item);
    }
    free(lanes->lanes);
    free(lanes->bars);
    free(lanes->marks);
    free(lanes->hops);
    free(lanes->steps);
    free(lanes);
}

bool exn_lanes_add_lane(exn_lanes *lanes, exn_lane_kind kind, uint32_t inside, const char *name)
{
    char *copy = strdup(name);
    if (copy == NULL || !EXN_MAKE_ROOM(lanes->lanes, lanes->lane_capacity, lanes->lane_count + 1)) {
        free(copy);
        return false;
    }
    lanes->lanes[lanes->lane_count++] = (exn_lane){.kind = kind, .inside = inside, .name = copy};
    return true;
}

bool exn_lanes_add_bar(exn_lanes *lanes, exn_bar bar)
{
    if (!EXN_MAKE_ROOM(lanes->bars, lanes->bar_capacity, lanes->bar_count + 1)) {
        return false;
    }
    lanes->bars[lanes->bar_count++] = bar;
    return true;
}

bool exn_lanes_add_mark(exn_lanes *lanes, exn_mark mark)
{
    if (!EXN_MAKE_ROOM(lanes->marks, lanes->mark_capacity, lanes->mark_count + 1)) {
        return false;
    }
    lanes->marks[lanes->mark_count++] = mark;
    return true;
}

bool exn_lanes_add_hop(exn_lanes *lanes, exn_hop hop)
{
    hop.error = strdup(hop.error);
    if (hop.error == NULL ||
        !EXN_MAKE_ROOM(lanes->hops, lanes->hop_capacity, lanes->hop_count + 1)) {
        free(hop.error);
        return false;
    }
    lanes->hops[lanes->hop_count++] = hop;
    return true;
}

bool exn_lanes_add_step(exn_lanes *lanes, exn_lane_step step)
{
    step.item = strdup(step.item);
    if (step.item == NULL ||
        !EXN_MAKE_ROOM(lanes->steps, lanes->step_capacity, lanes->step_count + 1)) {
        free(step.item);
        return false;
    }
    lanes->steps[lanes->step_count++] = step;
    return true;
}

/* --- looked at -------------------------------------------------------------------------------- */

uint32_t exn_lanes_step_of(const exn_lanes *lanes, uint32_t event)
{
    uint32_t steps = 0;
    for (size_t i = 0; i < lanes->step_count && lanes->steps[i].after < event; i++) {
        steps += lanes->steps[i].is_inside ? 0 : 1;
    }
    return steps;
}
