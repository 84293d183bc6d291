/* Draws a schedule as swim lanes: for the page, and for `exeunt replay --svg`. */
#ifndef EXN_REPORT_PAGE_LANES_SVG_H
#define EXN_REPORT_PAGE_LANES_SVG_H

#include "result/lanes.h"

#include <stdio.h>

typedef struct exn_drawing {
    const exn_lanes *lanes;
    char *const *trace;   /* the text of each event */
    const char *title;    /* for readers who do not see it: "the schedule that breaks X6" */
    const char *broken;   /* what breaks at the last event: "X6 propagation"; NULL: nothing */
    bool parts;           /* there is a schedule beside this one that parts from it: */
    uint32_t shared;      /* so many events are the same */
    uint32_t first, last; /* the events to be drawn, from 1 */
    bool standalone;      /* a file of its own: it brings its style along */
} exn_drawing;

/* Writes an element `svg`. The columns have the same width everywhere: a script finds event N by
 * the attributes `data-first`, `data-left` and `data-column`. */
void exn_draw_lanes(FILE *out, const exn_drawing *drawing);

#endif
