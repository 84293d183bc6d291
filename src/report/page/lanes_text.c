/* Lanes as text: one sign for each lane at each event. */
#include "report/page/lanes_text.h"

#include "report/printing.h"

#include <stdlib.h>
#include <string.h>

enum {
    LANE_WIDTH = 2,
    EVENT_WIDTH = 7, /* of the number of an event */
    TEXT_WIDTH = 44, /* that is left for the number and the text of an event */
};

exn_replayed exn_replayed_of(const exn_result *result)
{
    const exn_violation *violation = result->violation_count > 0 ? &result->violations[0] : NULL;
    const exn_lanes *lanes = violation != NULL ? violation->lanes : result->lanes;
    return (exn_replayed){.lanes = lanes,
                          .trace = violation != NULL ? violation->trace : result->trace,
                          .source = violation != NULL ? violation->source : result->source,
                          .events = lanes != NULL ? lanes->event_count : 0,
                          .violation = violation};
}

static size_t lanes_shown(const exn_replayed *run, int width)
{
    size_t room = width > TEXT_WIDTH ? (size_t)((width - TEXT_WIDTH) / LANE_WIDTH) : 0;
    return run->lanes->lane_count < room ? run->lanes->lane_count : room;
}

void exn_put_lanes_head(const exn_terminal *terminal, const exn_replayed *run, int width)
{
    size_t shown = lanes_shown(run, width);
    for (size_t i = 0; i < shown; i++) {
        const exn_lane *lane = &run->lanes->lanes[i];
        bool is_blamed = i == run->lanes->blamed;
        exn_put(terminal, EXN_PLAIN, "%*s", EVENT_WIDTH, "");
        for (size_t k = 0; k < i; k++) {
            exn_put(terminal, EXN_DIM, "│ ");
        }
        exn_put(terminal, EXN_DIM, "┌ ");
        exn_put(terminal, is_blamed ? EXN_RED : EXN_PLAIN, "%s%s\n", lane->name,
                is_blamed ? ", to blame" : "");
    }
    if (shown < run->lanes->lane_count) {
        exn_put(terminal, EXN_DIM, "       %zu more lanes have no room here\n",
                run->lanes->lane_count - shown);
    }
}

/* --- the sign of a lane ----------------------------------------------------------------------- */

static const char *sign_of_mark(exn_mark_kind kind)
{
    static const char *const signs[] = {
        [EXN_MARK_FAULT] = "✗", [EXN_MARK_CANCEL] = "■",      [EXN_MARK_REQUEST] = "▼",
        [EXN_MARK_ASK] = "▽",   [EXN_MARK_DEADLINE] = "⧗",    [EXN_MARK_TIME] = "⧖",
        [EXN_MARK_WORD] = "•",  [EXN_MARK_SUPPRESSION] = "◆", [EXN_MARK_CALL] = "►",
        [EXN_MARK_BREAKS] = "✗"};
    return signs[kind];
}

static const char *sign_of_bar(const exn_bar *bar, uint32_t event)
{
    static const char *const signs[] = {[EXN_BAR_ENTER] = "░",
                                        [EXN_BAR_HELD] = "│",
                                        [EXN_BAR_EXIT] = "▒",
                                        [EXN_BAR_BODY] = "█",
                                        [EXN_BAR_OPEN] = "│"};
    bool is_end = bar->first == event || (bar->last == event && bar->outcome != EXN_BAR_UNSETTLED);
    return is_end ? "●" : signs[bar->operation];
}

/* Fills in the sign of each lane. */
static void find_signs(const exn_lanes *lanes, uint32_t event, const char **signs)
{
    for (size_t i = 0; i < lanes->lane_count; i++) {
        signs[i] = "·";
    }
    for (size_t i = 0; i < lanes->bar_count; i++) {
        const exn_bar *bar = &lanes->bars[i];
        if (bar->first <= event && event <= bar->last) {
            signs[bar->lane] = sign_of_bar(bar, event);
        }
    }
    for (size_t i = 0; i < lanes->mark_count; i++) {
        if (lanes->marks[i].event == event) {
            signs[lanes->marks[i].lane] = sign_of_mark(lanes->marks[i].kind);
        }
    }
}

static void put_signs(const exn_terminal *terminal, const exn_replayed *run, uint32_t event,
                      int width)
{
    const char **signs = calloc(run->lanes->lane_count + 1, sizeof *signs);
    if (signs == NULL) {
        exn_put(terminal, EXN_PLAIN, EXN_NO_MEMORY " ");
        return;
    }
    find_signs(run->lanes, event, signs);
    for (size_t i = 0; i < lanes_shown(run, width); i++) {
        bool is_bad = strcmp(signs[i], "✗") == 0;
        bool is_idle = strcmp(signs[i], "·") == 0;
        exn_put(terminal, is_bad ? EXN_RED : is_idle ? EXN_DIM : EXN_PLAIN, "%s ", signs[i]);
    }
    free(signs);
}

/* --- an event --------------------------------------------------------------------------------- */

/* Prints the steps that come between the event before and this one. Equal ones are one line. */
static void put_steps(const exn_terminal *terminal, const exn_lanes *lanes, uint32_t event)
{
    uint32_t number = 0;
    for (size_t i = 0; i < lanes->step_count && lanes->steps[i].after < event; i++) {
        const exn_lane_step *step = &lanes->steps[i];
        number += step->is_inside ? 0 : 1;
        bool repeats = i + 1 < lanes->step_count && lanes->steps[i + 1].after == step->after &&
                       strcmp(lanes->steps[i + 1].item, step->item) == 0;
        if (step->after + 1 != event || repeats) {
            continue;
        }
        if (step->is_inside) {
            exn_put(terminal, EXN_DIM, "       inside it: %s\n", step->item);
        } else {
            exn_put(terminal, EXN_DIM, "       step %u: %s\n", number, step->item);
        }
    }
}

void exn_put_lanes_event(const exn_terminal *terminal, const exn_replayed *run, uint32_t event,
                         int width, bool is_current)
{
    bool breaks = run->violation != NULL && event == run->events;
    put_steps(terminal, run->lanes, event);
    exn_put(terminal, is_current ? EXN_BOLD : EXN_DIM, "%s%4u  ", is_current ? ">" : " ", event);
    put_signs(terminal, run, event, width);
    exn_put(terminal, is_current ? EXN_BOLD : EXN_PLAIN, " %s", run->trace[event - 1]);
    if (run->source != NULL && *run->source[event - 1] != '\0') {
        exn_put(terminal, EXN_DIM, "  %s", run->source[event - 1]);
    }
    if (breaks) {
        exn_put(terminal, EXN_RED, "  ← %s%s%s",
                run->violation->note != NULL ? run->violation->note : "",
                run->violation->note != NULL ? ": " : "", run->violation->name);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}
