/* One schedule as a file of its own: `exeunt replay --svg`. */
#include "report/report.h"

#include "report/page/lanes_svg.h"
#include "report/page/lanes_text.h"
#include "report/run/draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_DRAWN_MAX = 2000 }; /* a viewer has to hold all of it */

static void draw(const exn_result *result, FILE *out)
{
    exn_replayed run = exn_replayed_of(result);
    const exn_violation *violation = run.violation;
    char broken[64] = "";
    if (violation != NULL) {
        bool is_rule = violation->kind == EXN_OF_RULE;
        snprintf(broken, sizeof broken, "%s%s%s", is_rule ? violation->rule : "",
                 is_rule ? " " : "", violation->name);
    }
    uint32_t events = run.events;
    exn_draw_lanes(
        out, &(exn_drawing){.lanes = run.lanes,
                            .trace = run.trace,
                            .title = result->scenario,
                            .broken = violation != NULL ? broken : NULL,
                            .first = events > EVENTS_DRAWN_MAX ? events - EVENTS_DRAWN_MAX + 1 : 1,
                            .last = events,
                            .standalone = true});
}

bool exn_can_be_drawn(const exn_result *result)
{
    return exn_replayed_of(result).events > 0;
}

uint32_t exn_events_not_drawn(const exn_result *result)
{
    uint32_t events = exn_replayed_of(result).events;
    return events > EVENTS_DRAWN_MAX ? events - EVENTS_DRAWN_MAX : 0;
}

int exn_write_drawing(const exn_result *result, const char *path)
{
    exn_draft draft;
    if (exn_draft_begin_at(&draft, path) != 0) {
        return -1;
    }
    draw(result, draft.file);
    if (exn_draft_finish(&draft) != 0) {
        exn_draft_drop(&draft);
        return -1;
    }
    return exn_draft_publish(&draft);
}
