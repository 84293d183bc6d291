/* Draws the graph of states in layers, or the number of states by depth. */
#ifndef EXN_REPORT_PAGE_GRAPH_SVG_H
#define EXN_REPORT_PAGE_GRAPH_SVG_H

#include "result/graph.h"

#include <stdio.h>

/* Writes an element `svg`: all states, where there are nodes. Nothing when out of memory. */
void exn_draw_graph(FILE *out, const exn_graph *graph);

/* Writes an element `svg`: a bar for each depth. */
void exn_draw_depths(FILE *out, const exn_graph *graph);

#endif
