/* Swim lanes on a terminal: a line for each event, a column for each lane. */
#ifndef EXN_REPORT_PAGE_LANES_TEXT_H
#define EXN_REPORT_PAGE_LANES_TEXT_H

#include "report/report.h"

/* A schedule that was replayed. */
typedef struct exn_replayed {
    const exn_lanes *lanes; /* NULL: nothing happened */
    char *const *trace;
    char *const *source; /* as in exn_violation */
    uint32_t events;
    const exn_violation *violation; /* that its last event shows; NULL: it breaks nothing */
} exn_replayed;

exn_replayed exn_replayed_of(const exn_result *result);

/* Prints which column is whose lane. There is room for so many columns as `width` leaves beside the
 * texts; the other lanes have none. */
void exn_put_lanes_head(const exn_terminal *terminal, const exn_replayed *run, int width);

/* Prints an event with its lanes, and before it the step that has led to it. `is_current`: it is
 * where the reader is. */
void exn_put_lanes_event(const exn_terminal *terminal, const exn_replayed *run, uint32_t event,
                         int width, bool is_current);

#endif
