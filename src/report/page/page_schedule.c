/* A schedule in the page: windows of events, each with its lanes and its list. A long schedule can
 * be read window by window, and no window is wider than a wide screen or two. */
#include "report/page/page_parts.h"

#include "base/escape.h"
#include "report/page/lanes_svg.h"

#include <string.h>

enum {
    WINDOW_EVENTS = 100,
    LINES_MAX = 16,          /* of events that are listed without a scroll bar */
    WINDOWS_DRAWN_MAX = 120, /* of one schedule; of the others the events are listed */
};

/* --- the list --------------------------------------------------------------------------------- */

/* Writes the steps that come before an event. Equal ones that nothing came of are one line. */
static size_t put_steps(const exn_lanes *lanes, size_t at, uint32_t event, uint32_t *number,
                        FILE *out)
{
    while (lanes != NULL && at < lanes->step_count && lanes->steps[at].after < event) {
        const exn_lane_step *step = &lanes->steps[at];
        size_t count = 1;
        while (at + count < lanes->step_count && lanes->steps[at + count].after == step->after &&
               strcmp(lanes->steps[at + count].item, step->item) == 0) {
            count += 1;
        }
        if (step->is_inside) {
            fputs("<i>", out);
        } else {
            fprintf(out, "<i>step %u", *number + 1);
            *number += (uint32_t)count;
            if (count > 1) {
                fprintf(out, " to %u", *number);
            }
            fputs(": ", out);
        }
        exn_put_markup_text(out, step->item);
        fputs("</i>", out);
        at += count;
    }
    return at;
}

static void put_list(const exn_page_schedule *schedule, uint32_t first, uint32_t last, FILE *out)
{
    const exn_lanes *lanes = schedule->lanes;
    uint32_t number = lanes == NULL ? 0 : exn_lanes_step_of(lanes, first - 1);
    size_t step = 0;
    while (lanes != NULL && step < lanes->step_count && lanes->steps[step].after + 1 < first) {
        step += 1;
    }
    bool scrolls = last - first >= LINES_MAX; /* by the keyboard, too */
    fprintf(out, "<ol class=\"trace\" start=\"%u\"%s>\n", first,
            scrolls ? " tabindex=\"0\" aria-label=\"events\"" : "");
    for (uint32_t event = first; event <= last; event++) {
        bool decides = schedule->parts && event == schedule->shared + 1;
        bool breaks = schedule->broken != NULL && event == schedule->trace_count;
        fprintf(out, "<li data-event=\"%u\"%s>", event,
                breaks    ? " class=\"breaks\""
                : decides ? " class=\"decides\""
                          : "");
        step = put_steps(lanes, step, event, &number, out);
        exn_put_markup_text(out, schedule->trace[event - 1]);
        if (schedule->source != NULL && *schedule->source[event - 1] != '\0') {
            fputs(" <code class=\"source\">", out);
            exn_put_markup_text(out, schedule->source[event - 1]);
            fputs("</code>", out);
        }
        if (breaks) {
            fputs(" <b>✗ ", out);
            exn_put_markup_text(out, schedule->broken);
            fputs(schedule->note != NULL ? ": " : "", out);
            exn_put_markup_text(out, schedule->note != NULL ? schedule->note : "");
            fputs("</b>", out);
        }
        fputs("</li>\n", out);
    }
    fputs("</ol>\n", out);
}

/* --- windows ---------------------------------------------------------------------------------- */

static void put_window(const exn_page_schedule *schedule, uint32_t first, uint32_t last,
                       bool is_drawn, FILE *out)
{
    fprintf(out, "<div class=\"window\" data-first=\"%u\" data-last=\"%u\">\n", first, last);
    if (is_drawn) {
        fputs("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"", out);
        exn_put_markup_text(out, schedule->title);
        fputs(", drawn\">\n", out);
        exn_draw_lanes(out, &(exn_drawing){.lanes = schedule->lanes,
                                           .trace = schedule->trace,
                                           .title = schedule->title,
                                           .broken = schedule->broken,
                                           .parts = schedule->parts,
                                           .shared = schedule->shared,
                                           .first = first,
                                           .last = last});
        fputs("</div>\n", out);
    }
    put_list(schedule, first, last, out);
    fputs("</div>\n", out);
}

/* Of very many windows those at both ends are drawn: what led into it, and how it ended. */
static bool is_drawn(const exn_page_schedule *schedule, uint32_t window, uint32_t windows)
{
    const uint32_t half = WINDOWS_DRAWN_MAX / 2;
    return schedule->lanes != NULL && (window < half || window + half >= windows);
}

void exn_page_put_schedule(const exn_page_schedule *schedule, FILE *out)
{
    uint32_t events = (uint32_t)schedule->trace_count;
    uint32_t windows = (events + WINDOW_EVENTS - 1) / WINDOW_EVENTS;
    fprintf(out, "<div class=\"schedule\" data-events=\"%u\">\n", events);
    if (windows > WINDOWS_DRAWN_MAX && schedule->lanes != NULL) {
        fprintf(out, "<p>Of %u windows of events the first and the last %d are drawn.</p>\n",
                windows, WINDOWS_DRAWN_MAX / 2);
    }
    for (uint32_t i = 0; i < windows; i++) {
        uint32_t first = i * WINDOW_EVENTS + 1;
        uint32_t last = first + WINDOW_EVENTS - 1;
        put_window(schedule, first, last < events ? last : events, is_drawn(schedule, i, windows),
                   out);
    }
    fputs("</div>\n", out);
}
